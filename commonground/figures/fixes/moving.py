"""Which number moves when a difference is put right, and what a release then tells. Pure: rows in, values out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from commonground.engine.figures import CHIS, COVER, PRACTICE
from commonground.engine.rules import difference_book as book
from commonground.figures.models import Figure, Fix

LEAVES_ITS_LIST = (book.MOVED_AWAY, book.DUPLICATE_NUMBER)
"""The child is taken off the list that has it."""
CHIS_KNOWS_BETTER_OF_NO_CHILD = (book.REGISTERED_ELSEWHERE, book.WRONG_COHORT, book.UNREGISTERED_RESIDENT)
"""The child is taken off the child health service's list, or put on it."""
ABOUT_A_DAY = 5
"""Two periods are as long as each other where they differ by no more days: months differ by as many."""


Step = tuple[int, str, int]
"""One value that a number of a figure passed: the key of the figure, the measure, the value."""


@dataclass(frozen=True)
class Moves:
    """The number that is to move: of the practice's count or of what is published, which one, and whether it falls."""

    in_count: bool
    measure: Fix.Measure
    falls: bool = False


@dataclass(frozen=True)
class Seen:
    """How far a number moved in a release, and whether that is about the same children.

    `steps`: the values that the number passed; no other fix of the same number may count them too.
    """

    children: int
    same_children: bool
    steps: frozenset[Step] = frozenset()


def moves(cause: str, only_in: str, owner: str) -> Moves:
    """Where and how it shows that a difference was put right."""
    list_, dose = Fix.Measure.DENOMINATOR, Fix.Measure.NUMERATOR
    if cause in LEAVES_ITS_LIST:
        return Moves(only_in == PRACTICE, list_, falls=True)
    if cause in CHIS_KNOWS_BETTER_OF_NO_CHILD:
        return Moves(False, list_, falls=only_in != PRACTICE)
    if cause == book.NEW_REGISTRATION:
        return Moves(only_in == CHIS, list_)
    if only_in in (PRACTICE, CHIS):
        return Moves(only_in == CHIS, dose)
    return Moves(owner == Fix.Owner.PRACTICE, dose)


def number_of(figure: Figure, measure: str) -> int | None:
    """The number of a figure that a fix is about."""
    return figure.numerator if measure == Fix.Measure.NUMERATOR else figure.denominator


def seen_in(fix: Fix, before: Figure, figures: Iterable[Figure], taken: Collection[Step] = ()) -> Seen | None:
    """What figures of the same practice and indicator tell of a fix; None where they tell nothing.

    The same cohort tells it exactly. The cohort after it tells whether such records arrive now, of other children.
    taken: the steps of the same number that fixes asked for earlier have; a child is put right for one fix alone.
    """
    known = [one for one in figures if one.definition == COVER and number_of(one, fix.measure) is not None]
    same = next((one for one in known if _days(one) == _days(before)), None)
    later = [one for one in known if one.period_end > before.period_end and _as_long(one, before)]
    after = same or min(later, key=lambda one: one.period_end, default=None)
    if after is None:
        return None
    number = number_of(after, fix.measure) or 0
    steps = range(fix.before, number, -1) if fix.falls else range(fix.before + 1, number + 1)
    passed = [(after.pk, fix.measure, step) for step in steps]
    free = [step for step in passed if step not in taken][: fix.children]
    return Seen(len(free), after is same, frozenset(free))


def tells_more(fix: Fix, seen: Seen) -> bool:
    """Whether what a release tells goes before what is known: the same children before others, then the later word.

    Of other children only more is news: the cohort after next says nothing of what was asked long before. Where the
    same children were issued again and none was seen, the cohort after them may still show one.
    """
    if fix.seen is None or seen.same_children:
        return True
    return seen.children > fix.seen and (not fix.same_children or not fix.seen)


def _days(figure: Figure) -> tuple[object, object]:
    return figure.period_start, figure.period_end


def _as_long(one: Figure, other: Figure) -> bool:
    if one.period_start is None or other.period_start is None:
        return False
    first, second = one.period_end - one.period_start, other.period_end - other.period_start
    return abs((first - second).days) <= ABOUT_A_DAY
