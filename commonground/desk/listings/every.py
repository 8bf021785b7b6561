"""The lists, each in one place: practices, people, visits, effort, what was agreed, asked, found and changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from commonground.advice.models import Question
from commonground.core.caller import Caller
from commonground.desk.listings.listing import Column, Listing
from commonground.desk.listings.of_practice import of_practice
from commonground.desk.listings.programme import ANSWERS, AREAS, CASELOADS, CHANGES, OUTBOX, STAFF
from commonground.desk.listings.records import ASKED, FACTORS, SAID, WAS_HELD, title_of_factor
from commonground.desk.presenters import places
from commonground.desk.queries import scope
from commonground.engine.rules.difference_book import load_difference_book
from commonground.engine.rules.visit_book import load_visit_book
from commonground.figures.fixes.queries import fixes
from commonground.figures.models import Fix
from commonground.plans.models import Action, CheckIn
from commonground.practices.models import Contact, Practice, Staffing
from commonground.practices.queries import practices
from commonground.rounds.models import Candidate
from commonground.visits.models import Attendee, ContactAttempt, Visit
from commonground.visits.queries.timetables import HAS_A_DAY, MONTH_GIVEN


def _title_of_intervention(code: str) -> str:
    intervention = load_visit_book().interventions.get(code)
    return intervention.title if intervention else code


def _month(day: date | None) -> str:
    """The month of a day, so that a list can be put in order by it."""
    return f"{day:%Y-%m}" if day else ""


PRACTICES: Listing[Practice] = Listing(
    "practices",
    "Practices",
    "Every practice, closed ones too, with who visits it",
    lambda caller: practices(caller).select_related("area", "visitor", "successor"),
    (
        *of_practice(lambda practice: practice),
        Column("Postcode", lambda one: one.postcode),
        Column("PCN", lambda one: one.pcn_name),
        Column("System", lambda one: one.supplier),
        Column("Patients", lambda one: one.list_size),
        Column("Visitor", lambda one: one.visitor.name if one.visitor else "", personal=True),
        Column("Closed on", lambda one: one.closed_on),
        Column("Merged into", lambda one: one.successor.code if one.successor else ""),
    ),
    practice="self",
)
PEOPLE: Listing[Contact] = Listing(
    "people",
    "People at practices",
    "Who is there, in which role, and when that was last confirmed",
    scope.people,
    (
        *of_practice(lambda contact: contact.practice),
        Column("Name", lambda one: one.name, personal=True),
        Column("Role", lambda one: one.get_role_display()),
        Column("Email", lambda one: one.email, personal=True),
        Column("Phone", lambda one: one.phone, personal=True),
        Column("Confirmed on", lambda one: one.confirmed_on),
        Column("Mail came back", lambda one: one.bounces),
        Column("Left on", lambda one: one.left_on),
        Column("Who told us", lambda one: one.source, personal=True),
    ),
    practice="practice",
)
STAFFING: Listing[Staffing] = Listing(
    "staffing",
    "Staffing",
    "How practices said they were staffed",
    lambda caller: Staffing.objects.filter(practice__in=practices(caller)).select_related("practice__area"),
    (
        *of_practice(lambda staffing: staffing.practice),
        Column("On", lambda one: one.as_at),
        Column("Nurse hours a week", lambda one: one.nurse_hours),
        Column("Trained to immunise", lambda one: one.trained_staff),
        Column("Vacant posts", lambda one: one.vacancies),
        Column("Appointments a week", lambda one: one.weekly_slots),
    ),
    practice="practice",
)
VISITS: Listing[Visit] = Listing(
    "visits",
    "Visits",
    "Every visit, in a round or outside any, and how it stands",
    lambda caller: scope.visits(caller).annotate(assigned_month=MONTH_GIVEN),
    (
        *of_practice(lambda visit: visit.practice),
        Column("Round", lambda one: one.round.name if one.round else ""),
        Column("Month given", lambda one: _month(getattr(one, "assigned_month", None))),
        Column("Month of the visit", lambda one: _month(one.when if one.state in HAS_A_DAY else None)),
        Column("State", lambda one: one.get_state_display(), href=places.of_visit),
        Column("Starts", lambda one: one.when),
        Column("How", lambda one: one.get_mode_display()),
        Column("Visitor", lambda one: one.visitor.name, personal=True),
        Column("Invited", lambda one: one.invited_at),
        Column("Booked", lambda one: one.booked_at),
        Column("Written up", lambda one: one.written_up_at),
        Column("Closed", lambda one: one.closed_at),
        Column("Next due on", lambda one: one.next_due_on),
        Column("Reason", lambda one: one.reason, personal=True),
    ),
    practice="practice",
)
ATTENDANCE: Listing[Attendee] = Listing(
    "attendance",
    "Who came to visits",
    "Who was asked to each visit or came to it, by role",
    lambda caller: scope.attendees(caller).select_related("visit__practice__area", "contact"),
    (
        *of_practice(lambda attendee: attendee.visit.practice),
        Column("Visit", lambda one: one.visit.when, href=lambda one: places.of_visit(one.visit)),
        Column("State of the visit", lambda one: one.visit.get_state_display()),
        Column("Name", lambda one: one.contact.name if one.contact else "", personal=True),
        Column("Role", lambda one: one.get_role_display()),
        Column("Answer", lambda one: one.get_reply_display()),
        Column("Came", lambda one: ("yes" if one.came else "no") if one.visit.state in WAS_HELD else ""),
    ),
    practice="visit__practice",
)
CANDIDATES: Listing[Candidate] = Listing(
    "rounds",
    "Practices on the lists of rounds",
    "Each practice of a round, how it was chosen, and why",
    scope.candidates,
    (
        *of_practice(lambda candidate: candidate.practice),
        Column("Round", lambda one: one.round.name),
        Column("Position", lambda one: one.position),
        Column("Chosen", lambda one: one.get_chosen_by_display()),
        Column("Rank", lambda one: one.rank),
        Column("Rank at best", lambda one: one.rank_low),
        Column("Rank at worst", lambda one: one.rank_high),
        Column("Provisional", lambda one: "yes" if one.provisional else ""),
        Column("What for", lambda one: one.get_action_display()),
        Column("Why", lambda one: one.reason, personal=True),
        Column("Visitor", lambda one: one.visitor.name if one.visitor else "", personal=True),
        Column("Month given", lambda one: _month(one.assigned_month)),
        Column("Planned on", lambda one: one.planned_on),
        Column("Taken off on", lambda one: one.removed_on),
        Column("Taken off because", lambda one: one.removed_because, personal=True),
    ),
    practice="practice",
)
ATTEMPTS: Listing[ContactAttempt] = Listing(
    "attempts",
    "Attempts to arrange",
    "Each e-mail and call, with its minutes",
    scope.attempts,
    (
        *of_practice(lambda attempt: attempt.practice),
        Column("At", lambda one: one.at),
        Column("What came of it", lambda one: one.get_outcome_display()),
        Column("Minutes", lambda one: one.minutes),
        Column("By", lambda one: one.by.name if one.by else "", personal=True),
        Column("Note", lambda one: one.note, personal=True),
    ),
    practice="practice",
)


def _agreed(side: str) -> Any:
    def rows(caller: Caller) -> Any:
        return scope.actions(caller).filter(side=side).order_by("due_on", "pk")

    return rows


def _agreed_columns(owner: Column[Action], *more: Column[Action]) -> tuple[Column[Action], ...]:
    return (
        *of_practice(lambda action: action.plan.practice),
        Column("What", lambda one: one.what, personal=True),
        owner,
        Column("By when", lambda one: one.due_on),
        Column("How it stands", lambda one: one.get_state_display()),
        Column("Closed on", lambda one: one.closed_on),
        *more,
        Column("Agreed on", lambda one: one.plan.agreed_on),
        Column("Plan written by", lambda one: one.plan.get_written_by_display()),
    )


PROMISES: Listing[Action] = Listing(
    "promises",
    "Promises",
    "What we owe practices, by the day it is due",
    _agreed(Action.Side.COMMISSIONER),
    _agreed_columns(Column("Owner", lambda one: one.owner.name if one.owner else "", personal=True)),
    practice="plan__practice",
)
ACTIONS: Listing[Action] = Listing(
    "actions",
    "Actions of practices",
    "What practices agreed to do, by the day it is due",
    _agreed(Action.Side.PRACTICE),
    _agreed_columns(
        Column("Who", lambda one: one.who, personal=True),
        Column("Factor", lambda one: title_of_factor(one.factor)),
        Column("What worked elsewhere", lambda one: _title_of_intervention(one.intervention)),
        Column("Children expected", lambda one: one.children_expected),
    ),
    practice="plan__practice",
)
CHECK_INS: Listing[CheckIn] = Listing(
    "check-ins",
    "Check-ins",
    "When each action was asked after, and what was answered",
    lambda caller: scope.check_ins(caller).select_related("action__plan__practice__area"),
    (
        *of_practice(lambda check_in: check_in.action.plan.practice),
        Column("What", lambda one: one.action.what, personal=True),
        Column("Due on", lambda one: one.due_on),
        Column("Why", lambda one: one.why),
        Column("Asked", lambda one: one.asked_at),
        Column("Answered", lambda one: one.answered_at),
        Column("Answer", lambda one: one.get_answer_display()),
        Column("By phone", lambda one: "yes" if one.by_phone else "no"),
    ),
    practice="action__plan__practice",
)
QUESTIONS: Listing[Question] = Listing(
    "questions",
    "Questions",
    "What practices asked, by the day an answer is due",
    scope.questions,
    (
        *of_practice(lambda question: question.practice),
        Column("Topic", lambda one: one.get_topic_display()),
        Column("Question", lambda one: one.text, personal=True),
        Column("Asked on", lambda one: one.asked_on),
        Column("Due on", lambda one: one.due_on),
        Column("Answered on", lambda one: one.answered_on),
        Column("Answer", lambda one: one.answer_text, personal=True),
        Column("Source", lambda one: one.answer_source),
        Column("Owner", lambda one: one.owner.name, personal=True),
    ),
    practice="practice",
)
FIXES: Listing[Fix] = Listing(
    "fixes",
    "Fixes",
    "What was asked to be put right in the figures, and what the figures told since",
    fixes,
    (
        *of_practice(lambda fix: fix.practice),
        Column("Indicator", lambda one: one.indicator),
        Column("Period", lambda one: one.period),
        Column("Cause", lambda one: load_difference_book().causes[one.cause].title),
        Column("Children", lambda one: one.children),
        Column("Owner", lambda one: one.get_owner_display()),
        Column("Asked on", lambda one: one.asked_on),
        Column("Due on", lambda one: one.due_on),
        Column("Seen", lambda one: one.seen),
        Column("Seen in", lambda one: str(one.seen_in) if one.seen_in else ""),
        Column(
            "Of the same children", lambda one: ("yes" if one.same_children else "no") if one.seen_in else ""
        ),
        Column("Taken back on", lambda one: one.withdrawn_on),
    ),
    practice="practice",
)
LISTINGS: dict[str, Listing[Any]] = {
    one.key: one
    for one in (
        PRACTICES,
        PEOPLE,
        STAFFING,
        CANDIDATES,
        VISITS,
        ATTENDANCE,
        ATTEMPTS,
        PROMISES,
        ACTIONS,
        CHECK_INS,
        QUESTIONS,
        FIXES,
        FACTORS,
        ASKED,
        SAID,
        CASELOADS,
        ANSWERS,
        OUTBOX,
        STAFF,
        AREAS,
        CHANGES,
    )
}
"""By the name in the address."""
