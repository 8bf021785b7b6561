"""The demo: made-up areas, people and practices, put in by the services that people use.

Practices have codes Z99… and invented names; nobody in it is real.
"""

from __future__ import annotations

from collections.abc import Iterator

from commonground.accounts.models import User
from commonground.core.caller import Role
from commonground.core.models import Area

PASSWORD = "a-made-up-password"  # noqa: S105 - of people who exist in the demo only


def fill_if_empty() -> Iterator[str]:
    """Put the demo into an empty database, and say how to sign in."""
    if not User.objects.exists():
        _people()
    yield "Sign in at /demo/ as one of the made-up people, or with their address and the password:"
    for person in User.objects.order_by("role", "name"):
        yield f"  {person.role:<14}{person.email}  {PASSWORD}"


def _people() -> None:
    region = Area.objects.create(code="Y99", name="Riverside region", kind=Area.Kind.REGION)
    for role in Role:
        person = User.objects.create_user(
            f"{role.value}@demo.example", PASSWORD, name=f"Demo {role.value}", role=role.value
        )
        person.areas.add(region)
