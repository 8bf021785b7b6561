"""Where visits stand on a day: a challenge ends by itself on the day it names (story 3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django_stubs_ext import WithAnnotations

from commonground.rounds.models import Challenge
from commonground.visits.models import Visit

S = Visit.State


class Standing(TypedDict):
    """Where a visit stands on a day."""

    standing: str


if TYPE_CHECKING:
    StandingVisit = WithAnnotations[Visit, Standing]


def standing_now(found: QuerySet[Visit], *, on: date) -> QuerySet[StandingVisit]:
    """Visits with `standing`, their state on a day."""
    return found.annotate(
        standing=Case(
            When(Q(state=S.CHALLENGED) & ~Exists(_challenge_of_visit(on)), then=Value(S.CANDIDATE.value)),
            default=F("state"),
            output_field=CharField(),
        )
    )


def standing_of(visit: Visit, *, on: date) -> str:
    """The state of one visit on a day."""
    over = visit.state == S.CHALLENGED and not is_challenged(visit, on=on)
    return S.CANDIDATE.value if over else visit.state


def is_challenged(visit: Visit, *, on: date) -> bool:
    """Whether a challenge keeps a visit from being arranged on a day."""
    against = Challenge.standing(on).filter(
        candidate__round=visit.round_id, candidate__practice=visit.practice_id
    )
    return visit.round_id is not None and against.exists()


def _challenge_of_visit(on: date) -> QuerySet[Challenge]:
    return Challenge.standing(on).filter(
        candidate__round=OuterRef("round"), candidate__practice=OuterRef("practice")
    )
