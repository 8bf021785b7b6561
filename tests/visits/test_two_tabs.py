"""Two links open in one browser: what is sent goes to the page it was typed on, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from commonground.core.clock import now
from commonground.core.links import make_link, token_of
from commonground.core.models import Link
from commonground.plans import check_in_services
from commonground.plans.models import CheckIn
from commonground.visits.models import Visit
from commonground.visits.services import arranging as services
from tests.follow_up_world import agreed_plan, surgery
from tests.visits.scene import a_visit, a_working_day, link_of, offers
from tests.world import World, called, manager, practice


@pytest.fixture
def browser_of_practice() -> Client:
    """One browser, whose forms carry the token against forged requests as everybody's do."""
    return Client(enforce_csrf_checks=True)


def opened(client: Client, link: Link) -> tuple[str, str]:
    """The address to which a link leads, and the page there."""
    answer = client.get(f"/l/{token_of(link)}/", follow=True)
    return str(answer.redirect_chain[-1][0]), answer.content.decode()


def sent(client: Client, address: str, page: str, **typed: str) -> str:
    """The page that follows when a form is sent from a page, with its hidden fields."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return client.post(address, {**hidden, **typed}, follow=True).content.decode()


def two_invitations(world: World) -> tuple[Visit, Visit]:
    caller = called(world.commissioner)
    lime, elm = (practice(world.ealing, name) for name in ("Lime Street", "Elm Road"))
    visits = a_visit(world.commissioner, lime), a_visit(world.commissioner, elm)
    for visit in visits:
        services.invite(caller, visit, to=manager(caller, visit.practice), now=now())
    return visits


def test_a_time_is_booked_for_the_practice_on_whose_page_it_was_chosen(
    world: World, browser_of_practice: Client
) -> None:
    lime, elm = two_invitations(world)
    slot, _ = offers(world.commissioner, a_working_day(10), a_working_day(15), asked_at=now())
    first, first_page = opened(browser_of_practice, link_of(lime))
    second, second_page = opened(browser_of_practice, link_of(elm))
    assert first != second
    assert "Lime Street" in first_page
    assert "Elm Road" in second_page
    said = sent(browser_of_practice, first, first_page, slot=str(slot.pk))
    assert "The visit is on" in said
    lime.refresh_from_db()
    elm.refresh_from_db()
    assert (lime.state, elm.state) == (Visit.State.BOOKED, Visit.State.INVITED)


def test_every_page_that_follows_is_of_the_same_link(world: World, browser_of_practice: Client) -> None:
    lime, elm = two_invitations(world)
    _, first_page = opened(browser_of_practice, link_of(lime))
    opened(browser_of_practice, link_of(elm))
    for address in re.findall(r'href="(/your-visit/[^"]+)"', first_page):
        page = browser_of_practice.get(address).content.decode()
        assert "Lime Street" in page, address
        assert "Elm Road" not in page


def test_an_answer_is_kept_with_the_action_that_was_asked_after(
    world: World, browser_of_practice: Client
) -> None:
    plan = agreed_plan(world, surgery(world))
    asked = []
    for action in plan.actions.all():
        check_in = CheckIn.objects.filter(action=action).earliest("pk")
        check_in_services.ask(called(world.commissioner), check_in, at=now())
        asked.append(check_in)
    one, other = asked
    links = {link.object_id: link for link in Link.objects.filter(purpose=Link.Purpose.ANSWER)}
    address, page = opened(browser_of_practice, links[str(one.pk)])
    opened(browser_of_practice, links[str(other.pk)])
    assert "Your answer: Done" in sent(browser_of_practice, address, page, answer="done")
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.answer, other.answer) == ("done", "")


def test_what_is_said_after_an_answer_is_of_that_answer(world: World, browser_of_practice: Client) -> None:
    lime, elm = two_invitations(world)
    thanks = []
    for visit in (lime, elm):
        address, _ = opened(browser_of_practice, link_of(visit))
        form = browser_of_practice.get(f"{address}somebody-else/").content.decode()
        sent(browser_of_practice, f"{address}somebody-else/", form, **someone(visit))
        thanks.append(f"{address}thank-you/")
    assert "Elm Road Person" not in browser_of_practice.get(thanks[0]).content.decode()
    assert "Lime Street Person" in browser_of_practice.get(thanks[0]).content.decode()


def someone(visit: Visit) -> dict[str, str]:
    name = f"{visit.practice.name} Person"
    return {"name": name, "role": "deputy", "email": "person@practice.example"}


def test_who_knows_the_number_of_a_link_and_has_not_opened_it_gets_nothing(world: World) -> None:
    lime, _ = two_invitations(world)
    address, page = opened(Client(), link_of(lime))
    for stranger in (Client(), Client()):
        assert stranger.get(address).status_code == 404
        assert stranger.post(f"{address}ring-me/", {"text": "Now"}).status_code == 404
    assert "Lime Street" in page
    assert not lime.wishes.exists()


def test_a_page_left_open_longer_than_its_session_is_still_sent(
    world: World, browser_of_practice: Client
) -> None:
    plan = agreed_plan(world, surgery(world))
    link = make_link(Link.Purpose.PLAN, practice_code=plan.practice.code, object_id=plan.pk, now=now())
    address, page = opened(browser_of_practice, link)
    del browser_of_practice.cookies[settings.SESSION_COOKIE_NAME]
    typed = {"action1-what": "Ring every family on the list each Tuesday"}
    said = sent(browser_of_practice, address, page, **typed)
    # It is not whole, so it is shown again with what was typed
    assert "There is a problem" in said
    assert "Ring every family on the list each Tuesday" in said
    # Nobody comes in so without the form, and with the form of another link
    assert browser_of_practice.get(address).status_code == 200
    assert Client().get(address).status_code == 404


def test_a_form_opens_the_page_of_its_own_link_alone(world: World) -> None:
    lime, elm = two_invitations(world)
    lime_address, lime_form = ring_me(lime)
    elm_address, _ = ring_me(elm)
    sent(Client(), elm_address, lime_form, text="Now")
    assert not elm.wishes.exists()
    sent(Client(), lime_address, lime_form, text="Now")
    assert lime.wishes.count() == 1


def ring_me(visit: Visit) -> tuple[str, str]:
    """The form to be rung, in a browser of its own, and its address."""
    client = Client()
    address, _ = opened(client, link_of(visit))
    return f"{address}ring-me/", client.get(f"{address}ring-me/").content.decode()


def test_a_used_link_is_not_opened_again_by_its_form(world: World) -> None:
    lime, _ = two_invitations(world)
    address, form = ring_me(lime)
    sent(Client(), address, form, text="Now")
    said = sent(Client(), address, form, text="Rather on Friday")
    assert "This link has been used" in said
    assert "Rather on Friday" in said
    assert lime.wishes.count() == 1
