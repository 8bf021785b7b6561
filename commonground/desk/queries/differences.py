"""What practices' counts say of differences, put side by side over all the practices that a caller may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from commonground.core.caller import Caller
from commonground.core.models import Area
from commonground.engine.figures import CHIS_LIST, COVER
from commonground.figures.counts.queries import newest_counts
from commonground.figures.fixes.queries import child_health_services
from commonground.figures.models import Agreement, Difference, Figure, PracticeCount
from commonground.figures.queries import newest_of_practices
from commonground.figures.settling.queries import Cell, in_order
from commonground.figures.settling.sides import exact
from commonground.practices.models import Practice, followers

NOT_KNOWN = "Not known"


@dataclass(frozen=True)
class OfPractice:
    """One practice in one period: its differences, the gap of both coverages in points, and how its records agree.

    service: the child health service of its area. gap is None where one of the two figures is not known.
    """

    practice: Practice
    service: str
    period: str
    differences: tuple[Difference, ...]
    gap: float | None
    agreement: Agreement | None = None
    points: dict[str, float | None] = field(default_factory=dict)


def indicators(caller: Caller) -> list[str]:
    """The indicators of which some newest count tells a difference."""
    found = Difference.objects.filter(count__in=newest_counts(caller).order_by())
    return sorted(found.order_by().values_list("indicator", flat=True).distinct())


def of_practices(caller: Caller, indicator: str) -> list[OfPractice]:
    """By practice, the differences of its newest count: of the latest period, a year before a quarter."""
    counts = _once_a_child(
        newest_counts(caller).select_related("practice__area__parent", "practice__successor")
    )
    rows = Difference.objects.filter(count__in=counts, indicator=indicator)
    by_count: dict[int, list[Difference]] = {}
    for row in rows:
        by_count.setdefault(row.count_id, []).append(row)
    chosen = {key: _of_one_comparison(found) for key, found in by_count.items()}
    gaps = _gaps(caller, indicator, {key: (counts[key], found[0].period) for key, found in chosen.items()})
    agreed = {
        (one.count_id, one.period): one
        for one in Agreement.objects.filter(count__in=chosen, indicator=indicator)
    }
    services = _services(caller)
    return [
        OfPractice(
            practice=counts[key].practice,
            service=_service_of(counts[key].practice.area, services),
            period=found[0].period,
            differences=tuple(found),
            gap=gaps.get(key),
            agreement=agreed.get((key, found[0].period)),
            points=_points(found),
        )
        for key, found in chosen.items()
    ]


def _once_a_child(found: Iterable[PracticeCount]) -> dict[int, PracticeCount]:
    """By key, without those of practices that merged into one which has counted since: it has their children."""
    counts = list(found)
    newest = {one.practice_id: one.as_at for one in counts}
    kept = {}
    for one in counts:
        after = (newest[new.pk] for new in followers(one.practice) if new.pk in newest)
        if not any(as_at > one.as_at for as_at in after):
            kept[one.pk] = one
    return kept


def _of_one_comparison(rows: Sequence[Difference]) -> list[Difference]:
    """Of one count, the rows of the latest period, a year where there is one; a list before a published figure."""
    period = max({row.period for row in rows}, key=in_order)
    inside = [row for row in rows if row.period == period]
    by_list = [row for row in inside if row.against == CHIS_LIST]
    return by_list or inside


def _points(rows: Iterable[Difference]) -> dict[str, float | None]:
    """By cause its points, on whichever side; None where one of them is not shown."""
    found: dict[str, float | None] = {}
    for row in rows:
        so_far = found.get(row.cause, 0.0)
        found[row.cause] = None if row.points is None or so_far is None else so_far + row.points
    return found


def _gaps(
    caller: Caller, indicator: str, wanted: dict[int, tuple[PracticeCount, str]]
) -> dict[int, float | None]:
    own = Figure.objects.filter(
        release__in=[count.release_id for count, _ in wanted.values()], indicator=indicator, definition=COVER
    )
    mine = {(one.release_id, one.period): one for one in own}
    codes = [count.practice.code for count, _ in wanted.values()]
    published = {
        (one.org_code, Cell.of(one)): one
        for one in newest_of_practices(caller).filter(org_code__in=codes, indicator=indicator)
    }
    found: dict[int, float | None] = {}
    for key, (count, period) in wanted.items():
        one = mine.get((count.release_id, period))
        other = published.get((count.practice.code, Cell.of(one))) if one else None
        here, there = exact(one), exact(other)
        found[key] = None if here is None or there is None else here - there
    return found


def _services(caller: Caller) -> dict[int, str]:
    """By area, who keeps its list of children."""
    return {area.pk: one.name for one in child_health_services(caller) for area in one.areas.all()}


def _service_of(area: Area, services: dict[int, str]) -> str:
    at: Area | None = area
    while at is not None:
        if at.pk in services:
            return services[at.pk]
        at = at.parent
    return NOT_KNOWN
