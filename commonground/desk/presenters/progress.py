"""How a round stands: for a lead with its visitors, for an evaluator without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonground.core.caller import Caller
from commonground.desk.queries import scope
from commonground.desk.queries import today as queries
from commonground.rounds.models import Round
from commonground.visits.models import Visit

S = Visit.State
ENDED = (S.DECLINED, S.CANCELLED)
STEPS = (
    ("Promised", "visits of the round that were not declined or cancelled", None),
    ("Arranged", "booked, or further", (S.BOOKED, S.HELD, S.WRITTEN_UP, S.CLOSED)),
    ("Held", "held, or further", (S.HELD, S.WRITTEN_UP, S.CLOSED)),
    ("Written up", "written up, or further", (S.WRITTEN_UP, S.CLOSED)),
    ("Closed", "closed", (S.CLOSED,)),
)


@dataclass(frozen=True)
class Step:
    """How many visits came so far."""

    title: str
    meaning: str
    count: int


@dataclass(frozen=True)
class Row:
    """A visitor's round: the steps in their order, then effort and what is late."""

    visitor: str
    steps: tuple[int, ...]
    attempts: int
    minutes: int
    minutes_for_a_booking: int | None
    late_promises: int


@dataclass(frozen=True)
class Progress:
    """A round, as far as it has come."""

    round: Round | None
    steps: tuple[Step, ...]
    rows: tuple[Row, ...]


def current_round(caller: Caller, today: date) -> Round | None:
    """The round that is under way, or the last one."""
    begun = scope.rounds(caller).filter(starts_on__lte=today, confirmed_at__isnull=False)
    return begun.order_by("-ends_on", "-pk").first()


def progress(caller: Caller, today: date) -> Progress:
    """The current round, in steps and for each visitor; without visitors for who sees no names."""
    this = current_round(caller, today)
    round_id = this.pk if this else None
    counts = queries.visits_by_state(caller, round_id)
    steps = tuple(
        Step(title, meaning, count) for (title, meaning, _), count in zip(STEPS, _steps(counts), strict=True)
    )
    rows = queries.by_visitor(caller, round_id, today) if caller.sees_names else []
    return Progress(this, steps, tuple(_row(person.name, found) for person, found in rows))


def _steps(counts: dict[str, int]) -> tuple[int, ...]:
    promised = sum(counts.get(state, 0) for state in S if state not in ENDED)
    return tuple(
        promised if states is None else sum(counts.get(state, 0) for state in states)
        for _, _, states in STEPS
    )


def _row(name: str, counts: dict[str, int]) -> Row:
    steps = _steps(counts)
    minutes, booked = counts.get("minutes", 0), steps[1]
    return Row(
        name,
        steps,
        counts.get("attempts", 0),
        minutes,
        round(minutes / booked) if booked else None,
        counts.get("late", 0),
    )
