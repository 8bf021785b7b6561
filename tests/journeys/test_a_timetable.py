"""A round becomes a timetable: asked for, weighed, accepted; invited by its month, booked, put off, planned again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from commonground.core.links import token_of
from commonground.core.models import OutboxMessage
from commonground.rounds.models import Candidate, Round
from commonground.visits.models import Slot, Timetable, Visit
from tests.journeys.conftest import Visitor
from tests.visits.timetable_scene import a_round, places
from tests.world import World


def test_a_round_gets_a_timetable_and_its_practices_book_in_their_month(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a confirmed round of six practices, from a week ago until four months from now
    today = timezone.localdate()
    round_ = a_round(
        journey_world,
        places(journey_world, 6),
        starts_on=today - timedelta(days=7),
        ends_on=today + timedelta(days=120),
    )
    lead, commissioner = visit(journey_world.lead), visit(journey_world.commissioner)
    a_timetable_is_made(lead, round_)
    booked = a_practice_of_the_first_month_books(commissioner, visit())
    it_is_planned_again(lead, commissioner, round_, booked)
    # And an evaluator reads the earlier one without names, while a stranger finds nothing
    earlier = Timetable.objects.earliest("pk")
    evaluator = visit(journey_world.evaluator)
    text = evaluator.open(f"/rounds/{round_.pk}/timetables/{earlier.pk}/").inner_text("main")
    assert re.search(r"Visitor [A-Z\d]{5}: 6 visits", text)
    assert "Cora" not in text
    stranger = visit(journey_world.stranger)
    assert "Page not found" in stranger.open(f"/rounds/{round_.pk}/timetables/").inner_text("main")


def a_timetable_is_made(lead: Visitor, round_: Round) -> None:
    page = lead.open(f"/rounds/{round_.pk}/")
    lead.press("The timetable", "link")
    # When the lead asks for a timetable, and first writes a place that nobody knows
    lead.press("Make a timetable")
    page.get_by_label("Starts from").fill("QQ1 1QQ")
    page.get_by_label("Dates away").fill("soon")
    lead.press("Plan it")
    # Then both are said, and what was typed is kept
    text = page.inner_text("main")
    assert "Write its latitude and longitude." in text
    assert "“soon” is not a date" in text
    assert page.get_by_label("Starts from").input_value() == "QQ1 1QQ"
    # When the place is one of the practices'
    page.get_by_label("Starts from").fill("zz1 9zz")
    page.get_by_label("Dates away").fill("")
    lead.press("Plan it")
    # Then the season, the price of the random order and what it can tell are there before it is accepted
    text = page.inner_text("main")
    assert "6 of 6" in text
    assert "Price in travel" in text
    assert "Visits by person and week" in text
    assert Candidate.objects.filter(assigned_month=None).count() == 6
    # When it is accepted
    lead.press("Accept it")
    assert "It stays as it was accepted." in page.inner_text("main")
    first = Candidate.objects.order_by("assigned_month", "planned_on")[0]
    assert f"{first.assigned_month:%B %Y}" in lead.open(f"/rounds/{round_.pk}/").inner_text("main")


def a_practice_of_the_first_month_books(commissioner: Visitor, manager: Visitor) -> Visit:
    # When those of the first month are invited together
    first = Candidate.objects.order_by("assigned_month", "planned_on")[0]
    assert first.assigned_month
    page = commissioner.open("/visits/arranging/")
    commissioner.press(f"{first.assigned_month:%B %Y}", "link")
    assert page.get_by_label(f"Invite {first.practice.name}").is_checked()
    commissioner.press("See the invitations of")
    commissioner.press("Send")
    invited = Visit.objects.get(practice=first.practice)
    assert invited.state == Visit.State.INVITED
    # Then the manager sees the times of that month first, and others when she asks for them
    message = OutboxMessage.objects.filter(visit_id=invited.pk, kind="invitation").latest("pk")
    assert message.link
    page = manager.open(f"/l/{token_of(message.link)}/")
    assert f"We would like to come in {first.assigned_month:%B %Y}" in page.inner_text("main")
    few = page.get_by_role("radio").count()
    manager.press("Show other months", "link")
    assert page.get_by_role("radio").count() > few
    page.go_back()
    page.get_by_role("radio").first.check()
    page.get_by_label("In person").check()
    manager.press("Choose this time")
    assert "The visit is on" in page.inner_text("main")
    booked = Visit.objects.get(pk=invited.pk)
    assert booked.state == Visit.State.BOOKED
    assert booked.starts_at
    assert timezone.localdate(booked.starts_at).replace(day=1) == first.assigned_month
    return booked


def it_is_planned_again(lead: Visitor, commissioner: Visitor, round_: Round, booked: Visit) -> None:
    # When she puts it off, and the visitor is away on the last day planned
    page = commissioner.open(f"/visits/{booked.pk}/end/postponed/")
    page.get_by_label("Why").fill("the nurse is ill")
    commissioner.press("Put the visit off")
    last = Candidate.objects.order_by("-planned_on")[0]
    assert last.planned_on
    page = lead.open(f"/rounds/{round_.pk}/timetables/")
    lead.press("Plan again")
    page.get_by_label("Dates away").fill(f"{last.planned_on}")
    lead.press("Plan it")
    # Then what would change is shown, and nothing has changed yet
    assert "What would change" in page.inner_text("main")
    assert last.practice.name in page.inner_text("main")
    assert Slot.objects.filter(visit=None, starts_at__date=last.planned_on).exists()
    lead.press("Accept it")
    again = Candidate.objects.get(pk=last.pk)
    assert again.planned_on != last.planned_on
    assert again.assigned_month == last.assigned_month
    assert not Slot.objects.filter(visit=None, starts_at__date=last.planned_on).exists()
    # And the earlier timetable is kept
    page = lead.open(f"/rounds/{round_.pk}/timetables/")
    assert "planned again since" in page.inner_text("main")
    earlier = Timetable.objects.earliest("pk")
    assert "6 of 6" in lead.open(f"/rounds/{round_.pk}/timetables/{earlier.pk}/").inner_text("main")
