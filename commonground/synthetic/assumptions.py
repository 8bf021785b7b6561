"""The numbers a made-up population rests on, read from `assumptions.yaml` beside this file.

No number about the world stands in this package's code: each is an entry with its source and reason,
and the schedule itself comes from the rulebook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import ConfigDict, TypeAdapter

from commonground.engine.rules.model import AgeText

_STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
OTHER = "other"  # the share of every vaccine that a list of shares does not name


@dataclass(frozen=True)
class PopulationSize:
    """How many children, and how old."""

    __pydantic_config__ = _STRICT
    birth_months: int
    children_per_year: float
    practice_size_spread: float
    children_per_year_least: int


@dataclass(frozen=True)
class Visits:
    """Who comes, when, and what is given."""

    __pydantic_config__ = _STRICT
    attended: Mapping[AgeText, float]
    practice_spread: float
    family_weight: float
    never_share: float
    early_share: float
    late_share: float
    earliest_days: int
    on_time_days_first_year: int
    on_time_days_later: int
    days_between_visits: int
    short_gap_share: float
    short_gap_days_most: int
    too_early_share: float
    too_early_days_most: int
    too_late_given_share: float
    caught_up_share: float
    caught_up_days_middle: float
    caught_up_days_spread: float
    refused: Mapping[str, float]
    refusal_recorded: float
    never_declined_recorded: float
    not_attended_recorded: float
    contraindicated: Mapping[str, float]
    catch_up_offer_taken: float


@dataclass(frozen=True)
class Selective:
    """A vaccine for babies at higher risk: the share of them, and from which ages."""

    __pydantic_config__ = _STRICT
    vaccine: str
    share: float
    ages: tuple[AgeText, ...]
    days_after_most: int


@dataclass(frozen=True)
class Extra:
    """Vaccines beside the schedule for all."""

    __pydantic_config__ = _STRICT
    flu_vaccine: str
    flu_ages: tuple[int, ...]
    flu_taken: float
    flu_weeks: int
    flu_at_pharmacy: float
    selective: tuple[Selective, ...]


@dataclass(frozen=True)
class Miscoded:
    """A share of the doses given as one vaccine is written down as another."""

    __pydantic_config__ = _STRICT
    given: str
    written: str
    share: float


@dataclass(frozen=True)
class Records:
    """What becomes of a dose between the nurse and the record."""

    __pydantic_config__ = _STRICT
    twice_children: float
    twice_doses: Mapping[str, float]
    twice_other_day: float
    twice_other_day_most: int
    miscoded: tuple[Miscoded, ...]
    unknown_labels: tuple[str, ...]
    unknown_share: float
    same_day_recorded: float
    recorded_days_middle: float
    recorded_days_spread: float
    elsewhere_share: float
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class Moves:
    """Who joins and leaves the practice."""

    __pydantic_config__ = _STRICT
    registered_days_most: int
    empty_registration_share: float
    joined_share: float
    joined_history_lost_share: float
    left_share_per_year: float


@dataclass(frozen=True)
class ForeignVisit:
    """What one visit of another country's schedule gives."""

    __pydantic_config__ = _STRICT
    age: AgeText
    vaccines: tuple[str, ...]


@dataclass(frozen=True)
class ForeignSchedule:
    """A schedule of another country."""

    __pydantic_config__ = _STRICT
    title: str
    visits: tuple[ForeignVisit, ...]


@dataclass(frozen=True)
class Abroad:
    """Children whose first doses were given in another country."""

    __pydantic_config__ = _STRICT
    share_of_joined: float
    no_history_share: float
    imprecise_share: float
    days_late_mean: float
    caught_up_share: float
    caught_up_from_age: AgeText
    caught_up_days_mean: float
    caught_up_visits: tuple[tuple[str, ...], ...]
    schedules: tuple[ForeignSchedule, ...]


@dataclass(frozen=True)
class Assumptions:
    """Everything a made-up population rests on, beside the rulebook."""

    __pydantic_config__ = _STRICT
    population: PopulationSize
    visits: Visits
    extra: Extra
    records: Records
    moves: Moves
    abroad: Abroad


@dataclass(frozen=True)
class Entry:
    """One assumption as written: its group and name, its value, where it comes from and why."""

    group: str
    name: str
    value: Any
    source: str
    why: str


@cache
def entries() -> tuple[Entry, ...]:
    """Every assumption with its source and reason, in the order of the file."""
    text = files("commonground.synthetic").joinpath("assumptions.yaml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)
    groups = {name: group for name, group in document.items() if isinstance(group, dict)}
    return tuple(
        Entry(group=group, name=name, value=entry["value"], source=entry["source"], why=entry["why"])
        for group, members in groups.items()
        for name, entry in members.items()
    )


@cache
def load_assumptions() -> Assumptions:
    """The assumptions as values, checked against their types."""
    document: dict[str, dict[str, Any]] = {}
    for entry in entries():
        document.setdefault(entry.group, {})[entry.name] = entry.value
    return TypeAdapter(Assumptions).validate_python(document)


def share_of(shares: Mapping[str, float], vaccine: str) -> float:
    """The share of a vaccine in a list of shares, or that of every other vaccine."""
    return shares.get(vaccine, shares[OTHER])
