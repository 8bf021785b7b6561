"""Who may open what: every address, with every role, a stranger of another region, nobody, and links.

A new address is covered by itself: its view says its roles (`accounts.entrance.PAGES`), or it stands in OTHERS here.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Literal

import pytest
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from commonground.core.caller import Role
from commonground.core.links import token_of
from commonground.core.models import AuditEvent, Link
from commonground.visits.models import Feed
from tests.web.addresses import Address, Things, addresses, own_people, strangers
from tests.world import World

Door = Literal["open", "signed in", "link", "demo"]
OTHERS: dict[str, Door] = {
    r"welcome/": "link",
    r"password/<uuid:link_id>/": "link",
    r"l/": "link",
    r"your-visit/<uuid:link_id>/thank-you/": "open",
    r"count/": "open",
    r"count/sample.csv": "open",
    r"count/<uuid:link_id>/sent/": "open",
    r"demo/": "demo",
    r"feeds?/": "link",
    r"accounts/login/": "open",
    r"accounts/logout/": "open",
    r"accounts/signup/": "open",
    r"accounts/inactive/": "open",
    r"accounts/reauthenticate/": "signed in",
    r"accounts/email/": "open",
    r"accounts/confirm-email/": "open",
    r"accounts/password/(set|reset)/": "open",
    r"accounts/password/change/": "signed in",
    r"accounts/3rdparty/(login|signup)/": "open",
    r"accounts/3rdparty/$": "signed in",
    r"accounts/(oidc|social)/": "open",
    r"accounts/2fa/(authenticate|webauthn/login)/": "open",
    r"accounts/2fa/": "signed in",
}
"""By the beginning of a route, who may open what no role is asked for: the pages of allauth, links, the demo."""
REFUSED = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
ENDED = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
BY_ROLE = [one for one in addresses() if one.roles is not None]
BY_LINK = [one for one in addresses() if one.purposes is not None]
BY_TABLE = [one for one in addresses() if one.roles is None and one.purposes is None]
OF_A_PRACTICE = [one for one in Link.Purpose if one != Link.Purpose.PASSWORD]


def named(address: Address) -> str:
    return address.route


def door(address: Address) -> Door | None:
    return next((kind for route, kind in OTHERS.items() if re.match(route, address.route)), None)


@pytest.mark.parametrize("address", BY_TABLE, ids=named)
def test_an_address_without_roles_is_in_the_table(address: Address) -> None:
    assert door(address) is not None, f"{address.route} ({address.view}) says no roles, and is not in OTHERS"


def ask(client: Client, path: str, method: str) -> tuple[int, str, int]:
    """What an address answers: status, where it leads, and how many audit events it wrote. Nothing of it stays."""
    before = AuditEvent.objects.count()
    point = transaction.savepoint()
    answer = client.generic(method, path, "", "application/x-www-form-urlencoded")
    if answer.streaming:
        answer.getvalue()  # a file is closed at its end
    written = AuditEvent.objects.count() - before
    transaction.savepoint_rollback(point)
    return answer.status_code, answer.headers.get("Location", ""), written


def of_link(address: Address, link: Link) -> str:
    """The address of a page of a link."""
    return "/" + address.route.replace("<uuid:link_id>", str(link.pk))


def signed_in(user: object) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.mark.parametrize("address", BY_ROLE, ids=named)
def test_a_page_opens_for_its_roles_and_for_nobody_else(world: World, address: Address) -> None:
    path = Things(world).fill(address)
    assert address.roles is not None
    own, other = own_people(world), strangers(world)
    for method in ("GET", "POST"):
        status, place, written = ask(Client(raise_request_exception=False), path, method)
        assert (status, written) == (HTTPStatus.FOUND, 0), f"nobody, {method}"
        assert place.startswith("/accounts/login/")
        for role in Role:
            status, _, written = ask(signed_in(own[role]), path, method)
            if role in address.roles:
                assert status < HTTPStatus.INTERNAL_SERVER_ERROR, f"{role}, {method}: {status}"
                assert method == "POST" or status not in REFUSED, f"{role}, GET: {status}"
            else:
                assert (status, written) == (HTTPStatus.FORBIDDEN, 0), f"{role}, {method}"
            if role is Role.EVALUATOR:
                assert written == 0, f"an evaluator wrote something by {method}"
            if address.is_somebodys and role is address.roles[0]:
                status, _, written = ask(signed_in(other[role]), path, method)
                refused = (*REFUSED, HTTPStatus.METHOD_NOT_ALLOWED)
                assert (status in refused, written) == (True, 0), f"a stranger, {role}, {method}: {status}"


@pytest.mark.parametrize("address", [one for one in BY_TABLE if door(one) == "signed in"], ids=named)
def test_what_is_ones_own_asks_to_sign_in(world: World, address: Address) -> None:
    path = Things(world).fill(address)
    status, place, _ = ask(Client(raise_request_exception=False), path, "GET")
    assert (status, place.startswith("/accounts/login/")) == (HTTPStatus.FOUND, True)
    status, _, _ = ask(signed_in(world.commissioner), path, "GET")
    assert status < HTTPStatus.INTERNAL_SERVER_ERROR


@pytest.mark.parametrize("address", [one for one in BY_TABLE if door(one) == "open"], ids=named)
def test_what_is_open_answers_everybody_and_changes_nothing(world: World, address: Address) -> None:
    path = Things(world).fill(address)
    for client in (Client(raise_request_exception=False), signed_in(world.commissioner)):
        for method in ("GET", "POST"):
            status, _, written = ask(client, path, method)
            assert (status < HTTPStatus.INTERNAL_SERVER_ERROR, written) == (True, 0), f"{method}: {status}"


@pytest.mark.parametrize("address", [one for one in BY_TABLE if door(one) == "demo"], ids=named)
def test_the_demo_is_nowhere_else(world: World, address: Address) -> None:
    path = Things(world).fill(address)
    for method in ("GET", "POST"):
        status, _, _ = ask(Client(raise_request_exception=False), path, method)
        assert status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
    with override_settings(DEMO=True):
        assert ask(Client(), path, "POST")[0] in (HTTPStatus.OK, HTTPStatus.FOUND)


@pytest.mark.parametrize("address", [one for one in BY_TABLE if door(one) == "link"], ids=named)
def test_a_wrong_or_old_link_opens_nothing(world: World, address: Address) -> None:
    things = Things(world)
    path = things.fill(address)
    for method in ("GET", "POST"):
        status, _, _ = ask(Client(raise_request_exception=False), path, method)
        assert status < HTTPStatus.INTERNAL_SERVER_ERROR, method
    wrong = re.sub(r"[\w-]{40,}", "x" * 60, path)
    Link.objects.update(revoked_at="2026-01-01T00:00Z")
    Feed.objects.all().delete()
    for method in ("GET", "POST"):
        for one in (wrong, path):
            status, _, written = ask(Client(raise_request_exception=False), one, method)
            assert (status in (*ENDED, HTTPStatus.METHOD_NOT_ALLOWED), written) == (True, 0), (
                f"{method} {status}"
            )


@pytest.mark.parametrize("address", BY_LINK, ids=named)
def test_a_page_of_a_link_opens_with_a_link_of_its_purposes_and_with_no_other(
    world: World, address: Address
) -> None:
    things = Things(world)
    assert address.purposes
    path = of_link(address, things.link(address.purposes[0]))
    for client in (Client(raise_request_exception=False), signed_in(world.commissioner)):
        for method in ("GET", "POST"):
            assert ask(client, path, method)[::2] == (HTTPStatus.NOT_FOUND, 0), f"without a link, {method}"
    for purpose in OF_A_PRACTICE:
        client, link = Client(raise_request_exception=False), things.link(purpose)
        client.get(f"/l/{token_of(link)}/")
        path = of_link(address, link)
        if purpose in address.purposes:
            status, _, written = ask(client, path, "GET")
            assert (status in (HTTPStatus.OK, HTTPStatus.FOUND), written) == (True, 0), f"{purpose}: {status}"
        else:
            for method in ("GET", "POST"):
                status, _, written = ask(client, path, method)
                assert (status, written) == (HTTPStatus.NOT_FOUND, 0), f"{purpose}, {method}: {status}"


@pytest.mark.parametrize("purpose", list(Link.Purpose))
def test_a_link_signs_nobody_in(world: World, purpose: Link.Purpose) -> None:
    things = Things(world)
    client = Client(raise_request_exception=False)
    place = "welcome" if purpose == Link.Purpose.PASSWORD else "l"
    client.get(f"/{place}/{things.token(purpose)}/")
    for address in BY_ROLE:
        if address.name in ("home", "practices", "practice", "people", "caseloads", "audit"):
            status, place, _ = ask(client, things.fill(address), "GET")
            assert (status, place.startswith("/accounts/login/")) == (HTTPStatus.FOUND, True), address.route
