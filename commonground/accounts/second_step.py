"""The second step of signing in: who has to set one up first, and how long a sign-in shows that it is oneself."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from commonground.accounts.models import User
from commonground.accounts.queries import has_second_step

ORGANISATION = "socialaccount"
"""What allauth calls signing in through an organisation, which asks for a second step of its own."""


def must_set_up_second_step(request: HttpRequest, person: User) -> bool:
    """Whether a person has to set up a second step before they see anything."""
    if not settings.REQUIRE_SECOND_STEP or has_second_step(person):
        return False
    return all(one["method"] != ORGANISATION for one in _records(request, person))


def page(request: HttpRequest) -> dict[str, Any]:
    """What the pages of signing in know: whether nothing else opens before a second step is set up."""
    person = request.user
    return {
        "second_step_first": lambda: isinstance(person, User) and must_set_up_second_step(request, person)
    }


def signed_in_just_now(request: HttpRequest, person: User) -> bool:
    """Whether a person signed in, or showed again that it is them, so lately that they need not do it again."""
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(one["at"] > since for one in _records(request, person))


def _records(request: HttpRequest, person: User) -> list[dict[str, Any]]:
    return list(get_authentication_records(request, person))
