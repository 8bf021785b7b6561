"""Any practice or person, found from anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from commonground.accounts.models import User
from commonground.accounts.queries import visitors
from commonground.core.caller import Caller
from commonground.desk.queries import scope
from commonground.practices.models import Contact, Practice
from commonground.practices.queries import found as found_practices

MOST = 50


@dataclass(frozen=True)
class Found:
    """What holds the words: practices, people there, colleagues."""

    practices: tuple[Practice, ...] = ()
    people: tuple[Contact, ...] = ()
    colleagues: tuple[User, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing was found."""
        return not (self.practices or self.people or self.colleagues)


def find(caller: Caller, words: str) -> Found:
    """What holds the words in its name, code, place, address or phone; no people for who sees no names."""
    if not words:
        return Found()
    practices = tuple(found_practices(caller, words)[:MOST])
    if not caller.sees_names:
        return Found(practices)
    wanted = Q(name__icontains=words) | Q(email__icontains=words) | Q(phone__icontains=words)
    people = scope.people(caller).filter(wanted).order_by("left_on", "name")
    colleagues = visitors(caller).filter(Q(name__icontains=words) | Q(email__icontains=words))
    return Found(practices, tuple(people[:MOST]), tuple(colleagues[:MOST]))
