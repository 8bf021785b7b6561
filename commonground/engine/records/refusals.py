"""Why what was given is no extract to count, though every file of it can be read: one sentence each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from commonground.engine.records.opening import GivenFile
from commonground.engine.records.people import Child
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.sheets import Table
from commonground.engine.records.tables import Problem

_PRACTICE_CODE = re.compile(r"[A-Z]\d{5}")
_NAMED = 3
"""So many reasons, labels or practices are named in a sentence; more would not be read."""


def refuse_twins(files: Sequence[GivenFile]) -> None:
    """Raises ExtractError where two files hold the same bytes: each of their entries would count twice."""
    held: dict[bytes, GivenFile] = {}
    for file in files:
        digest = hashlib.sha256(file.data).digest()
        twin = held.get(digest)
        if twin is None:
            held[digest] = file
        elif (twin.place or twin.name) == (file.place or file.name):
            raise ExtractError(
                f"{file.name} was given twice, so its entries would count twice; give it once."
            )
        else:
            raise ExtractError(
                f"{twin.name} and {file.name} hold the same, so their entries would count twice; give one of them."
            )


def refuse_what_counts_nothing(
    files: Sequence[GivenFile], tables: Sequence[Table], unknown: Mapping[str, int], lost_rows: int
) -> None:
    """Raises ExtractError where nothing could come of the files but empty or false figures.

    unknown: columns of dates that nobody knows; lost_rows: rows that were no rows at all.
    """
    file = files[0].name
    if not lost_rows and not any(table.rows for table in tables):
        raise ExtractError(f"{file} has headings and no rows below them; export it again.")
    if unknown and all(table.form.kind == "children" for table in tables):
        held = "”, “".join(list(unknown)[:_NAMED])
        raise ExtractError(
            f"{file} lists children, and its columns of dates are not known as vaccinations (“{held}”); "
            "name them in a --map file."
        )


def refuse_without_a_child(
    files: Sequence[GivenFile],
    tables: Sequence[Table],
    children: Mapping[str, Child],
    problems: Sequence[Problem],
) -> None:
    """Raises ExtractError where no row is about a child with a date of birth, with the first reasons.

    A child set aside for another reason (its rows have different dates of birth) is a problem of an extract that was
    read. Events that point to children in a file that was not given are read all the same, with a warning.
    """
    if any(child.births for child in children.values()):
        return
    if tables and all(table.form.kind == "events" and not table.form.with_birth for table in tables):
        return
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.reason, problem)
    said = "; ".join(f"{_place(one)}: {one.reason}" for one in list(first.values())[:_NAMED])
    named = " and ".join(file.name for file in files)
    raise ExtractError(
        f"No row of {named} is about a child that can be counted ({said}); correct that, or export it again."
    )


def _place(problem: Problem) -> str:
    row = f"row {problem.row}" if problem.row is not None else "a row"
    return f"{row}, {problem.column}" if problem.column else row


def refuse_other_practice(kept: Mapping[str, Child], practice_code: str) -> None:
    """Raises ExtractError where every child is of another practice than the one asked about."""
    codes = {child.practice_code for child in kept.values() if child.practice_code}
    if codes and practice_code.strip().upper() not in codes:
        held = ", ".join(
            sorted({code if _PRACTICE_CODE.fullmatch(code) else "another" for code in codes})[:_NAMED]
        )
        raise ExtractError(
            f"None of these children is of practice {practice_code}: the file says {held}; give that code, "
            "or the file of this practice."
        )
