"""What is said, asked and agreed at a visit: letters, questions, factors, interventions, and the days that matter.

It lives in `rulebook/visits/`, reads like every other part of the rulebook, and no count rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from commonground.engine.rules.files import Fault, RulebookError
from commonground.engine.rules.loader import RULEBOOK, Entry, of_kind, places_of, read_own_part
from commonground.engine.rules.model import Provenance, Source

Lens = Literal["practice system", "5As", "COM-B", "BeSD"]


@dataclass(frozen=True, kw_only=True)
class Letter(Provenance):
    """An e-mail: `words` is what it is for; subject and body have {names} that are filled in as it is written."""

    subject: str
    body: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VisitQuestion(Provenance):
    """A question of a good conversation, in order; `words` is the question, prompts help it along."""

    order: int
    topic: str
    prompts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LensMeaning(Provenance):
    """What a lens looks at; `title` is the lens as factors name it."""

    title: Lens


@dataclass(frozen=True, kw_only=True)
class Factor(Provenance):
    """What helps or holds back vaccination, from the code book; `words` say when to tick it. `lens`: whose view."""

    title: str
    group: str
    lens: Lens


@dataclass(frozen=True, kw_only=True)
class Intervention(Provenance):
    """Something that can be agreed: `words` is what is done, effect what it did, for which factors it is meant."""

    title: str
    effect: str
    factors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PulseQuestion(Provenance):
    """One of the three questions on the relationship; `words` is the question, answered 1 to 5."""

    order: int


@dataclass(frozen=True, kw_only=True)
class VisitNumber(Provenance):
    """A number that the arranging and following-up rests on, with its unit. A lead may change an editable one."""

    number: float
    unit: str
    editable: bool = False


@dataclass(frozen=True, kw_only=True)
class RecordNote(Provenance):
    """A part of a visit's record that is written freely; `words` say what belongs there."""

    order: int
    title: str


@dataclass(frozen=True, kw_only=True)
class VaguePhrase(Provenance):
    """`words` is a phrase that names nothing to do; `instead` is an action that does."""

    instead: str


@dataclass(frozen=True, kw_only=True)
class WordList(Provenance):
    """Single words; `words` say what they are kept for."""

    items: tuple[str, ...]


VISIT_KINDS: Mapping[str, type] = {
    "sources": Source,
    "letters": Letter,
    "visit_questions": VisitQuestion,
    "lenses": LensMeaning,
    "factors": Factor,
    "interventions": Intervention,
    "pulse_questions": PulseQuestion,
    "visit_numbers": VisitNumber,
    "record_notes": RecordNote,
    "vague_phrases": VaguePhrase,
    "word_lists": WordList,
}


@dataclass(frozen=True)
class VisitBook:
    """Every entry by id, those with an order in that order."""

    sources: Mapping[str, Source]
    letters: Mapping[str, Letter]
    questions: Mapping[str, VisitQuestion]
    lenses: Mapping[str, LensMeaning]
    factors: Mapping[str, Factor]
    interventions: Mapping[str, Intervention]
    pulse: Mapping[str, PulseQuestion]
    numbers: Mapping[str, VisitNumber]
    notes: Mapping[str, RecordNote]
    vague: Mapping[str, VaguePhrase]
    word_lists: Mapping[str, WordList]
    places: Mapping[str, str]

    def number(self, name: str) -> float:
        """A number by its id. Raises KeyError where the rulebook has none."""
        return self.numbers[name].number


@lru_cache(maxsize=2)
def load_visit_book(folder: Path = RULEBOOK) -> VisitBook:
    """The visit book of a rulebook. Raises RulebookError with every fault found."""
    entries, everything = read_own_part(folder, "visits", VISIT_KINDS)
    faults = list(_unknown_factors(entries))
    if faults:
        raise RulebookError(faults)
    return VisitBook(
        sources=of_kind(everything, "sources"),
        letters=of_kind(entries, "letters"),
        questions=_in_order(of_kind(entries, "visit_questions")),
        lenses={one.title: one for one in of_kind(entries, "lenses").values()},
        factors=of_kind(entries, "factors"),
        interventions=of_kind(entries, "interventions"),
        pulse=_in_order(of_kind(entries, "pulse_questions")),
        numbers=of_kind(entries, "visit_numbers"),
        notes=_in_order(of_kind(entries, "record_notes")),
        vague=of_kind(entries, "vague_phrases"),
        word_lists=of_kind(entries, "word_lists"),
        places=places_of(entries, "visits"),
    )


def _in_order(entries: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(entries.items(), key=lambda item: item[1].order))


def _unknown_factors(entries: list[Entry]) -> Iterator[Fault]:
    factors = of_kind(entries, "factors")
    for entry in entries:
        for name in getattr(entry.value, "factors", ()):
            if name not in factors:
                yield replace(entry.place(), sentence=f"no factor has the id “{name}”; check its spelling")
