"""What is read of fixes: those of practices that the caller may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from commonground.core.caller import Caller, Role
from commonground.core.models import Area
from commonground.engine.disclosure import TO_THE_COMMISSIONER
from commonground.engine.figures import COVER, PUBLISHED
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.visit_book import load_visit_book
from commonground.figures.fixes.moving import Moves
from commonground.figures.models import OF_A_PRACTICE, ChildHealthService, Difference, Figure, Fix, Release
from commonground.figures.queries import figures
from commonground.figures.settling.queries import Cell, Pins, own_figures, pair, published_of
from commonground.practices.models import Practice
from commonground.practices.queries import practices, right_person, whole_history

UNSETTLED = Q(withdrawn_on=None) & (Q(seen=None) | Q(seen__lt=F("children")))


def fixes(caller: Caller) -> QuerySet[Fix]:
    """The fixes of the practices that a caller may see, those due first at the head."""
    found = Fix.objects.filter(practice__in=practices(caller))
    return found.select_related("practice__area", "practice__visitor", "against__replaced_by", "seen_in")


def fix(caller: Caller, pk: int) -> Fix:
    """One fix. Raises Fix.DoesNotExist where the caller may not see its practice."""
    return fixes(caller).get(pk=pk)


def fixes_of(caller: Caller, practice: Practice) -> QuerySet[Fix]:
    """The fixes of one practice, and of those that merged into it."""
    return fixes(caller).filter(practice__in=whole_history(caller, practice))


def unsettled(caller: Caller) -> QuerySet[Fix]:
    """The fixes of which something is still to come."""
    return fixes(caller).filter(UNSETTLED)


def late(caller: Caller, on: date) -> QuerySet[Fix]:
    """The fixes whose day has passed and that no figures have told of wholly; the oldest first."""
    return unsettled(caller).filter(due_on__lt=on)


def late_of_caller(caller: Caller, on: date) -> QuerySet[Fix]:
    """Those of them that are for the caller to ask after: a commissioner's own practices, all for who leads."""
    found = late(caller, on)
    return found.filter(practice__visitor=caller.user_id) if caller.role is Role.COMMISSIONER else found


def told_without(caller: Caller, fix: Fix) -> Release | None:
    """The newest release of a fix's practice since it was asked that has other indicators and not its own, where
    nothing has told of it: an indicator that is no longer published is put right unseen."""
    if fix.seen is not None:
        return None
    since = figures(caller).filter(
        org_code=fix.practice.code,
        definition=COVER,
        release__source=fix.against.source,
        release__taken_in_at__gt=fix.against.taken_in_at,
    )
    newest = since.order_by("-release__taken_in_at", "-release").select_related("release").first()
    if newest is None or figures_for(caller, newest.release, fix):
        return None
    return newest.release


def beside(caller: Caller, fix: Fix) -> list[Fix]:
    """Other fixes that the same release told of by the same number."""
    if fix.seen_in is None:
        return []
    same = {name: getattr(fix, name) for name in ("practice", "indicator", "measure", "falls", "seen_in")}
    return list(fixes(caller).filter(**same).exclude(pk=fix.pk))


def fixes_about(caller: Caller, practice: Practice, cell: Cell) -> list[Fix]:
    """The fixes of one practice that are about children of a cell: a quarter's are a year's too."""
    found = fixes(caller).filter(practice=practice, indicator=cell.indicator)
    return [one for one in found if _shares_children(before_of(caller, one), cell)]


def open_of(caller: Caller, difference: Difference) -> Fix | None:
    """What is open already of the same cause and children as a difference, in whichever count it was found."""
    practice = difference.count.practice
    mine = _own_figure(own_figures(caller, practice), difference)
    cell = Cell.of(mine) if mine else None
    about = fixes_about(caller, practice, cell) if cell else []
    kind = difference.cause, difference.only_in
    return next((one for one in about if not one.settled and (one.cause, one.only_in) == kind), None)


def to_chase(caller: Caller, on: date) -> QuerySet[Fix]:
    """The late fixes with an address, not asked after lately."""
    lately = on - timedelta(days=load_visit_book().number("fix-chase-days"))
    return late(caller, on).exclude(to="").filter(Q(chased_on=None) | Q(chased_on__lte=lately))


