"""Collecting what could not be used, without ever showing who it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from commonground.engine.errors import UserError
from commonground.engine.identifiers import (
    POSTCODE,
    looks_like_nhs_number,
    may_hold_nhs_number,
    without_nhs_numbers,
)
from commonground.engine.records.tables import Problem

LONGEST_VALUE = 80  # a longer text in a cell is a note, and notes name people

_DATE_LIKE = re.compile(r"[\d/.\-: ]{1,24}")
_DATE_INSIDE = re.compile(
    r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?[ .\-/]*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .,\-/]*\d{2}",
    re.IGNORECASE,
)


class ExtractError(UserError):
    """What was given is no extract that can be read, or needs an answer first: one sentence for the user.

    `ask` says what a screen can ask instead of naming the option of a command: HEADINGS, DATE_ORDER or nothing; then
    `about` is a sentence to ask it with, and `file` the file that it is about.
    """

    def __init__(self, sentence: str, ask: str = "", *, about: str = "", file: str = "") -> None:
        super().__init__(sentence)
        self.ask = ask
        self.about = about
        self.file = file


HEADINGS, DATE_ORDER = "headings", "date order"


def shown(value: str) -> str:
    """The value of a label, code or word as it may be shown: empty where it could identify a child."""
    if len(value) > LONGEST_VALUE or POSTCODE.search(value) or _DATE_INSIDE.search(value):
        return ""
    return "" if may_hold_nhs_number(value) else value


def shown_date(value: str) -> str:
    """What stood in the column of an event's date, as it may be shown: only what looks like one."""
    if not _DATE_LIKE.fullmatch(value) or looks_like_nhs_number(value):
        return ""
    return value


@dataclass
class Problems:
    """The problems of one reading, in the order in which they were found."""

    found: list[Problem] = field(default_factory=list)

    def add(
        self,
        file: str,
        sheet: str,
        row: int | None,
        column: str,
        reason: str,
        what_to_do: str,
        value: str = "",
    ) -> None:
        """One more problem. `value` has passed `shown` or `shown_date`; a file may be named after a child."""
        file, sheet = without_nhs_numbers(file), without_nhs_numbers(sheet)
        self.found.append(Problem(file, sheet, row, column, value, reason, what_to_do))
