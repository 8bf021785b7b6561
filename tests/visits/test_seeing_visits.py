"""The board, the calendar and the list: the same filters, few queries, and only what one may see."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonground.accounts.models import User
from commonground.visits.models import Visit
from commonground.visits.presenters.boards import month_of, weeks
from tests.rounds.test_rounds import NOW, made
from tests.world import World, practice

PAGES = ("/visits/board/", "/visits/calendar/", "/visits/list/")
MOST_QUERIES = 14  # the same however many visits there are


def some_visit(world: World, name: str, **fields: Any) -> Visit:
    values: dict[str, Any] = {"visitor": world.commissioner, "made_at": NOW, **fields}
    return Visit.objects.create(practice=practice(fields.pop("area", world.ealing), name), **values)


def opened(user: User, path: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def three(world: World) -> World:
    """A candidate, a booked visit of this month and a visit of another area."""
    some_visit(world, "Candidate Surgery")
    in_month = timezone.localtime().replace(day=15, hour=10)
    some_visit(world, "Booked Surgery", state="booked", starts_at=in_month, visitor=world.lead)
    Visit.objects.create(
        practice=practice(world.elsewhere, "Hidden Surgery"),
        visitor=world.stranger,
        made_at=NOW,
        starts_at=in_month,
    )
    return world


@pytest.mark.parametrize("path", PAGES)
def test_every_filter_narrows_each_of_the_three(three: World, path: str) -> None:
    lead = three.lead
    in_month = timezone.localdate().replace(day=15)
    booked = "Booked Surgery"
    for asked in (
        "state=booked",
        f"visitor={lead.pk}",
        f"borough={three.ealing.pk}&q=booked",
        f"since={in_month}&until={in_month}",
    ):
        page = opened(lead, f"{path}?{asked}")
        assert booked in page, asked
        assert "Candidate Surgery" not in page, asked
    for asked in ("state=held", f"visitor={three.commissioner.pk}", f"borough={three.havering.pk}", "q=zzz"):
        assert booked not in opened(lead, f"{path}?{asked}"), asked
    round_ = made(three)
    assert booked not in opened(lead, f"{path}?round={round_.pk}")
    assert "Hidden Surgery" not in opened(lead, path)


def test_filters_stay_in_the_address_from_one_to_the_other(three: World) -> None:
    page = opened(three.lead, "/visits/board/?state=booked&q=surgery")
    assert "/visits/calendar/?state=booked&amp;q=surgery" in page
    assert "/visits/list/?state=booked&amp;q=surgery" in page


def test_a_filter_that_can_not_be_read_is_said(three: World) -> None:
    for far in ("since=yesterday", "until=9999-12-31", "since=0001-01-01", "round=7"):
        page = opened(three.lead, f"/visits/list/?{far}&state=booked")
        assert "There is a problem" in page
        assert "Candidate Surgery" not in page
    for month in ("0001-01", "9999-12", "2026-13", "x"):
        assert "today" in opened(three.lead, f"/visits/calendar/?month={month}")


def test_an_evaluator_sees_no_names_of_visitors(three: World) -> None:
    for path in PAGES:
        page = opened(three.evaluator, path)
        assert "Cora Commissioner" not in page
        assert "Lena Lead" not in page


@pytest.mark.parametrize("path", PAGES)
def test_the_queries_stay_few(world: World, path: str, django_assert_max_num_queries: Any) -> None:
    begins = timezone.localtime().replace(day=3, hour=9)
    for number in range(60):
        some_visit(
            world,
            f"Surgery {number}",
            state=("candidate", "booked")[number % 2],
            starts_at=begins + timedelta(hours=number) if number % 2 else None,
        )
    client = Client()
    client.force_login(world.lead)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(path).content.decode()
    if path == "/visits/board/":
        assert "All 30" in page
    if path == "/visits/list/":
        assert "Page 1 of 2" in page
        assert "Page 2 of 2" in opened(world.lead, f"{path}?page=2")


def test_a_month_is_whole_weeks_from_monday() -> None:
    month = month_of("2026-11", date(2026, 1, 1))
    days = [day for week in weeks([], month) for day in week]
    assert (days[0].on, days[-1].on) == (date(2026, 10, 26), date(2026, 12, 6))
    assert sum(day.inside for day in days) == 30
    assert (month.before, month.after) == (date(2026, 10, 1), date(2026, 12, 1))
    assert month_of("nonsense", date(2026, 5, 9)).first == date(2026, 5, 1)
    assert month.begins == timezone.make_aware(datetime(2026, 11, 1))
