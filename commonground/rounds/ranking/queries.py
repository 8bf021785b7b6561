"""What is read of rankings, and what a ranking is made from: each through whoever asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from commonground.core.caller import Caller
from commonground.engine.choosing.window import Window, first_day, last_day
from commonground.engine.quarters import QUARTERS_IN_A_YEAR, quarter_of
from commonground.figures.models import Release
from commonground.figures.queries import newest_of_practices, replaced
from commonground.practices.models import Practice
from commonground.practices.queries import practices
from commonground.rounds.models import Candidate, Ranking, Round
from commonground.rounds.queries import candidates, rounds

LONGEST_YEARS = 2


def rankings(caller: Caller, round_: Round) -> QuerySet[Ranking]:
    """The rankings of a round, for who sees all its area: a ranking compares every practice of it."""
    seen = Ranking.objects.filter(round=round_, round__in=rounds(caller)).select_related("round", "made_by")
    return seen if caller.kind == "system" or round_.area_id in caller.area_ids else seen.none()


def choice_of(caller: Caller, round_: Round) -> Ranking | None:
    """The ranking that a round's list is."""
    return rankings(caller, round_).filter(state=Ranking.State.USED).first()


def releases_used(ranking: Ranking) -> list[str]:
    """The keys of the releases that a ranking was made from."""
    return [key for one in ranking.record.get("inputs", []) for key in one["releases"]]


def replaced_since(caller: Caller, ranking: Ranking) -> QuerySet[Release]:
    """Of the releases that a ranking used, those of which a later edition was taken in since."""
    return replaced(caller, releases_used(ranking)).select_related("replaced_by")


def with_areas(caller: Caller) -> QuerySet[Practice]:
    """The practices that the caller may see, with the areas that they lie in."""
    return practices(caller).select_related("area__parent__parent")


def on_or_off_the_list(caller: Caller, round_: Round) -> list[Candidate]:
    """Everybody on a round's list, challenged or taken off, with what was said of them."""
    return list(candidates(caller, round_))


def indicators(caller: Caller) -> list[str]:
    """The indicators of which something is published of a practice that the caller may see."""
    return sorted(newest_of_practices(caller).order_by().values_list("indicator", flat=True).distinct())


def windows(caller: Caller) -> list[Window]:
    """The spans of one year or two that end with a published period and that the releases reach back to."""
    spans = newest_of_practices(caller).order_by().exclude(period_start=None)
    return windows_in(list(spans.values_list("period_start", "period_end").distinct()))


def windows_in(spans: Sequence[tuple[date | None, date]]) -> list[Window]:
    """The windows that some periods give, the latest first and of one end the shorter first."""
    starts = [quarter_of(first) for first, _ in spans if first]
    if not starts:
        return []
    ends = sorted({quarter_of(last) for first, last in spans if first}, reverse=True)
    return [
        Window(first_day(end - QUARTERS_IN_A_YEAR * years + 1), last_day(end))
        for end in ends
        for years in range(1, LONGEST_YEARS + 1)
        if end - QUARTERS_IN_A_YEAR * years + 1 >= min(starts)
    ]
