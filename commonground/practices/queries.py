"""What is read of practices: always of those that the caller may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from commonground.core.caller import Caller
from commonground.core.models import Link
from commonground.practices.models import ClosedDay, Contact, Practice, Staffing, Surgery


def practices(caller: Caller) -> QuerySet[Practice]:
    """The practices a caller may see: of its areas, the one of its link, or all for the system."""
    if caller.kind == "system":
        return Practice.objects.all()
    if caller.practice_id is not None:
        return Practice.objects.filter(pk=caller.practice_id)
    return Practice.objects.filter(area__in=caller.area_ids)


def practice(caller: Caller, code: str) -> Practice:
    """One practice by its code. Raises Practice.DoesNotExist where the caller may not see it."""
    return practices(caller).select_related("area__parent", "visitor", "successor").get(code=code)


def practice_of_link(link: Link) -> Practice | None:
    """The one practice that a link opens."""
    return Practice.objects.select_related("area").filter(code=link.practice_code).first()


def found(caller: Caller, words: str) -> QuerySet[Practice]:
    """The practices whose code, name, postcode, PCN or (for those who see names) people hold the words."""
    wanted = (
        Q(code__icontains=words)
        | Q(name__icontains=words)
        | Q(postcode__icontains=words)
        | Q(pcn_name__icontains=words)
    )
    if caller.sees_names:
        wanted |= Q(contacts__name__icontains=words)
    return practices(caller).filter(wanted).select_related("area", "visitor").distinct()


def whole_history(caller: Caller, practice: Practice) -> list[Practice]:
    """A practice with all that merged into it, whose history is now its own."""
    whole, added = [practice], [practice]
    while added:
        added = list(practices(caller).filter(successor__in=added).exclude(pk__in=[one.pk for one in whole]))
        whole += added
    return whole


def contacts(caller: Caller, practice: Practice) -> QuerySet[Contact]:
    """The people of a practice, those who left last; none for a caller who sees no names."""
    if not caller.sees_names:
        return Contact.objects.none()
    return Contact.objects.filter(practice__in=practices(caller), practice=practice).order_by(
        "left_on", "role", "-confirmed_on", "name"
    )


def right_person(caller: Caller, practice: Practice) -> Contact | None:
    """Whom to write to: the manager, else the deputy; there, best confirmed, and without mail that came back."""
    for role in (Contact.Role.MANAGER, Contact.Role.DEPUTY):
        there = contacts(caller, practice).filter(role=role, left_on=None).exclude(email="")
        best = there.order_by("bounces", "-confirmed_on", "-added_on").first()
        if best is not None and not best.bounces:
            return best
    return None


def staffing(caller: Caller, practice: Practice) -> QuerySet[Staffing]:
    """How a practice was staffed, the latest first."""
    return Staffing.objects.filter(practice__in=practices(caller), practice=practice)


def surgeries(caller: Caller, practice: Practice) -> QuerySet[Surgery]:
    """The hours in which a practice has surgeries."""
    return Surgery.objects.filter(practice__in=practices(caller), practice=practice).select_related(
        "practice"
    )


def closed_days(caller: Caller, practice: Practice) -> QuerySet[ClosedDay]:
    """The days on which a practice is closed."""
    return ClosedDay.objects.filter(practice__in=practices(caller), practice=practice).select_related(
        "practice"
    )
