"""The parts of Today about what came from outside: answers, letters that did not arrive, and visits due again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from commonground.core.caller import Caller
from commonground.core.models import OutboxMessage
from commonground.desk.presenters import places
from commonground.desk.presenters.lines import MOST, Line, Part, part, whose
from commonground.desk.queries import came_back as queries
from commonground.visits.models import Visit


def parts(caller: Caller, today: date) -> Iterator[Part]:
    """What somebody outside did, each line with the page where it is dealt with."""
    shows = whose(caller)
    yield part(
        "What practices say is wrong in a summary",
        queries.corrections(caller),
        lambda one: Line(
            one.text,
            one.visit.practice.name,
            places.where("after-visit", pk=one.visit_id),
            one.made_at.date(),
            "written",
            whose=shows(one.visit.visitor),
        ),
        places.where("to-finish"),
    )
    yield part(
        "Plans that practices wrote",
        queries.plans_written(caller),
        lambda one: Line(
            "Read its plan, add what we promise, and agree",
            one.practice.name,
            places.of_plan(one),
            one.practice_wrote_at,
            "sent",
            whose=shows(one.practice.visitor or one.owner),
        ),
    )
    yield part(
        "Stuck, or not theirs: can we help?",
        queries.wants_help(caller),
        lambda one: Line(
            f"{one.get_state_display()}: {one.what}",
            one.plan.practice.name,
            places.of_plan(one.plan),
            one.due_on,
            "due",
            whose=shows(one.plan.practice.visitor or one.plan.owner),
        ),
        places.where("follow-up"),
    )
    yield _letters(caller)
    yield part(
        "Next visits that are due",
        queries.next_visits_due(caller, today),
        lambda one: _again(caller, one, today),
        places.where("listing", key="visits"),
    )


def _letters(caller: Caller) -> Part:
    found = queries.did_not_arrive(caller)
    names = queries.names_of(caller, found.values_list("practice_code", flat=True)[:MOST])

    def line(message: OutboxMessage) -> Line:
        return Line(
            f"{message.get_state_display()}: {message.subject}",
            names[message.practice_code],
            places.where("message", pk=message.pk),
            message.made_at.date(),
            "written",
            whose="" if caller.role == "commissioner" else message.from_name,
        )

    return part("Letters that did not arrive", found, line, places.where("outbox"))


def _again(caller: Caller, visit: Visit, today: date) -> Line:
    practice = visit.practice.successor or visit.practice
    late = visit.next_due_on is not None and visit.next_due_on < today
    return Line(
        "Arrange the next visit",
        practice.name,
        f"{places.where('add-visit')}?practice={practice.code}",
        visit.next_due_on,
        "was due" if late else "due",
        late=late,
        whose=whose(caller)(practice.visitor or visit.visitor),
    )
