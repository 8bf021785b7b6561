"""Everything that changes about people and areas. Nobody is ever deleted: their access ends."""

from __future__ import annotations

from datetime import datetime

from commonground.accounts.models import User
from commonground.accounts.policies import check_administer, check_areas, check_end, check_person
from commonground.core.caller import Caller
from commonground.core.links import make_link, revoke, use_up
from commonground.core.models import Area, Link
from commonground.core.outbox import LINK_STANDS_HERE, Letter, put_in_outbox
from commonground.core.services import Changed, RefusedError, save, service

_WELCOME = """Hello {name},

You have been asked to join Common Ground, which supports visits to GP practices. Open this link and choose a password:

{link}

The link works once, within a week. If you did not expect this, tell the administrator of your region.

Common Ground
"""
_FORGOTTEN = """Hello {name},

Somebody, probably you, asked to choose a new password for Common Ground. Open this link to choose it:

{link}

The link works once, within a week. If it was not you, you need do nothing: your password stays as it is.

Common Ground
"""


@service("person.added")
def add_person(caller: Caller, person: User, *, areas: list[Area], now: datetime) -> Changed[User]:
    """Let a person in: they get an e-mail with a link to choose a password. Raises NotAllowedError, ValidationError."""
    check_administer(caller)
    check_areas(caller, areas)
    person.set_unusable_password()
    save(person)
    person.areas.set(areas)
    _send_link(person, "Your place in Common Ground", _WELCOME, now)
    return Changed(person, details={"role": person.role, "areas": _codes(areas)})


@service("person.changed")
def change_person(caller: Caller, person: User, *, areas: list[Area]) -> Changed[User]:
    """Keep changed details of a person, with the areas of theirs that the caller may give.

    Areas outside the caller's stay as they are. Raises NotAllowedError, ValidationError.
    """
    check_person(caller, person)
    check_areas(caller, areas)
    save(person)
    elsewhere = list(person.areas.exclude(pk__in=caller.area_ids))
    person.areas.set([*elsewhere, *areas])
    return Changed(person, details={"role": person.role, "areas": _codes(areas)})


@service("person.access_ended")
def end_access(caller: Caller, person: User, *, now: datetime) -> Changed[User]:
    """Let a person in no longer; all that they did stays. Raises RefusedError while something is still theirs."""
    check_person(caller, person)
    if person.pk == caller.user_id:
        raise RefusedError("You can't end your own access. Ask another administrator.")
    check_end(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    revoke("", Link.Purpose.PASSWORD, person.pk, now=now)
    return Changed(person)


@service("person.access_given_back")
def give_access_back(caller: Caller, person: User) -> Changed[User]:
    """Let a person in again whose access had ended."""
    check_person(caller, person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    return Changed(person)


@service("person.welcomed_again")
def welcome_again(caller: Caller, person: User, *, now: datetime) -> Changed[User]:
    """Send a person a new link to choose a password; an earlier one no longer works."""
    check_person(caller, person)
    _send_link(person, "Your place in Common Ground", _WELCOME, now)
    return Changed(person)


@service("person.forgot_password")
def send_password_link(caller: Caller, person: User, *, now: datetime) -> Changed[User]:
    """Send a person who forgot their password a link to choose another. The system calls it, for whoever asks."""
    _send_link(person, "Choose a new password for Common Ground", _FORGOTTEN, now)
    return Changed(person, details={"asked_by": caller.kind})


@service("person.password_chosen")
def choose_password(
    caller: Caller, person: User, *, password: str, link: Link, now: datetime
) -> Changed[User]:
    """Keep the password that the holder of a link chose. Raises LinkError where the link was used before."""
    if not person.is_active:
        raise RefusedError("Your access has ended. Ask the administrator of your region.")
    use_up(link, now=now)
    person.set_password(password)
    person.save(update_fields=["password"])
    return Changed(person, details={"by": caller.kind})


@service("area.added")
def add_area(caller: Caller, area: Area) -> Changed[Area]:
    """Keep a new area. A region without a parent becomes one of the administrator's own."""
    check_administer(caller)
    check_areas(caller, [area.parent] if area.parent else [])
    save(area)
    if area.parent is None and caller.user_id is not None:
        User.objects.get(pk=caller.user_id).areas.add(area)
    return Changed(area, details={"code": area.code})


@service("area.changed")
def change_area(caller: Caller, area: Area) -> Changed[Area]:
    """Keep the changed name or place of an area. Raises RefusedError where it would lie in itself."""
    check_administer(caller)
    check_areas(caller, [area, *([area.parent] if area.parent else [])])
    above = area.parent
    while above is not None:
        if above.pk == area.pk:
            raise RefusedError("An area can't lie in itself or in one of its own parts.", "parent")
        above = above.parent
    return Changed(save(area), details={"code": area.code})


def _send_link(person: User, subject: str, body: str, now: datetime) -> None:
    revoke("", Link.Purpose.PASSWORD, person.pk, now=now)
    link = make_link(Link.Purpose.PASSWORD, object_id=person.pk, now=now)
    words = body.format(name=person.name, link=LINK_STANDS_HERE)
    put_in_outbox(Letter("password", person.email, subject, words, link=link), now=now)


def _codes(areas: list[Area]) -> list[str]:
    return sorted(area.code for area in areas)
