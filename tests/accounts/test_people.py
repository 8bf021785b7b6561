"""People are let in, changed and let in no longer, by an administrator of their areas."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from commonground.accounts import queries, services
from commonground.accounts.first import let_in_administrator
from commonground.accounts.models import User
from commonground.core.caller import Role
from commonground.core.models import Area, AuditEvent, OutboxMessage
from commonground.core.outbox import text_of
from commonground.core.services import NotAllowedError, RefusedError
from tests.world import World, called, manager, practice


def added(world: World, email: str = "new@nhs.example") -> User:
    person = User(email=email, name="Nora New", role=Role.COMMISSIONER)
    return services.add_person(called(world.administrator), person, areas=[world.ealing], now=timezone.now())


def test_somebody_let_in_gets_a_link_and_chooses_a_password_once(world: World) -> None:
    person = added(world)
    message = OutboxMessage.objects.get()
    assert message.to == "new@nhs.example"
    assert "/welcome/" in text_of(message)
    assert "/welcome/" not in message.body
    path = "/welcome/" + text_of(message).split("/welcome/")[1].split("\n")[0]
    client = Client()
    opened = client.get(path)
    # The token is in the first address alone, and in no Referer
    page = opened["Location"]
    assert opened["Referrer-Policy"] == "no-referrer"
    assert path.split("/")[2] not in page
    assert "Nora New" in client.get(page).content.decode()
    assert path.split("/")[2] not in client.get(page).content.decode()
    assert Client().get(page).status_code == 404
    assert "too short" in client.post(page, {"password": "short"}).content.decode()
    client.post(page, {"password": "three words together"})
    person.refresh_from_db()
    assert person.check_password("three words together")
    assert client.get(path).status_code == 410
    assert AuditEvent.objects.filter(event="person.password_chosen", actor_kind="link").count() == 1


def test_the_link_of_somebody_whose_access_ended_opens_nothing(world: World) -> None:
    person = added(world)
    path = "/welcome/" + text_of(OutboxMessage.objects.get()).split("/welcome/")[1].split("\n")[0]
    client = Client()
    page = client.get(path)["Location"]
    services.end_access(called(world.administrator), person, now=timezone.now())
    answer = client.get(path)
    assert (answer.status_code, answer["Referrer-Policy"]) == (410, "no-referrer")
    assert client.get(page).status_code == 410


def test_two_links_to_choose_a_password_are_two(world: World) -> None:
    client, pages = Client(), []
    for email in ("one@nhs.example", "two@nhs.example"):
        added(world, email)
        text = text_of(OutboxMessage.objects.get(to=email))
        pages.append(client.get("/welcome/" + text.split("/welcome/")[1].split("\n")[0])["Location"])
    client.post(pages[0], {"password": "three words together"})
    one, two = (User.objects.get(email=email) for email in ("one@nhs.example", "two@nhs.example"))
    assert one.check_password("three words together")
    assert not two.has_usable_password()


def test_a_forgotten_password_is_chosen_anew_by_our_own_link(world: World) -> None:
    Client().post("/accounts/password/reset/", {"email": world.commissioner.email})
    message = OutboxMessage.objects.get()
    assert (message.to, message.kind) == (world.commissioner.email, "password")
    Client().post("/accounts/password/reset/", {"email": "unknown@nhs.example"})
    assert OutboxMessage.objects.filter(to="unknown@nhs.example", kind="sign-in").count() == 1


def test_access_that_ended_keeps_everything_and_can_be_given_back(world: World) -> None:
    caller = called(world.administrator)
    contact = manager(called(world.commissioner), practice(world.ealing))
    client = Client()
    client.force_login(world.commissioner)
    services.end_access(caller, world.commissioner, now=timezone.now())
    assert contact.history.get().name == "Mina Manager"
    assert client.get("/").status_code == 302
    services.give_access_back(caller, world.commissioner)
    assert world.commissioner.is_active


def test_nobody_ends_their_own_access(world: World) -> None:
    with pytest.raises(RefusedError):
        services.end_access(called(world.administrator), world.administrator, now=timezone.now())


def test_only_an_administrator_of_the_area_may(world: World) -> None:
    for who in (world.commissioner, world.lead, world.evaluator):
        with pytest.raises(NotAllowedError):
            services.end_access(called(who), world.commissioner, now=timezone.now())
    with pytest.raises(NotAllowedError):
        services.end_access(called(world.administrator), world.stranger, now=timezone.now())
    with pytest.raises(NotAllowedError):
        services.add_person(
            called(world.administrator),
            User(email="x@nhs.example", name="X", role=Role.LEAD),
            areas=[world.elsewhere],
            now=timezone.now(),
        )


def test_areas_of_other_regions_stay_when_a_person_changes(world: World) -> None:
    world.commissioner.areas.add(world.elsewhere)
    services.change_person(called(world.administrator), world.commissioner, areas=[world.havering])
    assert set(world.commissioner.areas.all()) == {world.havering, world.elsewhere}


def test_people_of_another_region_are_not_seen(world: World) -> None:
    seen = set(queries.people(called(world.administrator)))
    assert world.stranger not in seen
    assert world.commissioner in seen


def test_an_area_can_t_lie_in_itself(world: World) -> None:
    caller = called(world.administrator)
    world.region.parent = world.ealing
    with pytest.raises(RefusedError):
        services.change_area(caller, world.region)
    added_area = services.add_area(
        caller, Area(code="B9", name="New", kind=Area.Kind.BOROUGH, parent=world.region)
    )
    assert (1, added_area) in queries.area_tree(called(world.administrator))


def test_the_first_administrator_comes_by_the_command_line(db: None) -> None:  # noqa: ARG001
    address = let_in_administrator("first@nhs.example", "First", "Y99", "North", now=timezone.now())
    assert "/welcome/" in address
    assert User.objects.get().areas.get().name == "North"
    with pytest.raises(ValidationError):
        let_in_administrator("first@nhs.example", "First", "Y99", "", now=timezone.now() + timedelta(1))


def test_the_pages_keep_what_was_typed_and_say_what_is_wrong(world: World) -> None:
    client = Client()
    client.force_login(world.administrator)
    typed = {"name": "Double", "email": world.lead.email.upper(), "role": "lead", "areas": [world.ealing.pk]}
    page = client.post("/people/add/", typed).content.decode()
    assert "Somebody with this address is here already." in page
    assert 'value="Double"' in page
    client.post("/people/add/", {**typed, "email": "double@nhs.example"})
    assert User.objects.get(email="double@nhs.example").role == "lead"
    client.post(
        "/areas/add/", {"name": "New borough", "code": "B8", "kind": "borough", "parent": world.region.pk}
    )
    assert Area.objects.get(code="B8").parent == world.region
