"""Every change: one service call with an actor, one transaction, one audit event."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.exceptions import ValidationError

import commonground
from commonground.core.caller import Caller
from commonground.core.models import AuditEvent
from commonground.core.services import SERVICES, NotAllowedError, service
from commonground.practices import services as practices
from commonground.practices.models import Contact
from tests.world import TODAY, World, called, manager, practice

for found in pkgutil.walk_packages(commonground.__path__, "commonground."):
    if "services" in found.name.rsplit(".", 1)[-1]:
        import_module(found.name)
EVENTS = sorted(SERVICES)


def contact(world: World) -> Contact:
    return Contact(
        practice=practice(world.ealing),
        name="Mina Manager",
        role=Contact.Role.MANAGER,
        source="rang",
        added_on=TODAY,
    )


def test_a_service_writes_who_did_what_and_no_free_text(world: World) -> None:
    caller = called(world.commissioner)
    kept = practices.add_contact(caller, contact(world))
    event = AuditEvent.objects.get()
    assert (event.event, event.actor_kind, event.actor_id) == ("contact.added", "user", str(caller.user_id))
    assert (event.subject_type, event.subject_id) == ("practices.contact", str(kept.pk))
    assert event.practice_code == kept.practice.code
    assert "Mina" not in str(event.details)


def test_a_link_and_the_system_are_told_apart(world: World) -> None:
    surgery = practice(world.ealing)
    link = Caller("the practice's link", practice_id=surgery.pk, link_id="0c5f0d8e")
    manager(link, surgery)
    event = AuditEvent.objects.get()
    assert (event.actor_kind, event.actor_id) == ("link", "0c5f0d8e")
    assert Caller("the system").kind == "system"


def test_without_its_audit_event_nothing_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AuditEvent.objects, "create", Mock(side_effect=OSError("the disk is full")))
    with pytest.raises(OSError, match="full"):
        practices.add_contact(called(world.commissioner), contact(world))
    assert not Contact.objects.exists()


def test_what_fails_leaves_no_audit_event(world: World) -> None:
    one = contact(world)
    one.source = "the nurse of 999 000 0018"
    with pytest.raises(ValidationError):
        practices.add_contact(called(world.commissioner), one)
    with pytest.raises(NotAllowedError):
        practices.add_contact(called(world.stranger), contact(world))
    assert not AuditEvent.objects.exists()


def arguments(event: str) -> Iterator[Any]:
    """As many arguments as the service of an event needs; an evaluator is refused before they are looked at."""
    for parameter in list(inspect.signature(SERVICES[event]).parameters.values())[1:]:
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD and parameter.default is parameter.empty:
            yield None


@pytest.mark.parametrize("event", EVENTS)
def test_an_evaluator_is_refused_by_every_service(event: str, world: World) -> None:
    with pytest.raises(NotAllowedError, match="change nothing"):
        SERVICES[event](called(world.evaluator), *arguments(event))
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("event", EVENTS)
def test_every_service_takes_its_caller_first(event: str) -> None:
    assert next(iter(inspect.signature(SERVICES[event]).parameters)) == "caller"


def test_two_services_can_not_write_the_same_event() -> None:
    with pytest.raises(ValueError, match=r"contact\.added"):
        service("contact.added")(practices.add_contact)  # type: ignore[arg-type]
