"""What published tables call things: headings, labels of vaccines, marks in place of numbers, and what is checked.

It lives in `rulebook/published/`, reads like every other part of the rulebook, and no count of ours rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from commonground.engine.figures import MISSING, NOT_APPLICABLE, SUPPRESSED, WITHHELD
from commonground.engine.rules.files import Fault, RulebookError
from commonground.engine.rules.loader import RULEBOOK, Entry, of_kind, places_of, read_own_part
from commonground.engine.rules.model import Provenance, Source

Group = Literal["", "selective"]
STATUSES = (MISSING, WITHHELD, SUPPRESSED, NOT_APPLICABLE)


@dataclass(frozen=True, kw_only=True)
class Written(Provenance):
    """Something that files write in several ways: `written` lists them."""

    written: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WrittenAge(Written):
    """An age of a cohort, such as `24 months`."""

    age: str


@dataclass(frozen=True, kw_only=True)
class Label(Written):
    """What a vaccine is called at an age, and the indicator that is meant for children born in the span."""

    indicator: str
    age: str
    group: Group = ""
    births_from: date | None = None
    births_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Mark(Written):
    """What stands in place of a number; `group` limits it to the tables of such indicators."""

    status: str
    group: Group = ""


@dataclass(frozen=True, kw_only=True)
class DataColumn(Written):
    """A column of a table about practices. `needed`: without it a table is not this one."""

    table: str
    field: str
    needed: bool = False


@dataclass(frozen=True, kw_only=True)
class WrittenPlace(Written):
    """A place with a code of its own; `words` is its name."""

    level: str


@dataclass(frozen=True, kw_only=True)
class Recoded(Written):
    """An area whose code the ONS replaced on a day: `id` is the code since, `written` those before."""

    since: date


@dataclass(frozen=True, kw_only=True)
class Section(Written):
    """A line of a table under which places of one kind stand; `field` is the column their names have elsewhere."""

    level: str
    field: str


@dataclass(frozen=True, kw_only=True)
class PublishedIndicator(Provenance):
    """An indicator that is published and that nobody here counts."""

    title: str
    definition: str
    age: str


@dataclass(frozen=True, kw_only=True)
class PublishedNumber(Provenance):
    """A threshold of a check, with its unit."""

    number: float
    unit: str


@dataclass(frozen=True, kw_only=True)
class Pair(Provenance):
    """Two indicators of one cohort of which the first can't be above the second."""

    booster: str
    primary: str


@dataclass(frozen=True, kw_only=True)
class PublishedSource(Provenance):
    """A series of releases; `words` is what people call it."""


PUBLISHED_KINDS: Mapping[str, type] = {
    "sources": Source,
    "published_ages": WrittenAge,
    "published_measures": Written,
    "published_left_out": Written,
    "published_columns": Written,
    "published_places": WrittenPlace,
    "published_authorities": WrittenPlace,
    "published_recoded": Recoded,
    "published_regions": WrittenPlace,
    "published_long_columns": Written,
    "published_sections": Section,
    "published_labels": Label,
    "published_indicators": PublishedIndicator,
    "published_marks": Mark,
    "published_note_words": Mark,
    "published_data_columns": DataColumn,
    "published_numbers": PublishedNumber,
    "published_pairs": Pair,
    "published_sources": PublishedSource,
}


@dataclass(frozen=True)
class PublishedBook:
    """Every entry, in the order of the files; numbers, indicators and sources by id, recoded areas by the old code."""

    sources: Mapping[str, Source]
    ages: tuple[WrittenAge, ...]
    measures: tuple[Written, ...]
    left_out: Mapping[str, Written]
    columns: tuple[Written, ...]
    places_known: tuple[WrittenPlace, ...]
    authorities: tuple[WrittenPlace, ...]
    recoded: Mapping[str, Recoded]
    regions: tuple[WrittenPlace, ...]
    long_columns: tuple[Written, ...]
    sections: tuple[Section, ...]
    labels: tuple[Label, ...]
    indicators: Mapping[str, PublishedIndicator]
    marks: tuple[Mark, ...]
    note_words: tuple[Mark, ...]
    data_columns: tuple[DataColumn, ...]
    numbers: Mapping[str, PublishedNumber]
    pairs: tuple[Pair, ...]
    releases: Mapping[str, PublishedSource]
    places: Mapping[str, str]

    def number(self, name: str) -> float:
        """A threshold by its id. Raises KeyError where the rulebook has none."""
        return self.numbers[name].number


@lru_cache(maxsize=2)
def load_published_book(folder: Path = RULEBOOK) -> PublishedBook:
    """The published part of a rulebook. Raises RulebookError with every fault found."""
    entries, everything = read_own_part(folder, "published", PUBLISHED_KINDS)
    faults = list(_unknown(entries, everything))
    if faults:
        raise RulebookError(faults)

    def of(kind: str) -> dict[str, Any]:
        return of_kind(entries, kind)

    return PublishedBook(
        sources=of_kind(everything, "sources"),
        ages=tuple(of("published_ages").values()),
        measures=tuple(of("published_measures").values()),
        left_out=of("published_left_out"),
        columns=tuple(of("published_columns").values()),
        places_known=tuple(of("published_places").values()),
        authorities=tuple(of("published_authorities").values()),
        recoded={code: one for one in of("published_recoded").values() for code in one.written},
        regions=tuple(of("published_regions").values()),
        long_columns=tuple(of("published_long_columns").values()),
        sections=tuple(of("published_sections").values()),
        labels=tuple(of("published_labels").values()),
        indicators=of("published_indicators"),
        marks=tuple(of("published_marks").values()),
        note_words=tuple(of("published_note_words").values()),
        data_columns=tuple(of("published_data_columns").values()),
        numbers=of("published_numbers"),
        pairs=tuple(of("published_pairs").values()),
        releases=of("published_sources"),
        places=places_of(entries, "published"),
    )


def _unknown(entries: list[Entry], everything: list[Entry]) -> Iterator[Fault]:
    """What an entry names and nothing has: an indicator, a status."""
    indicators = {entry.key for entry in everything if entry.kind in ("cover", "qof", "published_indicators")}
    for entry in entries:
        value = entry.value
        for name in (getattr(value, field, "") for field in ("indicator", "booster", "primary")):
            if name and name not in indicators:
                yield replace(entry.place(), sentence=f"no indicator has the id “{name}”; check its spelling")
        if isinstance(value, Mark) and value.status not in STATUSES:
            said = f"“{value.status}” is no status; use one of {', '.join(STATUSES)}"
            yield replace(entry.place(), sentence=said)
