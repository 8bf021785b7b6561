"""What the study reported, counted anew: reach, who came, advice, plans, findings, effort; and no claim of effect."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.test import Client

from commonground.charts.table import Table
from commonground.desk.presenters.study import CAVEAT, report
from commonground.desk.queries import study
from commonground.desk.queries.study import Span
from commonground.engine.rules.visit_book import load_visit_book
from commonground.plans.models import Plan
from commonground.practices.models import Staffing
from commonground.rounds.models import Round
from commonground.visits.models import Visit
from commonground.visits.queries.attempts import effort
from tests.desk import story
from tests.desk.story import DAY, NOW
from tests.world import TODAY, World, called, practice

S = Visit.State


@pytest.fixture
def seen(world: World) -> Round:
    """Two visits held and one booked in a round, and a visit outside it."""
    this = Round.objects.create(
        name="Round of 2026",
        area=world.region,
        starts_on=TODAY - 50 * DAY,
        ends_on=TODAY + 100 * DAY,
        rule="by need",
        made_at=NOW,
        confirmed_at=NOW,
    )
    me = world.commissioner
    small, large = practice(world.ealing, list_size=3000), practice(world.ealing, list_size=12_000)
    first = story.visit(small, me, S.CLOSED, round=this, starts_at=NOW - 40 * DAY)
    second = story.visit(large, world.lead, S.HELD, round=this, no_manager_reason="called away")
    booked = story.visit(practice(world.ealing, list_size=4000), me, S.BOOKED, round=this, booked_at=NOW)
    story.visit(practice(world.ealing), me, S.CLOSED, starts_at=NOW - 400 * DAY)
    story.came(first, "manager", "lead_nurse")
    story.came(second, "lead_nurse", "lead_nurse")
    for topic, days, answered in (("payment", 1, TODAY), ("payment", 2, None), ("programme", 3, None)):
        asked = story.question(small, me, TODAY + days * DAY, topic, answered_on=answered)
        first.questions.add(asked)
    plan = Plan.objects.create(practice=small, owner=me, written_by=Plan.WrittenBy.PRACTICE, made_at=NOW)
    first.plan = plan
    first.save()
    story.action(small, TODAY, plan=plan, state="done")
    story.promise(small, me, TODAY, plan=plan)
    story.found(first, "one", "present")
    story.found(second, "one", "absent")
    story.found(second, "two", "present")
    for days, vacancies in ((90, 0), (5, 2)):
        Staffing.objects.create(practice=small, as_at=TODAY - days * DAY, nurse_hours=30, vacancies=vacancies)
    for visit, minutes in ((first, 10), (first, 20), (booked, 6), (second, 5)):
        story.attempt(visit, "rang", minutes)
    return this


def tables(world: World, span: Span, user: str = "lead") -> dict[str, Table]:
    found = report(called(getattr(world, user)), span, load_visit_book())
    return {table.caption: table for table in found.tables}


def rows(table: Table) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in table.rows}


def test_a_round_is_reported_as_the_study_was(world: World, seen: Round) -> None:
    shown = tables(world, Span(seen.pk))
    reach = rows(shown["Visits"])
    assert reach["Practices visited"] == ("2",)
    assert reach["Visitors"] == ("2",)
    assert (reach["First visit"], reach["Last visit"]) == (("16 October 2026",), ("11 November 2026",))
    assert reach["Visits without a manager or deputy, with the reason"] == ("1",)
    came = rows(shown["Who attended"])
    assert came["Practice manager"] == ("1", "50%")
    assert came["Lead nurse"] == ("2", "100%")
    advice = rows(shown["Advice asked, by topic"])
    assert advice["Payment"] == ("2", "1", "1")
    assert advice["The programme"] == ("1", "1", "0")
    plans = rows(shown["Plans, and who wrote them"])
    assert plans["Plans written by: the practice"] == ("1",)
    assert plans["Actions of practices: done"] == ("1",)
    assert plans["Promises of ours: still open"] == ("1",)
    staffing = rows(shown["Staffing, as practices said last"])
    assert (staffing["Practices that said"], staffing["With a vacant post"]) == (("1",), ("1",))


def test_asked_and_absent_is_apart_from_not_asked(world: World, seen: Round) -> None:
    [found] = [
        table for caption, table in tables(world, Span(seen.pk)).items() if caption.startswith("Found")
    ]
    assert rows(found) == {"one": ("1", "1", "0", "50%"), "two": ("1", "0", "1", "100%")}


def test_effort_is_told_by_size_of_practice_and_by_visitor(world: World, seen: Round) -> None:
    shown = tables(world, Span(seen.pk))
    by_size = rows(shown["Effort to arrange, by size of practice"])
    assert by_size["Fewer than 5,000 patients"] == ("3", "36", "2", "1.5", "18.0")
    assert by_size["10,000 patients or more"] == ("1", "5", "1", "1.0", "5.0")
    by_visitor = rows(shown["Effort to arrange, by visitor"])
    assert by_visitor["Cora Commissioner"][:3] == ("3", "36", "2")
    assert "Effort to arrange, by visitor" not in tables(world, Span(seen.pk), "evaluator")


@pytest.mark.usefixtures("seen")
def test_any_days_can_be_chosen(world: World) -> None:
    everything = rows(tables(world, Span())["Visits"])
    assert everything["Visits held"] == ("3",)
    november = Span(since=date(2026, 11, 1), until=date(2026, 11, 30))
    assert rows(tables(world, november)["Visits"])["Visits held"] == ("1",)


@pytest.mark.usefixtures("seen")
def test_a_stranger_reads_nothing_of_it(world: World) -> None:
    shown = tables(world, Span(), "stranger")
    assert rows(shown["Visits"])["Visits held"] == ("0",)
    assert rows(shown["Advice asked, by topic"])["Payment"] == ("0", "0", "0")


def test_the_page_shows_the_round_under_way_with_its_caveat_and_a_chart(
    world: World, seen: Round, client: Client
) -> None:
    client.force_login(world.evaluator)
    page = client.get("/study/").content.decode()
    assert CAVEAT in page
    assert f'value="{seen.pk}" selected' in page
    assert "<svg" in page
    assert "Cora" not in page
    assert "2 visits held" in page


@pytest.mark.usefixtures("seen")
def test_days_in_the_wrong_order_are_told_and_kept(world: World, client: Client) -> None:
    client.force_login(world.lead)
    page = client.get("/study/", {"since": "2026-11-30", "until": "2026-11-01"}).content.decode()
    assert "The last day is before the first" in page
    assert 'value="2026-11-30"' in page


@pytest.mark.usefixtures("seen")
def test_it_can_be_taken_away(world: World, client: Client) -> None:
    client.force_login(world.lead)
    body = b"".join(client.get("/study.csv"))
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert [CAVEAT] in lines
    assert ["Practices visited", "2"] in lines
    book = b"".join(client.get("/study.xlsx"))
    assert "Advice asked, by topic" in openpyxl.load_workbook(io.BytesIO(book)).sheetnames


@pytest.mark.parametrize("patients", [4_999, 5_000, 9_999, 10_000])
def test_a_size_means_the_same_in_the_study_and_in_the_effort(world: World, patients: int) -> None:
    visit = story.visit(
        practice(world.ealing, list_size=patients), world.commissioner, S.BOOKED, booked_at=NOW
    )
    caller = called(world.lead)
    (in_study,) = study.effort_by_size(caller, Span())
    (in_effort,) = effort(caller, NOW - DAY, NOW + DAY).by_size
    assert visit.booked_at == NOW
    assert in_study == in_effort.label
