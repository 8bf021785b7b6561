"""What is read of people and areas."""

from __future__ import annotations

from django.db.models import QuerySet

from commonground.accounts.models import User
from commonground.core.caller import Caller, Role
from commonground.core.models import Area


def caller_of(user: User) -> Caller:
    """The caller that a person signed in is. Two queries: the areas are few, so all are read at once."""
    own = set(user.areas.values_list("pk", flat=True))
    return Caller(name=user.name, role=Role(user.role), user_id=user.pk, area_ids=_with_parts(own))


def areas(caller: Caller) -> QuerySet[Area]:
    """The areas that a caller may see."""
    return Area.objects.filter(pk__in=caller.area_ids)


def visitors(caller: Caller) -> QuerySet[User]:
    """The active commissioners and leads of a caller's areas."""
    return (
        User.objects.filter(
            is_active=True, role__in=(Role.COMMISSIONER, Role.LEAD), areas__in=caller.area_ids
        )
        .distinct()
        .order_by("name")
    )


def _with_parts(own: set[int]) -> frozenset[int]:
    parents = list(Area.objects.values_list("pk", "parent_id"))
    found = set(own)
    while True:
        parts = {pk for pk, parent in parents if parent in found} - found
        if not parts:
            return frozenset(found)
        found |= parts
