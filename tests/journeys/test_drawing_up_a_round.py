"""A round from a file to its board; and story 3 of the acceptance stories: challenge the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from commonground.rounds import services as rounds
from commonground.rounds.models import Candidate, Challenge, Round
from commonground.visits.models import Visit
from commonground.visits.services import rounds as round_services
from tests.journeys.conftest import Visitor
from tests.world import World, called, practice


def test_a_lead_draws_up_a_round_from_a_file_and_confirms_it(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given two practices of the area, and a file that names a third which nobody knows
    first, second = practice(journey_world.ealing), practice(journey_world.havering)
    email = journey_world.commissioner.email
    file = f"code,reason,visitor\n{first.code},27 children missed,{email}\nZ99999,,\n{second.code},,{email}\n"
    # When the lead begins a round
    lead = visit(journey_world.lead)
    page = lead.open("/rounds/")
    lead.press("Begin a round", "link")
    page.get_by_label("Name").fill("Winter visits")
    page.get_by_label("Area").select_option(label="Riverside region")
    page.get_by_label("First day").fill("2026-12-01")
    page.get_by_label("Last day").fill("2026-11-01")
    page.get_by_label("How the practices are chosen").fill("Those where most children are missed")
    page.get_by_label("Cora Commissioner").check()
    lead.press("Save, and choose the list")
    # Then a last day before the first is refused, and what was typed is kept
    assert "The last day is before the first." in page.inner_text("main")
    assert page.get_by_label("Name").input_value() == "Winter visits"
    page.get_by_label("Last day").fill("2027-04-30")
    lead.press("Save, and choose the list")
    # When the file is read
    page.get_by_label("The list, as a CSV file").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": file.encode()}
    )
    lead.press("Read the file")
    # Then the bad row is named, the good ones are shown, and nothing is made yet
    text = page.inner_text("main")
    assert "2 practices can go on the list. 1 thing is wrong." in text
    assert "“Z99999” is no practice of your area." in text
    assert Candidate.objects.count() == 0
    # When the good ones are put on the list and the list is confirmed
    lead.press("Put 2 practices on the list")
    assert first.name in page.inner_text("main")
    lead.press("Confirm the list", "link")
    # Then a practice without a reason is asked for one
    lead.press("Confirm the list")
    assert f"Why {second}" in page.inner_text("main")
    page.get_by_label(f"Why {second}").fill("A new manager asks for it")
    lead.press("Confirm the list")
    # And each practice has a visit on the board, and the list can't be changed any more
    assert "The list stays as it was chosen" in page.inner_text("main")
    lead.press("The visits as a board", "link")
    assert "To be invited (2)" in page.inner_text("main")
    lead.press("Calendar", "link")
    assert "2 visits of those chosen have no date." in page.inner_text("main")
    lead.press("List", "link")
    assert second.name in page.inner_text("main")
    answer = page.goto(f"{lead.base}/rounds/{Round.objects.get().pk}/add/")
    assert answer is not None
    assert answer.status == 409


def confirmed_round(world: World, name: str) -> Candidate:
    lead, now = called(world.lead), timezone.now()
    begun = Round(
        name="Winter",
        area=world.region,
        starts_on=date(2026, 12, 1),
        ends_on=date(2027, 4, 30),
        rule="r",
        made_at=now,
    )
    round_ = rounds.make_round(lead, begun, visitors=[world.commissioner])
    candidate = Candidate(round=round_, practice=practice(world.ealing, name), position=1, reason="missed")
    candidate.visitor = world.commissioner
    made = rounds.add_candidate(lead, candidate)
    round_services.confirm_round(lead, round_, at=now)
    return made


def test_a_challenged_practice_leaves_the_list_and_comes_back_by_itself(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a confirmed round with a practice that will merge
    candidate = confirmed_round(journey_world, "Merging Surgery")
    address = f"/rounds/{candidate.round_id}/"
    # When its visitor challenges it, and first forgets to say why
    someone = visit(journey_world.commissioner)
    page = someone.open(f"{address}?whose=mine")
    someone.press("Challenge Merging Surgery", "link")
    someone.press("Take it off the list")
    assert "Fill this in." in page.inner_text("main")
    page.get_by_label("Why not now").fill("merging in June")
    page.get_by_label("When it should come back").fill(str(timezone.localdate() + timedelta(days=30)))
    someone.press("Take it off the list")
    # Then it left the visitor's list, and the lead reads why
    assert "0 practices" in page.inner_text("main")
    lead = visit(journey_world.lead)
    assert "merging in June" in lead.open(address).inner_text("main")
    assert "Challenged (1)" in lead.open("/visits/board/").inner_text("main")
    # When its day has come
    Challenge.objects.update(returns_on=timezone.localdate())
    # Then it is on the list and to be invited, and nothing had to run for that
    assert "1 practice" in someone.open(f"{address}?whose=mine").inner_text("main")
    assert "To be invited (1)" in someone.open("/visits/board/").inner_text("main")
    # And one from elsewhere finds no such round, while an evaluator reads and changes nothing
    stranger = visit(journey_world.stranger)
    assert "Page not found" in stranger.open(address).inner_text("main")
    evaluator = visit(journey_world.evaluator)
    assert "Merging Surgery" in evaluator.open(address).inner_text("main")
    page = evaluator.open(f"{address}practices/{candidate.practice.code}/challenge/")
    assert "You cannot open this page" in page.inner_text("main")


def test_a_visit_that_was_already_made_is_added(journey_world: World, visit: Callable[..., Visitor]) -> None:
    # Given a practice that was visited before this was in use
    surgery = practice(journey_world.ealing, "Visited Surgery")
    # When its visitor adds that visit from its page, without saying who was there
    someone = visit(journey_world.commissioner)
    page = someone.open(f"/practices/{surgery.code}/")
    someone.press("Add a visit already made", "link")
    page.get_by_label("Day of the visit").fill("2026-10-04")
    page.get_by_label("When it began").fill("14:30")
    page.get_by_label("In person").check()
    someone.press("Add the visit")
    # Then a manager or a reason is asked for, and what was typed is kept
    assert "Say why neither the practice manager nor a deputy was there." in page.inner_text("main")
    page.get_by_label("Deputy practice manager").check()
    someone.press("Add the visit")
    # And it stands in the list as held, and in the calendar of its month
    page = someone.open("/visits/list/?state=held")
    assert "Sunday 4 October 2026, 2:30pm" in page.inner_text("main")
    assert "Visited Surgery" in someone.open("/visits/calendar/?month=2026-10").inner_text("main")
    # When another visit to it is added, outside any round
    someone.open(f"/visits/add/?practice={surgery.code}")
    page.get_by_label("Why this visit").fill("they asked")
    page.get_by_label("Online").check()
    someone.press("Add the visit")
    assert Visit.objects.filter(state="candidate", round=None, practice=surgery).count() == 1
