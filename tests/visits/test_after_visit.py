"""After a visit: written up, its summary corrected, the next proposed, and closed when the last promise is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commonground.advice import services as advice
from commonground.advice.models import Answer, Question
from commonground.core.links import LinkError
from commonground.core.models import OutboxMessage
from commonground.core.services import NotAllowedError, RefusedError
from commonground.plans import services as plans
from commonground.visits.models import RecordEntry, Visit
from commonground.visits.queries import record as record_queries
from commonground.visits.record_keys import IN_SHORT, factor_key
from commonground.visits.services import after as services
from commonground.visits.services.record import saved
from tests.follow_up_world import NOON, held_visit, holder, link_of, promise, surgery
from tests.world import TODAY, World, called

NEXT = TODAY + timedelta(days=200)


def written_up(world: World) -> Visit:
    """A visit that was held and written up."""
    visit = held_visit(world, surgery(world))
    saved(
        called(world.commissioner),
        visit,
        IN_SHORT,
        "",
        "You find the children; the calls take long.",
        0,
        at=NOON,
    )
    return services.write_up(called(world.commissioner), visit, at=NOON)


def test_a_write_up_needs_words_for_the_practice_and_a_visit_that_was_held(world: World) -> None:
    visit, caller = held_visit(world, surgery(world)), called(world.commissioner)
    with pytest.raises(RefusedError, match="few sentences"):
        services.write_up(caller, visit, at=NOON)
    with pytest.raises(RefusedError, match="Write the visit up first"):
        services.send_summary(caller, visit, at=NOON)
    saved(caller, visit, IN_SHORT, "", "Well.", 0, at=NOON)
    assert services.write_up(caller, visit, at=NOON).state == Visit.State.WRITTEN_UP
    with pytest.raises(RefusedError):
        services.write_up(caller, visit, at=NOON)


def test_a_visit_closes_when_the_last_promise_is_kept_and_the_last_question_answered(world: World) -> None:
    visit, caller = written_up(world), called(world.commissioner)
    services.begin_plan(caller, visit, written_by="together", at=NOON)
    assert visit.plan is not None
    owed = promise(world, visit.plan, TODAY + timedelta(days=3))
    asked = Question(
        practice=visit.practice,
        topic="data",
        text="Why do the figures differ?",
        asked_on=TODAY,
        owner=world.commissioner,
        due_on=TODAY,
    )
    services.note_question(caller, visit, asked)
    with pytest.raises(RefusedError, match="no answer yet"):
        services.close(caller, visit, next_due_on=NEXT, at=NOON)
    answer = Answer(
        topic="data", question="Why?", text="They count other children.", source="UKHSA", reviewed_on=TODAY
    )
    advice.give(caller, asked, advice.write_answer(caller, answer), at=NOON)
    with pytest.raises(RefusedError, match="promise"):
        services.close(caller, visit, next_due_on=NEXT, at=NOON)
    plans.keep_promise(caller, owed, note="", at=NOON)
    with pytest.raises(RefusedError, match="still to come"):
        services.close(caller, visit, next_due_on=TODAY, at=NOON)
    assert services.close(caller, visit, next_due_on=NEXT, at=NOON).state == Visit.State.CLOSED


def test_the_practice_corrects_its_summary_once(world: World) -> None:
    visit = written_up(world)
    services.send_summary(called(world.commissioner), visit, at=NOON)
    link = link_of("summary")
    caller = holder(link, visit.practice)
    correction = services.correct(caller, visit, text="we have two nurses", link=link, at=NOON)
    with pytest.raises(LinkError):
        services.correct(caller, visit, text="again", link=link, at=NOON)
    assert list(record_queries.unsettled(called(world.lead))) == [correction]
    assert not record_queries.unsettled(called(world.stranger)).exists()
    services.settle(called(world.commissioner), correction, at=NOON)
    assert not record_queries.unsettled(called(world.lead)).exists()


def test_the_practice_says_how_it_was_and_its_link_writes_nothing_else(world: World) -> None:
    visit = written_up(world)
    services.ask_pulse(called(world.commissioner), visit, at=NOON)
    link = link_of("pulse")
    caller = holder(link, visit.practice)
    with pytest.raises(NotAllowedError):
        saved(caller, visit, IN_SHORT, "", "x", 1, at=NOON)
    with pytest.raises(NotAllowedError):
        services.correct(caller, visit, text="x", link=link, at=NOON)
    other = written_up(world)
    with pytest.raises(NotAllowedError):
        services.answer_pulse(holder(link, other.practice), other, {"useful": "5"}, link=link, at=NOON)
    services.answer_pulse(caller, visit, {"useful": "5", "understood": "4"}, link=link, at=NOON)
    assert RecordEntry.objects.get(key="pulse:practice:useful").value == "5"
    with pytest.raises(LinkError):
        services.answer_pulse(caller, visit, {"useful": "1"}, link=link, at=NOON)


@pytest.mark.parametrize(
    ("factors", "patients", "need", "day"),
    [
        (6, 12000, "high", date(2027, 3, 25)),
        (6, 4000, "high", date(2027, 5, 25)),
        (3, 12000, "middle", date(2027, 5, 25)),
        (3, None, "middle", date(2027, 8, 25)),
        (0, 12000, "low", date(2027, 11, 25)),
    ],
)
def test_the_next_visit_goes_by_need_and_volume(
    world: World, factors: int, patients: int | None, need: str, day: date
) -> None:
    visit, caller = held_visit(world, surgery(world, list_size=patients)), called(world.commissioner)
    present = ("language", "worried", "no-cover", "turnover", "chis-not-sent", "templates")[:factors]
    for name in present:
        saved(caller, visit, factor_key(name), "present", "", 0, at=NOON)
    proposal = record_queries.next_visit(caller, visit, today=TODAY)
    assert (proposal.need, proposal.day) == (need, day)


def test_a_lead_edits_the_rule(world: World) -> None:
    visit = held_visit(world, surgery(world))
    plans.change_number(called(world.lead), world.region, name="next-visit-low", number=18, at=NOON)
    assert record_queries.next_visit(called(world.commissioner), visit, today=TODAY).day == date(2028, 5, 25)


def test_letters_carry_their_own_link_and_an_older_one_ends(world: World) -> None:
    visit, caller = written_up(world), called(world.commissioner)
    services.send_summary(caller, visit, at=NOON)
    first = link_of("summary")
    services.send_summary(caller, visit, at=NOON + timedelta(minutes=1))
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert OutboxMessage.objects.filter(kind="summary", visit_id=visit.pk).count() == 2
