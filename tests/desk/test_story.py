"""A practice's whole story, with all that merged into it; and the search that leads there."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from commonground.practices import services
from commonground.visits.models import Visit
from tests.desk import story
from tests.desk.story import DAY, NOW
from tests.world import TODAY, World, called, manager, practice

S = Visit.State


def page_of(client: Client, code: str) -> str:
    return client.get(f"/practices/{code}/").content.decode()


def test_a_merged_practice_is_read_with_the_one_it_merged_into(world: World, client: Client) -> None:
    # Given Z99020, with a visit, an open action and a question, and Z99021 with a visit of its own
    me, old = world.commissioner, practice(world.ealing, "Old Surgery", code="Z99020")
    new = practice(world.ealing, "New Surgery", code="Z99021")
    story.visit(old, me, S.CLOSED, starts_at=NOW - 300 * DAY)
    story.visit(new, me, S.CLOSED, starts_at=NOW - 100 * DAY)
    story.action(old, TODAY + DAY, "Ring families of the old surgery")
    story.promise(old, me, TODAY + DAY, "Our promise to the old surgery")
    story.question(old, me, TODAY + DAY, text="What the old surgery asked")
    # When Z99020 closes into Z99021 on 1 April, and the commissioner opens Z99021
    services.merge(called(me), old, into=new, on=date(2026, 4, 1))
    client.force_login(me)
    page = page_of(client, "Z99021")
    # Then both visit histories are there, and no action is lost (story 4)
    assert page.count(", closed, ") == 2
    assert "when it was Old Surgery, Z99020" in page
    for words in (
        "Ring families of the old surgery",
        "Our promise to the old surgery",
        "What the old surgery asked",
    ):
        assert words in page
    assert "merged into this practice on 1 April 2026" in page
    # And the old practice says where its history is read
    assert "New Surgery" in page_of(client, "Z99020")


def test_the_page_has_people_attempts_plans_and_check_ins(world: World, client: Client) -> None:
    me, surgery = world.commissioner, practice(world.ealing)
    manager(called(me), surgery, "Mina Manager")
    held = story.visit(surgery, me, S.HELD)
    story.attempt(held, "no_answer", 3)
    one = story.action(surgery, TODAY - DAY, "Ring after the second text")
    story.check_in(one, TODAY - 2 * DAY, answered_at=NOW, answer="stuck")
    client.force_login(me)
    page = page_of(client, surgery.code)
    for words in ("Mina Manager", "rang, no answer, 3 minutes", "Ring after the second text", "stuck"):
        assert words in page
    assert "was due 24 November 2026" in page


def test_a_lead_sees_what_was_changed_and_a_commissioner_does_not(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    manager(called(world.commissioner), surgery)
    for user, sees in ((world.lead, True), (world.administrator, True), (world.commissioner, False)):
        client.force_login(user)
        assert ("contact added, by Cora Commissioner" in page_of(client, surgery.code)) is sees


def test_an_evaluator_sees_the_story_without_a_name(world: World, client: Client) -> None:
    me = world.commissioner
    surgery = practice(world.ealing, visitor=me)
    manager(called(me), surgery, "Mina Manager")
    story.attempt(story.visit(surgery, me, S.HELD), "rang", 3, note="Mina was kind")
    story.action(surgery, TODAY, "Nora rings families")
    story.question(surgery, me, TODAY, text="Mina asked about pay")
    client.force_login(world.evaluator)
    page = page_of(client, surgery.code)
    assert "Payment" in page
    for name in ("Mina", "Nora", "Cora"):
        assert name not in page


def test_a_stranger_finds_no_such_practice(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    client.force_login(world.stranger)
    assert client.get(f"/practices/{surgery.code}/").status_code == 404


@pytest.fixture
def somebody(world: World) -> str:
    surgery = practice(world.ealing, "Alder Lane Surgery", code="Z99500", postcode="ZZ1 1AA")
    manager(called(world.commissioner), surgery, "Mina Manager")
    return surgery.code


@pytest.mark.usefixtures("somebody")
@pytest.mark.parametrize("words", ["alder", "z99500", "zz1 1aa", "mina", "MINA.MANAGER@"])
def test_a_practice_is_found_by_its_name_code_postcode_or_people(
    words: str, world: World, client: Client
) -> None:
    client.force_login(world.lead)
    page = client.get("/search/", {"q": words}).content.decode()
    assert "Alder Lane Surgery" in page
    assert ("Mina Manager" in page) is ("mina" in words.lower())


@pytest.mark.usefixtures("somebody")
def test_colleagues_are_found_and_strangers_find_nothing(world: World, client: Client) -> None:
    client.force_login(world.commissioner)
    assert "lena.lead@nhs.example" in client.get("/search/", {"q": "lena"}).content.decode()
    for user, words in ((world.stranger, "alder"), (world.evaluator, "mina"), (world.evaluator, "lena")):
        client.force_login(user)
        assert "Nothing found" in client.get("/search/", {"q": words}).content.decode()


def test_a_gp_is_written_as_one(world: World, client: Client) -> None:
    surgery = practice(world.ealing, visitor=world.commissioner)
    client.force_login(world.commissioner)
    held = story.visit(surgery, world.commissioner, Visit.State.HELD)
    story.came(held, "manager", "gp_lead")
    page = client.get(f"/visits/{held.pk}/summary/").content.decode()
    assert "GP lead" in page
    assert "practice manager" in page
    assert "gp lead" not in page


def test_the_inbox_and_phone_stand_wherever_the_manager_is_doubted(world: World, client: Client) -> None:
    # Given a manager whose mail came back and a deputy who was confirmed long ago (story 5)
    me = called(world.commissioner)
    surgery = practice(world.ealing, email="inbox@practice.example", phone="020 7946 0000")
    mina = manager(me, surgery)
    client.force_login(world.commissioner)
    assert "Generic inbox" not in page_of(client, surgery.code)
    manager(me, surgery, "Dora Deputy", role="deputy", confirmed_on=date(2024, 8, 7))
    services.note_bounce(me, mina, on=TODAY)
    page = page_of(client, surgery.code)
    for words in (
        "No confirmed practice manager. Dora Deputy is written to",
        "Generic inbox: inbox@practice.example. Phone: 020 7946 0000.",
    ):
        assert words in page
