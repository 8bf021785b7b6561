"""A list of children with its count: what the two lists compared have in common, ready to be asked child by child."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonground.engine.counting.explain.not_counted import Period, Registration, window_of
from commonground.engine.counting.results import ROLLING_YEAR, Count
from commonground.engine.figures import COVER
from commonground.engine.records.tables import Extract, SecondKey
from commonground.engine.rules.model import CoverIndicator


@dataclass(frozen=True)
class Entry:
    """One entry of a child's record, as in `records.tables.EVENTS`."""

    day: date
    vaccine: str
    kind: str
    place: str
    recorded_on: date | None


@dataclass(frozen=True)
class Asked:
    """An indicator of COVER and the period compared: a quarter, or the four quarters of a year.

    births: for each quarter the first and last birth date that it asks about.
    """

    indicator: CoverIndicator
    period: str
    quarters: Mapping[str, Period]
    births: Mapping[str, tuple[date, date]]

    def quarter_of(self, born: date) -> str | None:
        """The quarter in which a child of this birth date is asked about; None where the period has none."""
        return next((name for name, (first, last) in self.births.items() if first <= born <= last), None)


class Side:
    """One list: its children, their entries, and who of them is in which figure of its own count."""

    def __init__(self, extract: Extract, count: Count, as_at: date) -> None:
        """`count` must have been counted from `extract`; as_at is the day on which the list stands."""
        self.as_at = as_at
        self.practice_code = count.practice_code
        self.registration_known = extract.registration_known
        self.keys: Mapping[str, SecondKey] = extract.second_keys
        self.children: dict[str, dict[str, Any]] = {
            row["child_id"]: row for row in extract.children.to_pylist()
        }
        self.has_codes = any(row["practice_code"] for row in self.children.values())
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        columns = ("child_id", "event_date", "vaccine", "kind", "place", "recorded_on")
        for child, day, vaccine, kind, place, recorded in zip(
            *(extract.events[name].to_pylist() for name in columns), strict=True
        ):
            self.entries[child].append(Entry(day, vaccine, kind, (place or "").strip(), recorded))
        self._members: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for row in count.membership.to_pylist():
            if row["definition"] == COVER:
                self._members[row["indicator"], row["period"]][row["child_id"]] = row["value"]

    def members(self, asked: Asked) -> dict[str, tuple[int, str]]:
        """The children of a figure: 1 where counted as vaccinated, else 0, and the quarter in which each is."""
        found = {}
        for quarter in asked.quarters:
            for child, value in self._members[asked.indicator.id, quarter].items():
                found[child] = value, quarter
        return found

    def born(self, child: str) -> date:
        """A child's date of birth."""
        born: date = self.children[child]["date_of_birth"]
        return born

    def registration(self, child: str) -> Registration:
        """From when to when a child is on the list."""
        row = self.children[child]
        return Registration(row["registered_on"], row["deregistered_on"])

    def elsewhere(self, child: str) -> bool:
        """Whether the list has the child at another practice."""
        return self.children[child]["practice_code"] not in (None, "", self.practice_code)

    def given(self, child: str, vaccines: Iterable[str]) -> list[Entry]:
        """The entries of a child that say one of these vaccines was given."""
        wanted = set(vaccines)
        return [one for one in self.entries[child] if one.kind == "given" and one.vaccine in wanted]

    def usual_place(self) -> str:
        """What most doses given say of their place; empty where that is nothing, or no place has most of them."""
        places = Counter(
            one.place for entries in self.entries.values() for one in entries if one.kind == "given"
        )
        place, times = places.most_common(1)[0] if places else ("", 0)
        return place if 2 * times > places.total() else ""


def asked_of(count: Count, indicator: CoverIndicator, period: str) -> Asked | None:
    """What is compared in a figure of the count; None where it was not counted."""
    rows = [row for row in count.figures.to_pylist() if row["indicator"] == indicator.id]
    figure = next((row for row in rows if row["period"] == period), None)
    if figure is None:
        return None
    quarters = [
        row
        for row in rows
        if not row["period"].startswith(ROLLING_YEAR)
        and figure["period_start"] <= row["period_start"] <= row["period_end"] <= figure["period_end"]
    ]
    return Asked(
        indicator,
        period,
        {row["period"]: Period(row["period"], row["period_end"]) for row in quarters},
        {row["period"]: (row["cohort_from"], row["cohort_to"]) for row in quarters},
    )


def counting_days(indicator: CoverIndicator, period: Period, born: date, days: Iterable[date]) -> list[date]:
    """The days on which a dose counts towards an indicator, in their order."""
    counts = indicator.counts
    window = window_of(counts, period, born)
    ordered = sorted(set(days))
    return [
        day
        for place, day in enumerate(ordered)
        if window.first <= day <= window.last and place >= counts.after_earlier
    ]
