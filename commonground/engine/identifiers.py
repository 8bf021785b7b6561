"""What a child could be known by in a text: an NHS number, a postcode. The one place that knows how they look."""

from __future__ import annotations

import re

from nhs_number.validate import is_valid

POSTCODE = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?![A-Z0-9])", re.IGNORECASE)
AS_NUMBERS_ARE_WRITTEN = re.compile(r"(?<!\d)\d{3}[\s.-]?\d{3}[\s.-]?\d{4}(?!\d)")
"""Ten digits, by three, three and four if they are set apart."""
_IN_ANY_GROUPS = re.compile(r"(?<!\d)\d(?:[\s.-]?\d){9}(?!\d)")
_NUMBERS_BEGIN = "4679"  # also one with a wrong digit is hidden; ten-digit codes begin otherwise


def holds_nhs_number(text: str) -> bool:
    """Whether ten digits in a text, however grouped, pass the check of an NHS number."""
    return any(is_valid(_digits(found)) for found in _IN_ANY_GROUPS.findall(text))


def may_hold_nhs_number(text: str) -> bool:
    """As `holds_nhs_number`, and also where a digit may have been mistyped."""
    found = map(_digits, AS_NUMBERS_ARE_WRITTEN.findall(text))
    return holds_nhs_number(text) or any(number[0] in _NUMBERS_BEGIN for number in found)


def without_nhs_numbers(text: str) -> str:
    """A text for the screen or a log in which three dots stand for whatever may be an NHS number.

    A file can be named after a child; the sentence about it may not be (design.md 6).
    """

    def hidden(found: re.Match[str]) -> str:
        return "…" if may_hold_nhs_number(found.group()) else found.group()

    return _IN_ANY_GROUPS.sub(hidden, text)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
