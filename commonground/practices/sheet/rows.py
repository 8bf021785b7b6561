"""The rows of a commissioner's spreadsheet, read with the columns that somebody confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from commonground.engine.records.dates import DateReader
from commonground.engine.records.words import Cell, key, text
from commonground.practices.models import Contact, Practice
from commonground.practices.sheet.columns import MEANINGS, Headed

ROLES: Mapping[Contact.Role, tuple[str, ...]] = {
    Contact.Role.MANAGER: (
        "practice manager",
        "manager",
        "pm",
        "practice business manager",
        "business manager",
    ),
    Contact.Role.DEPUTY: (
        "deputy practice manager",
        "deputy manager",
        "deputy",
        "assistant practice manager",
        "assistant manager",
        "dpm",
    ),
    Contact.Role.LEAD_NURSE: (
        "lead nurse",
        "nurse lead",
        "lead practice nurse",
        "senior nurse",
        "nurse manager",
    ),
    Contact.Role.NURSE: ("practice nurse", "nurse", "pn"),
    Contact.Role.GP_LEAD: ("gp lead", "lead gp", "gp", "gp partner", "partner", "doctor"),
    Contact.Role.CLINICAL_LEAD: (
        "immunisation lead clinical",
        "clinical immunisation lead",
        "immunisation lead",
        "imms lead",
        "clinical lead",
    ),
    Contact.Role.ADMIN_LEAD: (
        "immunisation lead administrative",
        "administrative immunisation lead",
        "immunisation administrator",
        "imms admin",
        "admin lead",
        "administrator",
    ),
    Contact.Role.OTHER: ("other", "somebody else", "receptionist", "reception"),
}
"""How people write the roles of those who work at a practice."""
_BY_WORDS = {key(word): role for role, words in ROLES.items() for word in words}
_LONGEST_PHONE = 30


@dataclass(frozen=True)
class RowProblem:
    """Something in a row that can't be used, with what to do about it."""

    row: int
    column: str
    what_to_do: str


@dataclass
class SheetRow:
    """What a row says of a practice, of a person there and of a visit; empty where it says nothing."""

    row: int
    practice: Practice
    details: dict[str, str | int] = field(default_factory=dict)
    contact: str = ""
    role: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    visited: date | None = None
    visitor: str = ""


@dataclass
class SheetRows:
    """The rows that could be used, and what could not."""

    rows: list[SheetRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def read_rows(
    headed: Headed, columns: Mapping[str, int], practices: Mapping[str, Practice], *, today: date
) -> SheetRows:
    """Read every row below the headings. `practices` are the caller's by code; a row of another is named."""
    reader = _Reader(headed, columns, practices, DateReader(today, "dmy"))
    found = SheetRows(problems=reader.problems)
    for number, cells in enumerate(headed.sheet.rows[headed.row :], headed.row + 1):
        if any(cells):
            row = reader.read(number, cells)
            if row is not None:
                found.rows.append(row)
    return found


class _Reader:
    def __init__(
        self,
        headed: Headed,
        columns: Mapping[str, int],
        practices: Mapping[str, Practice],
        dates: DateReader,
    ) -> None:
        self.headed, self.columns, self.practices, self.dates = headed, columns, practices, dates
        self.problems: list[RowProblem] = []
        self.by_name: dict[str, list[Practice]] = {}
        for practice in practices.values():
            self.by_name.setdefault(key(practice.name), []).append(practice)

    def read(self, number: int, cells: Sequence[Cell]) -> SheetRow | None:
        """A row, or nothing where its practice is not known."""
        self.number, self.cells = number, cells
        practice = self._practice()
        if practice is None:
            return None
        row = SheetRow(number, practice, self._details())
        row.contact = self._words("contact", 200)
        if row.contact:
            row.role = self._role()
            row.contact_email = self._email("contact_email")
            row.contact_phone = self._phone("contact_phone")
        row.visited = self._day()
        row.visitor = self._words("visitor", 200)
        return row

    def _practice(self) -> Practice | None:
        code, name = self._text("code").upper(), self._text("practice")
        if code:
            if code not in self.practices:
                self._problem(
                    "code",
                    f"No practice of yours has the code {code[:20]}. Mend the code, or leave the row out.",
                )
            return self.practices.get(code)
        named = self.by_name.get(key(name), []) if name else []
        if len(named) != 1:
            how_many = "More than one practice" if named else "No practice"
            self._problem(
                "practice" if name else "code", f"{how_many} of yours is found by this row. Give its code."
            )
            return None
        return named[0]

    def _details(self) -> dict[str, str | int]:
        said: dict[str, str | int] = {
            "pcn_name": self._words("pcn_name", 200),
            "supplier": self._words("supplier", 60),
            "phone": self._phone("phone"),
            "email": self._email("email"),
        }
        patients = self._text("list_size").replace(",", "")
        if patients.isdigit():
            said["list_size"] = int(patients)
        elif patients:
            self._problem("list_size", "Write the number of patients in figures.")
        return {name: value for name, value in said.items() if value != ""}

    def _role(self) -> str:
        words = self._text("role")
        if not words:
            heading = key(self._heading("contact"))
            return _BY_WORDS.get(heading, Contact.Role.OTHER).value
        role = _BY_WORDS.get(key(words))
        if role is None:
            self._problem(
                "role",
                "We do not know this role, so the person is kept as “somebody else”. Change it here after.",
            )
        return (role or Contact.Role.OTHER).value

    def _day(self) -> date | None:
        if "visited" not in self.columns or not self._cell("visited"):
            return None
        day = self.dates.read(self._cell("visited"))
        if not isinstance(day, date):
            self._problem("visited", "Write the day like 4 October 2025.")
            return None
        if day > self.dates.as_at:
            self._problem(
                "visited", "This day is still to come: arrange the visit here and leave the day out."
            )
            return None
        return day

    def _email(self, meaning: str) -> str:
        address = self._text(meaning)
        try:
            if address:
                validate_email(address)
        except ValidationError:
            self._problem(meaning, "This is not an e-mail address. Mend it, or leave it out.")
            return ""
        return address

    def _phone(self, meaning: str) -> str:
        number = self._text(meaning)
        if len(number) > _LONGEST_PHONE:
            self._problem(meaning, "This is too long for a phone number. Give one number.")
            return ""
        return f"0{number}" if number.isdigit() and len(number) == 10 and number[0] != "0" else number

    def _words(self, meaning: str, longest: int) -> str:
        words = self._text(meaning)
        if len(words) > longest:
            self._problem(meaning, f"This is longer than {longest} characters. Shorten it.")
            return ""
        return words

    def _text(self, meaning: str) -> str:
        return text(self._cell(meaning)) if meaning in self.columns else ""

    def _cell(self, meaning: str) -> Cell:
        at = self.columns[meaning]
        return self.cells[at] if at < len(self.cells) else ""

    def _heading(self, meaning: str) -> str:
        at = self.columns.get(meaning)
        return MEANINGS[meaning][0] if at is None else self.headed.headings[at]

    def _problem(self, meaning: str, what_to_do: str) -> None:
        self.problems.append(RowProblem(self.number, self._heading(meaning), what_to_do))
