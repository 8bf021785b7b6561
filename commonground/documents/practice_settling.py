"""A practice's count beside the child health service's list, a published figure and its own baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from commonground.documents.report import ReportInput, SettlingInput, settling_page
from commonground.documents.report_words import day
from commonground.engine.changes_table import counted_rows, safe_changes
from commonground.engine.comparing.attribution import Counts
from commonground.engine.comparing.baseline import Baseline, Change
from commonground.engine.comparing.linking import NHS_NUMBER, SECOND_KEY, Links
from commonground.engine.comparing.sides import Side
from commonground.engine.counting.results import Count, Engine, Question
from commonground.engine.counting.stays_here import csv_text
from commonground.engine.differences_table import (
    Compared,
    agreement_row,
    difference_rows,
    safe_differences,
)
from commonground.engine.disclosure import TO_THE_COMMISSIONER, in_words, small_counts
from commonground.engine.figures import HIDDEN, OK, PUBLISHED, ChangeRow, FigureRow, PublishedRow, Shared
from commonground.engine.records.tables import Extract
from commonground.engine.rules.difference_book import DifferenceBook
from commonground.engine.rules.model import Rulebook
from commonground.engine.settling import (
    DIFFERENCES,
    DIFFERENCES_FILE,
    Settled,
    Settling,
    usable_published,
)

PAGE = "settling.html"
STAYING = (DIFFERENCES_FILE, PAGE)
"""What comparing adds to the files that stay at the practice."""


@dataclass(frozen=True)
class Beside:
    """What a practice's count is set beside: each is there or not."""

    chis: Side | None = None
    published: tuple[PublishedRow, ...] = ()
    baseline: Baseline | None = None

    def __bool__(self) -> bool:
        return bool(self.chis or self.published or self.baseline)


@dataclass(frozen=True)
class SettledOutputs:
    """What comparing gives: rows that may leave, what the report tells of them, and the texts that stay."""

    shared: Shared
    settling: SettlingInput
    stays_here: dict[str, str]
    summary: tuple[str, ...]


def settle(
    extract: Extract,
    count: Count,
    question: Question,
    beside: Beside,
    given: ReportInput,
    figures: tuple[FigureRow, ...],
    book: DifferenceBook,
    count_with: Engine,
) -> SettledOutputs:
    """Set a count beside the others and hide what is small.

    given: the report so far, whose figures are after disclosure control; `figures`: the same before it. Raises
    UserError where the others are of other children or periods.
    """
    rulebook = given.rulebook
    settling = Settling(extract, count, rulebook, book)
    settled = _compared(settling, beside, count, rulebook)
    if beside.baseline is not None:
        changes = settling.since(beside.baseline, question, count_with)
        settled = replace(settled, changes=changes, baseline_as_at=beside.baseline.as_at)
    shared = _safe(given.shared, settled, rulebook, book)
    told = _told(settled, shared, rulebook, book)
    stays_here = {}
    if settled.compared:
        stays_here[DIFFERENCES_FILE] = csv_text(DIFFERENCES, settled.lines)
    if settled.compared or settled.changes:
        open_page = replace(
            given, shared=_open(given.shared, settled, figures, book), settling=_all(settled, book)
        )
        stays_here[PAGE] = settling_page(open_page)
    return SettledOutputs(shared, told, stays_here, tuple(_summary(settled, book)))


def _compared(settling: Settling, beside: Beside, count: Count, rulebook: Rulebook) -> Settled:
    """With the list where there is one, for it tells more; a published figure then stands beside it."""
    published = usable_published(beside.published, count, rulebook) if beside.published else ()
    if beside.chis is not None:
        return settling.with_list(beside.chis, published)
    return settling.with_published(published) if published else Settled()


def _safe(shared: Shared, settled: Settled, rulebook: Rulebook, book: DifferenceBook) -> Shared:
    differences, agreement = safe_differences(settled.compared, shared.figures, rulebook, book)
    changes: tuple[ChangeRow, ...] = ()
    if settled.baseline_as_at is not None:
        changes = safe_changes(settled.changes, settled.baseline_as_at, shared.figures, rulebook)
    return replace(shared, differences=differences, agreement=agreement, changes=changes)


