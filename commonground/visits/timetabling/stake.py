"""What the choice of a round says of its practices: the priority of each, and how many children there are a year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from commonground.engine.timetable.reading.choice import years_in
from commonground.rounds.models import Candidate, Ranking


@dataclass(frozen=True)
class Children:
    """The children of some practices and those covered, over so many years; none where no choice says."""

    children: int = 0
    covered: int = 0
    years: float = 1.0


def children_of(choice: Ranking | None, codes: Collection[str]) -> Children:
    """The children of these practices as published, else as a practice counted them.

    A practice of which neither says anything is taken to have as many as the others.
    """
    if choice is None:
        return Children()
    lines = [line for line in choice.record["practices"] if line["practice_code"] in codes]
    counts = [count for line in lines if (count := line["published"] or line["practice_count"])]
    every = len(codes) / max(len(counts), 1)
    return Children(
        round(every * sum(int(count["children"]) for count in counts)),
        round(every * sum(int(count["covered"]) for count in counts)),
        years_in(choice.record),
    )


def priorities(listed: Sequence[Candidate]) -> dict[int, float | None]:
    """By candidate, its priority; of a list that was not ranked, what its order says: the first is worth the most."""
    if any(one.priority is not None for one in listed):
        return {one.pk: one.priority for one in listed}
    return {one.pk: float(len(listed) - at) for at, one in enumerate(listed)}
