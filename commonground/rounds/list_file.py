"""A round's list from a file: a CSV with a practice on each row, read and checked before anything is made.

Columns: code, and where there is more to say reason, visitor (an e-mail address), position and chosen by.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.free_text import REFUSED
from commonground.engine.identifiers import holds_nhs_number
from commonground.engine.records.delimited import SEPARATORS, decode
from commonground.engine.records.problems import shown
from commonground.engine.records.words import cell, key, text
from commonground.practices.models import Practice
from commonground.practices.queries import practices
from commonground.rounds.models import Candidate, Round
from commonground.rounds.queries import last_position, practices_of, visitors_of

MOST_ROWS = 10_000
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "practice code", "ods code", "organisation code", "practice"),
    "reason": ("reason", "why"),
    "visitor": ("visitor", "visitor email", "visitor e-mail", "commissioner"),
    "position": ("position", "rank", "number"),
    "chosen by": ("chosen by", "chosen", "how"),
}
CHOSEN_BY: Mapping[str, str] = {
    "": Candidate.ChosenBy.RANK,
    **{key(choice.label): choice.value for choice in Candidate.ChosenBy},
    **{key(choice.value): choice.value for choice in Candidate.ChosenBy},
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row (0: with the whole file), in which column, and what to do."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class CheckedList:
    """What a file would put on the list, in order, and the rows that can't be used."""

    candidates: list[Candidate] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass
class _Known:
    """What a row is checked against, read once for the whole file."""

    round_: Round
    inside: dict[str, Practice]
    anywhere: dict[str, Practice]
    visitors: dict[str, User]
    listed: set[str]
    removed: dict[str, Candidate]
    position: int


def text_of(data: bytes, name: str) -> str:
    """The text of a file. Raises ExtractError, in a sentence, where it is none."""
    return decode(data, name)


def checked(caller: Caller, round_: Round, content: str, *, on: date) -> CheckedList:
    """Read and check a list. Nothing is kept: `services.add_candidates` puts the good rows on the list."""
    rows = _rows(content)
    heading = next(rows, [])
    places = {
        name: at
        for at, words in reversed(list(enumerate(heading)))
        for name, known in COLUMNS.items()
        if key(words) in map(key, known)
    }
    if "code" not in places:
        sentence = (
            "No column is headed “code”. Put the practices' codes under that heading, in the first row."
        )
        return CheckedList(faults=[Fault(0, "code", sentence)])
    known = _known(caller, round_)
    found = CheckedList()
    for number, cells in enumerate(rows, start=2):
        if not any(cells):
            continue
        if number > MOST_ROWS:
            found.faults.append(
                Fault(number, "code", f"Only {MOST_ROWS:,} rows are read. Cut the file in two.")
            )
            break
        values = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
        wrong = list(_faults(values, number, known, on))
        if wrong:
            found.faults.extend(wrong)
        else:
            found.candidates.append(_candidate(values, known))
    return found


def _rows(content: str) -> Iterator[list[str]]:
    first = content.partition("\n")[0]
    lines = content.splitlines()  # each line by itself: an unclosed quote must not swallow the next practice
    for row in (next(csv.reader([line], delimiter=max(SEPARATORS, key=first.count)), []) for line in lines):
        yield [text(cell(value)) for value in row]


def _known(caller: Caller, round_: Round) -> _Known:
    earlier = {one.practice.code: one for one in round_.candidates.select_related("practice")}
    seen = practices(caller).select_related("area", "successor", "visitor")
    inside = practices_of(caller, round_).values_list("code", flat=True)
    anywhere = {one.code: one for one in seen}
    return _Known(
        round_,
        {code: anywhere[code] for code in inside},
        anywhere,
        {one.email.lower(): one for one in visitors_of(caller, round_)},
        {code for code, one in earlier.items() if one.removed_on is None},
        {code: one for code, one in earlier.items() if one.removed_on is not None and not one.passed_over},
        last_position(round_),
    )


def _faults(values: Mapping[str, str], row: int, known: _Known, on: date) -> Iterator[Fault]:
    wrong = _wrong_code(values["code"].upper(), known, on)
    if wrong:
        yield Fault(row, "code", wrong)
    if holds_nhs_number(values.get("reason", "")):
        yield Fault(row, "reason", REFUSED)
    visitor, position = values.get("visitor", ""), values.get("position", "")
    if visitor and visitor.lower() not in known.visitors:
        sentence = f"“{shown(visitor)}” is not one of this round's visitors. Add them to the round, or leave it empty."
        yield Fault(row, "visitor", sentence)
    if position and not (position.isascii() and position.isdigit() and 0 < int(position) <= MOST_ROWS):
        yield Fault(
            row,
            "position",
            f"“{shown(position)}” is not a whole number from 1. Write one, or leave it empty.",
        )
    if key(values.get("chosen by", "")) not in CHOSEN_BY:
        labels = ", ".join(f"“{choice.label}”" for choice in Candidate.ChosenBy)
        yield Fault(row, "chosen by", f"Write one of {labels}, or leave it empty.")


def _wrong_code(code: str, known: _Known, on: date) -> str:
    practice = known.anywhere.get(code)
    if not code:
        return "There is no code. Write the practice's code, or take the row out."
    if practice is None:
        return f"“{shown(code)}” is no practice of your area. Check the code against the list of practices."
    if code not in known.inside:
        return f"{practice} is in {practice.area}, outside {known.round_.area}. Take the row out."
    if practice.closed_on is not None and practice.closed_on <= max(on, known.round_.starts_on):
        follower = (
            f" Put {practice.successor.code} in its place." if practice.successor else " Take the row out."
        )
        return f"{practice} closed, or closes before the round begins.{follower}"
    if code in known.listed:
        return f"{practice} is on the list already, or earlier in this file. Take the row out."
    if code in known.removed:
        why = known.removed[code].removed_because
        return f"{practice} was taken off this list: {why}. Add it by hand if it is to return."
    return ""


def _candidate(values: Mapping[str, str], known: _Known) -> Candidate:
    practice = known.inside[values["code"].upper()]
    known.listed.add(practice.code)
    known.position = int(values.get("position") or known.position + 1)
    return Candidate(
        round=known.round_,
        practice=practice,
        position=known.position,
        reason=values.get("reason", ""),
        visitor=known.visitors.get(values.get("visitor", "").lower()),
        chosen_by=CHOSEN_BY[key(values.get("chosen by", ""))],
    )
