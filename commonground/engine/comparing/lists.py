"""A practice's list beside the child health service's, child by child: who is counted how, and why not alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonground.engine.comparing.attribution import Counts, Part
from commonground.engine.comparing.causes import Cause, Why
from commonground.engine.comparing.sides import Asked
from commonground.engine.figures import CHIS, PRACTICE


@dataclass(frozen=True)
class ChildDifference:
    """A child whom the two lists count differently in one figure.

    `child` is the practice's id, or the child health service's where the practice does not have the child.
    in_practice and in_chis: 1 counted as vaccinated, 0 in the denominator only, None not in the figure.
    """

    child: str
    listed_by: str
    quarter: str
    in_practice: int | None
    in_chis: int | None
    only_in: str
    cause: Cause

    @property
    def changes(self) -> tuple[int, int]:
        """What the child adds to numerator and denominator from the child health service's count to the practice's."""
        numerator = (self.in_practice or 0) - (self.in_chis or 0)
        denominator = (self.in_practice is not None) - (self.in_chis is not None)
        return numerator, denominator


@dataclass(frozen=True)
class Agreement:
    """Children in the figure on both lists, by whose record counts them as vaccinated (methods 2.1, 2.5)."""

    both: int
    chis_only: int
    practice_only: int
    neither: int


@dataclass(frozen=True)
class ListComparison:
    """One figure of two lists: the two counts, the children counted alike and those not, one cause each."""

    asked: Asked
    practice: Counts
    chis: Counts
    agreement: Agreement
    differences: tuple[ChildDifference, ...]

    def parts(self, order: Sequence[str]) -> list[Part]:
        """The differences by cause and by whose they are, in the order of causes given; they add up to the gap."""
        return parts_of(self.differences, order)


def compare_lists(why: Why, asked: Asked) -> ListComparison:
    """Both lists' counts of a figure, and each child of either whom they count differently, with its cause."""
    practice, chis = (why.sides[name].members(asked) for name in (PRACTICE, CHIS))
    agreed: Counter[tuple[int, int]] = Counter()
    found: list[ChildDifference] = []
    for child, (value, quarter) in practice.items():
        partner = why.links.chis_of.get(child)
        other = chis.get(partner)[0] if partner in chis else None  # type: ignore[index]
        if other is not None:
            agreed[value, other] += 1
        if value == other:
            continue
        if other is None:
            cause, only_in = why.of_a_child_on_one_list(asked, PRACTICE, child, quarter), PRACTICE
        else:
            only_in = PRACTICE if value else CHIS
            held_by = child if value else why.links.chis_of[child]
            cause = why.of_a_dose(asked, only_in, held_by, quarter if value else chis[held_by][1])
        found.append(ChildDifference(child, PRACTICE, quarter, value, other, only_in, cause))
    found += _only_in_chis(why, asked, practice, chis)
    return ListComparison(
        asked,
        _counts(practice),
        _counts(chis),
        Agreement(agreed[1, 1], agreed[0, 1], agreed[1, 0], agreed[0, 0]),
        tuple(found),
    )


def _only_in_chis(
    why: Why, asked: Asked, practice: dict[str, tuple[int, str]], chis: dict[str, tuple[int, str]]
) -> Iterator[ChildDifference]:
    practice_of = why.links.practice_of
    for child, (value, quarter) in chis.items():
        partner = practice_of.get(child)
        if partner not in practice:
            cause = why.of_a_child_on_one_list(asked, CHIS, child, quarter)
            known_as, listed_by = (partner, PRACTICE) if partner else (child, CHIS)
            yield ChildDifference(known_as, listed_by, quarter, None, value, CHIS, cause)


def _counts(members: dict[str, tuple[int, str]]) -> Counts:
    return Counts(sum(value for value, _ in members.values()), len(members))


def parts_of(differences: Sequence[ChildDifference], order: Sequence[str]) -> list[Part]:
    """Children by cause and whose they are, with what they change; by the order of causes."""
    children: Counter[tuple[str, str]] = Counter()
    vaccinated: Counter[tuple[str, str]] = Counter()
    listed: Counter[tuple[str, str]] = Counter()
    for one in differences:
        key = one.cause.id, one.only_in
        numerator, denominator = one.changes
        children[key] += 1
        vaccinated[key] += numerator
        listed[key] += denominator
    ordered = sorted(children, key=lambda key: (order.index(key[0]), key[1] == PRACTICE))
    return [Part(*key, children[key], vaccinated[key], listed[key]) for key in ordered]
