"""Pages of rounds, visits, effort, letters and the outbox: who opens them, who is told why not, who finds nothing."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from commonground.accounts.models import User
from commonground.core.models import AuditEvent, OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox
from tests.rounds.test_rounds import listed, made
from tests.world import World, practice

NOW = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Europe/London"))
TOLD, NONE = 403, 404
EVERYBODY = "commissioner lead evaluator stranger"


def pages(world: World) -> dict[str, str]:
    """By page that not everybody may open, what each of `EVERYBODY` gets. The stranger is of another area."""
    round_ = made(world)
    surgery = practice(world.ealing)
    listed(world, round_, surgery)
    put_in_outbox(Letter("x", "a@practice.example", "S", "B", practice_code=surgery.code), now=NOW)
    message = OutboxMessage.objects.get()
    one = f"/rounds/{round_.pk}/"
    return {
        one: "200 200 200 404",
        "/rounds/new/": "403 200 403 403",
        f"{one}change/": "403 200 403 403",
        f"{one}file/": "403 200 403 403",
        f"{one}rank/": "403 200 403 403",
        f"{one}choice.json": "404 404 404 404",
        f"{one}add/": "403 200 403 403",
        f"{one}confirm/": "403 200 403 403",
        f"{one}practices/{surgery.code}/": "403 200 403 403",
        f"{one}practices/{surgery.code}/remove/": "403 200 403 403",
        f"{one}practices/{surgery.code}/challenge/": "200 200 403 404",
        f"{one}practices/Z99999/challenge/": "404 404 403 404",
        "/visits/add/": "200 200 403 200",
        "/visits/add-past/": "200 200 403 200",
        f"/practices/{surgery.code}/attempt/": "200 200 403 404",
        "/attempts/": "200 200 403 200",
        "/bounces/": "200 200 403 200",
        "/letters/": "403 200 403 403",
        "/letters/none/": "403 404 403 403",
        "/outbox/": "200 200 403 200",
        f"/outbox/{message.pk}/": "200 200 403 404",
    }


def status(user: User | None, path: str) -> int:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(path).status_code


def test_each_page_for_each_person(world: World) -> None:
    expected = pages(world)
    people = [getattr(world, name) for name in EVERYBODY.split()]
    found = {path: " ".join(str(status(user, path)) for user in people) for path in expected}
    assert found == expected
    assert {status(None, path) for path in expected} == {302}


@pytest.mark.parametrize("name", ["commissioner", "evaluator", "stranger"])
def test_nothing_is_changed_by_who_may_not(world: World, name: str) -> None:
    expected = pages(world)
    before = AuditEvent.objects.count()
    client = Client()
    client.force_login(getattr(world, name))
    column = EVERYBODY.split().index(name)
    refused = [path for path, row in expected.items() if int(row.split()[column]) in (TOLD, NONE)]
    for path in refused:
        assert client.post(path, {"removed_because": "x", "reason": "x"}).status_code in (TOLD, NONE), path
    assert AuditEvent.objects.count() == before
