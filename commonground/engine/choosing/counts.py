"""From figures to one count a practice: those of the indicator in the window, added up without counting one twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commonground.engine import figures
from commonground.engine.choosing.model import Count
from commonground.engine.choosing.window import Window, day_in_words
from commonground.engine.figures import PublishedRow
from commonground.engine.quarters import quarter_of

NO_DENOMINATOR = "no denominator, not ranked"
"""Said of a practice of which only a percentage is published: nobody can say how many children are at stake."""

_WHY = {
    figures.PERCENTAGE_ONLY: NO_DENOMINATOR,
    figures.DENOMINATOR_ONLY: "its children are published and not how many are covered, not ranked",
    figures.WITHHELD: "its figures are withheld, not ranked",
    figures.SUPPRESSED: "its figures are suppressed because they are small, not ranked",
    figures.MISSING: "its figures are missing, not ranked",
    figures.NOT_APPLICABLE: "the indicator does not apply to it, not ranked",
    figures.NO_CHILDREN: "it has no children of this age, not ranked",
    figures.HIDDEN: "its counts are hidden because they are small, not ranked",
}
_BETWEEN_NOTES = "; "
_UNREMARKABLE = (figures.OK, figures.DERIVED)


@dataclass(frozen=True)
class Found:
    """What the figures say of a practice: its count, or in words why there is none."""

    count: Count | None
    why: str
    definition: str
    parent: str
    name: str


def counts_of(rows: Iterable[PublishedRow], indicator: str, window: Window) -> dict[str, Found]:
    """For each practice code, what its figures of the indicator in the window come to.

    A longer period goes before the shorter ones in it; of two releases of one figure the later holds; two different
    figures of one day are a fault, and neither is taken.
    """
    by_practice: dict[str, list[PublishedRow]] = {}
    for row in rows:
        if row.indicator == indicator and row.level in ("", "practice") and _within(row, window):
            by_practice.setdefault(row.org_code, []).append(row)
    return {code: _found(of_practice) for code, of_practice in by_practice.items()}


def notes_of(rows: Iterable[PublishedRow], indicator: str, window: Window) -> dict[str, tuple[str, ...]]:
    """What the figures in the window say of the organisations that they are about, by code.

    A note also says how a figure was read where it was not plainly printed, and that is no caveat of its place. What
    holds for the place stands at every figure of it in a release, or at a plain figure of the indicator.
    """
    said: dict[tuple[str, str], list[list[str]]] = {}
    plain: dict[str, dict[str, None]] = {}
    for row in rows:
        if _within(row, window):
            parts = row.note.split(_BETWEEN_NOTES) if row.note else []
            said.setdefault((row.org_code, row.release), []).append(parts)
            if row.indicator == indicator and row.status == figures.OK:
                plain.setdefault(row.org_code, {}).update(dict.fromkeys(parts))
    for (code, _), of_release in said.items():
        if len(of_release) > 1:
            everywhere = [part for part in of_release[0] if all(part in parts for parts in of_release)]
            plain.setdefault(code, {}).update(dict.fromkeys(everywhere))
    return {code: tuple(parts) for code, parts in plain.items() if parts}


def _within(row: PublishedRow, window: Window) -> bool:
    if row.period_start is None:
        return False
    return window.first <= row.period_start and row.period_end <= window.last


def _found(rows: Sequence[PublishedRow]) -> Found:
    first = rows[0]
    named = next((row.org_name for row in rows if row.org_name), "")
    periods = _latest(rows)
    clash = next((which for which, of_period in periods.items() if len(_different(of_period)) > 1), None)
    if clash is not None:
        span = f"{day_in_words(clash[0])} to {day_in_words(clash[1])}"
        why = f"two different figures are published for {span}, not ranked"
        return Found(None, why, first.definition, first.parent_code, named)
    kept = [of_period[0] for of_period in periods.values()]
    usable = _without_overlap([row for row in kept if row.numerator is not None and row.denominator])
    if not usable:
        return Found(None, _why(kept), first.definition, first.parent_code, named)
    if any(_numerator(row) > _denominator(row) for row in usable):
        why = "more children are published as covered than there are, not ranked"
        return Found(None, why, first.definition, first.parent_code, named)
    return Found(_count(usable), "", first.definition, first.parent_code, named)


def _latest(rows: Sequence[PublishedRow]) -> dict[tuple[date, date], list[PublishedRow]]:
    """By period, the rows of the last release."""
    periods: dict[tuple[date, date], list[PublishedRow]] = {}
    for row in rows:
        if row.period_start is not None:
            periods.setdefault((row.period_start, row.period_end), []).append(row)
    return {
        period: [row for row in listed if row.as_at == max(one.as_at for one in listed)]
        for period, listed in sorted(periods.items())
    }


def _different(rows: Sequence[PublishedRow]) -> set[tuple[int | None, int | None]]:
    return {(row.numerator, row.denominator) for row in rows}


def _without_overlap(rows: Sequence[PublishedRow]) -> list[PublishedRow]:
    kept: list[PublishedRow] = []
    taken: set[int] = set()
    for row in sorted(rows, key=lambda row: (-len(_quarters(row)), row.period_end)):
        if not taken & set(_quarters(row)):
            kept.append(row)
            taken |= set(_quarters(row))
    return sorted(kept, key=lambda row: row.period_end)


def _quarters(row: PublishedRow) -> range:
    first = row.period_start or row.period_end
    return range(quarter_of(first), quarter_of(row.period_end) + 1)


def _count(rows: Sequence[PublishedRow]) -> Count:
    said = [part for row in rows for part in row.status.split("; ")]
    return Count(
        covered=sum(map(_numerator, rows)),
        children=sum(map(_denominator, rows)),
        quarters=sum(len(_quarters(row)) for row in rows),
        releases=tuple(dict.fromkeys(row.release for row in rows)),
        caveats=tuple(dict.fromkeys(part for part in said if part not in _UNREMARKABLE)),
    )


def _numerator(row: PublishedRow) -> int:
    return row.numerator or 0


def _denominator(row: PublishedRow) -> int:
    return row.denominator or 0


def _why(rows: Sequence[PublishedRow]) -> str:
    if any(row.denominator == 0 for row in rows):
        return _WHY[figures.NO_CHILDREN]
    statuses = [row.status for row in rows]
    return next((words for status, words in _WHY.items() if status in statuses), _WHY[figures.MISSING])
