"""What a commissioner's spreadsheet says that is not here yet. Past visits are compared by `visits.past_visits`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from commonground.core.caller import Caller
from commonground.engine.records.words import key
from commonground.practices import queries, services
from commonground.practices.models import Contact, Practice
from commonground.practices.sheet.rows import SheetRow

SOURCE = "the spreadsheet that was loaded"
FIELDS = {
    "pcn_name": "PCN",
    "supplier": "computer system",
    "phone": "phone",
    "email": "e-mail",
    "list_size": "patients",
}


@dataclass(frozen=True)
class NewPerson:
    """Somebody whom nobody had entered."""

    row: SheetRow

    @property
    def words(self) -> str:
        """What is shown."""
        reach = ", ".join(filter(None, (self.row.contact_email, self.row.contact_phone)))
        return f"{self.row.contact}, {Contact.Role(self.row.role).label}{', ' + reach if reach else ''}"


@dataclass(frozen=True)
class ChangedPerson:
    """Somebody known, with other details."""

    row: SheetRow
    contact: Contact
    values: dict[str, str]

    @property
    def words(self) -> str:
        """What is shown."""
        changes = (
            f"{getattr(self.contact, name) or 'nothing'} becomes {value}"
            for name, value in self.values.items()
        )
        return f"{self.contact.name}: {'; '.join(changes)}"


@dataclass(frozen=True)
class ChangedPractice:
    """Details of a practice that are new or other."""

    row: SheetRow
    values: dict[str, str | int]

    @property
    def words(self) -> str:
        """What is shown."""
        here = self.row.practice
        return "; ".join(
            f"{FIELDS[name]}: {getattr(here, name) or 'nothing'} becomes {value}"
            for name, value in self.values.items()
        )


@dataclass
class SheetDifferences:
    """What would change, each with the row that says so; nothing twice."""

    practices: list[ChangedPractice] = field(default_factory=list)
    new_people: list[NewPerson] = field(default_factory=list)
    changed_people: list[ChangedPerson] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many changes."""
        return len(self.practices) + len(self.new_people) + len(self.changed_people)


def compare_sheet(caller: Caller, rows: Sequence[SheetRow]) -> SheetDifferences:
    """Compare rows with what is known. Who left or is not in the sheet stays as they are."""
    known: dict[tuple[int, str], Contact] = {}
    for contact in queries.contacts_of_all(caller):
        known.setdefault((contact.practice_id, key(contact.name)), contact)
    found = SheetDifferences()
    seen: set[tuple[int, str]] = set()
    said: dict[int, dict[str, str | int]] = {}
    for row in rows:
        values = {
            name: value
            for name, value in row.details.items()
            if getattr(row.practice, name) != value and said.get(row.practice.pk, {}).get(name) is None
        }
        said.setdefault(row.practice.pk, {}).update(row.details)
        if values:
            found.practices.append(ChangedPractice(row, values))
        person = (row.practice.pk, key(row.contact))
        if not row.contact or person in seen:
            continue
        seen.add(person)
        if person not in known:
            found.new_people.append(NewPerson(row))
        elif changes := _changes(known[person], row):
            found.changed_people.append(ChangedPerson(row, known[person], changes))
    return found


def change_all(caller: Caller, found: SheetDifferences, *, on: date) -> None:
    """Make the changes, each by its own service. Those who call it are a service themselves: all or nothing."""
    for practice in found.practices:
        services.change_practice(caller, _fresh(caller, practice.row), **practice.values)
    for new in found.new_people:
        row = new.row
        contact = Contact(
            practice=row.practice,
            name=row.contact,
            role=row.role,
            email=row.contact_email,
            phone=row.contact_phone,
            source=SOURCE,
            added_on=on,
        )
        services.add_contact(caller, contact)
    for changed in found.changed_people:
        for name, value in changed.values.items():
            setattr(changed.contact, name, value)
        services.change_contact(caller, changed.contact)


def _fresh(caller: Caller, row: SheetRow) -> Practice:
    return queries.practice(caller, row.practice.code)


def _changes(contact: Contact, row: SheetRow) -> dict[str, str]:
    return dict(_changed(contact, row))


def _changed(contact: Contact, row: SheetRow) -> Iterator[tuple[str, str]]:
    if row.contact_email and row.contact_email.casefold() != contact.email.casefold():
        yield "email", row.contact_email
    if row.contact_phone and key(row.contact_phone) != key(contact.phone):
        yield "phone", row.contact_phone
    if row.role != Contact.Role.OTHER and row.role != contact.role:
        yield "role", row.role
