"""What is sent when one is signed out, or from a page that is too old: nothing typed is lost, and nothing is done."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from commonground.core.models import AuditEvent
from commonground.practices.models import Contact, Staffing
from tests.follow_up_world import held_visit, surgery
from tests.world import World, practice

TYPED = {"nurse_hours": "30", "note": "Two nurses.\nThe lead <b>left</b> in May"}
OURS = {"HTTP_ORIGIN": "http://testserver"}


def resent(client: Client, page: str, **typed: str) -> tuple[int, str]:
    """What follows when the button of the page is pressed."""
    address = re.search(r'<form method="post" action="([^"]+)"', page)
    assert address is not None
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    unescaped = {
        name: value.replace("&lt;", "<").replace("&gt;", ">").replace("&#10;", "\n")
        for name, value in hidden.items()
    }
    answer = client.post(address.group(1), {**unescaped, **typed}, **OURS)  # type: ignore[arg-type]
    return answer.status_code, answer.content.decode()


def test_what_was_typed_is_offered_again_after_signing_in(world: World, client: Client) -> None:
    path = f"/practices/{practice(world.ealing).code}/staffing/add/"
    before = AuditEvent.objects.count()
    answer = client.post(f"{path}?from=home", TYPED)
    page = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (401, "no-store")
    assert "Sign in" in page
    assert "The lead &lt;b&gt;left&lt;/b&gt; in May" in page
    assert f'action="{path}?from=home"' in page
    assert (AuditEvent.objects.count(), Staffing.objects.count()) == (before, 0)
    # Sent too early it is offered again; signed in, it is kept
    assert resent(client, page)[0] == 401
    client.force_login(world.commissioner)
    assert resent(client, page)[0] == 302
    assert Staffing.objects.get().note == TYPED["note"]


def test_who_only_looks_or_typed_nothing_is_led_to_the_sign_in(world: World, client: Client) -> None:
    path = f"/practices/{practice(world.ealing).code}/staffing/add/"
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


def test_a_piece_of_a_page_gets_no_sign_in_page_put_into_it(world: World, client: Client) -> None:
    visit = held_visit(world, surgery(world))
    path = f"/visits/{visit.pk}/record/save/?key=answer:lead"
    answer = client.post(path, {"text.answer:lead": "Typed late"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "<html" not in answer.content.decode()


def test_a_page_that_is_too_old_is_sent_again_from_ours(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.commissioner)
    path = f"/practices/{practice(world.ealing).code}/staffing/add/"
    answer = client.post(path, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, **OURS)  # type: ignore[arg-type]
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Common Ground" in page
    assert "The lead &lt;b&gt;left&lt;/b&gt; in May" in page
    assert "x" * 64 not in page
    assert not Staffing.objects.exists()
    assert resent(client, page)[0] == 302
    assert Staffing.objects.get().note == TYPED["note"]


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_what_another_site_sends_is_never_offered_again(world: World, origin: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.commissioner)
    path = f"/practices/{practice(world.ealing).code}/staffing/add/"
    headers = {"Origin": origin} if origin else {}
    answer = client.post(path, TYPED, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Common Ground" in page
    assert "The lead" not in page
    assert '<form method="post"' not in page


def test_a_password_is_never_shown_again(world: World) -> None:  # noqa: ARG001
    client = Client(enforce_csrf_checks=True)
    typed = {"login": "somebody@nhs.example", "password": "a secret of theirs"}
    page = client.post("/accounts/login/", typed, **OURS).content.decode()  # type: ignore[arg-type]
    assert "a secret of theirs" not in page
    assert '<form method="post"' not in page
    assert 'href="/accounts/login/"' in page


def test_several_values_of_one_field_are_all_sent_again(world: World, client: Client) -> None:
    path = f"/practices/{practice(world.ealing).code}/staffing/add/"
    page = client.post(path, {"note": "Two of them", "one": ["a", "b"]}).content.decode()
    assert page.count('name="one"') == 2


def test_what_a_person_may_not_do_shows_what_they_typed(world: World, client: Client) -> None:
    client.force_login(world.evaluator)
    path = f"/practices/{practice(world.ealing).code}/people/add/"
    answer = client.post(path, {"name": "Mina Manager"})
    assert answer.status_code == 403
    assert "Mina Manager" in answer.content.decode()
    assert not Contact.objects.exists()
