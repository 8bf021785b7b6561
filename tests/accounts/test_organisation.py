"""Signing in through an organisation, from the button to its sign-in page and back, against a provider made up here."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, override_settings

from commonground.accounts.models import User
from tests.accounts.provider import Provider, serving
from tests.world import World


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def claims(email: str, **more: Any) -> dict[str, Any]:
    return {"sub": f"id-of-{email}", "email": email, "email_verified": True, "name": "Somebody", **more}


def through(provider: Provider, client: Client) -> HttpResponse:
    """Press the button, sign in there, and come back."""
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [provider.app()]}}):
        assert "Sign in with Invented Trust" in client.get("/accounts/login/").content.decode()
        there = client.post("/accounts/oidc/trust/login/").headers["Location"]
        assert there.startswith(f"{provider.address}/authorize?")
        back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
        assert back.startswith("http://testserver/accounts/oidc/trust/login/callback/")
        return client.get(back.removeprefix("http://testserver"))  # type: ignore[return-value]


@pytest.mark.parametrize("role", ["commissioner", "lead", "evaluator", "administrator"])
@override_settings(REQUIRE_SECOND_STEP=True)
def test_somebody_known_signs_in_with_their_role_and_is_not_asked_for_a_step_of_ours(
    world: World, role: str
) -> None:
    person: User = getattr(world, role)
    client = Client()
    with serving(claims(person.email.upper())) as provider:
        assert through(provider, client).headers["Location"] == "/"
        assert provider.asked[-2:] == ["/token", "/userinfo"]
    account = client.get("/account/")
    assert account.status_code == 200
    assert f"{person.name}, {person.email}, {role}." in account.content.decode()
    assert SocialAccount.objects.get().user == person
    # The second time they are known by what the organisation calls them, even under a new address.
    again = Client()
    with serving(claims("new-name@nhs.example", sub=SocialAccount.objects.get().uid)) as provider:
        assert through(provider, again).headers["Location"] == "/"
    assert person.email in again.get("/account/").content.decode()


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (claims("unknown@nhs.example"), "nobody has added you here"),
        (
            claims("cora.commissioner@nhs.example", email_verified=False),
            "did not confirm your e-mail address",
        ),
    ],
)
def test_an_unknown_or_unconfirmed_address_is_refused_in_a_sentence(
    world: World, who: dict[str, Any], said: str
) -> None:
    client = Client()
    people = User.objects.count()
    with serving(who) as provider:
        answer = through(provider, client)
    assert (answer.status_code, said in answer.content.decode()) == (403, True)
    assert client.get("/").headers["Location"].startswith("/accounts/login/")
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)
    assert world.commissioner.email == "cora.commissioner@nhs.example"


def test_somebody_whose_access_ended_stays_out(world: World) -> None:
    User.objects.filter(pk=world.commissioner.pk).update(is_active=False)
    client = Client()
    with serving(claims(world.commissioner.email)) as provider:
        assert through(provider, client).status_code == 403
    assert client.get("/").status_code == 302


def test_a_provider_that_knows_us_under_another_secret_lets_nobody_in(world: World) -> None:
    client = Client()
    with serving(claims(world.commissioner.email)) as provider:
        app = provider.app()
        provider.app = lambda: {**app, "secret": "another"}  # type: ignore[method-assign]
        answer = through(provider, client)
    assert "sign-in" in answer.content.decode().lower()
    assert client.get("/").status_code == 302
