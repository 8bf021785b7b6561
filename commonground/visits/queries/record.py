"""What is read of the record of visits and of what follows: always of practices that the caller may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from commonground.core.caller import Caller
from commonground.core.personal import shown
from commonground.plans import queries as plans
from commonground.plans.models import OPEN_STATES, Action
from commonground.plans.numbers import months_after, number_for
from commonground.practices.models import Practice
from commonground.practices.queries import whole_history
from commonground.visits.models import Attendee, Correction, RecordEntry, Visit
from commonground.visits.queries.visits import visits
from commonground.visits.record_clock import Clock, write_up_clock
from commonground.visits.record_keys import PRESENT, factor_key

S = Visit.State


@dataclass(frozen=True)
class Proposal:
    """When the next visit is due, by need and volume, and why."""

    day: date
    need: str
    why: str


@dataclass(frozen=True)
class ToWriteUp:
    """A visit that was held and is not written up."""

    visit_pk: int
    practice_code: str
    practice_name: str
    visitor: str
    clock: Clock


def entries(caller: Caller, visit: Visit) -> dict[str, RecordEntry]:
    """The record of a visit by its keys."""
    found = RecordEntry.objects.filter(visit__in=visits(caller), visit=visit)
    return {entry.key: entry for entry in found}


def came(caller: Caller, visit: Visit) -> QuerySet[Attendee]:
    """Those who were asked, and those who came besides."""
    return Attendee.objects.filter(visit__in=visits(caller), visit=visit).select_related("contact")


def last_visit(caller: Caller, visit: Visit) -> Visit | None:
    """The last other visit that was held, to the practice or to one that merged into it."""
    return (
        visits(caller)
        .filter(
            practice__in=whole_history(caller, visit.practice), state__in=(S.HELD, S.WRITTEN_UP, S.CLOSED)
        )
        .exclude(pk=visit.pk)
        .order_by("-starts_at")
        .first()
    )


def visits_of(caller: Caller, practice: Practice) -> QuerySet[Visit]:
    """The visits to a practice and to what merged into it, the newest first."""
    return visits(caller).filter(practice__in=whole_history(caller, practice)).order_by("-starts_at", "-pk")


def latest_written_up(caller: Caller) -> Visit | None:
    """The last visit whose summary a practice may read: for the holder of its link."""
    told = visits(caller).filter(state__in=(S.WRITTEN_UP, S.CLOSED), from_sheet=False)
    return told.order_by("-starts_at").first()


def corrections(caller: Caller, visit: Visit) -> QuerySet[Correction]:
    """What the practice said was wrong in the summary."""
    return Correction.objects.filter(visit__in=visits(caller), visit=visit).select_related("visit__practice")


def to_write_up(caller: Caller, *, today: date, mine: bool = False) -> list[ToWriteUp]:
    """The visits to write up, the oldest first: the caller's own, or all that a lead sees."""
    found = visits(caller).filter(state=S.HELD, starts_at__isnull=False).order_by("starts_at")
    if mine:
        found = found.filter(visitor=caller.user_id)
    clocks = ((visit, write_up_clock(visit, today)) for visit in found)
    return [
        ToWriteUp(
            visit.pk,
            visit.practice.code,
            visit.practice.name,
            shown(caller, visit.visitor, "name"),
            clock,
        )
        for visit, clock in clocks
        if clock
    ]


def unsettled(caller: Caller, *, mine: bool = False) -> QuerySet[Correction]:
    """The corrections that nobody has settled, the oldest first."""
    found = Correction.objects.filter(visit__in=visits(caller), settled_at=None).select_related(
        "visit__practice", "visit__visitor"
    )
    return (found.filter(visit__visitor=caller.user_id) if mine else found).order_by("made_at")


def next_visit(caller: Caller, visit: Visit, *, today: date) -> Proposal:
    """When to come again: by need (what holds the practice back) and volume (how large it is)."""
    practice, area = visit.practice, visit.practice.area
    record = entries(caller, visit)
    holding = sum(entry.value == PRESENT for key, entry in record.items() if key.startswith(factor_key("")))
    theirs = plans.actions(caller).filter(
        plan__practice=practice, side=Action.Side.PRACTICE, state__in=OPEN_STATES
    )
    troubled = any(one.state == Action.State.STUCK or one.due_on < today for one in theirs)
    large = (practice.list_size or 0) >= number_for(area, "volume-large-patients")
    if troubled or holding >= number_for(area, "need-high-factors"):
        need = "high"
    elif holding >= number_for(area, "need-middle-factors"):
        need = "middle"
    else:
        need = "low"
    rule = "next-visit-low" if need == "low" else f"next-visit-{need}-{'large' if large else 'small'}"
    months = number_for(area, rule)
    held = timezone.localtime(visit.starts_at).date() if visit.starts_at else today
    words = {"high": "High need", "middle": "Middling need", "low": "Low need"}[need]
    size = "a large practice" if large else "a smaller practice"
    stuck = ", and an action that is stuck or late" if troubled else ""
    noun = "factor" if holding == 1 else "factors"
    why = f"{words} ({holding} {noun}{stuck}), {size}: {months} months after the visit."
    return Proposal(max(months_after(held, months), months_after(today, 1)), need, why)
