"""A practice's count arrives through its link or by hand, is checked whole, and is taken in once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from commonground.core.links import make_link, token_of
from commonground.core.models import AuditEvent, Link, OutboxMessage
from commonground.core.services import NotAllowedError
from commonground.figures import queries
from commonground.figures.counts import services
from commonground.figures.counts.queries import counted_rows, counts
from commonground.figures.models import OF_A_PRACTICE, Change, Difference, Figure, PracticeCount, Release
from commonground.practices.models import Practice
from tests.figures.counts_made import (
    AS_AT,
    INDICATOR,
    QUARTER,
    a_share,
    agreement,
    as_file,
    change,
    difference,
)
from tests.figures.given import signed_in
from tests.world import TODAY, World, called, manager, practice


def opened(at: Practice) -> tuple[Client, Link]:
    """A browser in which the practice opened its link."""
    link = make_link(Link.Purpose.COUNT, practice_code=at.code, now=timezone.now())
    client = Client()
    assert client.get(f"/l/{token_of(link)}/", follow=True).status_code == 200
    return client, link


def said(page: str) -> str:
    """What the page says is wrong."""
    return page[page.find("There is a problem") :][:600]


def send(client: Client, link: Link, document: object, name: str = "share.json") -> str:
    """Send a file through a link, and say what the page says."""
    answer = client.post(f"/count/{link.pk}/", {"share": as_file(document, name)}, follow=True)
    return answer.content.decode()


def test_a_practice_sends_its_count_through_its_link_and_it_is_a_release_of_its_own(world: World) -> None:
    at = practice(world.ealing)
    client, link = opened(at)
    document = a_share(
        at.code,
        differences=[difference("never_reached_chis", 5, 9.3), difference("unresolved", "1 to 4", None)],
        agreement=[agreement(42, 3, 7, 2)],
        changes=[change("vaccinated", 5), change("repaired", 7)],
    )
    page = send(client, link, document)
    assert "Your counts have arrived" in page, said(page)
    count = PracticeCount.objects.get()
    assert (count.practice, count.as_at, count.release.origin) == (at, AS_AT, OF_A_PRACTICE)
    assert count.release.key.startswith(f"practice-count/{at.code}/{AS_AT}/")
    figure = Figure.objects.get(indicator=INDICATOR, period=QUARTER)
    assert (figure.numerator, figure.denominator, figure.coverage, figure.level) == (49, 54, 90.7, "practice")
    assert list(Difference.objects.values_list("cause", "children", "points", "status")) == [
        ("never_reached_chis", 5, 9.3, "ok"),
        ("unresolved", None, None, "small"),
    ]
    assert (count.agreements.get().practice_only, Change.objects.count()) == (7, 2)
    assert (count.read["children"], bool(count.diagnosis), len(count.due)) == (
        300,
        True,
        len(document["due"]),
    )
    event = AuditEvent.objects.get(event="count.taken_in")
    assert (event.actor_kind, event.practice_code, event.details) == (
        "link",
        at.code,
        {"release": count.release.key},
    )


def test_a_link_sends_once_and_then_says_so(world: World) -> None:
    at = practice(world.ealing)
    client, link = opened(at)
    send(client, link, a_share(at.code))
    answer = client.post(f"/count/{link.pk}/", {"share": as_file(a_share(at.code))})
    assert (answer.status_code, PracticeCount.objects.count()) == (410, 1)
    assert "This link has been used" in answer.content.decode()


def test_the_link_of_a_practice_takes_no_count_of_another(world: World) -> None:
    one, other = practice(world.ealing), practice(world.ealing)
    client, link = opened(one)
    page = send(client, link, a_share(other.code))
    assert f"This count is not of {one.name}" in page
    assert other.code not in page
    # and the address of another's link opens nothing in this browser
    _, strange = opened(other)
    assert client.get(f"/count/{strange.pk}/").status_code == 404
    link.refresh_from_db()
    assert (PracticeCount.objects.exists(), link.used_at) == (False, None)


def test_a_count_counted_with_other_rules_is_refused(world: World) -> None:
    at = practice(world.ealing)
    client, link = opened(at)
    document = a_share(at.code)
    version = "2025-01-01+0123456789"
    for row in document["figures"]:
        row["rulebook_version"] = version
    page = send(client, link, {**document, "rulebook_version": version})
    assert "made with other rules" in page
    assert not PracticeCount.objects.exists()


@pytest.mark.parametrize(
    ("days", "words"), [(1, "a day that has not come yet"), (-101, "which is too long ago")]
)
def test_a_count_of_a_day_to_come_or_long_ago_is_refused(world: World, days: int, words: str) -> None:
    at = practice(world.ealing)
    client, link = opened(at)
    assert words in send(client, link, a_share(at.code, as_at=TODAY + timedelta(days=days)))
    assert not PracticeCount.objects.exists()


def test_an_older_count_is_refused_the_same_one_too_and_another_of_the_day_stands_beside_it(
    world: World,
) -> None:
    at = practice(world.ealing)
    lead = signed_in(world.lead)
    path = f"/practices/{at.code}/counts/give/"
    assert lead.post(path, {"share": as_file(a_share(at.code))}).status_code == 302
    again = lead.post(path, {"share": as_file(a_share(at.code))})
    assert (again.status_code, "is here already" in again.content.decode()) == (422, True)
    older = lead.post(path, {"share": as_file(a_share(at.code, as_at=AS_AT - timedelta(days=3)))})
    assert "A newer count of" in older.content.decode()
    better = a_share(at.code, {(INDICATOR, QUARTER): (50, 54)})
    assert lead.post(path, {"share": as_file(better)}).status_code == 302
    first, second = Release.objects.order_by("pk")
    assert first.replaced_by == second
    rows = counted_rows(called(world.lead), INDICATOR, first=AS_AT.replace(year=2025), last=AS_AT)
    assert [row.numerator for row in rows if row.period == QUARTER] == [50]
    assert "Replaced by a later one" in lead.get(f"/practices/{at.code}/counts/").content.decode()


def deep(levels: int) -> bytes:
    """Lists in lists."""
    return b'{"schema": ' + b"[" * levels + b"]" * levels + b"}"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"not json at all",
        b"\xff\xfe\x00",
        b'{"schema": NaN}',
        b'{"schema": 1, "schema": 2}',
        b'{"as_at": ' + b"9" * 6000 + b"}",
        b'{"figures": [' + b"{}," * 200_000 + b"{}]}",
        deep(900),
        deep(200_000),
        b'{"org_code": "=HYPERLINK(\\"x\\")", "period": "<script>alert(1)</script>"}',
        b"PK\x03\x04" + b"\x00" * 500,
    ],
    ids=[
        "empty", "list", "words", "bytes", "nan", "twice", "huge", "many", "deep", "deeper", "markup", "archive",
    ],
)  # fmt: skip
def test_what_is_no_count_is_refused_in_a_sentence_and_leaves_nothing(world: World, data: bytes) -> None:
    at = practice(world.ealing)
    client, link = opened(at)
    answer = client.post(f"/count/{link.pk}/", {"share": SimpleUploadedFile("s.json", data)})
    page = answer.content.decode()
    assert (answer.status_code, "There is a problem" in page) == (422, True)
    assert not ("alert(1)" in page or "HYPERLINK" in page)
    link.refresh_from_db()
    assert (link.used_at, Release.objects.exists()) == (None, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [("numerator", 40), ("coverage", 90.8), ("period_end", "2026-06-29"), ("org_code", "Z99999")],
)
def test_a_forged_number_is_refused(world: World, field: str, value: object) -> None:
    at = practice(world.ealing)
    client, link = opened(at)
    document = a_share(at.code)
    row = next(one for one in document["figures"] if one["period"] == QUARTER and one["denominator"])
    row[field] = value
    assert "This count can’t be taken in" in send(client, link, document).replace("&#39;", "’").replace(
        "'", "’"
    )
    assert not PracticeCount.objects.exists()


def test_a_cause_that_is_not_on_the_list_is_refused(world: World) -> None:
    at = practice(world.ealing)
    client, link = opened(at)
    page = send(client, link, a_share(at.code, differences=[difference("my_own_idea", 5, 1.0)]))
    assert "there is no such cause of a difference" in page


def test_an_identifier_in_a_file_or_in_its_name_is_repeated_nowhere(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    at = practice(world.ealing)
    client, link = opened(at)
    number = "9990548609"
    document = a_share(at.code)
    document["figures"][0]["indicator"] = number
    page = send(client, link, document, name=f"{number}.json")
    page += send(client, link, {**document, number: 1}, name=f"{number}.json")
    assert "There is a problem" in page
    good = send(client, link, a_share(at.code), name=f"{number}.json")
    assert "Your counts have arrived" in good
    kept = [*AuditEvent.objects.values_list("details", flat=True), *Release.objects.values_list("file_name")]
    for words in (page, good, caplog.text, str(kept)):
        assert number not in words


def test_a_body_of_half_a_gigabyte_is_refused_unread(world: World) -> None:
    at = practice(world.ealing)
    client, link = opened(at)
    answer = client.generic("POST", f"/count/{link.pk}/", b"", CONTENT_LENGTH="500000000")
    assert (answer.status_code, "far too large" in answer.content.decode()) == (413, True)
    assert client.generic("POST", f"/count/{link.pk}/", b"", CONTENT_LENGTH="-1").status_code == 413
    large = SimpleUploadedFile("share.json", b" " * 5_000_001)
    assert "far too large for a count" in client.post(f"/count/{link.pk}/", {"share": large}).content.decode()


def test_a_practice_is_sent_a_link_and_an_earlier_one_ends(world: World) -> None:
    at = practice(world.ealing, email="inbox@practice.example")
    mina = manager(called(world.commissioner), at)
    cora = signed_in(world.commissioner)
    old = make_link(Link.Purpose.COUNT, practice_code=at.code, now=timezone.now())
    assert cora.post(f"/practices/{at.code}/counts/ask/", {"to": str(mina.pk)}).status_code == 302
    letter = OutboxMessage.objects.get(kind="count-asked")
    assert letter.link is not None
    assert (letter.to, letter.link.purpose, letter.reply_to) == (
        mina.email,
        "count",
        world.commissioner.email,
    )
    assert "{link}" in letter.body
    assert "{name}" not in letter.body
    old.refresh_from_db()
    assert old.revoked_at is not None


def test_who_may_not_see_a_practice_neither_sees_nor_gives_its_counts(world: World) -> None:
    at = practice(world.ealing)
    signed_in(world.lead).post(f"/practices/{at.code}/counts/give/", {"share": as_file(a_share(at.code))})
    assert counts(called(world.commissioner)).count() == 1
    assert not counts(called(world.stranger)).exists()
    for user in (world.stranger, world.evaluator):
        with pytest.raises(NotAllowedError):
            services.take_in_count(called(user), at, b"{}", now=timezone.now())
    with pytest.raises(NotAllowedError):
        services.take_in_count(
            called(world.stranger), at, b"{}", now=timezone.now(), link=opened(practice(world.elsewhere))[1]
        )


def test_a_count_by_a_practice_is_no_published_figure(world: World) -> None:
    at = practice(world.ealing)
    signed_in(world.lead).post(f"/practices/{at.code}/counts/give/", {"share": as_file(a_share(at.code))})
    caller = called(world.lead)
    assert not queries.newest_of_practices(caller).exists()
    assert not queries.of_organisation(caller, at.code).exists()
    span = {"first": AS_AT.replace(year=2020), "last": AS_AT}
    assert queries.published_rows(caller, INDICATOR, **span) == []
    assert Release.objects.get().key not in signed_in(world.lead).get("/figures/").content.decode()
