"""Coverage period by period: a run chart, or an XmR chart where there are enough points; broken where it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commonground.charts.run import Segment, run_chart
from commonground.charts.table import Column, Table
from commonground.charts.values import Chart
from commonground.documents.report_words import day, thousands
from commonground.engine.rules.schedule_breaks import ScheduleBreak
from commonground.engine.statistics.process_charts import xmr


@dataclass(frozen=True)
class Period:
    """Covered and all children of a period; `practices` how many it adds up; `cohort_to` the last birth counted."""

    first: date
    last: date
    covered: int
    children: int
    practices: int
    cohort_to: date | None


def series_chart(
    key: str, title: str, periods: Sequence[Period], breaks: Sequence[ScheduleBreak], xmr_from: int
) -> Chart:
    """The periods in order of time. A stretch of at least `xmr_from` points without a break has limits.

    A period that is lacking leaves a gap. Raises ValueError for no period.
    """
    stretches: list[tuple[str, list[tuple[str, float | None]]]] = [("", [])]
    before: Period | None = None
    rows = []
    for one in sorted(periods, key=lambda period: period.last):
        begun = _begun(before, one, breaks)
        if begun is not None:
            stretches.append((f"births from {day(begun.births_from)}", []))
        elif before is not None and before.last + timedelta(days=1) < one.first:
            stretches[-1][1].append(("", None))
        share = one.covered / one.children
        stretches[-1][1].append((f"{one.last:%b %Y}", share))
        said = f"{begun.rule}: {begun.words}" if begun else ""
        rows.append(
            (
                f"{one.last:%B %Y}",
                str(one.practices),
                thousands(one.covered),
                thousands(one.children),
                f"{share:.1%}",
                said,
            )
        )
        before = one
    columns = (
        Column("Period to"),
        *(Column(name, numeric=True) for name in ("Practices", "Covered", "Children", "Coverage")),
        Column("Break before it"),
    )
    segments = [_segment(begins, points, xmr_from) for begins, points in stretches if points]
    return run_chart(key, title, segments, Table(f"{title}, period by period", columns, tuple(rows)))


def _begun(before: Period | None, one: Period, breaks: Sequence[ScheduleBreak]) -> ScheduleBreak | None:
    """The last break that lies between the births of two periods; none at the first."""
    if before is None or before.cohort_to is None or one.cohort_to is None:
        return None
    crossed = [found for found in breaks if before.cohort_to < found.births_from <= one.cohort_to]
    return crossed[-1] if crossed else None


def _segment(begins: str, points: Sequence[tuple[str, float | None]], xmr_from: int) -> Segment:
    values = [value for _, value in points if value is not None]
    return Segment(tuple(points), xmr(values) if len(values) >= xmr_from else None, begins)
