"""Why a practice stands where it stands, in sentences that can be read out to it."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.engine.choosing.model import (
    AT_RANDOM,
    Asked,
    Candidate,
    Choice,
    Count,
    Ranked,
    Rise,
    Scored,
)
from commonground.engine.choosing.window import day_in_words
from commonground.engine.quarters import QUARTERS_IN_A_YEAR
from commonground.engine.rules.choosing_book import ChoosingBook

FIFTHS = {
    1: "Most deprived fifth",
    2: "Second most deprived fifth",
    3: "Middle fifth of deprivation",
    4: "Second least deprived fifth",
    5: "Least deprived fifth",
}
PROVISIONAL = (
    "Provisional, resting on the published figure alone: confirming it asks for a second source or a reason."
)


def sentence(
    one: Candidate,
    ranked: Ranked | None,
    chosen_by: str,
    asked: Asked,
    top_of: tuple[int, int],
    book: ChoosingBook,
) -> str:
    """Everything about one practice. top_of: how many are chosen by rank, out of how many ranked."""
    parts: list[str] = []
    if ranked is None:
        parts.append(f"{one.name}: {one.not_ranked or 'not ranked'}.")
    else:
        parts += _numbers(ranked, asked, top_of, book)
    parts += _how_it_came_here(chosen_by)
    if one.counted is None and chosen_by:
        parts.append(PROVISIONAL)
    parts += _to_be_known(one, asked)
    return " ".join(parts)


def _numbers(ranked: Ranked, asked: Asked, top_of: tuple[int, int], book: ChoosingBook) -> Iterator[str]:
    scored, top, of = ranked.scored, *top_of
    one = scored.candidate
    yield f"{one.name}: {_coverage(scored, book.number('reconcile-gap'))}."
    low, high = scored.limits
    count = one.published
    if count is not None:
        missed = count.children - count.covered
        yield f"{_children(missed)} missed; interval {low:.0%} to {high:.0%}."
    a_year = " a year" if asked.window.quarters > QUARTERS_IN_A_YEAR else ""
    about = f"About {_children(round(scored.short))}" if round(scored.short) else "Fewer than one child"
    yield f"{about}{a_year} short of {percent(asked.target)}."
    if one.quintile is not None:
        yield f"{FIFTHS[one.quintile]}, so × {scored.weight:g}."
    chance = f"; {book.likely(ranked.p_top)} in the top {top}" if top else ""
    yield f"Priority {scored.priority:.1f}, {ordinal(ranked.rank)} of {of}{chance}."
    yield from _tie(ranked)
    effect = book.number("effect")
    yield (
        f"If a visit raised coverage by {100 * effect:g} points, it would reach about "
        f"{effect * a_years_children(scored):.1f} children{a_year}."
    )


def _coverage(scored: Scored, agree: float) -> str:
    one = scored.candidate
    said = f"{scored.coverage:.1%} on {one.definition}"
    if one.counted is None or scored.gap is None:
        return said
    own = f"{one.counted.covered / one.counted.children:.1%}"
    if scored.reconcile:
        how = f"they differ by {abs(100 * scored.gap):.0f} points: settle the two counts first"
    else:
        how = "they agree" if abs(scored.gap) < agree else "they differ"
    return f"{said}, {own} on its own system ({how})"


def _tie(ranked: Ranked) -> Iterator[str]:
    low, high = ranked.rank_range
    if ranked.tie is not None:
        first, last = ranked.tie
        yield (
            f"Places {first} to {last} are a tie: the order among them is chance "
            f"(nine times in ten its place is from {ordinal(low)} to {ordinal(high)})."
        )
    elif low != high:
        yield f"Nine times in ten its place is from {ordinal(low)} to {ordinal(high)}."


def _how_it_came_here(chosen_by: str) -> Iterator[str]:
    if chosen_by == AT_RANDOM:
        yield "Drawn at random, so that the round can be told from chance."


def _to_be_known(one: Candidate, asked: Asked) -> Iterator[str]:
    for reason in one.reasons:
        effect = {"leave out": "Left out", "choose": "Brought in", "note": "To be known"}[reason.effect]
        until = f" until {day_in_words(reason.until)}" if reason.until else ""
        note = f": {reason.note}" if reason.note else ""
        yield f"{effect}{until} ({reason.title}{note})."
    if one.published is not None and one.published.quarters < asked.window.quarters:
        yield f"Figures for {one.published.quarters} of {asked.window.quarters} quarters only."
    for caveat in one.caveats:
        yield f"Take care: {caveat.rstrip('.')}."


def rise_in_words(rise: Rise, how_many: int) -> list[str]:
    """The size of regression to the mean for this choice: what will look like success without a visit."""
    lines = [
        f"The {how_many} chosen by rank stand at {rise.chosen[0]:.1%} together. Without any visit they are "
        f"expected at {rise.chosen[1]:.1%} next time: {_points(rise.chosen)} for nothing."
    ]
    if rise.others is not None:
        lines.append(f"The other ranked practices are expected to move by {_points(rise.others)}.")
    formula = "" if rise.by_formula is None else f" (by Barnett’s formula {100 * rise.by_formula:+.1f})"
    lines.append(
        f"Had as many been chosen by the lowest percentage, it would be {_points(rise.lowest)}{formula}."
    )
    return lines


def in_short(choice: Choice) -> list[str]:
    """What the list comes to, for the end of a command and the top of a report."""
    ranked = choice.ranked
    chosen = [line for line in choice.lines if line.chosen_by]
    lines = [
        f"{len(choice.lines)} practices, {len(ranked)} ranked; {len(chosen)} chosen: {choice.by_rank} by rank, "
        f"{choice.at_random} at random, {len(chosen) - choice.by_rank - choice.at_random} by visitors."
    ]
    if ranked:
        scored = [line.ranked.scored for line in ranked if line.ranked]
        of_chosen = [line.ranked.scored.short for line in chosen if line.ranked]
        lines.append(
            f"About {sum(one.short for one in scored):.0f} children a year are short of "
            f"{percent(choice.asked.target)}, {sum(of_chosen):.0f} of them at the practices chosen."
        )
    else:
        how = (
            "the visits are drawn at random"
            if chosen
            else "say how many visits there are and so many are drawn at random"
        )
        lines.append(f"No practice can be ranked, for want of denominators; {how}.")
    if choice.prior is not None and choice.prior.method != "maximum likelihood":
        lines.append(_FALLBACK[choice.prior.method])
    if choice.rise is not None:
        lines += rise_in_words(choice.rise, choice.by_rank)
    if choice.provisional:
        lines.append(
            "The list is provisional: for each practice chosen that has not counted itself, confirming asks for a "
            "second source or a recorded reason."
        )
    return lines


_FALLBACK = {
    "moments": "Maximum likelihood gave no spread between practices, so the shrinkage rests on moments (Kleinman).",
    "no spread seen": "The practices differ no more than chance makes them: each is taken to have what all have.",
}


def percent(share: float) -> str:
    """A share as a percentage, with a decimal place where it has one."""
    return (
        f"{round(100 * share, 1):g}%"
        if round(100 * share, 1) == round(100 * share)
        else f"{100 * share:.1f}%"
    )


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def a_years_children(scored: Scored) -> float:
    """The children of a practice that reach the age in a year."""
    count: Count | None = scored.candidate.published
    return count.children * QUARTERS_IN_A_YEAR / count.quarters if count else 0.0


def _children(number: int) -> str:
    return "1 child" if number == 1 else f"{number} children"


def _points(now_and_next: tuple[float, float]) -> str:
    return f"{100 * (now_and_next[1] - now_and_next[0]):+.1f} points"
