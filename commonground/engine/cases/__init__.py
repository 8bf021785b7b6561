"""The nurse's cases: histories of one child each, with the answers expected of every counting engine.

A file of `rulebook/cases/` is plain text. `#` begins a remark; a case begins with `case:`; its other
lines may stand in any order:

    case: MMR 1 counts from the first birthday
    rule: mmr-1
    born: 10 January 2024
    on: 1 March 2026
    given: 10 January 2025 MMR
    expect:
      10 January 2025 MMR: counts as mmr 1
      mmr 2: not yet due

What is not stated is not checked. A `table:` makes a case of each of its lines; its columns are
fields (`born`, `given MMR`), `verdict` (of the entry given to its left) or expectations (`mmr 1`).
The whole form is told in `rulebook/cases/README.txt`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from commonground.engine.cases.check import check_case, check_cases
from commonground.engine.cases.model import Case
from commonground.engine.cases.reading import FIELDS, Draft, Line, read_draft
from commonground.engine.cases.words import vocabulary_of
from commonground.engine.records.tables import KINDS
from commonground.engine.rules.files import Fault, RulebookError
from commonground.engine.rules.loader import RULEBOOK, load_rulebook
from commonground.engine.rules.model import Rulebook

__all__ = ["CASES", "Case", "cases_for", "check_case", "check_cases", "needs_cases", "read_cases"]

CASES = RULEBOOK / "cases"
_NOT_CASES = "README.txt"
_BLOCKS = ("expect", "table")
_EMPTY_CELL = "-"


def read_cases(folder: Path = CASES, rulebook: Rulebook | None = None) -> tuple[Case, ...]:
    """Every case of a folder, in the order of its files and lines.

    Names are checked against the rulebook given, or the package's own. Raises RulebookError with
    every fault found, each with its file and line and what to write instead.
    """
    words = vocabulary_of(rulebook or load_rulebook())
    cases: list[Case] = []
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*.txt")):
        if path.name == _NOT_CASES:
            continue
        for draft in _drafts(path, path.relative_to(folder).as_posix(), faults):
            for row in _rows(draft, faults):
                try:
                    cases.append(read_draft(row, words))
                except RulebookError as error:
                    faults += error.faults
    if faults:
        raise RulebookError(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    return tuple(cases)


def cases_for(rule_id: str, cases: Iterable[Case] | None = None) -> tuple[Case, ...]:
    """The cases that name a rule as the one they are an example of."""
    return tuple(case for case in (read_cases() if cases is None else cases) if rule_id in case.rules)


def needs_cases(rulebook: Rulebook) -> tuple[str, ...]:
    """The ids of every entry of which there must be cases: all that decides a count."""
    counted_by_date = [series.id for series in rulebook.series.values() if series.kind != "course"]
    alone = [
        entry.id for group in (rulebook.completed_by, rulebook.bars, rulebook.give_as) for entry in group
    ]
    named = (rulebook.dose_rules, rulebook.courses, rulebook.cover, rulebook.qof, rulebook.measures)
    return (*(key for group in named for key in group), *alone, *counted_by_date, rulebook.up_to_date.id)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers; remarks are taken off."""
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = "" if raw.lstrip().startswith("#") else raw.partition(" #")[0].rstrip()
        if line:
            yield number, line


def _drafts(path: Path, name: str, faults: list[Fault]) -> Iterator[Draft]:
    draft: Draft | None = None
    block: list[Line] | None = None
    for number, line in _lines(path):
        key, colon, text = (part.strip() for part in line.partition(":"))
        indented = line[0].isspace()
        if key == "case" and not indented:
            if draft:
                yield draft
            draft, block = Draft(name, number, [Line(number, key, text)]), None
        elif draft is None:
            faults.append(
                Fault(name, number, "this is before the first case; begin one with “case:” and a title")
            )
        elif indented and block is not None:
            block.append(Line(number, "", line.strip()))
        else:
            block = _take(draft, Line(number, _field_name(key), text), bool(colon), faults)
    if draft:
        yield draft


def _take(draft: Draft, line: Line, has_colon: bool, faults: list[Fault]) -> list[Line] | None:
    """Give a line to its draft; the block that the lines after it belong to, if it opens one."""
    if has_colon and line.key == "expect":
        return draft.expect
    if has_colon and line.key == "table":
        draft.table_columns = tuple(cell.strip() for cell in line.text.split("|"))
        return draft.table
    if has_colon and line.key in FIELDS:
        draft.fields.append(line)
    else:
        faults.append(
            Fault(
                draft.file,
                line.number,
                f"“{line.key}” is not a line of a case; write one of {', '.join((*FIELDS, *_BLOCKS))}, and a "
                "colon after it (lines below expect and table begin with spaces)",
            )
        )
    return None


def _field_name(key: str) -> str:
    return "rule" if key == "rules" else key


def _rows(draft: Draft, faults: list[Fault]) -> Iterator[Draft]:
    """The draft itself, or one draft for each line of its table."""
    if not draft.table_columns:
        yield draft
        return
    if not draft.table:
        faults.append(
            Fault(draft.file, draft.line, "its table has no lines; write one below the columns' names")
        )
    for line in draft.table:
        cells = [cell.strip() for cell in line.text.split("|")]
        if len(cells) != len(draft.table_columns):
            faults.append(
                Fault(
                    draft.file,
                    line.number,
                    f"this line has {len(cells)} cells and the table {len(draft.table_columns)} columns; "
                    "part the cells with |, and write - in an empty one",
                )
            )
            continue
        yield _row(draft, line.number, cells)


def _row(draft: Draft, number: int, cells: Sequence[str]) -> Draft:
    own: list[Line] = []
    expect: list[Line] = []
    named: list[str] = []
    subject = ""
    for column, cell in zip(draft.table_columns, cells, strict=True):
        kind = next((kind for kind in KINDS if column.startswith(f"{kind} ")), None)
        if cell == _EMPTY_CELL:
            continue
        if kind:
            vaccine = column.removeprefix(f"{kind} ")
            own.append(Line(number, kind, f"{cell}: {vaccine}"))
            subject = f"{cell.split(',')[-1].strip()} {vaccine}"
        elif column in FIELDS:
            own.append(Line(number, column, cell))
        else:
            expect.append(Line(number, "expect", f"{subject if column == 'verdict' else column}: {cell}"))
        if kind or column in FIELDS:
            named.append(f"{column} {cell}")
    kept = [line for line in draft.fields if line.key not in {mine.key for mine in own} - {"rule", *KINDS}]
    title = " — ".join([*(line.text for line in kept if line.key == "case"), ", ".join(named)])
    fields = [Line(line.number, "case", title) if line.key == "case" else line for line in kept]
    return Draft(draft.file, number, fields + own, [*draft.expect, *expect])
