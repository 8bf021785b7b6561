"""From what is kept here to what the engine chooses from: figures, our own directory, and what is known beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from commonground.core.caller import Caller
from commonground.engine.choosing.candidates import Given
from commonground.engine.choosing.model import Asked, Reason
from commonground.engine.choosing.record import InputFile
from commonground.engine.choosing.window import day_in_words
from commonground.engine.figures import PublishedRow
from commonground.engine.published.ods import GP_PRACTICE, OdsPractice
from commonground.engine.rules.choosing_book import ChoosingBook
from commonground.figures.counts.queries import counted_rows
from commonground.figures.queries import PRACTICE, published_rows, releases_of
from commonground.practices.models import Practice
from commonground.rounds.models import Candidate, Round
from commonground.rounds.ranking.asking import Beside
from commonground.rounds.ranking.queries import on_or_off_the_list, with_areas

CHALLENGED, CLOSING, ASKED_FOR = "reason-challenge", "reason-closing", "reason-asked"
Known = Callable[[Caller, Round], Mapping[str, tuple[Reason, ...]]]
_KNOWN: list[Known] = []


def reasons_from(known: Known) -> None:
    """Say what later areas know of practices that leaves them out or brings them in, such as a visit lately."""
    _KNOWN.append(known)


def given_for(
    caller: Caller,
    round_: Round,
    asked: Asked,
    beside: Beside,
    *,
    own_counts: bool,
    on: date,
    book: ChoosingBook,
) -> Given:
    """What a round's practices are chosen from: of what is published, and of our practices, what the caller may see.

    own_counts: the counts that practices sent are beside what is published.
    """
    every = list(with_areas(caller))
    directory = [as_in_ods(practice, round_, on) for practice in every]
    inside = {one.code for one in directory if asked.area in one.areas}
    sent = _sent(caller, asked, beside) if own_counts else []
    rows = published_rows(caller, asked.indicator, first=asked.window.first, last=asked.window.last)
    return Given(
        figures=[_where_it_lies_now(row, inside) for row in rows],
        directory=directory,
        practice_counts=[row for row in beside.counts if row.org_code in inside]
        + [row for row in sent if row.org_code in inside],
        quintiles=beside.quintiles,
        places={
            one.code: (one.latitude, one.longitude)
            for one in every
            if one.latitude is not None and one.longitude is not None
        },
        reasons=_reasons(caller, round_, every, beside, on, book),
    )


def inputs_of(caller: Caller, given: Given, asked: Asked, beside: Beside) -> list[InputFile]:
    """What a list was made from, with digests: releases, our directory, and the files given."""
    keys = {
        row.release for row in given.figures if row.indicator == asked.indicator and row.level == PRACTICE
    }
    sent = {row.release for row in given.practice_counts} - {row.release for row in beside.counts}
    counts = [
        InputFile("practice counts", one.file_name, one.sha256, (one.key,))
        for one in releases_of(caller, sent).order_by("key")
    ]
    figures = [
        InputFile("figures", one.file_name, one.sha256, (one.key,))
        for one in releases_of(caller, keys).order_by("key")
    ]
    listed = [
        [one.code, one.name, one.areas, one.active, str(one.closed_on or ""), given.places.get(one.code)]
        for one in sorted(given.directory, key=lambda one: one.code)
    ]
    digest = sha256(json.dumps(listed, ensure_ascii=False).encode()).hexdigest()
    return [*figures, *counts, InputFile("practices", "directory of practices", digest), *beside.files]


def _sent(caller: Caller, asked: Asked, beside: Beside) -> list[PublishedRow]:
    """The counts that practices sent, but for those of whom one was given in a file."""
    in_files = {row.org_code for row in beside.counts}
    found = counted_rows(caller, asked.indicator, first=asked.window.first, last=asked.window.last)
    return [row for row in found if row.org_code not in in_files]


def as_in_ods(practice: Practice, round_: Round, on: date) -> OdsPractice:
    """One of our practices as a line of the national directory; closed where it is before the round begins."""
    closed = practice.closed_on is not None and practice.closed_on <= max(on, round_.starts_on)
    borough = practice.area
    board = borough.parent
    region = board.parent if board else None
    return OdsPractice(
        row=0,
        code=practice.code,
        name=practice.name,
        areas=(borough.code, board.code if board else "", region.code if region else ""),
        address=practice.address,
        postcode=practice.postcode,
        phone="",
        opened_on=practice.opened_on,
        closed_on=practice.closed_on,
        active=not closed,
        setting=GP_PRACTICE,
    )


def _where_it_lies_now(row: PublishedRow, inside: set[str]) -> PublishedRow:
    """A practice lies where our directory says, whatever area it was published under."""
    return row if row.level != PRACTICE or row.org_code in inside else replace(row, parent_code="")


def _reasons(
    caller: Caller, round_: Round, every: Sequence[Practice], beside: Beside, on: date, book: ChoosingBook
) -> dict[str, tuple[Reason, ...]]:
    seen = {one.code for one in every}
    found = {code: reasons for code, reasons in beside.reasons.items() if code in seen}
    for code, reason in _every_reason(caller, round_, every, on, book):
        found[code] = (*found.get(code, ()), reason)
    return found


def _every_reason(
    caller: Caller, round_: Round, every: Sequence[Practice], on: date, book: ChoosingBook
) -> Iterator[tuple[str, Reason]]:
    def known(name: str, until: date | None, note: str) -> Reason:
        entry = book.reasons[name]
        return Reason(entry.title, entry.effect, until, note.rstrip("."))

    for practice in every:
        if practice.closed_on is not None and practice.closed_on > on:
            yield practice.code, known(CLOSING, None, f"it closes on {day_in_words(practice.closed_on)}")
    for one in on_or_off_the_list(caller, round_):
        for name, until, note in _said_of(one, on):
            yield one.practice.code, known(name, until, note)
    for further in _KNOWN:
        for code, reasons in further(caller, round_).items():
            yield from ((code, reason) for reason in reasons)


def _said_of(one: Candidate, on: date) -> Iterator[tuple[str, date | None, str]]:
    """What stands against a practice on the list or for it: a challenge, why it came off, why a visitor brought it."""
    for challenge in one.challenges.all():
        if challenge.stands(on):
            yield CHALLENGED, challenge.returns_on, challenge.reason
    if one.removed_on is not None and not one.passed_over:
        yield CHALLENGED, None, one.removed_because
    elif one.removed_on is None and one.chosen_by == Candidate.ChosenBy.VISITOR:
        yield ASKED_FOR, None, one.reason
