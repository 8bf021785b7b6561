"""What is read to lay the two figures of a practice side by side: through who may see the practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from commonground.core.caller import Caller
from commonground.engine.counting.results import ROLLING_YEAR
from commonground.engine.figures import COVER, QOF, UP_TO_DATE
from commonground.figures.counts.queries import counts, counts_of
from commonground.figures.models import Agreement, Change, Difference, Fault, Figure, PracticeCount
from commonground.figures.queries import faults, figures, of_organisation
from commonground.practices.models import Practice


@dataclass(frozen=True, order=True)
class Cell:
    """What two figures must share to stand side by side: an indicator, and the days that its cohort is of."""

    indicator: str
    first: date
    last: date

    @classmethod
    def of(cls, figure: Figure) -> Cell | None:
        """That of a figure; None where its first day is not known."""
        return cls(figure.indicator, figure.period_start, figure.period_end) if figure.period_start else None


@dataclass(frozen=True)
class Pins:
    """Which editions are looked at, by the keys of their releases; None is the newest."""

    published: int | None = None
    count: int | None = None


@dataclass(frozen=True)
class Pair:
    """Both sides of a cell: `published` with later editions of it, `own` of the count looked at, `own_then` of the
    count made nearest to the day of the published figure."""

    cell: Cell
    published: Figure | None
    later: tuple[Figure, ...]
    count: PracticeCount | None
    newest_count: PracticeCount | None
    own: Figure | None
    own_then: Figure | None
    others: tuple[Figure, ...]


def published_of(caller: Caller, practice: Practice) -> list[Figure]:
    """The published figures of a practice that COVER and its like have, every edition."""
    return [one for one in of_organisation(caller, practice.code) if one.definition == COVER]


def own_figures(caller: Caller, practice: Practice) -> list[Figure]:
    """Every figure that a practice counted itself, the newest count first."""
    releases = counts_of(caller, practice).values("release")
    found = (
        figures(caller).filter(release__in=releases).select_related("release__count", "release__replaced_by")
    )
    return list(found.order_by("-as_at", "-release", "pk"))


def pair(cell: Cell, published: Sequence[Figure], own: Sequence[Figure], pins: Pins) -> Pair:
    """Both sides of a cell, of the editions that are asked for."""
    of_cell = [one for one in published if Cell.of(one) == cell]
    shown = _edition(of_cell, pins.published)
    counted = list({one.release_id: one.release.count for one in own if not _replaced(one)}.values())
    pinned = [one.release.count for one in own if one.release_id == pins.count]
    newest = counted[0] if counted else None
    count = pinned[0] if pinned else newest
    mine = [one for one in own if one.definition == COVER and Cell.of(one) == cell]
    here = next((one for one in mine if count and one.release_id == count.release_id), None)
    return Pair(
        cell=cell,
        published=shown,
        later=_later(shown, of_cell),
        count=count,
        newest_count=newest,
        own=here,
        own_then=_nearest(mine, shown, here),
        others=tuple(
            one
            for one in own
            if count and one.release_id == count.release_id and one.definition in (QOF, UP_TO_DATE)
        ),
    )


def published_qof(caller: Caller, practice: Practice, indicators: Iterable[str]) -> list[Figure]:
    """The newest edition of a practice's published QOF figures, the newest year first."""
    found = of_organisation(caller, practice.code).filter(
        definition=QOF, indicator__in=list(indicators), release__replaced_by=None
    )
    return list(found.order_by("-period_end"))


def faults_about(caller: Caller, figure: Figure) -> list[Fault]:
    """What the checks found about one published figure: at its cell, or of its practice as a whole."""
    found = faults(caller, figure.release).filter(org_code=figure.org_code)
    return [one for one in found if one.cell in ("", figure.cell)]


def differences(caller: Caller, count: PracticeCount, indicator: str, period: str) -> list[Difference]:
    """By cause, why a count differs in one indicator and period; for who may see the practice."""
    seen = counts(caller).filter(pk=count.pk)
    return list(Difference.objects.filter(count__in=seen, indicator=indicator, period=period))


def agreement(caller: Caller, count: PracticeCount, indicator: str, period: str) -> Agreement | None:
    """How the two records of the children on both lists agree, where the practice compared them child by child."""
    seen = counts(caller).filter(pk=count.pk)
    return Agreement.objects.filter(count__in=seen, indicator=indicator, period=period).first()


def difference(caller: Caller, pk: int) -> Difference:
    """One difference. Raises Difference.DoesNotExist where the caller may not see its practice."""
    seen = Difference.objects.filter(count__in=counts(caller))
    return seen.select_related("count__practice__area", "count__release").get(pk=pk)


def changes_of(caller: Caller, practice: Practice, *, since: date | None = None) -> QuerySet[Change]:
    """What changed by the newest count of a practice that has a baseline; of counts after a day, where one is given."""
    found = Change.objects.filter(
        count__in=counts_of(caller, practice).filter(release__replaced_by=None)
    ).select_related("count__release")
    if since is not None:
        found = found.filter(count__as_at__gt=since)
    newest = found.order_by("-count__as_at", "-count").first()
    return found.filter(count=newest.count_id) if newest else found.none()


def in_order(period: str) -> tuple[bool, str]:
    """By which periods of a count are put in order: a year after every quarter, of two alike the later after."""
    return period.startswith(ROLLING_YEAR), period.removeprefix(ROLLING_YEAR)


def _edition(of_cell: Sequence[Figure], pinned: int | None) -> Figure | None:
    """The one asked for, else the newest that no other replaced."""
    asked = next((one for one in of_cell if one.release_id == pinned), None)
    standing = [one for one in of_cell if not _replaced(one)]
    return asked or max(standing, key=lambda one: (one.release.taken_in_at, one.pk), default=None)


def _later(shown: Figure | None, of_cell: Sequence[Figure]) -> tuple[Figure, ...]:
    """The editions of the same figure since the one that is shown."""
    if shown is None or not _replaced(shown):
        return ()
    same = [one for one in of_cell if one.release.source == shown.release.source]
    since = [one for one in same if one.release.taken_in_at > shown.release.taken_in_at]
    return tuple(sorted(since, key=lambda one: (one.release.taken_in_at, one.pk)))


def _replaced(figure: Figure) -> bool:
    return getattr(figure.release, "replaced_by", None) is not None


def _nearest(mine: Sequence[Figure], published: Figure | None, here: Figure | None) -> Figure | None:
    """Of the practice's own figures of the cell, the one counted nearest to the day of the published one."""
    if published is None:
        return None
    nearest = min(mine, key=lambda one: abs((one.as_at - published.as_at).days), default=None)
    return nearest if nearest is not None and nearest != here else None
