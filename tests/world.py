"""A small made-up world for tests of the application, put in as people would: by services wherever there is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from commonground.accounts.models import User
from commonground.accounts.queries import caller_of
from commonground.core.caller import Caller, Role
from commonground.core.models import Area
from commonground.practices import services as practices
from commonground.practices.models import Contact, Practice

TODAY = date(2026, 11, 25)
_numbers = count(1)


@dataclass(frozen=True)
class World:
    """Two boroughs of a region, and one of another; a person of each role."""

    region: Area
    ealing: Area
    havering: Area
    elsewhere: Area
    commissioner: User
    lead: User
    evaluator: User
    administrator: User
    stranger: User


def make_world() -> World:
    """The areas and the people. The commissioner has both boroughs; the stranger commissions elsewhere."""
    region = Area.objects.create(code="Y98", name="Riverside region", kind=Area.Kind.REGION)
    other = Area.objects.create(code="Y97", name="Hill region", kind=Area.Kind.REGION)
    ealing, havering, elsewhere = (
        Area.objects.create(code=code, name=name, kind=Area.Kind.BOROUGH, parent=parent)
        for code, name, parent in (
            ("B1", "West borough", region),
            ("B2", "East borough", region),
            ("B3", "Hill borough", other),
        )
    )
    return World(
        region,
        ealing,
        havering,
        elsewhere,
        person(Role.COMMISSIONER, "Cora Commissioner", region),
        person(Role.LEAD, "Lena Lead", region),
        person(Role.EVALUATOR, "Eve Evaluator", region),
        person(Role.ADMINISTRATOR, "Ada Administrator", region),
        person(Role.COMMISSIONER, "Sam Stranger", other),
    )


def person(role: Role, name: str, *areas: Area) -> User:
    """Somebody who signs in."""
    made = User.objects.create_user(
        f"{name.lower().replace(' ', '.')}@nhs.example", "pass-word-for-tests", name=name, role=role.value
    )
    made.areas.set(areas)
    return made


def practice(area: Area, name: str = "", **fields: Any) -> Practice:
    """A practice with a code that no real one has."""
    number = next(_numbers)
    return Practice.objects.create(
        code=fields.pop("code", f"Z99{number:03d}"),
        name=name or f"Invented Surgery {number}",
        area=area,
        **fields,
    )


def manager(caller: Caller, at: Practice, name: str = "Mina Manager", **fields: Any) -> Contact:
    """A confirmed practice manager."""
    values = {
        "role": Contact.Role.MANAGER,
        "source": "rang",
        "confirmed_on": TODAY,
        "added_on": TODAY,
        **fields,
    }
    email = values.pop("email", f"{name.lower().replace(' ', '.')}@practice.example")
    return practices.add_contact(caller, Contact(practice=at, name=name, email=email, **values))


def called(user: User) -> Caller:
    """The caller that a person is."""
    return caller_of(user)
