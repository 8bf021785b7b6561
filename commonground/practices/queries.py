"""What is read of practices: always of those that the caller may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.models import Area, Link
from commonground.core.personal import shown
from commonground.practices.models import ClosedDay, Contact, Load, Practice, Staffing, Surgery

MERGERS_IN_A_ROW = 3
"""So far back a practice shows the history of those that merged into it."""
STILL_THERE_FIRST = F("left_on").asc(nulls_first=True)
WHOM_TO_ASK_FIRST = Case(
    *(When(role=role, then=place) for place, role in enumerate(Contact.Role.values)),
    output_field=IntegerField(),
)
"""The roles in the order of their list: the manager and the deputy, then the nurses, then everybody else."""


@dataclass(frozen=True)
class Wanted:
    """Which practices of the directory are asked for. area_ids: an area with its parts. visitor: None is any."""

    words: str = ""
    area_ids: frozenset[int] | None = None
    visitor: int | None = None
    without_visitor: bool = False
    closed: bool | None = None


@dataclass(frozen=True)
class Handover:
    """That a practice had another visitor or lay in another area from a day on."""

    on: date
    visitor: str
    area: str


def practices(caller: Caller) -> QuerySet[Practice]:
    """The practices a caller may see: of its areas, the one of its link, or all for the system.

    Who sees a practice sees those that merged into it, wherever they were: their history is its own now.
    """
    if caller.kind == "system":
        return Practice.objects.all()
    if caller.practice_id is not None:
        return Practice.objects.filter(_it_or_one_that_follows("pk", caller.practice_id))
    return Practice.objects.filter(_it_or_one_that_follows("area__in", caller.area_ids))


def closed_among(caller: Caller, codes: Iterable[str]) -> QuerySet[Practice]:
    """Of some practices, by code, those that closed, with who goes on where somebody does."""
    closed = practices(caller).filter(code__in=list(codes), closed_on__isnull=False)
    return closed.select_related("successor").order_by("code")


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


def directory(caller: Caller, wanted: Wanted) -> QuerySet[Practice]:
    """The practices that fit all filters."""
    chosen = (
        found(caller, wanted.words) if wanted.words else practices(caller).select_related("area", "visitor")
    )
    if wanted.area_ids is not None:
        chosen = chosen.filter(area__in=wanted.area_ids)
    if wanted.without_visitor:
        chosen = chosen.filter(visitor=None)
    elif wanted.visitor is not None:
        chosen = chosen.filter(visitor=wanted.visitor)
    if wanted.closed is not None:
        chosen = chosen.filter(closed_on__isnull=not wanted.closed)
    return chosen


def with_parts(caller: Caller, area: Area) -> frozenset[int]:
    """An area with all that lies in it, as far as the caller may see it."""
    parents = dict(Area.objects.values_list("pk", "parent_id"))
    return frozenset(pk for pk in caller.area_ids if area.pk in _up_from(pk, parents))


def whole_history(caller: Caller, practice: Practice) -> list[Practice]:
    """A practice with all that merged into it, whose history is now its own."""
    whole, added = [practice], [practice]
    while added:
        added = list(practices(caller).filter(successor__in=added).exclude(pk__in=[one.pk for one in whole]))
        whole += added
    return whole


def handovers(caller: Caller, practice: Practice) -> list[Handover]:
    """Who visited a practice and where it lay, the latest first; only where one of the two changed."""
    if not practices(caller).filter(pk=practice.pk).exists():
        return []
    rows = list(
        practice.history.order_by("history_date").values_list("history_date", "visitor_id", "area_id")
    )
    visitors = User.objects.in_bulk({row[1] for row in rows if row[1]})
    places = dict(Area.objects.filter(pk__in={row[2] for row in rows}).values_list("pk", "name"))
    changed = [
        row for before, row in zip([None, *rows], rows, strict=False) if not before or before[1:] != row[1:]
    ]
    return [
        Handover(at.date(), shown(caller, visitors.get(visitor), "name"), places.get(place, ""))
        for at, visitor, place in reversed(changed)
    ]


def contacts(caller: Caller, practice: Practice) -> QuerySet[Contact]:
    """The people of a practice: the manager first, those who left last; none for a caller who sees no names."""
    if not caller.sees_names:
        return Contact.objects.none()
    return Contact.objects.filter(practice__in=practices(caller), practice=practice).order_by(
        STILL_THERE_FIRST, WHOM_TO_ASK_FIRST, F("confirmed_on").desc(nulls_last=True), "name"
    )


def known_as(caller: Caller, contact: Contact) -> Contact | None:
    """The person of a practice who is kept already with a new one's name and address, if there is one."""
    same = contacts(caller, contact.practice).filter(
        name__iexact=contact.name.strip(), email__iexact=contact.email.strip()
    )
    return same.exclude(pk=contact.pk).select_related("practice").first()


def contacts_of_all(caller: Caller) -> QuerySet[Contact]:
    """The people of every practice that the caller may see, those still there first."""
    if not caller.sees_names:
        return Contact.objects.none()
    return Contact.objects.filter(practice__in=practices(caller)).order_by(STILL_THERE_FIRST, "pk")


def right_person(caller: Caller, practice: Practice) -> Contact | None:
    """Whom to write to: the manager, else the deputy; there, best confirmed, and without mail that came back."""
    for role in (Contact.Role.MANAGER, Contact.Role.DEPUTY):
        there = contacts(caller, practice).filter(role=role, left_on=None).exclude(email="")
        best = there.order_by("bounces", F("confirmed_on").desc(nulls_last=True), "-added_on").first()
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


def caseload_sizes(caller: Caller) -> dict[int | None, int]:
    """How many open practices each visitor has; None are those of nobody."""
    counted = practices(caller).filter(closed_on=None).values_list("visitor").annotate(size=Count("pk"))
    return dict(counted.order_by())


def caseload(caller: Caller, visitor: User | None) -> QuerySet[Practice]:
    """The open practices of a visitor, or of nobody."""
    return practices(caller).filter(visitor=visitor, closed_on=None).select_related("area")


def loads(caller: Caller) -> QuerySet[Load]:
    """The files that were loaded, the latest first; for those who may change something."""
    return Load.objects.none() if caller.reads_only else Load.objects.all()


def _it_or_one_that_follows(what: str, value: object) -> Q:
    wanted = Q(**{what: value})
    for steps in range(1, MERGERS_IN_A_ROW + 1):
        wanted |= Q(**{"__".join([*["successor"] * steps, what]): value})
    return wanted


def _up_from(pk: int, parents: Mapping[int, int | None]) -> set[int]:
    above: set[int] = set()
    at: int | None = pk
    while at is not None and at not in above:
        above.add(at)
        at = parents.get(at)
    return above
