"""A made-up practice as an extract writes it: children with names, each with their entries in order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from zlib import crc32

import numpy as np
import yaml

from commonground.synthetic.population import Population

GENDERS = ("male", "female")


@dataclass(frozen=True)
class Entry:
    """One entry of a child's record.

    `label` is the vaccine as this record writes it; `sequence` numbers the days on which the child was
    given the vaccine from 1, so that a second entry of a day has the number of the first. It is 0 for
    any other kind.
    """

    event_date: date
    vaccine: str
    label: str
    kind: str
    place: str
    recorded_on: date
    sequence: int

    @property
    def label_with_dose(self) -> str:
        """The label with the dose's number after it, as SystmOne writes a vaccination it knows."""
        numbered = 0 < self.sequence <= numbered_doses() and self.vaccine in vaccines_with_labels()
        return f"{self.label} {self.sequence}" if numbered else self.label


@dataclass(frozen=True)
class Child:
    """One child with an invented name and every entry, in the order of the events table."""

    child_id: str
    date_of_birth: date
    registered_on: date | None
    deregistered_on: date | None
    forename: str
    surname: str
    gender: str
    postcode: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class PracticeRecord:
    """A practice's children as a file is written from them, and the day they were taken from the system."""

    practice_code: str
    as_at: date
    children: tuple[Child, ...]


@cache
def _written() -> dict[str, Any]:
    text = files("commonground.synthetic").joinpath("written.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def vaccines_with_labels() -> tuple[str, ...]:
    """The vaccines that made-up records write by a label; others are written as they are named."""
    return tuple(_written()["labels"])


def numbered_doses() -> int:
    """How many doses of one vaccine are told apart by a number in a label or a heading."""
    return int(_written()["numbered_doses"])


def record_of(population: Population) -> PracticeRecord:
    """The practice's children in the order of its table; names, postcodes and labels come from its seed."""
    rng = np.random.default_rng([population.seed, crc32(population.practice_code.encode()), 1])
    entries = _entries_by_child(population, rng)
    children = tuple(
        Child(
            child_id=row["child_id"],
            date_of_birth=row["date_of_birth"],
            registered_on=row["registered_on"],
            deregistered_on=row["deregistered_on"],
            forename=_one_of(_written()["forenames"], rng),
            surname=_one_of(_written()["surnames"], rng),
            gender=_one_of(GENDERS, rng),
            postcode=_one_of(_written()["postcodes"], rng),
            entries=tuple(entries[row["child_id"]]),
        )
        for row in population.children.to_pylist()
    )
    return PracticeRecord(population.practice_code, population.as_at, children)


def _entries_by_child(population: Population, rng: np.random.Generator) -> dict[str, list[Entry]]:
    entries: dict[str, list[Entry]] = defaultdict(list)
    given_on: dict[tuple[str, str], list[date]] = defaultdict(list)
    for row in population.events.to_pylist():
        days = given_on[row["child_id"], row["vaccine"]]
        given = row["kind"] == "given"
        # Events stand in the order of their days, so a new day is the last.
        if given and row["event_date"] not in days[-1:]:
            days.append(row["event_date"])
        entry = Entry(
            event_date=row["event_date"],
            vaccine=row["vaccine"],
            label=_one_of(_written()["labels"].get(row["vaccine"], [row["vaccine"]]), rng),
            kind=row["kind"],
            place=row["place"],
            recorded_on=row["recorded_on"],
            sequence=len(days) if given else 0,
        )
        entries[row["child_id"]].append(entry)
    return entries


def _one_of(choices: list[str] | tuple[str, ...], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]
