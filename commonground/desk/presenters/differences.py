"""Which causes, systems and child health services come up everywhere: as tables, with their uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from commonground.charts.bars import bar_chart
from commonground.charts.table import Column, Table
from commonground.charts.values import Chart, Number
from commonground.desk.queries.differences import NOT_KNOWN, OfPractice
from commonground.engine.rules.difference_book import load_difference_book
from commonground.engine.statistics.bootstrap import mean_over_practices
from commonground.engine.statistics.ratios import ratio_over_practices
from commonground.figures.models import Difference, Fix, RowOfACount

S = RowOfACount.Status
TOO_FEW = "too few practices to say"
FEWEST = 2
CAUSES_NAMED = 2


@dataclass(frozen=True)
class Everywhere:
    """The tables in the order of the page, and the chart of the first."""

    practices: int
    tables: tuple[Table, ...]
    chart: Chart | None


def everywhere(found: Sequence[OfPractice]) -> Everywhere:
    """What the differences of many practices have in common."""
    causes = _causes(found)
    book = load_difference_book().causes
    counted = [
        (one.title.capitalize(), Number(sum(_has(of, key) for of in found)))
        for key, one in book.items()
        if any(_has(of, key) for of in found)
    ]
    chart = bar_chart("causes", causes.caption, counted, causes, unit="practices") if counted else None
    tables = (
        causes,
        _by("By system", "System", found, lambda one: one.practice.supplier or NOT_KNOWN),
        _by("By child health service", "Child health service", found, lambda one: one.service),
    )
    return Everywhere(len(found), tables, chart)


def _causes(found: Sequence[OfPractice]) -> Table:
    rows = []
    for key, cause in load_difference_book().causes.items():
        having = [one for one in found if _has(one, key)]
        if having:
            known = [points for one in found if (points := one.points.get(key, 0.0)) is not None]
            shares = [share for one in found if (share := _share(one, key)) is not None]
            rows.append(
                (
                    f"{cause.title.capitalize()} ({cause.code})",
                    f"{len(having)} of {len(found)}",
                    _children([row for one in having for row in one.differences if row.cause == key]),
                    _mean_where_shown(known, "{:+.1f}", len(found)),
                    _mean_where_shown([100 * one for one in shares], "{:.0f}%", len(found)),
                    str(Fix.Owner(cause.owner).label),
                )
            )
    columns = (
        Column("Cause"),
        Column("Practices", numeric=True),
        Column("Children", numeric=True),
        Column("Mean points (95% range)", numeric=True),
        Column("Mean share of what moves (95% range)", numeric=True),
        Column("Who can put it right"),
    )
    return Table("Causes, over all practices that counted", columns, tuple(rows))


def _by(caption: str, heading: str, found: Sequence[OfPractice], name: Callable[[OfPractice], str]) -> Table:
    groups: dict[str, list[OfPractice]] = {}
    for one in found:
        groups.setdefault(name(one), []).append(one)
    rows = tuple(
        (
            group,
            f"{len(some)}",
            _mean([abs(one.gap) for one in some if one.gap is not None], "{:.1f}"),
            _ratio(some),
            _commonest(some),
        )
        for group, some in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    )
    columns = (
        Column(heading),
        Column("Practices", numeric=True),
        Column("Mean gap in points, either way (95% range)", numeric=True),
        Column("Verification factor (95% range)", numeric=True),
        Column("Causes most often"),
    )
    return Table(caption, columns, rows)


def _has(one: OfPractice, cause: str) -> bool:
    return any(row.cause == cause and row.children != 0 for row in one.differences)


def _share(one: OfPractice, cause: str) -> float | None:
    """How much of all that moves a coverage is of a cause; None where it is not shown, or nothing moves.

    What is not shown one by one counts together: what the shown leave of the gap.
    """
    known = [points for points in one.points.values() if points is not None]
    whole = sum(abs(points) for points in known)
    if len(known) < len(one.points):
        if one.gap is None:
            return None
        whole += abs(one.gap - sum(known))
    points = one.points.get(cause, 0.0)
    return None if points is None or not whole else abs(points) / whole


def _children(rows: Sequence[Difference]) -> str:
    """The children that are shown, and in how many practices they are not."""
    shown = sum(row.children or 0 for row in rows)
    small = sum(row.status == S.SMALL for row in rows)
    hidden = sum(row.status == S.HIDDEN for row in rows)
    parts = [f"{shown:,}"]
    parts += [f"1 to 4 in {small} more"] if small else []
    parts += [f"hidden in {hidden} more"] if hidden else []
    return ", ".join(parts)


def _mean_where_shown(values: Sequence[float], words: str, every: int) -> str:
    """A mean of what is shown, with of how many; no mean of noughts where all else is small."""
    if sum(bool(one) for one in values) < FEWEST:
        return "too small or in too few practices to say"
    return _mean(values, words) + (f", {len(values)} practices" if len(values) < every else "")


def _mean(values: Sequence[float], words: str) -> str:
    if len(values) < FEWEST:
        return TOO_FEW
    mean = mean_over_practices(values)
    told = " ".join((words.format(mean.value), f"({words.format(mean.lower)} to {words.format(mean.upper)})"))
    return told.replace("-", "−")


def _ratio(some: Sequence[OfPractice]) -> str:
    """Doses on the practices' records over those on the child health service's, of children on both lists."""
    pairs = [
        (one.agreement.both + one.agreement.practice_only, one.agreement.both + one.agreement.chis_only)
        for one in some
        if one.agreement is not None
        and one.agreement.both is not None
        and one.agreement.practice_only is not None
        and one.agreement.chis_only is not None
    ]
    if len(pairs) < FEWEST or not sum(reported for _, reported in pairs):
        return TOO_FEW
    ratio = ratio_over_practices([found for found, _ in pairs], [reported for _, reported in pairs])
    return f"{ratio.value:.2f} ({ratio.lower:.2f} to {ratio.upper:.2f}), {len(pairs)} practices"


def _commonest(some: Sequence[OfPractice]) -> str:
    book = load_difference_book().causes
    counts = {key: sum(_has(one, key) for one in some) for key in book}
    first = sorted((key for key in book if counts[key]), key=lambda key: -counts[key])[:CAUSES_NAMED]
    return "; ".join(f"{book[key].title} ({counts[key]})" for key in first) or "none"
