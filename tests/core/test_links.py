"""Signed links: one thing, once, for a while; the token is nowhere but in the letter."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from commonground.core.links import (
    LinkError,
    address_of,
    make_link,
    open_link,
    revoke,
    token_of,
    use_up,
)
from commonground.core.log import NoTokens
from commonground.core.models import Link

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def made(purpose: Link.Purpose = Link.Purpose.BOOK) -> Link:
    return make_link(purpose, practice_code="Z99001", object_id=7, now=NOW)


@pytest.mark.django_db
def test_a_link_opens_what_it_was_made_for() -> None:
    link = made()
    assert open_link(token_of(link), now=NOW) == link
    assert address_of(link).endswith(f"/l/{token_of(link)}/")


@pytest.mark.django_db
def test_the_database_holds_a_hash_and_never_the_token() -> None:
    link = made()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_link")
        kept = str(cursor.fetchall())
    assert link.token_hash in kept
    assert token_of(link) not in kept


@pytest.mark.django_db
def test_a_token_that_is_not_ours_opens_nothing() -> None:
    token = token_of(made())
    for wrong in ("", "x", token[:-1], token[:-2] + "AA", token + "A"):
        with pytest.raises(LinkError, match="not one of ours"):
            open_link(wrong, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("purpose", "days"),
    [(Link.Purpose.BOOK, 60), (Link.Purpose.PRACTICE, 730), (Link.Purpose.PASSWORD, 7)],
)
def test_a_link_expires(purpose: Link.Purpose, days: int) -> None:
    token = token_of(made(purpose))
    end = NOW + timedelta(days=days)
    assert open_link(token, now=end - timedelta(seconds=1))
    with pytest.raises(LinkError, match="no longer valid"):
        open_link(token, now=end)


@pytest.mark.django_db
def test_a_link_is_used_once() -> None:
    link = made()
    use_up(link, now=NOW)
    with pytest.raises(LinkError, match="has been used"):
        use_up(link, now=NOW)
    with pytest.raises(LinkError, match="has been used"):
        open_link(token_of(link), now=NOW)


@pytest.mark.django_db
def test_a_link_that_was_taken_back_can_not_be_used() -> None:
    link, used, other = made(), made(), made(Link.Purpose.MOVE)
    use_up(used, now=NOW)
    assert revoke("Z99001", Link.Purpose.BOOK, 7, now=NOW) == 1
    with pytest.raises(LinkError, match="no longer valid"):
        open_link(token_of(link), now=NOW)
    with pytest.raises(LinkError, match="no longer valid"):
        use_up(link, now=NOW)
    assert open_link(token_of(other), now=NOW) == other


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_link_at_once_one_is_told_it_has_been_used() -> None:
    link, together = made(), Barrier(2)

    def use() -> str:
        mine = Link.objects.get(pk=link.pk)
        together.wait(timeout=10)
        try:
            use_up(mine, now=NOW)
        except LinkError as error:
            return str(error)
        finally:
            connection.close()
        return "used"

    with ThreadPoolExecutor(2) as two:
        first, second = (call.result() for call in [two.submit(use), two.submit(use)])
    assert sorted([first == "used", second == "used"]) == [False, True]
    assert "has been used" in first + second


def test_no_token_reaches_a_log() -> None:
    address = "http://localhost:8000/l/AbC-_9.~==/"
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "at %s, twice %s", (address, address), None)
    assert NoTokens().filter(record)
    assert "AbC" not in record.getMessage()
    assert record.getMessage().count("/l/…") == 2
