"""Who may open what of plans, answers and records: nobody of another area, no evaluator where something is changed."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from commonground.accounts.models import User
from commonground.advice import services as advice
from commonground.advice.models import Answer, Question
from commonground.core.models import AuditEvent
from commonground.plans.models import Action, CheckIn
from commonground.visits.models import Correction
from tests.follow_up_world import NOON, agreed_plan, held_visit, promise, surgery
from tests.world import TODAY, World, called

READ = (
    "/plans/{plan}/",
    "/questions/{question}/",
    "/visits/{visit}/before/",
    "/visits/{visit}/after/",
    "/visits/{visit}/summary/",
)
CHANGE = (
    "/practices/{code}/plans/add/",
    "/plans/{plan}/actions/add/",
    "/plans/{plan}/promises/add/",
    "/plans/{plan}/agree/",
    "/plans/{plan}/ask/",
    "/plans/{plan}/page/",
    "/actions/{action}/change/",
    "/actions/{action}/drop/",
    "/promises/{promise}/kept/",
    "/check-ins/{check_in}/",
    "/practices/{code}/questions/add/",
    "/questions/{question}/give/{answer}/",
    "/questions/{question}/write/",
    "/questions/{question}/pass-on/",
    "/visits/{visit}/record/",
    "/visits/{visit}/record/save/?key=answer:lead",
    "/visits/{visit}/record/questions/add/",
    "/visits/{visit}/after/write-up/",
    "/visits/{visit}/after/summary/",
    "/visits/{visit}/after/pulse/",
    "/visits/{visit}/plan/",
    "/visits/{visit}/corrections/{correction}/settle/",
)


@pytest.fixture
def places(world: World) -> dict[str, object]:
    """One of everything, at a practice of the commissioner."""
    at = surgery(world)
    plan, visit = agreed_plan(world, at), held_visit(world, at)
    caller = called(world.commissioner)
    question = Question(
        practice=at, topic="data", text="Why?", asked_on=TODAY, owner=world.commissioner, due_on=TODAY
    )
    answer = Answer(topic="data", question="Why?", text="So.", source="UKHSA", reviewed_on=TODAY)
    first = Action.objects.filter(plan=plan).earliest("pk")
    return {
        "code": at.code,
        "plan": plan.pk,
        "action": first.pk,
        "promise": promise(world, plan, TODAY + timedelta(days=5)).pk,
        "check_in": CheckIn.objects.filter(action=first).earliest("pk").pk,
        "question": advice.ask(caller, question).pk,
        "answer": advice.write_answer(caller, answer).pk,
        "visit": visit.pk,
        "correction": Correction.objects.create(visit=visit, text="we have two", made_at=NOON).pk,
    }


def status(client: Client, user: User, address: str, method: str = "post") -> int:
    """What a person gets."""
    client.force_login(user)
    return int(getattr(client, method)(address).status_code)


def test_who_reads(world: World, client: Client, places: dict[str, object]) -> None:
    for address in READ:
        filled = address.format(**places)
        for user in (world.commissioner, world.lead, world.evaluator, world.administrator):
            assert status(client, user, filled, "get") == 200, filled
        assert status(client, world.stranger, filled, "get") == 404, filled
        client.logout()
        assert client.get(filled).status_code == 302, filled


def test_nobody_of_another_area_and_no_evaluator_changes_anything(
    world: World, client: Client, places: dict[str, object]
) -> None:
    before = AuditEvent.objects.count()
    for address in CHANGE:
        filled = address.format(**places)
        assert status(client, world.stranger, filled) == 404, filled
        assert status(client, world.evaluator, filled) == 403, filled
        client.logout()
        assert client.post(filled).status_code == 302, filled
    assert AuditEvent.objects.count() == before


def test_numbers_are_the_leads(world: World, client: Client) -> None:
    for address in ("/follow-up/numbers/", f"/follow-up/numbers/{world.ealing.pk}/"):
        assert status(client, world.lead, address, "get") == 200
        assert status(client, world.commissioner, address, "get") == 403
        assert status(client, world.evaluator, address, "get") == 403
    assert status(client, world.lead, f"/follow-up/numbers/{world.elsewhere.pk}/", "get") == 404


def test_an_evaluator_sees_no_names_of_people(
    world: World, client: Client, places: dict[str, object]
) -> None:
    client.force_login(world.evaluator)
    for address in ("/plans/{plan}/", "/visits/{visit}/before/", "/visits/{visit}/summary/"):
        page = client.get(address.format(**places)).content.decode()
        assert "Mina Manager" not in page
        assert "The lead nurse" not in page


def test_pages_of_a_link_open_with_a_link_only(client: Client, db: None) -> None:  # noqa: ARG001
    link_id = uuid4()
    for name in ("your-action", "your-plan", "your-summary", "your-view", "your-practice"):
        address = f"/{name}/{link_id}/"
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
