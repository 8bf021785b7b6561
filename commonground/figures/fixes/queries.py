"""What is read of fixes: those of practices that the caller may see."""

from __future__ import annotations

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
from commonground.practices.queries import practices, right_person

UNSETTLED = Q(withdrawn_on=None) & (Q(seen=None) | Q(seen__lt=F("children")))


def fixes(caller: Caller) -> QuerySet[Fix]:
    """The fixes of the practices that a caller may see, those due first at the head."""
    found = Fix.objects.filter(practice__in=practices(caller))
    return found.select_related("practice__area", "practice__visitor", "against__replaced_by", "seen_in")


def fix(caller: Caller, pk: int) -> Fix:
    """One fix. Raises Fix.DoesNotExist where the caller may not see its practice."""
    return fixes(caller).get(pk=pk)


def fixes_of(caller: Caller, practice: Practice) -> QuerySet[Fix]:
    """The fixes of one practice."""
    return fixes(caller).filter(practice=practice)


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


def to_chase(caller: Caller, on: date) -> QuerySet[Fix]:
    """The late fixes with an address, not asked after lately."""
    lately = on - timedelta(days=load_visit_book().number("fix-chase-days"))
    return late(caller, on).exclude(to="").filter(Q(chased_on=None) | Q(chased_on__lte=lately))


def told_by(caller: Caller, release: Release) -> list[Fix]:
    """The fixes that a release may tell of: of its practices, and asked for in figures of its kind."""
    about = release.figures.order_by().values("org_code")
    of_counts = Q(against__origin=OF_A_PRACTICE)
    kind = of_counts if release.origin == OF_A_PRACTICE else ~of_counts
    return list(
        fixes(caller).filter(kind, practice__code__in=about, withdrawn_on=None).exclude(against=release)
    )


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
    """The figure that is to move when a difference is put right: of the count it is from, or one that is published."""
    practice = difference.count.practice
    own = own_figures(caller, practice)
    mine = next(
        (
            one
            for one in own
            if one.release_id == difference.count.release_id
            and (one.definition, one.indicator, one.period)
            == (COVER, difference.indicator, difference.period)
        ),
        None,
    )
    cell = Cell.of(mine) if mine else None
    if moving.in_count or cell is None:
        return mine
    published = published_of(caller, practice)
    if difference.against == PUBLISHED:
        compared = [one for one in published if one.release.key == difference.against_release]
        named = next((one for one in compared if Cell.of(one) == cell), None)
        if named is not None:
            return named
    return pair(cell, published, own, Pins()).published


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
