"""A practice's whole story: its own and of all that merged into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from commonground.advice.models import Question
from commonground.core.caller import Caller, Role
from commonground.core.models import AuditEvent
from commonground.desk.queries import scope
from commonground.plans.models import Action, Plan
from commonground.practices.models import Practice
from commonground.practices.queries import whole_history
from commonground.visits.models import ContactAttempt, Visit
from commonground.visits.queries.standing import standing_now

if TYPE_CHECKING:
    from commonground.visits.queries.standing import StandingVisit

MOST = 50
SEE_CHANGES = (Role.LEAD, Role.ADMINISTRATOR)
S = Visit.State
COMING = (S.CANDIDATE, S.CHALLENGED, S.INVITED, S.BOOKED, S.POSTPONED, S.DID_NOT_TAKE_PLACE)


@dataclass(frozen=True)
class Story:
    """What happened with a practice. `merged`: the practices whose history it took over."""

    merged: tuple[Practice, ...]
    coming: tuple[StandingVisit, ...]
    past: tuple[StandingVisit, ...]
    attempts: tuple[ContactAttempt, ...]
    minutes: int
    plans: tuple[Plan, ...]
    questions: tuple[Question, ...]
    changes: tuple[AuditEvent, ...]


def story(caller: Caller, practice: Practice, *, on: date) -> Story:
    """Everything of a practice as it stands on a day, the latest first, read in a fixed number of queries."""
    whole = whole_history(caller, practice)
    keys = [one.pk for one in whole]
    found = standing_now(scope.visits(caller).filter(practice__in=keys), on=on)
    visits = list(found.order_by("-starts_at", "-made_at"))
    attempts = scope.attempts(caller).filter(practice__in=keys)
    agreed = Prefetch("actions", Action.objects.select_related("owner").prefetch_related("check_ins"))
    return Story(
        merged=tuple(whole[1:]),
        coming=tuple(one for one in visits if one.state in COMING),
        past=tuple(one for one in visits if one.state not in COMING),
        attempts=tuple(attempts[:MOST]),
        minutes=sum(attempts.values_list("minutes", flat=True)),
        plans=tuple(
            scope.plans(caller)
            .filter(practice__in=keys)
            .select_related("practice")
            .prefetch_related(agreed)[:MOST]
        ),
        questions=tuple(scope.questions(caller).filter(practice__in=keys).order_by("-asked_on")[:MOST]),
        changes=_changes(caller, [one.code for one in whole]),
    )


def _changes(caller: Caller, codes: list[str]) -> tuple[AuditEvent, ...]:
    if caller.role not in SEE_CHANGES:
        return ()
    return tuple(scope.trail(caller).filter(practice_code__in=codes)[:MOST])
