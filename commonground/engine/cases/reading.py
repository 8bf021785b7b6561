"""From the lines of a case to the case, with every fault at its own line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from commonground.engine.cases.model import Case, Entry, Expected
from commonground.engine.cases.words import Vocabulary, parse_date, parse_entries, parse_expectation
from commonground.engine.records.tables import KINDS, Kind
from commonground.engine.rules.files import Fault, RulebookError

_DAYS = ("born", "on", "registered", "left")
_CHOICES = {"registrations": "not known", "practice": "another"}
FIELDS = ("case", "rule", *_DAYS, *KINDS, *_CHOICES)
_MAY_REPEAT = ("rule", *KINDS)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Line:
    """A line of a case: its number, the word before its colon and the rest."""

    number: int
    key: str
    text: str


@dataclass
class Draft:
    """A case as written, not yet understood: its fields, its expectations, and its table if it has one."""

    file: str
    line: int
    fields: list[Line] = field(default_factory=list)
    expect: list[Line] = field(default_factory=list)
    table: list[Line] = field(default_factory=list)
    table_columns: tuple[str, ...] = ()


def read_draft(draft: Draft, words: Vocabulary) -> Case:
    """The case a draft says. Raises RulebookError with every fault in it."""
    return _Reading(draft, words).case()


class _Reading:
    """One draft being understood; what can't be is kept as a fault."""

    def __init__(self, draft: Draft, words: Vocabulary) -> None:
        self.draft = draft
        self.words = words
        self.faults: list[Fault] = []

    def case(self) -> Case:
        once = self.fields_written_once()
        days = {
            key: self.attempt(line, parse_date) for key, line in once.items() if key in _DAYS and line.text
        }
        entries = self.entries(days.get("born"), days.get("on"))
        rules = self.rules()
        # An expectation about an entry that could not be read would only be a second complaint.
        expected = () if self.faults else self.expected(entries)
        for key, wanted in _CHOICES.items():
            if key in once and once[key].text != wanted:
                self.fault(once[key].number, f"after “{key}:” write {wanted}, or leave the line out")
        born, as_at = days.get("born"), days.get("on")
        if self.faults or born is None or as_at is None:
            raise RulebookError(self.faults)
        return Case(
            name=once["case"].text,
            rules=rules,
            file=self.draft.file,
            line=self.draft.line,
            born=born,
            as_at=as_at,
            entries=entries,
            expected=expected,
            registered_on=days.get("registered"),
            left_on=days.get("left"),
            registration_known="registrations" not in once,
            other_practice="practice" in once,
        )

    def fault(self, line: int, sentence: str) -> None:
        self.faults.append(Fault(self.draft.file, line, sentence))

    def attempt(self, line: Line, read: Callable[[str], _T]) -> _T | None:
        try:
            return read(line.text)
        except ValueError as error:
            self.fault(line.number, str(error))
            return None

    def fields_written_once(self) -> dict[str, Line]:
        once: dict[str, Line] = {}
        for line in self.draft.fields:
            if not line.text:
                self.fault(
                    line.number, f"there is nothing after “{line.key}:”; write it or take the line out"
                )
            if line.key in once and line.key not in _MAY_REPEAT:
                self.fault(line.number, f"“{line.key}” is written twice; keep one")
            once.setdefault(line.key, line)
        for key, what in (
            ("case", "a title"),
            ("born", "the date of birth"),
            ("on", "the day of counting"),
        ):
            if key not in once:
                self.fault(self.draft.line, f"this case has no “{key}:”; write {what}")
        return once

    def entries(self, born: date | None, as_at: date | None) -> tuple[Entry, ...]:
        found: list[Entry] = []
        for line in self.draft.fields:
            if line.key not in KINDS:
                continue
            for entry in self.attempt(line, self.entry_reader(line.key)) or []:
                found.append(entry)
                if not (born or date.min) <= entry.on <= (as_at or date.max):
                    self.fault(
                        line.number,
                        f"{entry} is before the birth or after the day of counting; mend the date",
                    )
        return tuple(found)

    def entry_reader(self, kind: Kind) -> Callable[[str], list[Entry]]:
        return lambda text: parse_entries(kind, text, self.words)

    def rules(self) -> tuple[str, ...]:
        named = [
            (line.number, rule.strip())
            for line in self.draft.fields
            if line.key == "rule"
            for rule in line.text.split(",")
        ]
        for number, rule in named:
            if rule not in self.words.rules:
                self.fault(number, f"“{rule}” is no entry of the rulebook; write the id of a rule it has")
        if not named:
            self.fault(
                self.draft.line, "this case has no “rule:”; write the id of the rule it is an example of"
            )
        return tuple(rule for _, rule in named)

    def expected(self, entries: Sequence[Entry]) -> tuple[Expected, ...]:
        if not self.draft.expect:
            self.fault(
                self.draft.line,
                "this case expects nothing; add “expect:” and, below it after spaces, the answers",
            )
        read = [
            self.attempt(line, lambda text: parse_expectation(text, entries, self.words))
            for line in self.draft.expect
        ]
        return tuple(expected for found in read for expected in found or ())
