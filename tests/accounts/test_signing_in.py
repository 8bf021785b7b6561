"""Signing in: wrong passwords, a second step, leaving the desk."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from commonground.accounts.models import User
from tests.world import World

GOOD = "pass-word-for-tests"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _the_day_of_the_tests() -> None:
    """None of its own: django-axes and the authenticator app keep the clock of the machine."""


def sign_in(client: Client, user: User, password: str) -> HttpResponse:
    return client.post("/accounts/login/", {"login": user.email, "password": password})  # type: ignore[return-value]


def test_a_password_lets_in_and_the_account_offers_a_second_step(world: World) -> None:
    client = Client()
    assert sign_in(client, world.commissioner, GOOD).status_code == 302
    assert "Set up a second step" in client.get("/").content.decode()
    assert "Set up a second step" in client.get("/account/").content.decode()


def test_five_wrong_passwords_lock_out_with_a_sentence(world: World) -> None:
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in(client, world.commissioner, "wrong").status_code == 200
    page = sign_in(client, world.commissioner, "wrong")
    assert page.status_code == 429
    assert "Too many wrong passwords" in page.content.decode()
    assert sign_in(client, world.commissioner, GOOD).status_code != 302
    assert client.get("/").status_code == 302
    assert sign_in(Client(), world.lead, GOOD).status_code == 302


def test_an_idle_session_ends_by_itself(world: World) -> None:
    client = Client()
    sign_in(client, world.commissioner, GOOD)
    assert client.get("/").status_code == 200
    session = Session.objects.get()
    left = session.expire_date - timezone.now()
    assert left <= timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/").headers["Location"].startswith("/accounts/login/")


def test_nobody_makes_an_account_and_nobody_changes_their_own_address(world: World) -> None:
    client = Client()
    page = client.get("/accounts/signup/")
    assert "An administrator of your region adds you" in page.content.decode()
    client.post("/accounts/signup/", {"email": "me@nhs.example", "password1": GOOD})
    assert not User.objects.filter(email="me@nhs.example").exists()
    client.force_login(world.commissioner)
    assert client.get("/accounts/email/").status_code == 404
    client.post("/accounts/email/", {"action_add": "", "email": "other@nhs.example"})
    assert not EmailAddress.objects.exists()


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def set_up_an_app(client: Client) -> str:
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', page)
    assert secret is not None
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret[1])})
    return secret[1]


def test_an_app_on_the_phone_is_set_up_and_asked_for(world: World) -> None:
    client = Client()
    sign_in(client, world.commissioner, GOOD)
    secret = set_up_an_app(client)
    assert Authenticator.objects.filter(user=world.commissioner, type="totp").count() == 1
    assert "Set up a second step" not in client.get("/").content.decode()
    other = Client()
    assert (
        sign_in(other, world.commissioner, GOOD).headers["Location"].startswith("/accounts/2fa/authenticate/")
    )
    assert other.get("/").status_code == 302
    assert "The second step" in other.get("/accounts/2fa/authenticate/").content.decode()
    cache.clear()  # a code is good once
    other.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert other.get("/").status_code == 200


@override_settings(REQUIRE_SECOND_STEP=True)
@pytest.mark.parametrize("role", ["commissioner", "lead", "evaluator", "administrator"])
def test_where_a_second_step_is_required_nothing_opens_before_it(world: World, role: str) -> None:
    client = Client()
    sign_in(client, getattr(world, role), GOOD)
    for path in ("/", "/account/", "/practices/"):
        assert client.get(path).headers["Location"] == "/accounts/2fa/", path
    page = client.get("/accounts/2fa/").content.decode()
    assert "Set up a second step first" in page
    assert "Sign out" in page
    set_up_an_app(client)
    assert "Set up a second step first" not in client.get("/accounts/2fa/").content.decode()
    assert client.get("/").status_code == 200


def test_the_password_is_asked_for_again_only_when_it_was_typed_a_while_ago(world: World) -> None:
    client = Client()
    sign_in(client, world.commissioner, GOOD)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200
    later = time.time() + settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
    with patch("commonground.accounts.second_step.time.time", return_value=later):
        place = client.get("/accounts/2fa/totp/activate/").headers["Location"]
    assert place.startswith("/accounts/reauthenticate/")


def test_showing_that_it_is_you_works_with_the_password(world: World) -> None:
    client = Client()
    client.force_login(world.commissioner)
    place = client.get("/accounts/2fa/totp/activate/").headers["Location"]
    assert place.startswith("/accounts/reauthenticate/")
    assert "Show that it is you" in client.get(place).content.decode()
    assert client.post(place, {"password": GOOD}).headers["Location"] == "/accounts/2fa/totp/activate/"
