"""The season at a glance: timetable.html, one page to read on a screen, on a telephone or on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from commonground.charts.table import Column, Table
from commonground.documents.content import Block, Bullets, Details, Facts, Note, Page, Paragraph, Section
from commonground.documents.html import html_page
from commonground.documents.report_words import day
from commonground.engine.timetable.power import Power
from commonground.engine.timetable.random_order import SENTENCE
from commonground.engine.timetable.values import Ask, Timetable, Visit

_MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class TimetableInput:
    """The timetable; the one without a random order and the design's power, where months were drawn; what changed."""

    ask: Ask
    timetable: Timetable
    seed: int
    free: Timetable | None = None
    power: Power | None = None
    outside: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()


def timetable_page(given: TimetableInput) -> str:
    """The page as one self-contained HTML file."""
    season = given.ask.season
    return html_page(
        Page(
            title="Timetable of visits",
            kicker=f"{day(season.first)} to {day(season.last)}",
            sections=tuple(_sections(given)),
            annex=(),
            footer=(
                "Visits are support, not inspection. Times are proposals until the practice has booked.",
                f"Seed {given.seed}. {'; '.join(given.versions)}.",
            ),
        )
    )


def _sections(given: TimetableInput) -> Iterator[Section]:
    yield Section("in-short", "In short", tuple(_in_short(given)))
    if given.changes:
        yield Section("changes", "What has changed", (Bullets(given.changes),))
    if given.power is not None and given.free is not None:
        yield Section("random-order", "The random order and its price", tuple(_random_order(given)))
    yield Section("weeks", "The season at a glance", tuple(_months(given)))
    yield Section("visits", "Every visit", tuple(_every_visit(given)))
    if given.timetable.left_out:
        yield Section("no-visit", "Practices without a visit", tuple(_without(given)))


def _in_short(given: TimetableInput) -> Iterator[Block]:
    timetable, claim = given.timetable, given.timetable.claim
    visits = timetable.visits
    days = len({(visit.visitor, visit.day) for visit in visits})
    yield Facts(
        (
            ("Practices with a visit", f"{len(visits):,} of {len(visits) + len(timetable.left_out):,}"),
            ("Visitors and their days", f"{len({v.visitor for v in visits})} visitors, {days:,} days"),
            ("Time on the way", hours(claim.travel)),
            ("How near to the best", how_near(given)),
        )
    )
    for words in timetable.notes:
        yield Note(words)


def how_near(given: TimetableInput) -> str:
    """What the bound says of the timetable, in a sentence."""
    claim = given.timetable.claim
    if claim.gap == 0:
        kept = " that keeps the months drawn" if given.free is not None else ""
        kept = " with what is booked and as few changes" if given.changes else kept
        return f"Proved: no timetable of these practices and days{kept} is better."
    ended = " The time limit ended the search; a longer one may find better." if claim.by_clock else ""
    return f"At most {claim.gap:.2%} above what no timetable can go below.{ended}"


def hours(minutes: float) -> str:
    """110 hours."""
    return f"{minutes / _MINUTES_AN_HOUR:,.0f} hours"


def _random_order(given: TimetableInput) -> Iterator[Block]:
    yield Paragraph(SENTENCE)
    yield Bullets(tuple(price(given)))


def price(given: TimetableInput) -> Iterator[str]:
    """What the random order costs and what it can tell, to be weighed before the timetable is accepted."""
    if given.free is None or given.power is None:
        return
    ours, free = given.timetable, given.free
    more = ours.claim.travel - free.claim.travel
    share = f" ({more / free.claim.travel:+.0%})" if free.claim.travel else ""
    yield (
        f"Price in travel: {hours(ours.claim.travel)} with the random order, {hours(free.claim.travel)} "
        f"without{share}; {len(ours.visits)} practices visited with it, {len(free.visits)} without."
    )
    if given.outside:
        yield (
            f"{len(given.outside)} practices do not fit into the month drawn for them: "
            f"{', '.join(given.outside[:_NAMED])}{' and more' if len(given.outside) > _NAMED else ''}. The month "
            "drawn is kept beside the month of the visit."
        )
    yield given.power.sentence()


_NAMED = 10


def _months(given: TimetableInput) -> Iterator[Block]:
    yield Paragraph("One table a month: a row a visitor, a column a week, the visits of each day in order.")
    season = given.ask.season
    weeks = sorted({visit.day - timedelta(days=visit.day.weekday()) for visit in given.timetable.visits})
    for month, found in groupby(weeks, lambda week: max(week, season.first).replace(day=1)):
        yield _month(given, month, list(found))


def _month(given: TimetableInput, month: date, weeks: Sequence[date]) -> Table:
    rows = []
    for visitor in given.ask.visitors:
        own = [visit for visit in given.timetable.visits if visit.visitor == visitor.name]
        cells = [_week(own, week) for week in weeks]
        if any(cells):
            rows.append((visitor.name, *(cell or "no visit" for cell in cells)))
    return Table(
        f"{month:%B %Y}",
        (Column("Visitor"), *(Column(f"Week of {week.day} {week:%B}") for week in weeks)),
        tuple(rows),
    )


def _week(own: Sequence[Visit], week: date) -> str:
    visits = [visit for visit in own if week <= visit.day < week + timedelta(days=7)]
    return "; ".join(
        f"{when:%a} {when.day}: {', '.join(visit.practice for visit in found)}"
        for when, found in groupby(visits, lambda visit: visit.day)
    )


def _every_visit(given: TimetableInput) -> Iterator[Block]:
    names = {one.code: one.name for one in given.ask.practices}
    for visitor in given.ask.visitors:
        rows = tuple(
            (
                day(visit.day),
                f"{visit.day:%A}",
                f"{visit.clock:%H:%M}",
                f"{names[visit.practice]} ({visit.practice})".strip(),
                f"{visit.assigned_month:%B %Y}" if visit.assigned_month else "not drawn",
                visit.status.value,
            )
            for visit in given.timetable.visits
            if visit.visitor == visitor.name
        )
        if rows:
            headings = ("Date", "Weekday", "Time", "Practice", "Month drawn", "Status")
            table = Table(f"Visits of {visitor.name}", tuple(map(Column, headings)), rows)
            yield Details(f"{visitor.name}: {len(rows)} visits", (table,))


def _without(given: TimetableInput) -> Iterator[Block]:
    names = {one.code: one.name for one in given.ask.practices}
    rows = tuple(
        (f"{names[one.practice]} ({one.practice})".strip(), one.why) for one in given.timetable.left_out
    )
    yield Table(
        "Why they have none, and what to relax", (Column("Practice"), Column("Why, and what to do")), rows
    )
