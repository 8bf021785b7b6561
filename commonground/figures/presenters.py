"""An organisation's series as they are shown: each number with its release, and charts that cross no break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from commonground.charts.over_time import Point, run_chart, xmr_chart
from commonground.charts.values import Chart
from commonground.engine.published.breaks import Break, schedule_breaks
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.published_book import load_published_book
from commonground.figures.models import Figure

FEWEST_FOR_LIMITS = 12
"""Points before limits are drawn: NHS England's "Making Data Count" asks for twelve or more (methods.md 1.9)."""


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


def indicators(figures: Sequence[Figure]) -> list[tuple[str, str]]:
    """The indicators that there are figures of, with their titles, in the rulebook's order."""
    there = {figure.indicator for figure in figures}
    titles = _titles()
    return [(key, title) for key, title in titles.items() if key in there] + [
        (key, key) for key in sorted(there - titles.keys())
    ]


def series_of(figures: Sequence[Figure]) -> Series:
    """One indicator's figures, by the end of their period."""
    indicator = figures[0].indicator
    rulebook = load_rulebook()
    cover = rulebook.cover.get(indicator)
    breaks = schedule_breaks(cover, rulebook) if cover else ()
    parts = _parts([one for one in figures if not _replaced(one)], breaks)
    begins = {part[0].pk: _begun_by(part[0], breaks) for part in parts[1:]}
    title = _titles().get(indicator, indicator)
    return Series(
        title=title,
        words=cover.words if cover else "",
        lines=tuple(Line(one, _replaced(one), begins.get(one.pk, "")) for one in figures),
        charts=tuple(_charts(title, parts)),
    )


def _titles() -> dict[str, str]:
    rulebook = load_rulebook()
    published = load_published_book().indicators
    counted = {key: one.title for key, one in rulebook.cover.items()}
    return (
        counted
        | {key: one.title for key, one in rulebook.qof.items()}
        | {key: one.title for key, one in published.items()}
    )


def _replaced(figure: Figure) -> bool:
    return getattr(figure.release, "replaced_by", None) is not None


def _parts(figures: Sequence[Figure], breaks: Sequence[Break]) -> list[list[Figure]]:
    """The series in parts that no break of the schedule lies in, and that have one length of period."""

    def part(figure: Figure) -> tuple[int, int]:
        born = figure.cohort_to
        length = (figure.period_end - figure.period_start).days // 80 if figure.period_start else 0
        return length, sum(born is not None and one.births_from <= born for one in breaks)

    return [
        list(group)
        for _, group in groupby(sorted(figures, key=lambda one: (part(one), one.period_end)), key=part)
    ]


def _begun_by(figure: Figure, breaks: Sequence[Break]) -> str:
    passed = [one for one in breaks if figure.cohort_to and one.births_from <= figure.cohort_to]
    return passed[-1].words if passed else ""


def _charts(title: str, parts: Sequence[Sequence[Figure]]) -> list[Chart]:
    charts = []
    for number, part in enumerate(parts):
        points = [Point(one.period, one.coverage) for one in part]
        shown = [one for one in points if one.percent is not None]
        if len(shown) < 2:
            continue
        draw = xmr_chart if len(shown) >= FEWEST_FOR_LIMITS else run_chart
        charts.append(draw(f"series-{number}", f"{title}, {part[0].period} to {part[-1].period}", points))
    return charts
