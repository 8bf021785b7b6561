"""The lists about the programme itself: who works in it and where, answers, e-mails, and what was changed."""

from __future__ import annotations

from commonground.accounts import queries as accounts
from commonground.accounts.entrance import WHO_LEAD
from commonground.accounts.models import User
from commonground.advice.models import Answer
from commonground.advice.queries import answers
from commonground.core.caller import Role
from commonground.core.models import Area, AuditEvent, OutboxMessage
from commonground.desk.listings.listing import Column, Listing
from commonground.practices.queries import practices
from commonground.visits.queries.caseloads import Caseload, caseloads
from commonground.visits.queries.outbox import messages

CASELOADS: Listing[Caseload] = Listing(
    "caseloads",
    "Caseloads",
    "How many practices, open visits, promises and questions each visitor has; those of nobody last",
    caseloads,
    (
        Column("Visitor", lambda one: one.visitor.name if one.visitor else "Nobody yet", personal=True),
        Column("Practices", lambda one: one.practices),
        Column("Open visits", lambda one: one.visits),
        Column("Our promises", lambda one: one.promises),
        Column("Questions", lambda one: one.questions),
    ),
)
ANSWERS: Listing[Answer] = Listing(
    "answers",
    "Answers we can give again",
    "The answers of the whole programme, with their sources",
    answers,
    (
        Column("Topic", lambda one: one.get_topic_display()),
        Column("Question", lambda one: one.question, personal=True),
        Column("Answer", lambda one: one.text, personal=True),
        Column("Source", lambda one: one.source),
        Column("Last looked at", lambda one: one.reviewed_on),
    ),
)
OUTBOX: Listing[OutboxMessage] = Listing(
    "outbox",
    "E-mails",
    "What was written to whom and what became of it, without its words and its link",
    messages,
    (
        Column("Practice code", lambda one: one.practice_code),
        Column("Kind", lambda one: one.kind),
        Column("To", lambda one: one.to, personal=True),
        Column("Subject", lambda one: one.subject, personal=True),
        Column("State", lambda one: one.get_state_display()),
        Column("Written", lambda one: one.made_at),
        Column("Sent", lambda one: one.sent_at),
        Column("Times tried", lambda one: one.attempts),
    ),
    roles=WHO_LEAD,
)
STAFF: Listing[User] = Listing(
    "staff",
    "People who sign in",
    "Who works where, in which role, and when they last signed in",
    accounts.people,
    (
        Column("Name", lambda one: one.name, personal=True),
        Column("Email", lambda one: one.email, personal=True),
        Column("Phone", lambda one: one.phone, personal=True),
        Column("Role", lambda one: one.get_role_display()),
        Column("Works for", lambda one: ", ".join(area.name for area in one.areas.all())),
        Column("Last signed in", lambda one: one.last_login),
        Column("Access", lambda one: "yes" if one.is_active else "ended"),
    ),
    roles=(Role.ADMINISTRATOR,),
)
AREAS: Listing[Area] = Listing(
    "areas",
    "Areas",
    "Regions, ICBs and boroughs, each with the one it lies in",
    lambda caller: accounts.areas(caller).select_related("parent").order_by("kind", "name"),
    (
        Column("Code", lambda one: one.code),
        Column("Area", lambda one: one.name),
        Column("Kind", lambda one: one.get_kind_display()),
        Column("Lies in", lambda one: one.parent.name if one.parent else ""),
    ),
    roles=(Role.ADMINISTRATOR,),
)
CHANGES: Listing[AuditEvent] = Listing(
    "changes",
    "What was changed",
    "Each change, with who made it and when",
    lambda caller: accounts.audit_events(
        caller, accounts.AuditWanted(), practices(caller).values_list("code", flat=True)
    ),
    (
        Column("Practice code", lambda one: one.practice_code),
        Column("At", lambda one: one.at),
        Column("Change", lambda one: one.event),
        Column("By", lambda one: one.actor_name, personal=True),
        Column("As", lambda one: one.actor_kind),
        Column("Of", lambda one: one.subject_type),
        Column("Number", lambda one: one.subject_id),
        Column("Details", lambda one: "; ".join(f"{key}: {value}" for key, value in one.details.items())),
    ),
    roles=WHO_LEAD,
)
