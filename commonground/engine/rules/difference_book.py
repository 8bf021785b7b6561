"""Why two counts differ: the fixed list of causes, its words and owners, and the numbers of comparing.

It lives in `rulebook/differences/` and reads like every other part of the rulebook. No count rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from commonground.engine.rules.files import Fault, RulebookError
from commonground.engine.rules.loader import RULEBOOK, Entry, of_kind, places_of, read_own_part
from commonground.engine.rules.model import Provenance, Source

FOLDER = "differences"

Owner = Literal["practice", "chis", "commissioner", "supplier"]
Changes = Literal["denominator", "numerator", "both"]

MOVED_AWAY = "moved_away"
NEW_REGISTRATION = "new_registration"
REGISTERED_ELSEWHERE = "registered_elsewhere"
DUPLICATE_NUMBER = "duplicate_number"
WRONG_COHORT = "wrong_cohort"
UNREGISTERED_RESIDENT = "unregistered_resident"
NEVER_REACHED_CHIS = "never_reached_chis"
GIVEN_ELSEWHERE = "given_elsewhere"
WRONG_CODE = "wrong_code"
OUTSIDE_WINDOW = "outside_window"
ABSENT_FROM_PRACTICE = "absent_from_practice"
DECLINED_AS_GIVEN = "declined_as_given"
EXTRACT_DATES_DIFFER = "extract_dates_differ"
LATE_FLOW = "late_flow"
UNRESOLVED = "unresolved"

DIFFERENCES = (
    MOVED_AWAY,
    NEW_REGISTRATION,
    REGISTERED_ELSEWHERE,
    DUPLICATE_NUMBER,
    WRONG_COHORT,
    UNREGISTERED_RESIDENT,
    NEVER_REACHED_CHIS,
    GIVEN_ELSEWHERE,
    WRONG_CODE,
    OUTSIDE_WINDOW,
    ABSENT_FROM_PRACTICE,
    DECLINED_AS_GIVEN,
    EXTRACT_DATES_DIFFER,
    LATE_FLOW,
    UNRESOLVED,
)
"""The ids that the engine knows, in the order of precedence."""


@dataclass(frozen=True, kw_only=True)
class DifferenceCause(Provenance):
    """A cause: `words` for the commissioner, `practice_words` and what to do for the practice, `ask` for a letter."""

    code: str
    title: str
    changes: Changes
    owner: Owner
    practice_words: str
    practice_does: str
    ask: str


@dataclass(frozen=True, kw_only=True)
class DifferenceNumber(Provenance):
    """A number of comparing, with its unit."""

    number: float
    unit: str


@dataclass(frozen=True, kw_only=True)
class RecodedVaccine(Provenance):
    """A vaccine that, on the record of a child born from a day on, is likely another under an old code.

    `indicators` are those whose published figure asks for the other.
    """

    recorded_as: str
    likely: str
    births_from: date
    indicators: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HereWords(Provenance):
    """What stands for the practice itself where a record says where a dose was given."""

    places: tuple[str, ...]


KINDS: Mapping[str, type] = {
    "sources": Source,
    "difference_causes": DifferenceCause,
    "difference_numbers": DifferenceNumber,
    "recoded_vaccines": RecodedVaccine,
    "here_words": HereWords,
}


@dataclass(frozen=True)
class DifferenceBook:
    """The causes by id in the order of precedence, the numbers and the recoded vaccines by id."""

    sources: Mapping[str, Source]
    causes: Mapping[str, DifferenceCause]
    numbers: Mapping[str, DifferenceNumber]
    recoded: Mapping[str, RecodedVaccine]
    here: Mapping[str, HereWords]
    places: Mapping[str, str]

    def number(self, name: str) -> float:
        """A number by its id without `differences-`. Raises KeyError where the rulebook has none."""
        return self.numbers[f"differences-{name}"].number


@lru_cache(maxsize=2)
def load_difference_book(folder: Path = RULEBOOK) -> DifferenceBook:
    """The book of differences of a rulebook. Raises RulebookError with every fault found.

    The causes must be those that the engine knows, in their order, since the order is the precedence.
    """
    entries, everything = read_own_part(folder, FOLDER, KINDS)
    causes = of_kind(entries, "difference_causes")
    faults = _wrong_causes([entry for entry in entries if entry.kind == "difference_causes"])
    if faults:
        raise RulebookError(faults)
    return DifferenceBook(
        sources=of_kind(everything, "sources"),
        causes=causes,
        numbers=of_kind(entries, "difference_numbers"),
        recoded=of_kind(entries, "recoded_vaccines"),
        here=of_kind(entries, "here_words"),
        places=places_of(entries, FOLDER),
    )


def _wrong_causes(entries: list[Entry]) -> list[Fault]:
    named = [entry.key for entry in entries]
    if tuple(named) == DIFFERENCES:
        return []
    order = f"the causes of a difference are, in this order: {', '.join(DIFFERENCES)}"
    wrong = next(
        (entry for entry, wanted in zip(entries, DIFFERENCES, strict=False) if entry.key != wanted), None
    )
    place = (
        wrong.place() if wrong else entries[-1].place() if entries else Fault(f"{FOLDER}/causes.yaml", 1, "")
    )
    return [replace(place, sentence=order)]
