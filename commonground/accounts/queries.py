"""What is read of people, areas and the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils import timezone

from commonground.accounts.models import User
from commonground.core.caller import Caller, Role
from commonground.core.models import Area, AuditEvent, Link


def caller_of(user: User) -> Caller:
    """The caller that a person signed in is. Two queries: the areas are few, so all are read at once."""
    own = set(user.areas.values_list("pk", flat=True))
    return Caller(name=user.name, role=Role(user.role), user_id=user.pk, area_ids=_with_parts(own))


def areas(caller: Caller) -> QuerySet[Area]:
    """The areas that a caller may see; for the system all."""
    if caller.kind == "system":
        return Area.objects.all()
    return Area.objects.filter(pk__in=caller.area_ids)


def area_tree(caller: Caller) -> list[tuple[int, Area]]:
    """The areas that a caller may see with how deep they lie, each under the one it lies in."""
    every = list(areas(caller).select_related("parent"))
    known = {area.pk for area in every}
    tops = [area for area in every if area.parent_id not in known]
    return list(_under(tops, every, 0))


def area(caller: Caller, pk: int) -> Area:
    """One area. Raises Area.DoesNotExist where the caller may not see it."""
    return areas(caller).get(pk=pk)


def people(caller: Caller) -> QuerySet[User]:
    """Everybody who works in a caller's areas, those whose access ended last."""
    return (
        User.objects.filter(areas__in=caller.area_ids)
        .distinct()
        .order_by("-is_active", "name")
        .prefetch_related("areas")
    )


def person(caller: Caller, pk: int) -> User:
    """One of the people of a caller's areas. Raises User.DoesNotExist where there is none."""
    return people(caller).get(pk=pk)


def person_of_link(link: Link) -> User:
    """Whom a link to choose a password was sent to."""
    return User.objects.get(pk=link.object_id)


def password_link(person: User) -> Link:
    """The last link to choose a password that was sent to a person."""
    return Link.objects.filter(purpose=Link.Purpose.PASSWORD, object_id=str(person.pk)).latest("made_at")


def visitors(caller: Caller) -> QuerySet[User]:
    """The active commissioners and leads of a caller's areas."""
    return (
        User.objects.filter(
            is_active=True, role__in=(Role.COMMISSIONER, Role.LEAD), areas__in=caller.area_ids
        )
        .distinct()
        .order_by("name")
    )


def has_second_step(person: User) -> bool:
    """Whether more than a password is asked of a person when they sign in."""
    steps = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(steps.exists())


@dataclass(frozen=True)
class AuditWanted:
    """Which audit events are asked for: by whom, what, of which practice, between which days."""

    who: str = ""
    what: str = ""
    practice_code: str = ""
    since: date | None = None
    until: date | None = None


def audit_events(caller: Caller, wanted: AuditWanted, practice_codes: Iterable[str]) -> QuerySet[AuditEvent]:
    """What was changed, the latest first.

    `practice_codes` are those of the practices that the caller may see. A lead sees what happened to those; an
    administrator also what was done by and to the people of their areas.
    """
    found = AuditEvent.objects.filter(practice_code__in=practice_codes)
    if caller.role is Role.ADMINISTRATOR:
        keys = [str(key) for key in people(caller).values_list("pk", flat=True)]
        found = found | AuditEvent.objects.filter(practice_code="", actor_kind="user", actor_id__in=keys)
        found = found | AuditEvent.objects.filter(subject_type="accounts.user", subject_id__in=keys)
    if wanted.who:
        found = found.filter(actor_name__icontains=wanted.who)
    if wanted.what:
        found = found.filter(event__startswith=wanted.what)
    if wanted.practice_code:
        found = found.filter(practice_code__iexact=wanted.practice_code)
    if wanted.since:
        found = found.filter(at__gte=_begin(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_begin(wanted.until + timedelta(days=1)))
    return found.order_by("-at", "-pk")


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _under(here: Iterable[Area], every: list[Area], depth: int) -> Iterable[tuple[int, Area]]:
    for one in here:
        yield depth, one
        yield from _under([part for part in every if part.parent_id == one.pk], every, depth + 1)


def _with_parts(own: set[int]) -> frozenset[int]:
    parents = list(Area.objects.values_list("pk", "parent_id"))
    found = set(own)
    while True:
        parts = {pk for pk, parent in parents if parent in found} - found
        if not parts:
            return frozenset(found)
        found |= parts
