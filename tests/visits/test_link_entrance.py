"""The door for signed links: where the token is, what a link opens, and what it never does (story 18)."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from commonground.core.clock import now
from commonground.core.links import make_link, token_of
from commonground.core.models import AuditEvent, Link
from commonground.practices.link_entrance import FIRST_PAGES, LINK_PAGES
from commonground.visits.models import Visit
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from commonground.visits.services.booking import Time
from tests.visits.scene import a_visit, a_working_day, link_of, offers
from tests.world import World, called, manager, practice


def invited(world: World) -> Visit:
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    services.invite(caller, visit, to=manager(caller, surgery), now=now())
    return visit


def address(link: Link) -> str:
    return f"/l/{token_of(link)}/"


def page_of(name: str, link: Link) -> str:
    return reverse(name, kwargs={"link_id": link.pk})


def test_the_token_is_in_the_first_address_alone(world: World, client: Client) -> None:
    link = link_of(invited(world))
    answer = client.get(address(link))
    assert (answer.status_code, answer["Location"]) == (302, page_of("your-visit", link))
    assert answer["Referrer-Policy"] == "no-referrer"
    page = client.get(page_of("your-visit", link))
    assert page.status_code == 200
    assert token_of(link) not in page.content.decode()


def test_opening_and_looking_changes_nothing(world: World, client: Client) -> None:
    visit = invited(world)
    link = link_of(visit)
    events = AuditEvent.objects.count()
    for name in ("your-visit", "other-times", "ring-me", "somebody-else", "say-no", "get-ready"):
        client.get(address(link))
        assert client.get(page_of(name, link)).status_code == 200, name
    link.refresh_from_db()
    visit.refresh_from_db()
    assert (link.used_at, visit.state, AuditEvent.objects.count()) == (None, Visit.State.INVITED, events)


def test_an_unknown_used_expired_or_ended_link_gets_one_plain_sentence(world: World, client: Client) -> None:
    visit = invited(world)
    link = link_of(visit)
    assert client.get("/l/made-up/").status_code == 404
    for change in (
        {"used_at": now()},
        {"revoked_at": now()},
        {"expires_at": now() - timedelta(minutes=1)},
    ):
        client.get(address(link))
        Link.objects.filter(pk=link.pk).update(**change)
        # Neither from the e-mail nor with a page that is still open
        assert client.get(address(link)).status_code == 410
        assert client.get(page_of("your-visit", link)).status_code == 410
        assert client.post(page_of("ring-me", link), {"text": "Now"}).status_code == 410
        Link.objects.filter(pk=link.pk).update(
            used_at=None, revoked_at=None, expires_at=now() + timedelta(days=1)
        )
    assert not visit.wishes.exists()


def test_without_a_link_nothing_opens(world: World) -> None:
    link = link_of(invited(world))
    for name in (
        "your-visit",
        "other-times",
        "say-no",
        "coming",
        "change-visit",
        "cancel-visit",
        "get-ready",
    ):
        assert Client().get(page_of(name, link)).status_code == 404, name


def test_a_link_opens_only_what_it_is_for(world: World, client: Client) -> None:
    visit = invited(world)
    link = link_of(visit)
    client.get(address(link))
    for name in ("change-visit", "cancel-visit", "put-off", "coming"):
        assert client.get(page_of(name, link)).status_code == 404, name


def test_a_link_forwarded_to_another_practice_shows_nothing_of_this_one(world: World, client: Client) -> None:
    visit = invited(world)
    other = practice(world.havering)
    foreign = make_link(Link.Purpose.BOOK, practice_code=other.code, object_id=visit.pk, now=now())
    client.get(address(foreign))
    page = client.get(page_of("your-visit", foreign))
    assert page.status_code == 404
    assert visit.practice.name not in page.content.decode()


def test_after_the_answer_the_page_says_so_and_the_link_is_used(world: World, client: Client) -> None:
    visit = invited(world)
    link = link_of(visit)
    client.get(address(link))
    answer = client.post(page_of("ring-me", link), {"text": "020 7946 0000, mornings"}, follow=True)
    assert "Cora Commissioner will be in touch" in answer.content.decode()
    assert client.get(address(link)).status_code == 410


def test_what_was_typed_stays_where_it_is_refused(world: World, client: Client) -> None:
    visit = invited(world)
    link = link_of(visit)
    client.get(address(link))
    page = client.post(page_of("other-times", link), {"text": "Ask for 999 000 0018 on Monday"})
    assert "This text holds an NHS number" in page.content.decode()
    assert "Ask for 999 000 0018 on Monday" in page.content.decode()
    link.refresh_from_db()
    assert link.used_at is None
    assert not visit.wishes.exists()


def test_a_time_that_is_gone_shows_fresh_ones_and_keeps_what_was_typed(world: World, client: Client) -> None:
    visit, other = invited(world), invited(world)
    gone, free = offers(world.commissioner, a_working_day(10), a_working_day(15), asked_at=now())
    link = link_of(visit)
    client.get(address(link))
    theirs = link_of(other)
    caller = called(world.commissioner)
    booking_services.book_as_agreed(caller, other, Time(gone.starts_at, gone.ends_at), None, now=now())
    page = client.post(
        page_of("your-visit", link),
        {"slot": gone.pk, "name_1": "Nora Nurse", "role_1": "nurse", "email_1": "nora@practice.example"},
    ).content.decode()
    assert "That time has just been taken" in page
    assert f'value="{free.pk}"' in page
    assert f'value="{gone.pk}"' not in page
    assert 'value="Nora Nurse"' in page
    theirs.refresh_from_db()
    assert theirs.revoked_at is not None


def test_every_purpose_with_pages_leads_to_one(world: World, client: Client) -> None:
    client.get(page_of("your-visit", link_of(invited(world))))
    opened = {purpose.value for purposes in LINK_PAGES.values() for purpose in purposes}
    assert opened <= set(FIRST_PAGES)
