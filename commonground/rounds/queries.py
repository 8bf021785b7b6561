"""What is read of rounds: those of the caller's areas, and in them the practices that the caller may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from commonground.accounts.models import User
from commonground.accounts.queries import visitors
from commonground.core.caller import Caller
from commonground.core.models import Area
from commonground.practices.models import Practice
from commonground.practices.queries import practices
from commonground.rounds.models import Candidate, Challenge, Round

_DAYS: list[Callable[[Caller, Round], Mapping[int, date]]] = []


def rounds(caller: Caller) -> QuerySet[Round]:
    """The rounds of the caller's areas, and of the areas that those are parts of."""
    own = caller.area_ids
    around = Area.objects.filter(Q(parts__in=own) | Q(parts__parts__in=own))
    return Round.objects.filter(Q(area__in=own) | Q(area__in=around.values("pk"))).select_related("area")


def listed_rounds(caller: Caller) -> QuerySet[Round]:
    """The rounds with the number of practices in each that the caller may see."""
    seen = Count(
        "candidates",
        filter=Q(candidates__removed_on=None, candidates__practice__in=practices(caller)),
        distinct=True,
    )
    return rounds(caller).annotate(practices=seen)


def candidates(caller: Caller, round_: Round) -> QuerySet[Candidate]:
    """The practices in a round's list that the caller may see, with what stands against them."""
    return (
        Candidate.objects.filter(round=round_, round__in=rounds(caller), practice__in=practices(caller))
        .select_related("round", "practice__area", "practice__visitor", "visitor")
        .prefetch_related(Prefetch("challenges", Challenge.objects.select_related("made_by")))
    )


def on_the_list(caller: Caller, round_: Round, *, on: date) -> QuerySet[Candidate]:
    """The candidates that nothing stands against on a day."""
    return candidates(caller, round_).filter(~Exists(standing(on)), removed_on=None)


def challenged(caller: Caller, round_: Round, *, on: date) -> QuerySet[Candidate]:
    """The candidates that a challenge keeps off the list on a day."""
    return candidates(caller, round_).filter(Exists(standing(on)), removed_on=None)


def removed(caller: Caller, round_: Round) -> QuerySet[Candidate]:
    """The candidates that somebody took off while the list was drawn up."""
    return candidates(caller, round_).filter(passed_over=False).exclude(removed_on=None)


def standing(on: date) -> QuerySet[Challenge]:
    """The challenges of the outer query's candidate that stand on a day."""
    return Challenge.standing(on).filter(candidate=OuterRef("pk"))


def how_many(round_: Round) -> tuple[int, int]:
    """How many practices are on a round's list, challenged ones too, and how many of them were drawn at random."""
    listed = round_.candidates.filter(removed_on=None)
    return listed.count(), listed.filter(chosen_by=Candidate.ChosenBy.RANDOM).count()


def last_position(round_: Round) -> int:
    """The last position taken in a round's list; 0 where it is empty."""
    return round_.candidates.aggregate(last=Max("position"))["last"] or 0


def practices_of(caller: Caller, round_: Round) -> QuerySet[Practice]:
    """The practices of the round's area that the caller may see."""
    return practices(caller).filter(area__in=round_.area.with_parts())


def visitors_of(caller: Caller, round_: Round) -> QuerySet[User]:
    """The people of the caller's areas who visit in a round."""
    return visitors(caller).filter(rounds=round_)


def lacking(caller: Caller, round_: Round) -> QuerySet[Candidate]:
    """The practices on a list that have no visitor, or no reason of their own."""
    return candidates(caller, round_).filter(Q(visitor=None) | Q(reason=""), removed_on=None)


def days_known_by(known: Callable[[Caller, Round], Mapping[int, date]]) -> None:
    """Say on which day each practice of a round is or was visited: later areas know the visits."""
    _DAYS.append(known)


def days(caller: Caller, round_: Round) -> dict[int, date]:
    """By practice, the day on which it is or was visited in a round."""
    return {practice: day for known in _DAYS for practice, day in known(caller, round_).items()}