def _told(settled: Settled, shared: Shared, rulebook: Rulebook, book: DifferenceBook) -> SettlingInput:
    """What the report that may leave tells beside the rows."""
    gate = rulebook.small_numbers[TO_THE_COMMISSIONER]
    small = small_counts(gate)
    whole = {(row.indicator, row.period, row.against) for row in shared.differences if row.points is not None}
    in_sight = {(row.indicator, row.period) for row in shared.figures if row.status != HIDDEN}
    counts = {
        (one.indicator, one.period, one.against): one.other
        for one in settled.compared
        if one.against == PUBLISHED
        or ((one.indicator, one.period) in in_sight and one.other.denominator not in small)
    }
    matched = tuple(_matched(settled.links, lambda number: str(in_words(number, gate))))
    compared = tuple(one for one in settled.compared if (one.indicator, one.period, one.against) in whole)
    return SettlingInput(book, settled.published, counts, compared, matched, settled.baseline_as_at)


def _all(settled: Settled, book: DifferenceBook) -> SettlingInput:
    counts: dict[tuple[str, str, str], Counts] = {
        (one.indicator, one.period, one.against): one.other for one in settled.compared
    }
    matched = tuple(_matched(settled.links, str))
    return SettlingInput(book, settled.published, counts, settled.compared, matched, settled.baseline_as_at)


def _open(shared: Shared, settled: Settled, figures: tuple[FigureRow, ...], book: DifferenceBook) -> Shared:
    """The rows with nothing hidden, for the practice's own page."""
    since = settled.baseline_as_at
    return replace(
        shared,
        figures=figures,
        differences=tuple(row for _, rows in difference_rows(settled.compared, book) for row in rows),
        agreement=tuple(agreement_row(one, one.agreement) for one in settled.compared if one.agreement),
        changes=tuple(row for one in settled.changes if since for row in _change_rows(one, since)),
    )


def _change_rows(change: Change, since: date) -> Iterator[ChangeRow]:
    for row in counted_rows(change):
        counts_in, kind = row.key
        yield ChangeRow(
            change.asked.indicator.id, change.asked.period, since, kind, counts_in, row.children, OK
        )


def _matched(links: Links | None, say: Callable[[int], str]) -> Iterator[str]:
    if links is None:
        return
    yield (
        f"Found on both lists: {say(links.found_by(NHS_NUMBER))} children by NHS number, "
        f"{say(links.found_by(SECOND_KEY))} by {SECOND_KEY}."
    )
    if links.several:
        yield f"The second key could mean several children for {say(links.several)}: they were not matched."


def _summary(settled: Settled, book: DifferenceBook) -> Iterator[str]:
    """Lines for the practice's own screen: nothing is hidden in them."""
    yield from _matched(settled.links, str)
    for one in settled.compared:
        gap = _gap(one)
        if one.parts:
            causes = ", ".join(
                f"{book.causes[part.cause].title} ({part.only_in}) {part.children}" for part in one.parts
            )
            yield f"  {one.indicator}, {one.period}: {gap}; {causes}"
        else:
            yield f"  {one.indicator}, {one.period}: {gap}; the two agree on every child"
    if settled.baseline_as_at is not None:
        yield f"Since the baseline of {day(settled.baseline_as_at)}:"
        for change in settled.changes:
            yield f"  {change.asked.indicator.id}, {change.asked.period}: {_change(change)}"


def _gap(one: Compared) -> str:
    return (
        f"theirs {one.other.numerator} of {one.other.denominator}, "
        f"yours {one.practice.numerator} of {one.practice.denominator}"
    )


def _change(change: Change) -> str:
    parts = [f"{number} {kind}" for kind, number in change.numerator.items() if number]
    listed = [f"{number} {kind} the list" for kind, number in change.denominator.items() if number]
    return (
        f"{change.then.numerator} of {change.then.denominator} then, {change.now.numerator} of "
        f"{change.now.denominator} now; {', '.join([*parts, *listed]) or 'nothing changed'}"
    )
