"""What is typed to have a timetable made: how each person visits, and how it is planned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.free_text import refuse_nhs_number
from commonground.engine.rules.visit_book import load_visit_book
from commonground.engine.timetable.reading.cells import dates
from commonground.practices.models import WEEKDAYS
from commonground.rounds.forms import DayField
from commonground.rounds.models import Round
from commonground.visits.models import RoundVisitor, Timetable
from commonground.visits.queries.timetables import place_of_postcode

WORKING_DAYS = WEEKDAYS[:5]
MOST_A_DAY, MOST_DAYS = 8, 366
SECONDS, LONGEST_SECONDS = 30, 600
LARGEST_SEED = 2**31 - 1
_DEGREES = re.compile(r"(-?\d{1,2}(?:\.\d+)?)[,\s]+(-?\d{1,3}(?:\.\d+)?)")
NORTH, EAST = (49.0, 61.0), (-9.0, 3.0)
"""Degrees between which the British Isles lie: a pair outside them is a slip of the hand."""


class TimetableForm(forms.Form):
    """One set of fields for each person who visits, and the few that are about the whole."""

    first_day = DayField(label="First day of visits")
    own_visitors = forms.BooleanField(
        label="Each practice keeps the visitor that the list names", required=False
    )
    random_order = forms.BooleanField(label="Draw the month of each invitation at random", required=False)
    seed = forms.IntegerField(
        label="Seed of the draw",
        min_value=0,
        max_value=LARGEST_SEED,
        help_text="Any whole number. The same number draws the same months again.",
    )
    seconds = forms.IntegerField(
        label="Seconds to plan for",
        min_value=1,
        max_value=LONGEST_SECONDS,
        help_text="A larger round may need more than half a minute.",
    )

    km_an_hour = forms.IntegerField(
        label="Speed on the way, in kilometres an hour",
        min_value=5,
        max_value=100,
        help_text="From door to door. 22 is usual across a city; in the country it may be twice that.",
    )

    def __init__(
        self,
        caller: Caller,
        round_: Round,
        people: Sequence[User],
        ways: dict[int, RoundVisitor],
        *args: Any,
        again: bool,
        **kwargs: Any,
    ) -> None:
        """people: who visits in the round; ways: how each did, as far as that was said; again: after an earlier one."""
        super().__init__(*args, **kwargs)
        self._caller, self._round, self._people = caller, round_, people
        self._places: dict[int, tuple[float, float]] = {}
        if again:
            del self.fields["random_order"]
        for person in people:
            self.fields.update(_fields(person, ways.get(person.pk)))

    def of_people(self) -> list[tuple[User, list[forms.BoundField]]]:
        """Each person with their fields."""
        return [(one, [self[f"{part}-{one.pk}"] for part in PARTS]) for one in self._people]

    def of_the_whole(self) -> list[forms.BoundField]:
        """The fields that are about nobody in particular."""
        names = ("first_day", "km_an_hour", "own_visitors", "random_order", "seed", "seconds")
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Who visits has a place to start from, and days away that can be read."""
        values: dict[str, Any] = super().clean() or {}
        for person in self._people:
            if values.get(f"weekdays-{person.pk}"):
                self._check(person, values)
        if not self.errors and not any(values.get(f"weekdays-{one.pk}") for one in self._people):
            self.add_error(None, "Nobody visits on any day. Tick the weekdays of somebody.")
        first: date | None = values.get("first_day")
        if first is not None and first > self._round.ends_on:
            self.add_error("first_day", "The round ends before that day.")
        return values

    def ways(self) -> list[RoundVisitor]:
        """How each person visits; nobody without a weekday."""
        return [self._way(one) for one in self._people if self.cleaned_data[f"weekdays-{one.pk}"]]

    def filled(self, timetable: Timetable) -> Timetable:
        """The timetable with what was typed about the whole."""
        for name in ("first_day", "own_visitors", "seed", "seconds", "km_an_hour"):
            setattr(timetable, name, self.cleaned_data[name])
        timetable.random_order = self.cleaned_data.get("random_order", timetable.random_order)
        return timetable

    def _check(self, person: User, values: dict[str, Any]) -> None:
        base = f"base-{person.pk}"
        place = self._place(values.get(base, "")) if base not in self.errors else None
        if place is None and base not in self.errors:
            self.add_error(base, _no_place(values.get(base, ""), person.name))
        elif place is not None:
            self._places[person.pk] = place
        try:
            dates(self._round.ends_on)(values.get(f"away-{person.pk}", ""))
        except ValueError as wrong:
            self.add_error(f"away-{person.pk}", f"{person.name}: {wrong}.")

    def _place(self, typed: str) -> tuple[float, float] | None:
        degrees = _DEGREES.fullmatch(typed.strip())
        if degrees is None:
            return place_of_postcode(self._caller, typed) if typed.strip() else None
        north, east = float(degrees[1]), float(degrees[2])
        inside = NORTH[0] <= north <= NORTH[1] and EAST[0] <= east <= EAST[1]
        return (north, east) if inside else None

    def _way(self, person: User) -> RoundVisitor:
        said = {part: self.cleaned_data[f"{part}-{person.pk}"] for part in PARTS}
        north, east = self._places[person.pk]
        return RoundVisitor(
            round=self._round,
            person=person,
            base=said["base"],
            latitude=north,
            longitude=east,
            weekdays=sorted(int(day) for day in said["weekdays"]),
            visits_a_day=said["a_day"],
            visit_days=said["days"],
            away=said["away"],
        )


PARTS = ("base", "weekdays", "a_day", "days", "away")


def _fields(person: User, way: RoundVisitor | None) -> dict[str, forms.Field]:
    usual = int(load_visit_book().number("timetable-visits-a-day"))
    made: dict[str, forms.Field] = {
        "base": forms.CharField(
            label="Starts from",
            help_text="A postcode, or latitude and longitude such as 51.51, -0.13",
            required=False,
            max_length=60,
            validators=[refuse_nhs_number],
            initial=way.base if way else person.base_postcode,
        ),
        "weekdays": forms.MultipleChoiceField(
            label="Visits on",
            choices=WORKING_DAYS,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=way.weekdays if way else [day for day, _ in WORKING_DAYS],
        ),
        "a_day": forms.IntegerField(
            label="Visits in a day, at most",
            min_value=1,
            max_value=MOST_A_DAY,
            initial=way.visits_a_day if way else usual,
        ),
        "days": forms.IntegerField(
            label="Days of visits in the round, at most",
            help_text="Leave empty for as many as needed",
            required=False,
            min_value=0,
            max_value=MOST_DAYS,
            initial=way.visit_days if way else None,
        ),
        "away": forms.CharField(
            label="Dates away",
            help_text="For example 21 December 2026 to 4 January 2027; 8 February 2027",
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
            validators=[refuse_nhs_number],
            initial=way.away if way else "",
        ),
    }
    return {f"{part}-{person.pk}": made[part] for part in PARTS}


def _no_place(typed: str, name: str) -> str:
    if not typed.strip():
        return f"Say where {name} starts from, or tick none of their days."
    if _DEGREES.fullmatch(typed.strip()):
        return f"{name}: that place is not in England. Write latitude first, then longitude."
    return (
        f"{name}: no practice here has a postcode of that district, so we do not know where it is. "
        "Write its latitude and longitude."
    )
