"""Small lists of two bodies about the same made-up children, as CSV files, with planted differences."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from io import StringIO

from nhs_number.validate import is_valid

PRACTICE = "Z99001"
AS_AT = date(2026, 10, 4)
FIRST_BIRTH = date(2023, 10, 1)
"""The first birth of the newest year that asks about 24 months as at AS_AT."""

NUMBERS = [number for number in map(str, range(9990000000, 9990030000)) if is_valid(number)]
COLUMNS = (
    "NHS number",
    "Date of birth",
    "Surname",
    "Forename",
    "Postcode",
    "Practice code",
    "Date registered",
    "Date left",
    "Vaccine",
    "Event date",
    "Kind",
    "Place",
    "Recorded on",
)


@dataclass(frozen=True)
class Dose:
    """An entry of one record."""

    day: date
    vaccine: str = "MMR"
    kind: str = "given"
    place: str = ""
    recorded_on: date | None = None


@dataclass(frozen=True)
class Child:
    """A child on one list."""

    number: str
    born: date
    doses: tuple[Dose, ...] = ()
    registered: date | None = None
    left: date | None = None
    code: str = PRACTICE
    surname: str = "Quill"
    forename: str = "Ada"
    postcode: str = "ZZ99 9AA"

    def given(self, *doses: Dose) -> Child:
        """The child with these entries."""
        return replace(self, doses=doses)

    @property
    def due(self) -> date:
        """A day on which the first MMR counts."""
        return self.born + timedelta(days=400)


@dataclass
class TwoLists:
    """The practice's list and the child health service's."""

    practice: list[Child] = field(default_factory=list)
    chis: list[Child] = field(default_factory=list)

    def on_both(self, practice: Child, chis: Child | None = None) -> None:
        """Put a child on both lists."""
        self.practice.append(practice)
        self.chis.append(chis or practice)


def child(number: int, born: date | None = None) -> Child:
    """A made-up child, of the year that AS_AT asks about unless told otherwise; registered at birth."""
    day = born or FIRST_BIRTH + timedelta(days=(number * 13) % 360 + 5)
    return Child(NUMBERS[number], day, registered=day, surname=f"Quill{number}")


def vaccinated(number: int, born: date | None = None) -> Child:
    """A made-up child with its first MMR in time."""
    one = child(number, born)
    return one.given(Dose(one.due))


def csv_of(children: list[Child]) -> str:
    """A list as a file: a row for each entry, and one for a child without any."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in children:
        about = (
            *(one.number, one.born, one.surname, one.forename, one.postcode, one.code),
            *(one.registered or "", one.left or ""),
        )
        entries: list[tuple[object, ...]] = [
            (d.vaccine, d.day, d.kind, d.place, d.recorded_on or "") for d in one.doses
        ]
        for entry in entries or [("", "", "", "", "")]:
            writer.writerow((*about, *entry))
    return text.getvalue()
