"""The extract forms that a spreadsheet shows: rows by event, rows by child, SystmOne-like and school-like."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter

from commonground.synthetic.people import Child, Entry, PracticeRecord, numbered_doses, vaccines_with_labels

EVENT_HEADINGS = (
    "NHS number",
    "Date of birth",
    "Practice code",
    "Registration date",
    "Deduction date",
    "Date of event",
    "Immunisation",
    "Outcome",
    "Given at",
    "Date entered",
)
SYSTMONE_HEADINGS = (
    "Date of birth",
    "NHS number",
    "First name",
    "Surname",
    "Sex",
    "Postcode",
    "Vaccination type",
    "Event date",
    "Event done at",
    "Vaccination batch number",
)
SCHOOL_HEADINGS = (
    "ORGANISATION_CODE",
    "NHS_NUMBER",
    "PERSON_FORENAME",
    "PERSON_SURNAME",
    "PERSON_DOB",
    "PERSON_GENDER_CODE",
    "PERSON_POSTCODE",
    "VACCINATED",
    "DATE_OF_VACCINATION",
    "VACCINE_GIVEN",
    "DOSE_SEQUENCE",
    "REASON_NOT_VACCINATED",
)
CHILD_HEADINGS = ("NHS number", "Date of birth", "Practice code", "Registration date", "Deduction date")
SCHOOL_REASONS = {
    "declined": "refused",
    "contraindicated": "vaccination contraindicated",
    "not attended": "absent from session",
}
DAY_FIRST = "%d/%m/%Y"
COMPACT = "%Y%m%d"
SHEET_DATE = "dd/mm/yyyy"


def write_event_rows(record: PracticeRecord, path: Path) -> None:
    """One row for each entry, days first; a child without entries has one row with the event left empty."""

    def row(child: Child, entry: Entry | None) -> list[str]:
        about_child = [child.child_id, _day_first(child.date_of_birth), record.practice_code]
        spell = [_day_first(child.registered_on), _day_first(child.deregistered_on)]
        if entry is None:
            return [*about_child, *spell, "", "", "", "", ""]
        what = [_day_first(entry.event_date), entry.label_with_dose, entry.kind]
        return [*about_child, *spell, *what, entry.place, _day_first(entry.recorded_on)]

    rows = (row(child, entry) for child in record.children for entry in child.entries or (None,))
    _write_csv(path, EVENT_HEADINGS, rows)


def write_systmone(record: PracticeRecord, path: Path) -> None:
    """The headings of a SystmOne vaccination report; given doses only, and every child at least once."""

    def row(child: Child, entry: Entry | None) -> list[str]:
        who = [child.date_of_birth.strftime(COMPACT), child.child_id, child.forename, child.surname]
        who += [child.gender.capitalize(), child.postcode]
        if entry is None:
            return [*who, "", "", "", ""]
        return [*who, entry.label_with_dose, entry.event_date.strftime(COMPACT), entry.place, ""]

    rows = (row(child, entry) for child in record.children for entry in given(child) or (None,))
    _write_csv(path, SYSTMONE_HEADINGS, rows)


def write_school(record: PracticeRecord, path: Path) -> None:
    """The headings of NHS England's school system: entries of every kind, and no child without one."""

    def row(child: Child, entry: Entry) -> list[str]:
        who = [record.practice_code, child.child_id, child.forename, child.surname]
        who += [child.date_of_birth.strftime(COMPACT), child.gender, child.postcode]
        done = "Y" if entry.kind == "given" else "N"
        what = [done, entry.event_date.strftime(COMPACT), entry.label, str(entry.sequence or "")]
        return [*who, *what, SCHOOL_REASONS.get(entry.kind, "")]

    rows = (row(child, entry) for child in record.children for entry in child.entries)
    _write_csv(path, SCHOOL_HEADINGS, rows)


def write_child_rows(record: PracticeRecord, path: Path) -> None:
    """A workbook with one row for each child and a column for each dose of each vaccine that has a label.

    Entries of other vaccines, and those not given, have no column and are not in the file; two entries
    of a vaccine on one day share a cell. The workbook bears the as-at date as the day it was made, so
    that the same children make the same bytes.
    """
    columns = _dose_columns(record.children, vaccines_with_labels())
    places = {column: place for place, column in enumerate(columns, start=len(CHILD_HEADINGS))}
    with xlsxwriter.Workbook(path, {"default_date_format": SHEET_DATE}) as workbook:
        workbook.set_properties({"created": _at_midnight(record.as_at)})
        sheet = workbook.add_worksheet("Children")
        sheet.write_row(0, 0, [*CHILD_HEADINGS, *(f"{vaccine} {number}" for vaccine, number in columns)])
        for number, child in enumerate(record.children, start=1):
            sheet.write_string(number, 0, child.child_id)
            sheet.write_datetime(number, 1, _at_midnight(child.date_of_birth))
            sheet.write_string(number, 2, record.practice_code)
            for place, spell in enumerate((child.registered_on, child.deregistered_on), start=3):
                if spell:
                    sheet.write_datetime(number, place, _at_midnight(spell))
            for entry in given(child):
                place = places.get((entry.vaccine, entry.sequence), 0)
                if place:
                    sheet.write_datetime(number, place, _at_midnight(entry.event_date))


def given(child: Child) -> tuple[Entry, ...]:
    """The child's given entries."""
    return tuple(entry for entry in child.entries if entry.kind == "given")


def _dose_columns(children: Sequence[Child], vaccines: Sequence[str]) -> list[tuple[str, int]]:
    most = dict.fromkeys(vaccines, 0)
    for child in children:
        for entry in given(child):
            if entry.vaccine in most:
                most[entry.vaccine] = max(most[entry.vaccine], entry.sequence)
    return [
        (vaccine, number + 1)
        for vaccine in vaccines
        for number in range(min(most[vaccine], numbered_doses()))
    ]


def _at_midnight(value: date) -> datetime:
    return datetime.combine(value, time())


def _day_first(value: date | None) -> str:
    return value.strftime(DAY_FIRST) if value else ""


def _write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)
