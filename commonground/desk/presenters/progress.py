"""How a round stands: for a lead with its visitors, for an evaluator without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonground.core.caller import Caller
from commonground.desk.queries import scope
from commonground.desk.queries import today as queries
from commonground.rounds.models import Round
from commonground.visits.models import Visit
from commonground.visits.queries.attempts import Effort
from commonground.visits.record_clock import write_up_clock

S = Visit.State
ENDED = (S.DECLINED, S.CANCELLED)
STEPS = (
    ("Promised", "visits of the round that were not declined or cancelled", None),
    ("Arranged", "booked, or further", (S.BOOKED, S.HELD, S.WRITTEN_UP, S.CLOSED)),
    ("Held", "held, or further", (S.HELD, S.WRITTEN_UP, S.CLOSED)),
    ("Written up", "written up, or further", (S.WRITTEN_UP, S.CLOSED)),
    ("Closed", "closed", (S.CLOSED,)),
)
ARRANGED = 1


@dataclass(frozen=True)
class Step:
    """How many visits came so far."""

    title: str
    meaning: str
    count: int


@dataclass(frozen=True)
class Overdue:
    """What we owe practices and did not do in time, in the whole area."""

    promises: int
    answers: int
    write_ups: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.promises + self.answers + self.write_ups


@dataclass(frozen=True)
class Row:
    """A visitor's round: the steps in their order, then effort and what is late."""

    visitor: str
    steps: tuple[int, ...]
    effort: Effort
    late_promises: int


@dataclass(frozen=True)
class Progress:
    """A round, as far as it has come."""

    round: Round | None
    steps: tuple[Step, ...]
    effort: Effort
    overdue: Overdue
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
    effort = Effort("", *queries.effort(caller, round_id), booked=_steps(counts)[ARRANGED])
    rows = queries.by_visitor(caller, round_id, today) if caller.sees_names else []
    return Progress(
        this,
        steps,
        effort,
        _overdue(caller, today),
        tuple(_row(person.name, found) for person, found in rows),
    )


def _overdue(caller: Caller, today: date) -> Overdue:
    clocks = [write_up_clock(visit, today) for visit in queries.to_write_up(caller)]
    return Overdue(
        promises=queries.overdue_promises(caller, today).count(),
        answers=queries.questions_owed(caller).filter(due_on__lt=today).count(),
        write_ups=sum(clock is not None and clock.left < 0 for clock in clocks),
    )


def _steps(counts: dict[str, int]) -> tuple[int, ...]:
    promised = sum(counts.get(state, 0) for state in S if state not in ENDED)
    return tuple(
        promised if states is None else sum(counts.get(state, 0) for state in states)
        for _, _, states in STEPS
    )


def _row(name: str, counts: dict[str, int]) -> Row:
    steps = _steps(counts)
    effort = Effort(name, counts.get("attempts", 0), counts.get("minutes", 0), booked=steps[ARRANGED])
    return Row(name, steps, effort, counts.get("late", 0))
