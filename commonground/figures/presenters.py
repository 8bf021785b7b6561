"""An organisation's series as they are shown: each number with its release, and charts that cross no break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from commonground.charts.run import Segment, run_chart
from commonground.charts.table import Column, Table
from commonground.charts.values import Chart
from commonground.engine.choosing.window import first_day
from commonground.engine.published.periods import Period
from commonground.engine.published.periods import quarter_of as period_of_day
from commonground.engine.quarters import QUARTERS_IN_A_YEAR, quarter_of
from commonground.engine.rules.choosing_book import load_choosing_book
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.schedule_breaks import ScheduleBreak, schedule_breaks
from commonground.engine.statistics.process_charts import Assurance, p_chart, xmr
from commonground.figures.models import Figure
from commonground.figures.queries import newest_of_each
from commonground.figures.titles import titles

FEWEST_FOR_A_CHART = 2
DAYS_OF_A_QUARTER = 80
REACH: Mapping[Assurance, str] = {
    "consistently passes": "As the series stands up to {of}, it is above {target} each time.",
    "consistently fails": "As the series stands up to {of}, it does not come to {target} unless something changes.",
    "inconsistent": "As the series stands up to {of}, it may be above or below {target}: chance decides.",
}


@dataclass(frozen=True)
class Line:
    """A figure in the table. `begins`: in words, the schedule that a new part of the series begins with."""

    figure: Figure
    earlier_edition: bool
    begins: str


@dataclass(frozen=True)
class Series:
    """What is shown of one indicator of an organisation."""

    title: str
    words: str
    lines: tuple[Line, ...]
    charts: tuple[Chart, ...]
    reach: tuple[str, ...]


def indicators(figures: Sequence[Figure]) -> list[tuple[str, str]]:
    """The indicators that there are figures of, with their titles, in the rulebook's order."""
    there = {figure.indicator for figure in figures}
    named = titles()
    return [(key, title) for key, title in named.items() if key in there] + [
        (key, key) for key in sorted(there - named.keys())
    ]


def series_of(figures: Sequence[Figure]) -> Series:
    """One indicator's figures, by the end of their period."""
    indicator = figures[0].indicator
    rulebook = load_rulebook()
    cover = rulebook.cover.get(indicator)
    breaks = schedule_breaks(indicator, rulebook)
    title = titles().get(indicator, indicator)
    kept = {one.pk for one in newest_of_each(figures)}
    newest = [one for one in figures if one.pk in kept]
    by_length = {
        length: _parts(of_length, breaks)
        for length, of_length in groupby(sorted(newest, key=_length), key=_length)
    }
    charts = [_chart(f"series-{length}", title, parts) for length, parts in by_length.items()]
    begins = {part[0].pk: _begun_by(part[0], breaks) for part in _parts(newest, breaks)[1:]}
    return Series(
        title=title,
        words=cover.words if cover else "",
        lines=tuple(Line(one, one.pk not in kept, begins.get(one.pk, "")) for one in figures),
        charts=tuple(chart for chart in charts if chart is not None),
        reach=tuple(filter(None, (_reach(parts[-1]) for parts in by_length.values()))),
    )


def _length(figure: Figure) -> int:
    """About how many quarters a figure is about: a year is never drawn among quarters."""
    return (figure.period_end - figure.period_start).days // DAYS_OF_A_QUARTER if figure.period_start else 0


def _parts(figures: Iterable[Figure], breaks: Sequence[ScheduleBreak]) -> list[list[Figure]]:
    """The figures by the end of their period, in parts that no break of the schedule lies in."""

    def part(figure: Figure) -> int:
        return sum(figure.cohort_to is not None and one.births_from <= figure.cohort_to for one in breaks)

    in_order = sorted(figures, key=lambda one: (part(one), one.period_end))
    return [list(group) for _, group in groupby(in_order, key=part)]


def _begun_by(figure: Figure, breaks: Sequence[ScheduleBreak]) -> str:
    passed = [one for one in breaks if figure.cohort_to and one.births_from <= figure.cohort_to]
    return passed[-1].words if passed else ""


def _chart(key: str, title: str, parts: Sequence[Sequence[Figure]]) -> Chart | None:
    """The parts beside each other; None where there are too few figures to draw."""
    segments = [_segment(part, "the schedule changes" if number else "") for number, part in enumerate(parts)]
    if sum(len(segment.values) for segment in segments) < FEWEST_FOR_A_CHART:
        return None
    rows = tuple(
        (name, "none" if value is None else f"{100 * value:.1f}%", chance.get(name, "not known"), signal)
        for segment, chance in zip(segments, map(_by_chance, parts), strict=True)
        for (name, value), signal in zip(segment.points, _signals(segment), strict=True)
    )
    columns = (
        Column("Period"),
        Column("Coverage", numeric=True),
        Column("Where chance alone puts it"),
        Column("More than chance explains"),
    )
    return run_chart(key, title, segments, Table(f"{title}: the numbers of the chart", columns, rows))


def _by_chance(part: Sequence[Figure]) -> dict[str, str]:
    """By period, between which shares so few children lie by chance where nothing changes (3 standard deviations)."""
    counted = [one for one in part if one.denominator and one.numerator is not None]
    if not counted:
        return {}
    _, limits = p_chart([(one.numerator or 0, one.denominator or 0) for one in counted])
    return {
        one.period: f"{100 * low:.1f}% to {100 * high:.1f}%"
        for one, (low, high) in zip(counted, limits, strict=True)
    }


def _reach(part: Sequence[Figure]) -> str:
    """Whether the newest part of a series, as it stands, reaches the target; empty where it is too short to tell."""
    limits = _segment(part, "").limits
    if limits is None:
        return ""
    target = load_choosing_book().number("target")
    return REACH[limits.assurance(target)].format(target=f"{target:.0%}", of=part[-1].period)


def _segment(part: Sequence[Figure], begins: str) -> Segment:
    points = tuple(_points(part))
    values = [value for _, value in points if value is not None]
    enough = len(values) >= load_choosing_book().number("xmr-from")
    return Segment(points, xmr(values) if enough else None, begins)


def _points(part: Sequence[Figure]) -> Iterator[tuple[str, float | None]]:
    """Each period with its share; those between that have no figure here too, so that no line hides them."""
    before: Figure | None = None
    for one in part:
        if before is not None:
            yield from ((name, None) for name in _between(before, one))
        yield one.period, None if one.coverage is None else one.coverage / 100
        before = one


def _between(before: Figure, after: Figure) -> list[str]:
    """The quarters, or years, between two figures of one length."""
    step = _length(after)
    if step not in (1, QUARTERS_IN_A_YEAR):
        return []
    first, last = quarter_of(before.period_end) + step, quarter_of(after.period_end)
    return [_called(first_day(number), years=step > 1) for number in range(first, last, step)]


def _called(first: date, *, years: bool) -> str:
    """The quarter that begins on a day, or the year that ends with it."""
    quarter = period_of_day(first)
    return Period(quarter.year).label if years else quarter.label


def _signals(segment: Segment) -> list[str]:
    """What each point tells, empty where nothing or where there is no value."""
    signals = iter(segment.limits.signals if segment.limits else ())
    return [next(signals, "") if value is not None else "" for _, value in segment.points]
