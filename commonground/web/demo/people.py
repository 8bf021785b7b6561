"""The made-up people who sign in: commissioners with two boroughs each, two leads, an evaluator, an administrator."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password

from commonground.accounts.demo import DOMAIN
from commonground.accounts.models import User
from commonground.core.caller import Role
from commonground.core.models import Area
from commonground.web.demo import names
from commonground.web.demo.season import Setting

PASSWORD = "a-made-up-password"  # noqa: S105 - of people who exist in the demo only
LEADS = 2


class OnlyInTheDemo(PBKDF2PasswordHasher):
    """Hashes under a name that only the demo's settings know: anywhere else these passwords open nothing."""

    algorithm = "only_in_the_demo"
    iterations = 1000


def make_people(given: Setting, region: Area, boroughs: list[Area]) -> list[User]:
    """Everybody who signs in; the commissioners come back, in the order of their boroughs."""
    password = make_password(PASSWORD, hasher=OnlyInTheDemo())
    taken: set[str] = set()

    def person(role: Role, *areas: Area) -> User:
        name = names.person_name(given.rng)
        while name in taken:
            name = names.person_name(given.rng)
        taken.add(name)
        made = User(
            email=f"{names.email_name(name)}{DOMAIN}", name=name, role=role.value, phone="020 7946 0000"
        )
        made.password, made.base_postcode = password, "ZZ1 1AA"
        made.save()
        made.areas.set(areas)
        return made

    share = len(boroughs) / given.size.visitors
    commissioners = [
        person(Role.COMMISSIONER, *_share(boroughs, share, number)) for number in range(given.size.visitors)
    ]
    for role, how_many in ((Role.LEAD, LEADS), (Role.EVALUATOR, 1), (Role.ADMINISTRATOR, 1)):
        for _ in range(how_many):
            person(role, region)
    return commissioners


def _share(boroughs: list[Area], share: float, number: int) -> list[Area]:
    first = int(number * share)
    return boroughs[first : max(first + 1, int((number + 1) * share))]
