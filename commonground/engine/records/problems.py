"""Collecting what could not be used, without ever showing who it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nhs_number.validate import is_valid

from commonground.engine.errors import UserError
from commonground.engine.records.tables import Problem

LONGEST_VALUE = 80  # a longer text in a cell is a note, and notes name people

_TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_DATE_LIKE = re.compile(r"[\d/.\-: ]{1,24}")
_DATE_INSIDE = re.compile(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}")


class ExtractError(UserError):
    """What was given is no extract that can be read, or needs an answer first: one sentence for the user."""


def shown(value: str) -> str:
    """The value of a label, code or word as it may be shown: empty where it could identify a child."""
    if len(value) > LONGEST_VALUE or _POSTCODE.search(value) or _DATE_INSIDE.search(value):
        return ""
    return "" if any(is_valid(found) for found in _TEN_DIGITS.findall(value)) else value


def shown_date(value: str) -> str:
    """What stood in the column of an event's date, as it may be shown: only what looks like one."""
    if not _DATE_LIKE.fullmatch(value) or _TEN_DIGITS.search(value):
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
        """One more problem. `value` has passed `shown` or `shown_date`."""
        self.found.append(Problem(file, sheet, row, column, value, reason, what_to_do))
