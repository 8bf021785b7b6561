"""A round's timetable: asked for, planned, weighed, accepted; months kept for ever; planned again."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from commonground.core.caller import Role
from commonground.core.models import AuditEvent
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices.models import ClosedDay, Surgery
from commonground.rounds.models import Candidate, Ranking
from commonground.visits.bank_holidays import is_bank_holiday
from commonground.visits.models import Slot, Timetable, Visit
from commonground.visits.offers import in_its_month, offered
from commonground.visits.queries import timetables as queries
from commonground.visits.queries import visits as visit_queries
from commonground.visits.services import arranging, booking
from commonground.visits.services import timetables as services
from tests.visits.timetable_scene import FIRST, LAST, NOW, a_round, accepted, places, planned, way
from tests.world import TODAY, World, called, person, practice

S, T = Visit.State, Timetable.State


def rows(timetable: Timetable) -> dict[str, dict[str, object]]:
    return {row["practice_code"]: row for row in timetable.found["visits"]}


def book(world: World, visit: Visit, slot: Slot) -> None:
    time = booking.Time(slot.starts_at, slot.ends_at)
    booking.book_as_agreed(called(world.commissioner), visit, time, None, now=NOW)


def test_a_plan_keeps_hours_closed_days_and_bank_holidays_and_says_its_price(world: World) -> None:
    # Given ten practices: one with surgeries every morning, one closed in December
    surgeries = places(world, 10)
    for weekday in range(5):
        Surgery.objects.create(practice=surgeries[0], weekday=weekday, starts="09:00", ends="12:00")
    for n in range(31):
        ClosedDay.objects.create(practice=surgeries[1], day=date(2026, 12, 1) + timedelta(days=n))
    round_ = a_round(world, surgeries)
    # When a timetable is asked for, with somebody away in February who visits on three weekdays
    own = way(round_, world.commissioner, weekdays=[0, 1, 2], away="1 February 2027 to 28 February 2027")
    made = planned(world, round_, own)
    # Then it keeps them all, and says what it costs and can tell before it is accepted
    assert made.state == T.PLANNED, made.sentence
    assert len(rows(made)) == 10
    for code, row in rows(made).items():
        day = date.fromisoformat(str(row["date"]))
        assert FIRST <= day <= LAST
        assert day.weekday() <= 2
        assert day.month != 2
        assert not is_bank_holiday(day)
        if code == surgeries[0].code:
            assert row["half_day"] == "pm"
        if code == surgeries[1].code:
            assert day.month != 12
    assert made.found["price"][0].startswith("Price in travel:")
    assert "percentage points" in made.found["price"][-1]
    assert made.found["seed"] == 1
    assert made.found["claim"]["bound_minutes"] <= made.found["claim"]["value_minutes"]
    assert set(made.found["versions"]) == {"commonground", "numpy", "scipy", "pyvrp"}
    assert Candidate.objects.filter(assigned_month=None).count() == 10
    # And the same ask gives the same timetable
    services.leave(called(world.lead), made)
    assert rows(
        planned(world, round_, way(round_, world.commissioner, weekdays=[0, 1, 2], away=own.away))
    ) == rows(made)


def test_the_speed_is_said_and_can_be_changed(world: World, client: Client) -> None:
    round_ = a_round(world, places(world, 4))
    slow = planned(world, round_, random_order=False)
    services.leave(called(world.lead), slow)
    fast = planned(world, round_, random_order=False, km_an_hour=44)
    minutes = [one.found["claim"]["travel_minutes"] for one in (slow, fast)]
    assert minutes[0] == pytest.approx(2 * minutes[1], rel=0.01)
    assert fast.found["numbers"]["travel-km-an-hour"] == 44
    client.force_login(world.lead)
    page = client.get(f"/rounds/{round_.pk}/timetables/{fast.pk}/").content.decode()
    assert "at 44 km an hour" in page


def test_an_impossible_ask_says_what_to_relax(world: World) -> None:
    round_ = a_round(world, places(world, 2))
    made = planned(world, round_, way(round_, world.commissioner, away=f"{FIRST}..{LAST}"))
    assert made.state == T.REFUSED
    assert "give them visit days, or make the season longer" in made.sentence
    # and another can be asked for at once
    assert planned(world, round_).state == T.PLANNED


def test_accepting_gives_each_practice_its_month_and_each_visitor_times(world: World) -> None:
    round_ = a_round(world, places(world, 8))
    made = accepted(world, round_)
    listed = {one.practice.code: one for one in Candidate.objects.select_related("practice")}
    for code, row in rows(made).items():
        assert f"{listed[code].assigned_month:%Y-%m}" == row["assigned_month"]
        assert str(listed[code].planned_on) == row["date"]
    months = {one.assigned_month for one in listed.values()}
    times = [timezone.localtime(one.starts_at) for one in Slot.objects.all()]
    assert {time.date().replace(day=1) for time in times} == months
    assert {(time.hour, time.minute) for time in times} == {(9, 30), (14, 0)}
    assert not any(is_bank_holiday(time.date()) or time.weekday() > 4 for time in times)
    assert AuditEvent.objects.filter(event="timetable.accepted", actor_name="Lena Lead").count() == 1
    # It is never changed: not accepted twice, not left, not refused
    lead = called(world.lead)
    with pytest.raises(RefusedError, match="accepted"):
        services.accept(lead, made, now=NOW)
    with pytest.raises(RefusedError, match="accepted"):
        services.leave(lead, made)
    with pytest.raises(RefusedError, match="accepted"):
        services.refuse(lead, made, "no")


def test_a_link_offers_the_times_of_the_month_first(world: World) -> None:
    round_ = a_round(world, places(world, 8))
    accepted(world, round_)
    for listed in Candidate.objects.select_related("practice"):
        visit = Visit.objects.get(practice=listed.practice)
        every = offered(visit, now=NOW)
        first = in_its_month(visit, every)
        assert {timezone.localdate(one.starts_at).replace(day=1) for one in first} == {listed.assigned_month}
        assert len(first) < len(every)
    # where no time of its month is left, those of all months are offered
    Slot.objects.filter(pk__in=[one.pk for one in first]).delete()
    assert in_its_month(visit, offered(visit, now=NOW))
    # and a visit outside any round has no month
    beside = Visit.objects.create(practice=visit.practice, visitor=world.commissioner, made_at=NOW)
    assert in_its_month(beside, every) == every


def test_planning_again_moves_least_keeps_what_is_booked_and_every_month(world: World) -> None:
    # Given an accepted timetable; one practice booked another day than planned
    round_ = a_round(world, places(world, 8))
    first = accepted(world, round_)
    months = dict(Candidate.objects.values_list("practice__code", "assigned_month"))
    before = rows(first)
    (code, row), *others = sorted(before.items(), key=lambda one: str(one[1]["date"]))
    booked = Visit.objects.get(practice__code=code)
    chosen = next(
        one
        for one in in_its_month(booked, offered(booked, now=NOW))
        if str(one.starts_at.date()) != row["date"]
    )
    book(world, booked, chosen)
    # When the visitor falls ill on the day of the last planned visit
    ill = str(others[-1][1]["date"])
    again = planned(
        world, round_, way(round_, world.commissioner, away=ill), asked_at=NOW + timedelta(hours=1)
    )
    # Then what is booked stands where the practice booked it, and only those of that day move
    assert again.follows == first
    now = rows(again)
    assert now[code]["date"] == str(timezone.localdate(chosen.starts_at))
    assert now[code]["status"] == "booked"
    moved = {one for one in now if one != code and now[one]["date"] != before[one]["date"]}
    assert moved == {one for one in before if before[one]["date"] == ill}
    # And accepting it keeps the earlier timetable and every month, and takes the times of that day back
    services.accept(called(world.lead), again, now=NOW + timedelta(hours=2))
    assert Timetable.objects.get(pk=first.pk).found == first.found
    assert dict(Candidate.objects.values_list("practice__code", "assigned_month")) == months
    assert not Slot.objects.filter(visit=None, starts_at__date=ill).exists()
    assert queries.accepted(called(world.lead), round_) == again
    assert queries.days_of(called(world.lead), round_) == {
        booked.practice_id: timezone.localdate(chosen.starts_at)
    }


def test_a_visit_that_is_put_off_is_planned_again_and_one_that_is_cancelled_is_not(world: World) -> None:
    round_ = a_round(world, places(world, 6))
    first = accepted(world, round_)
    lead = called(world.lead)
    put_off, cancelled = Visit.objects.order_by("pk")[:2]
    for visit in (put_off, cancelled):
        day = str(rows(first)[visit.practice.code]["date"])
        book(world, visit, next(one for one in offered(visit, now=NOW) if str(one.starts_at.date()) == day))
    arranging.postpone(lead, put_off, reason="the nurse is ill", now=NOW + timedelta(hours=1))
    arranging.cancel(lead, cancelled, reason="they merge", now=NOW + timedelta(hours=1))
    again = planned(world, round_, asked_at=NOW + timedelta(hours=2))
    assert cancelled.practice.code not in rows(again)
    assert [one["practice_code"] for one in again.asked["without"]] == [cancelled.practice.code]
    assert rows(again)[put_off.practice.code]["date"] != rows(first)[put_off.practice.code]["date"]


def test_what_is_booked_before_the_first_timetable_stays_and_has_no_month(world: World) -> None:
    round_ = a_round(world, places(world, 3))
    visit = Visit.objects.order_by("pk")[0]
    at = timezone.make_aware(datetime(2026, 12, 8, 10))
    time = booking.Time(at, at + timedelta(hours=1))
    booking.book_as_agreed(called(world.commissioner), visit, time, None, now=NOW)
    made = accepted(world, round_)
    assert set(rows(made)) == set(
        Candidate.objects.exclude(practice=visit.practice).values_list("practice__code", flat=True)
    )
    assert "2026-12-08" not in {row["date"] for row in rows(made).values()}
    assert Candidate.objects.get(practice=visit.practice).assigned_month is None


def test_without_own_visitors_the_nearest_of_the_area_goes(world: World) -> None:
    near = person(Role.COMMISSIONER, "Nora Near", world.ealing)
    surgeries = [*places(world, 3), practice(world.havering, latitude=51.5, longitude=-0.3)]
    round_ = a_round(world, surgeries, visitors=(world.commissioner, near))
    ways = (way(round_, world.commissioner, latitude=51.9, longitude=0.3), way(round_, near))
    accepted(world, round_, *ways, own_visitors=False, random_order=False)
    goes = dict(Visit.objects.values_list("practice__code", "visitor__name"))
    assert {goes[one.code] for one in surgeries[:3]} == {"Nora Near"}
    assert goes[surgeries[3].code] == "Cora Commissioner", "the other works for one borough only"
    assert set(Candidate.objects.values_list("assigned_month", flat=True)) != {None}


def test_who_makes_fewer_visits_offers_fewer_times(world: World) -> None:
    round_ = a_round(world, places(world, 4))
    accepted(world, round_, way(round_, world.commissioner, visits_a_day=1, visit_days=4))
    assert Slot.objects.count() == 4


def test_only_who_leads_the_whole_area_makes_accepts_and_leaves(world: World) -> None:
    round_ = a_round(world, places(world, 2))
    made = planned(world, round_)
    for caller in (called(world.commissioner), called(world.evaluator), called(world.stranger)):
        with pytest.raises(NotAllowedError):
            services.accept(caller, made, now=NOW)
        with pytest.raises(NotAllowedError):
            services.leave(caller, made)
    assert not queries.timetables(called(world.stranger)).exists()
    assert queries.timetables(called(world.evaluator)).get() == made
    with pytest.raises(RefusedError, match="is being made"):
        planned(world, round_)


def test_visits_are_invited_by_their_month(world: World) -> None:
    round_ = a_round(world, places(world, 8))
    accepted(world, round_)
    lead = called(world.lead)
    found = queries.with_month(visit_queries.to_arrange(lead, on=TODAY))
    december = date(2026, 12, 1)
    wanted = set(Candidate.objects.filter(assigned_month=december).values_list("practice", flat=True))
    assert wanted
    assert {one.practice_id for one in found.filter(assigned_month=december)} == wanted


def test_a_list_that_was_ranked_gives_its_priorities_and_its_children_a_year(world: World) -> None:
    # Given a round whose list is a ranking of two years, with 192 children in each practice but one
    surgeries = places(world, 8)
    round_ = a_round(world, surgeries)
    count = {"children": 192, "covered": 160}
    lines = [
        {
            "practice_code": one.code,
            "published": count if one != surgeries[0] else None,
            "practice_count": None,
        }
        for one in surgeries
    ]
    window = {"from": "2024-04-01", "to": "2026-03-31"}
    Ranking.objects.create(
        round=round_,
        state=Ranking.State.USED,
        record={"asked": {"window": window}, "practices": lines},
        made_at=NOW,
        made_by=world.lead,
    )
    Candidate.objects.filter(practice=surgeries[3]).update(priority=40.0)
    # When a timetable is planned
    made = planned(world, round_)
    # Then a quarter is an eighth of them, and the priorities are the ranking's
    assert "24 children of an age in each a quarter and 83% covered" in made.found["price"][-1]
    worth = {one["practice_code"]: one["priority"] for one in made.asked["practices"]}
    assert worth[surgeries[3].code] == 40
    assert worth[surgeries[0].code] is None


def test_a_page_shows_each_reader_the_practices_of_their_area(world: World, client: Client) -> None:
    # Given an accepted timetable of both boroughs, with one visit booked
    near = person(Role.COMMISSIONER, "Nora Near", world.ealing)
    own, other = places(world, 1)[0], practice(world.havering, latitude=51.5, longitude=-0.3)
    round_ = a_round(world, [own, other], visitors=(world.commissioner, near))
    made = accepted(world, round_, way(round_, world.commissioner))
    visit = Visit.objects.get(practice=own)
    slot = in_its_month(visit, offered(visit, now=NOW))[0]
    book(world, visit, slot)
    address = f"/rounds/{round_.pk}/timetables/{made.pk}/"
    # When somebody of one borough opens it, they find its practice alone, with the day that was booked
    client.force_login(near)
    page = client.get(address).content.decode()
    assert own.name in page
    assert other.name not in page
    assert "Of these in your area" in page
    day = timezone.localdate(slot.starts_at)
    assert f"{day.day} {day:%B %Y}</td>" in page
    # and can't have one made, nor accept one
    assert client.get(f"/rounds/{round_.pk}/timetables/make/").status_code == 403
    assert client.post(f"{address}accept/").status_code == 403
    # The list of the round and the export have both months
    client.force_login(world.lead)
    assert f"Visit on {day.day} {day:%B %Y}" in client.get(f"/rounds/{round_.pk}/").content.decode()
    row = next(line for line in _export(client, "visits") if own.code in line)
    assert row.count(f"{day:%Y-%m}") >= 2


def _export(client: Client, key: str) -> list[str]:
    answer = client.get(f"/lists/{key}.csv")
    assert answer.status_code == 200
    return answer.getvalue().decode().splitlines()


def test_a_timetable_is_taken_away_as_a_table_and_a_calendar(world: World, client: Client) -> None:
    made = planned(world, a_round(world, places(world, 3)))
    at = f"/rounds/{made.round_id}/timetables/{made.pk}"
    page_of = {}
    for reader in (world.lead, world.evaluator, world.stranger):
        client.force_login(reader)
        page_of[reader] = (
            client.get(f"{at}/timetable.csv"),
            client.get(f"{at}/visits/{world.commissioner.pk}.ics"),
        )
    table, calendar = page_of[world.lead]
    kept = {row["practice_code"]: row for row in csv.DictReader(StringIO(table.content.decode()))}
    assert {code: row["date"] for code, row in kept.items()} == {
        code: row["date"] for code, row in rows(made).items()
    }
    assert {row["visitor"] for row in kept.values()} == {world.commissioner.name}
    events = Calendar.from_ical(calendar.content.decode()).walk("VEVENT")
    assert {str(one["uid"]) for one in events} == {str(row["uid"]) for row in rows(made).values()}
    # who sees no names reads none, and somebody of another area finds nothing
    assert not any(world.commissioner.name in one.content.decode() for one in page_of[world.evaluator])
    assert [one.status_code for one in page_of[world.stranger]] == [404, 404]
    client.force_login(world.lead)
    assert client.get(f"{at}/visits/{world.lead.pk}.ics").status_code == 404