def told_by(caller: Caller, release: Release) -> list[Fix]:
    """The fixes that a release may tell of, those asked for first at the head: of its practices, in figures of its
    kind."""
    about = release.figures.order_by().values("org_code")
    of_counts = Q(against__origin=OF_A_PRACTICE)
    kind = of_counts if release.origin == OF_A_PRACTICE else ~of_counts
    told = fixes(caller).filter(kind, practice__code__in=about, withdrawn_on=None).exclude(against=release)
    return list(told.order_by("asked_on", "pk"))


def figures_for(caller: Caller, release: Release, fix: Fix) -> list[Figure]:
    """The figures of a release that are about what a fix is about."""
    found = figures(caller).filter(release=release, org_code=fix.practice.code, indicator=fix.indicator)
    return list(found.filter(definition=COVER))


def before_of(caller: Caller, fix: Fix) -> Figure | None:
    """The figure in which a fix was asked for."""
    return next((one for one in figures_for(caller, fix.against, fix) if one.period == fix.period), None)


def most_children(difference: Difference) -> int | None:
    """For how many children somebody can be asked at most; None where that is hidden, or where there are none."""
    if difference.status == Difference.Status.SMALL:
        return load_rulebook().small_numbers[TO_THE_COMMISSIONER].smallest_shown - 1
    return difference.children or None


def figure_to_move(caller: Caller, difference: Difference, moving: Moves) -> Figure | None:
    """The figure that is to move when a difference is put right: the practice's own, or one that is published.

    It is the newest edition of it, since what came before moves no more.
    """
    practice = difference.count.practice
    own = own_figures(caller, practice)
    mine = _own_figure(own, difference)
    cell = Cell.of(mine) if mine else None
    if cell is None:
        return mine
    published = published_of(caller, practice)
    newest = pair(cell, published, own, Pins())
    if moving.in_count:
        return newest.own or mine
    if difference.against == PUBLISHED:
        compared = [one for one in published if one.release.key == difference.against_release]
        named = next((one for one in compared if Cell.of(one) == cell), None)
        if named is not None and named.release.replaced_by is None:
            return named
    return newest.published


def _own_figure(own: Iterable[Figure], difference: Difference) -> Figure | None:
    """Of a practice's own figures the one that a difference is about."""
    key = difference.count.release_id, COVER, difference.indicator, difference.period
    return next(
        (one for one in own if (one.release_id, one.definition, one.indicator, one.period) == key), None
    )


def _shares_children(figure: Figure | None, cell: Cell) -> bool:
    found = Cell.of(figure) if figure else None
    return found is not None and found.first <= cell.last and cell.first <= found.last


def address_for(caller: Caller, practice: Practice, owner: str) -> str:
    """The address that a letter to an owner has at first, where one is known."""
    if owner == Fix.Owner.PRACTICE:
        right = right_person(caller, practice)
        return right.email if right else practice.email
    if owner == Fix.Owner.CHIS:
        service = service_of(caller, practice.area)
        return service.email if service else ""
    return ""


def child_health_services(caller: Caller) -> QuerySet[ChildHealthService]:
    """Those of the areas that a caller works for, and those of no area yet."""
    found = ChildHealthService.objects.prefetch_related("areas")
    if caller.kind == "system":
        return found
    return found.filter(Q(areas__in=caller.area_ids) | Q(areas=None)).distinct()


def child_health_service(caller: Caller, pk: int) -> ChildHealthService:
    """One of them. Raises ChildHealthService.DoesNotExist where it is of other areas."""
    return child_health_services(caller).get(pk=pk)


def service_of(caller: Caller, area: Area) -> ChildHealthService | None:
    """Who keeps the list of children of an area: its own, or that of what it lies in."""
    at: Area | None = area
    while at is not None:
        found = ChildHealthService.objects.filter(areas=at).first()
        if found is not None and child_health_services(caller).filter(pk=found.pk).exists():
            return found
        at = at.parent
    return None


def areas_to_serve(caller: Caller) -> QuerySet[Area]:
    """The areas that a caller may say a child health service of."""
    return Area.objects.filter(pk__in=caller.area_ids).order_by("kind", "name")
