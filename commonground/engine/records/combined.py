"""Labels that name one vaccine more than once, or name it by all that it holds.

`6 in 1 (Infanrix Hexa)` and `Hib/DTaP/IPV` are read whole: every word has to be accounted for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Parts = frozenset[str]
_LONGEST_NAME = 9
"""Words of the longest name that is looked for inside a label."""


@dataclass(frozen=True)
class Components:
    """What a label may be put together from, as `rulebook/labels/components.yaml` lists it.

    words: a component as `words.key` writes it -> what it holds; sets: all that a vaccine holds -> the
    vaccine; fillers: words that say nothing of the vaccine.
    """

    words: Mapping[str, Parts]
    sets: Mapping[Parts, str]
    fillers: frozenset[str]

    def vaccine_of(self, words: Sequence[str], dose_words: frozenset[str]) -> str | None:
        """The vaccine whose components, and nothing else, the words are; None where they are none."""
        found = readings(words, self.words, self.fillers | dose_words)
        return self.sets.get(next(iter(found))) if len(found) == 1 else None


def same_vaccine(words: Sequence[str], labels: Mapping[str, str], fillers: frozenset[str]) -> str | None:
    """The vaccine that every part of a label names: `MMR (Priorix)`; None where they differ or a word is left."""
    known = {
        name: frozenset({labels[name]})
        for start in range(len(words))
        for stop in range(start + 1, min(start + _LONGEST_NAME, len(words)) + 1)
        if (name := "".join(words[start:stop])) in labels
    }
    # `DTaP/IPV/Hib/HepB` could also be cut into three vaccines: the cut that names one alone is meant.
    single = [named for named in readings(words, known, fillers) if len(named) == 1]
    return next(iter(single[0])) if len(single) == 1 else None


def readings(words: Sequence[str], known: Mapping[str, Parts], fillers: frozenset[str]) -> set[Parts]:
    """What the words hold together, for each way of cutting all of them into known names and fillers."""
    held: list[set[Parts]] = [set() for _ in range(len(words) + 1)]
    held[0].add(frozenset())
    for start, before in enumerate(held[:-1]):
        if not before:
            continue
        if words[start] in fillers:
            held[start + 1] |= before
        for stop in range(start + 1, min(start + _LONGEST_NAME, len(words)) + 1):
            here = known.get("".join(words[start:stop]))
            if here is not None:
                held[stop] |= {parts | here for parts in before}
    return held[-1] - {frozenset()}
