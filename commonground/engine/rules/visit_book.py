"""What is said, asked and agreed at a visit: letters, questions, factors, interventions, and the days that matter.

It lives in `rulebook/visits/`, reads like every other part of the rulebook, and no count rests on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from commonground.engine.rules.files import Fault, RulebookError
from commonground.engine.rules.loader import KINDS, OWN_LOADER, RULEBOOK, Entry, read_entries, repeated_ids
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
    entries, faults = read_entries([folder / "visits"], VISIT_KINDS, ())
    known, more = read_entries([folder], {**KINDS, **VISIT_KINDS}, OWN_LOADER)
    faults = [*faults, *more, *repeated_ids(entries)]
    if not faults:
        faults = list(_unknown(entries, [*known, *entries]))
    if faults:
        raise RulebookError(faults)
    return VisitBook(
        sources=_of([*known, *entries], "sources"),
        letters=_of(entries, "letters"),
        questions=_in_order(_of(entries, "visit_questions")),
        factors=_of(entries, "factors"),
        interventions=_of(entries, "interventions"),
        pulse=_in_order(_of(entries, "pulse_questions")),
        numbers=_of(entries, "visit_numbers"),
        notes=_in_order(_of(entries, "record_notes")),
        vague=_of(entries, "vague_phrases"),
        word_lists=_of(entries, "word_lists"),
        places={
            entry.key: f"visits/{place.file}:{place.line}" for entry in entries for place in (entry.place(),)
        },
    )


def _of(entries: list[Entry], kind: str) -> dict[str, Any]:
    return {entry.key: entry.value for entry in entries if entry.kind == kind}


def _in_order(entries: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(entries.items(), key=lambda item: item[1].order))


def _unknown(entries: list[Entry], everything: list[Entry]) -> list[Fault]:
    sources = _of(everything, "sources")
    factors = _of(entries, "factors")
    faults = []
    for entry in entries:
        place = entry.place()
        for tag in getattr(entry.value, "source", ()):
            if tag not in sources:
                faults.append(
                    Fault(place.file, place.line, f"no source has the tag “{tag}”; add it to sources")
                )
        for name in getattr(entry.value, "factors", ()):
            if name not in factors:
                faults.append(
                    Fault(place.file, place.line, f"no factor has the id “{name}”; check its spelling")
                )
    return faults
