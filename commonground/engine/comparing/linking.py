"""Which child of one list is which of the other: by NHS number, then by a declared second key (methods 2.2).

The second key is date of birth, surname and postcode; the forename too where both lists have one, since twins share
the rest. It finds a child only where exactly one child of either list has it: what could be two children is nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nhs_number.validate import is_valid

from commonground.engine.comparing.sides import Side

NHS_NUMBER, SECOND_KEY = "NHS number", "date of birth, surname and postcode"


@dataclass(frozen=True)
class Links:
    """Children on both lists, and what stands twice on one.

    chis_of: the child health service's id of each practice id that was found; by: how; `twice_in_practice` and
    `twice_in_chis`: ids without a partner that are, by the second key, a child who is on the same list already.
    several: children whom the second key could not tell apart.
    """

    chis_of: Mapping[str, str]
    by: Mapping[str, str]
    twice_in_practice: frozenset[str]
    twice_in_chis: frozenset[str]
    several: int

    @property
    def practice_of(self) -> dict[str, str]:
        """The practice's id of each id of the child health service."""
        return {chis: practice for practice, chis in self.chis_of.items()}

    def found_by(self, how: str) -> int:
        """How many children were found in a way."""
        return sum(1 for one in self.by.values() if one == how)


def link(practice: Side, chis: Side) -> Links:
    """Find each child of the practice's list on the other."""
    both = [child for child in practice.children if child in chis.children and is_valid(child)]
    chis_of = {child: child for child in both}
    by = dict.fromkeys(both, NHS_NUMBER)
    rest = [child for child in practice.children if child not in chis_of]
    open_chis = _by_key(chis, (child for child in chis.children if child not in chis_of))
    open_practice = _by_key(practice, rest)
    several = 0
    for child in rest:
        matches = _same(child, practice, chis, open_chis)
        back = _same(child, practice, practice, open_practice)
        if len(matches) == len(back) == 1:
            chis_of[child], by[child] = matches[0], SECOND_KEY
        elif matches:
            several += 1
    found = set(chis_of.values())
    return Links(
        chis_of,
        by,
        twice_on(practice, chis_of),
        twice_on(chis, found),
        several,
    )


def _by_key(side: Side, children: Iterable[str]) -> dict[tuple[object, ...], list[str]]:
    held: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for child in children:
        if key := side.keys.get(child):
            held[side.born(child), key.surname, key.postcode].append(child)
    return held


def _same(child: str, side: Side, other: Side, held: Mapping[tuple[object, ...], list[str]]) -> list[str]:
    """The children of the other list who have a child's second key."""
    key = side.keys.get(child)
    if key is None:
        return []
    found = held.get((side.born(child), key.surname, key.postcode), [])
    return [one for one in found if _may_be(key.forename, other.keys[one].forename)]


def _may_be(forename: str, other: str) -> bool:
    return not forename or not other or forename == other


def twice_on(side: Side, linked: Iterable[str] = ()) -> frozenset[str]:
    """Children without a partner who have the whole second key, forename included, of one already counted.

    Where both are without a partner, the later of the list is the one too many.
    """
    partnered = set(linked)
    seen: set[tuple[object, ...]] = set()
    twice = set()
    for child in sorted(side.children, key=lambda one: one not in partnered):
        key = side.keys.get(child)
        if key is None or not key.forename:
            continue
        who = (side.born(child), key.surname, key.postcode, key.forename)
        if who in seen and child not in partnered:
            twice.add(child)
        seen.add(who)
    return frozenset(twice)
