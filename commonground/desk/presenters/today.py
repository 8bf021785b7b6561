"""The home of each role: what needs doing today, in parts, the oldest promise first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from commonground.core.caller import Caller
from commonground.desk.presenters import came_back, places
from commonground.desk.presenters.lines import Line, Part, part, whose
from commonground.desk.queries import today as queries
from commonground.engine.rules.difference_book import load_difference_book
from commonground.figures.fixes.queries import late_of_caller
from commonground.visits.models import Visit
from commonground.visits.record_clock import write_up_clock

WEEK = timedelta(days=7)


def parts(caller: Caller, now: datetime) -> Iterator[Part]:
    """What a commissioner or a lead has to do, promises first; parts without a line are left out."""
    today = timezone.localdate(now)
    for one in (
        *_owed(caller, today),
        *_visits(caller, now, today),
        *_answers(caller, now, today),
        *_fixes(caller, today),
        *came_back.parts(caller, today),
    ):
        if one.total:
            yield one


def _owed(caller: Caller, today: date) -> Iterator[Part]:
    shows = whose(caller)
    yield part(
        "Promises that are late",
        queries.overdue_promises(caller, today),
        lambda one: Line(
            one.what,
            one.plan.practice.name,
            places.of_plan(one.plan),
            one.due_on,
            f"was due {_day(one.was_due_on)}, then" if one.was_due_on else "was due",
            late=True,
            whose=shows(one.owner),
        ),
        places.where("listing", key="promises"),
    )
    yield part(
        "Questions that we owe an answer",
        queries.questions_owed(caller),
        lambda one: Line(
            one.text,
            one.practice.name,
            places.where("question", pk=one.pk),
            one.due_on,
            "was due" if one.due_on < today else "due",
            late=one.due_on < today,
            whose=shows(one.owner),
        ),
        places.where("listing", key="questions"),
    )
    yield part(
        "Promises due in the next week",
        queries.promises_due(caller, today),
        lambda one: Line(
            one.what,
            one.plan.practice.name,
            places.of_plan(one.plan),
            one.due_on,
            f"was due {_day(one.was_due_on)}, now" if one.was_due_on else "due",
            whose=shows(one.owner),
        ),
        places.where("listing", key="promises"),
    )


def _fixes(caller: Caller, today: date) -> Iterator[Part]:
    shows = whose(caller)
    yield part(
        "Fixes that are late",
        late_of_caller(caller, today),
        lambda one: Line(
            f"{one.children} children: {load_difference_book().causes[one.cause].title}",
            one.practice.name,
            places.where("fix", pk=one.pk),
            one.due_on,
            "was due",
            late=True,
            whose=shows(one.practice.visitor),
        ),
        places.where("fixes"),
    )


def _visits(caller: Caller, now: datetime, today: date) -> Iterator[Part]:
    def write_up(visit: Visit) -> Line:
        clock = write_up_clock(visit, today)
        late = clock is not None and clock.left < 0
        due = clock.by if clock else None
        return _visit(
            caller, visit, "Write up the visit", due, "was due" if late else "due", late=late, page="record"
        )

    yield part(
        "Was this visit held?",
        queries.in_the_past(caller, now),
        lambda one: _visit(
            caller, one, "Say what became of it", one.starts_at, "booked for", page="hold-visit"
        ),
    )
    yield part("Visits to write up", queries.to_write_up(caller), write_up)
    yield part(
        "Visits in the next seven days",
        queries.visits_between(caller, now, now + WEEK),
        lambda one: _visit(caller, one, "Visit online" if one.is_online else "Visit", one.starts_at, "on"),
        places.where("listing", key="visits"),
    )


def _answers(caller: Caller, now: datetime, today: date) -> Iterator[Part]:
    shows = whose(caller)
    yield part(
        "What practices asked for instead of a time",
        queries.wishes(caller),
        lambda one: _visit(
            caller, one.visit, f"{one.get_kind_display()}: {one.text}", one.made_at, "answered"
        ),
    )
    yield part(
        "Invitations without an answer",
        queries.without_answer(caller, now),
        lambda one: _visit(caller, one, "Ask again", one.invited_at, "invited"),
        places.where("listing", key="visits"),
    )
    yield part(
        "Check-ins without a reply",
        queries.check_ins_without_reply(caller, today),
        lambda one: Line(
            f"Ring about: {one.action.what}",
            one.action.plan.practice.name,
            places.where("ring", pk=one.pk),
            one.due_on,
            "asked",
            whose=shows(one.action.plan.practice.visitor),
        ),
        places.where("listing", key="check-ins"),
    )


def _visit(
    caller: Caller,
    visit: Visit,
    words: str,
    due: date | datetime | None,
    due_words: str,
    *,
    late: bool = False,
    page: str = "visit",
) -> Line:
    return Line(
        words,
        visit.practice.name,
        places.where(page, pk=visit.pk),
        due,
        due_words,
        late=late,
        whose=whose(caller)(visit.visitor),
    )


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"
