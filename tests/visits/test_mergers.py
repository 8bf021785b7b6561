"""A practice merged or closed: its story goes on at the one that follows it, and nothing that is open is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from commonground.core.links import make_link, token_of
from commonground.core.models import Link
from commonground.core.services import RefusedError
from commonground.plans import services as plans
from commonground.practices import services as practices
from commonground.practices.follow_up_letters import write_to_practice
from commonground.practices.models import Practice
from commonground.visits.models import Visit
from commonground.visits.queries.attempts import contacts_at
from commonground.visits.queries.caseloads import to_move
from commonground.visits.services import arranging
from commonground.visits.services.caseloads import move_caseload
from tests.follow_up_world import NOON, agreed_plan, promise, surgery
from tests.visits.scene import NOW, a_visit
from tests.world import TODAY, World, called, practice


def merged(world: World, **fields: object) -> tuple[Practice, Practice]:
    """A practice of the commissioner's that merged into another, and that other."""
    gone, stays = surgery(world, **fields), surgery(world)
    practices.merge(called(world.commissioner), gone, into=stays, on=TODAY)
    return gone, stays


def test_the_lasting_page_of_who_follows_shows_the_plan_that_came_with_the_merger(
    world: World, client: Client
) -> None:
    gone, stays = surgery(world), surgery(world)
    action = agreed_plan(world, gone).actions.first()
    assert action is not None
    practices.merge(called(world.commissioner), gone, into=stays, on=TODAY)
    link = make_link(Link.Purpose.PRACTICE, practice_code=stays.code, now=NOON)
    page = client.get(f"/l/{token_of(link)}/", follow=True)
    assert action.what in page.content.decode()
    # And the link of the one that is gone, or of any other, does not show who follows
    other = make_link(Link.Purpose.PRACTICE, practice_code=gone.code, now=NOON)
    assert stays.name not in client.get(f"/l/{token_of(other)}/", follow=True).content.decode()


def test_who_sees_the_practice_that_follows_sees_what_came_from_elsewhere(
    world: World, client: Client
) -> None:
    # Given a practice of the hills that merged into one of the commissioner's
    away, stays = practice(world.elsewhere, "Hill Surgery"), surgery(world)
    theirs = a_visit(world.stranger, away, state=Visit.State.CLOSED, starts_at=NOW - timedelta(90))
    Practice.objects.filter(pk=away.pk).update(successor=stays, merged_on=TODAY, closed_on=TODAY)
    client.force_login(world.commissioner)
    page = client.get(f"/practices/{stays.code}/").content.decode()
    assert f"/visits/{theirs.pk}/" in page
    assert "Hill Surgery" in page
    assert client.get(f"/visits/{theirs.pk}/").status_code == 200
    # And one of the hills that did not merge stays theirs alone
    assert client.get(f"/practices/{practice(world.elsewhere).code}/").status_code == 404


def test_what_is_open_at_a_closed_practice_moves_with_the_caseload(world: World, client: Client) -> None:
    gone, _ = surgery(world), surgery(world)
    owed = promise(
        world, plans.begin(called(world.commissioner), gone, written_by="together", at=NOON), TODAY
    )
    practices.close(called(world.commissioner), gone, on=TODAY)
    quiet = surgery(world)
    practices.close(called(world.commissioner), quiet, on=TODAY)
    caller = called(world.lead)
    found = list(to_move(caller, world.commissioner))
    assert gone in found
    assert quiet not in found
    move_caseload(caller, found, of=world.commissioner, to=world.lead, now=NOW)
    owed.refresh_from_db()
    assert owed.owner == world.lead
    client.force_login(world.lead)
    assert f"/caseloads/{world.lead.pk}/move/" in client.get("/caseloads/").content.decode()


def test_what_somebody_owes_at_anothers_practice_moves_too(world: World) -> None:
    at = practice(world.ealing, visitor=world.lead)
    visit = a_visit(world.commissioner, at)
    (found,) = to_move(called(world.lead), world.commissioner)
    move_caseload(called(world.lead), [found], of=world.commissioner, to=world.lead, now=NOW)
    visit.refresh_from_db()
    assert visit.visitor == world.lead


def test_a_bounce_of_a_letter_about_what_is_gone_finds_the_person_who_got_it(world: World) -> None:
    gone, stays = merged(world)
    letter = write_to_practice(
        "promise-kept", gone, {"day": "today", "what": "x"}, sender=world.commissioner, now=NOON
    )
    assert letter is not None
    (found,) = contacts_at(called(world.commissioner), letter.practice_code, letter.to)
    assert found.practice == stays


def test_visits_to_a_practice_that_is_gone_are_shown_and_nobody_is_invited(
    world: World, client: Client
) -> None:
    gone, stays = surgery(world), surgery(world)
    visit = a_visit(world.commissioner, gone)
    practices.merge(called(world.commissioner), gone, into=stays, on=TODAY)
    with pytest.raises(RefusedError, match="has closed"):
        arranging.invite(called(world.commissioner), visit, to=None, now=NOW)
    client.force_login(world.commissioner)
    board = client.get("/visits/arranging/").content.decode()
    assert "The practice has closed" in board
    page = client.get(f"/visits/{visit.pk}/").content.decode()
    assert f'merged into <a href="/practices/{stays.code}/"' in page
    assert f"/visits/{visit.pk}/invite/" not in page
    assert f"/visits/{visit.pk}/end/cancelled/" in page
