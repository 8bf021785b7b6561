"""The visits of a round, or all that the caller may see: filtered, in order, by column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.models import Area
from commonground.engine.choosing.model import Reason
from commonground.engine.rules.choosing_book import load_choosing_book
from commonground.rounds.models import Candidate, Round
from commonground.visits.models import Visit
from commonground.visits.queries.standing import standing_now
from commonground.visits.queries.visits import visits
from commonground.visits.states import MOVES, may_move

if TYPE_CHECKING:
    from commonground.visits.queries.standing import StandingVisit


HAPPENED = (Visit.State.HELD, Visit.State.WRITTEN_UP, Visit.State.CLOSED)


@dataclass(frozen=True)
class Filters:
    """What is asked of the board, the calendar and the list alike. From and to are whole days."""

    round: Round | None = None
    state: str = ""
    visitor: User | None = None
    borough: Area | None = None
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None


def visit_of(caller: Caller, candidate: Candidate) -> Visit | None:
    """The visit that a candidate of a confirmed round became."""
    return visits(caller).filter(round=candidate.round_id, practice=candidate.practice_id).first()


def arranged(caller: Caller, round_: Round) -> set[int]:
    """The practices of a round whose visit is booked, held or ended: it is too late to challenge them."""
    open_still = [state for state in MOVES if may_move(state, Visit.State.CHALLENGED)]
    visits_of_it = (
        visits(caller).filter(round=round_).exclude(state__in=[*open_still, Visit.State.CHALLENGED])
    )
    return set(visits_of_it.values_list("practice", flat=True))


def filtered(caller: Caller, wanted: Filters, *, on: date) -> QuerySet[StandingVisit]:
    """The visits that pass the filters, with all that a line about each needs."""
    found = standing_now(visits(caller), on=on)
    if wanted.round is not None:
        found = found.filter(round=wanted.round)
    if wanted.state:
        found = found.filter(standing=wanted.state)
    if wanted.visitor is not None:
        found = found.filter(visitor=wanted.visitor)
    if wanted.borough is not None:
        found = found.filter(practice__area__in=wanted.borough.with_parts())
    if wanted.words:
        words = wanted.words
        found = found.filter(
            Q(practice__name__icontains=words)
            | Q(practice__code__icontains=words)
            | Q(practice__pcn_name__icontains=words)
        )
    if wanted.since is not None:
        found = found.filter(starts_at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(starts_at__lt=wanted.until)
    return found


def in_order(found: QuerySet[StandingVisit]) -> QuerySet[StandingVisit]:
    """Visits by their date, the latest first and those without one last."""
    return found.order_by(F("starts_at").desc(nulls_last=True), "practice__name", "pk")


def first_of_each_state(found: QuerySet[StandingVisit], most: int) -> QuerySet[StandingVisit]:
    """The first visits of every state, by date: those of a board, however many there are."""
    order = (F("starts_at").asc(nulls_last=True), F("practice__name").asc(), F("pk").asc())
    place = Window(RowNumber(), partition_by=F("standing"), order_by=order)
    return found.annotate(place=place).filter(place__lte=most).order_by("place")


def counts(found: QuerySet[StandingVisit]) -> dict[str, int]:
    """How many visits there are in each state."""
    rows = found.order_by().values("standing").annotate(number=Count("pk"))
    return {row["standing"]: row["number"] for row in rows}


def visited_lately(caller: Caller, round_: Round) -> dict[str, tuple[Reason, ...]]:
    """The practices that were visited so shortly before a round that they are left out of it, each with until when."""
    book = load_choosing_book()
    entry, days = book.reasons["reason-visited"], timedelta(days=book.number("visited-lately"))
    since = datetime.combine(round_.starts_on - days, time(), tzinfo=timezone.get_current_timezone())
    held = visits(caller).filter(state__in=HAPPENED, starts_at__gt=since)
    last = held.order_by().values("practice__code").annotate(last=Max("starts_at"))
    return {
        row["practice__code"]: (
            Reason(entry.title, entry.effect, timezone.localdate(row["last"]) + days, ""),
        )
        for row in last
    }
