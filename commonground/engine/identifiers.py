"""What a child could be known by in a text: an NHS number, a postcode. The one place that knows how they look.

What counts as an NHS number, and what is let be, is decided in docs/decisions/0011-what-counts-as-an-nhs-number.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from nhs_number.validate import is_valid

POSTCODE = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?![A-Z0-9])", re.IGNORECASE)

_TEN = 10
_GAP = r"[\W_]{0,3}"
_AS_WRITTEN = re.compile(rf"(?<!\d)(?=(\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}})(?!\d))")
"""By three, three and four, with up to three signs of any kind between: `999 - 000 - 0026`, `(999) 000 0026`."""
_IN_ANY_GROUPS = tuple(
    re.compile(rf"(?<!\d)(?=(\d(?:{sign}?\d){{9}})(?!\d))") for sign in (r"\s", r"\.", "-")
)
"""In any groups, with one and the same sign between: `9 9 9 0 0 0 0 0 2 6`. Dates and times mix their signs."""
_TELEPHONES = re.compile(
    r"(?:\+|(?<!\d)00)44[\s(]{0,2}0?[\s)-]{0,2}[1-9](?:[\s-]?\d){8,9}(?![\s.-]?\d)"
    r"|(?<!\d)\(?(?=0\d\d)0(?:[\s().-]{0,2}\d){9,10}(?![\s.-]?\d)"
)
"""With the code of the country, or with the first nought: ten or eleven digits."""
_NUMBERS_BEGIN = "4679"  # also one with a wrong digit is hidden; ten-digit codes begin otherwise
_LEFT_OUT = ("Cf", "Mn", "Me")  # signs of no width


def holds_nhs_number(text: str) -> bool:
    """Whether ten digits in a text pass the check of an NHS number, and are no part of a telephone number."""
    return _holds(text, short_phones=False)


def phone_holds_nhs_number(text: str) -> bool:
    """As `holds_nhs_number`, where a telephone number is asked for: one with its first 0 is one, of ten digits too."""
    return _holds(text, short_phones=True)


def looks_like_nhs_number(text: str) -> bool:
    """Whether ten digits stand in a text as those of NHS numbers do, whatever their check says."""
    plain, _ = _plain(text)
    return _AS_WRITTEN.search(plain) is not None


def may_hold_nhs_number(text: str) -> bool:
    """Whether ten digits in a text may be an NHS number: also where one of them may have been mistyped."""
    return any(True for _ in _spans(_plain(text)[0]))


def without_nhs_numbers(text: str) -> str:
    """A text for the screen or a log in which three dots stand for whatever may be an NHS number.

    A file can be named after a child; the sentence about it may not be (design.md 6).
    """
    plain, places = _plain(text)
    parts, shown = [], 0
    for start, end in sorted(_spans(plain)):
        begin, after = places[start], places[end - 1] + 1
        if after > shown:
            parts += [text[shown:begin], "…" if begin >= shown else ""]
            shown = after
    return "".join([*parts, text[shown:]])


def _holds(text: str, *, short_phones: bool) -> bool:
    plain, _ = _plain(text)
    valid = [span for number, span in _candidates(plain) if is_valid(number)]
    if not valid:
        return False
    phones = [one.span() for one in _TELEPHONES.finditer(plain) if short_phones or _digits(one[0]) != _TEN]
    of_phones = {place for start, end in phones for place in range(start, end)}
    return any(
        plain[place].isdigit() and place not in of_phones
        for start, end in valid
        for place in range(start, end)
    )


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    """From where to where in a plain text there may be an NHS number."""
    for number, span in _candidates(plain):
        written = _AS_WRITTEN.match(plain, span[0])
        mistyped = written is not None and written.span(1) == span and number[0] in _NUMBERS_BEGIN
        if mistyped or is_valid(number):
            yield span


def _candidates(plain: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every ten digits of a plain text that stand together, with their place; also those that overlap."""
    if _digits(plain) < _TEN:
        return
    for pattern in (_AS_WRITTEN, *_IN_ANY_GROUPS):
        for found in pattern.finditer(plain):
            yield "".join(filter(str.isdigit, found[1])), found.span(1)


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """A text with one way to write each sign, and the place of each in the text as it was given.

    Without what has no width, with the digits 0 to 9 for those of every script, and one kind of space and of dash.
    """
    if text.isascii():
        return text, range(len(text))
    signs, places = [], []
    for place, given in enumerate(text):
        for sign in unicodedata.normalize("NFKC", given):
            kind = unicodedata.category(sign)
            if kind not in _LEFT_OUT:
                signs.append(_one_way(sign, kind))
                places.append(place)
    return "".join(signs), places


def _one_way(sign: str, kind: str) -> str:
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    return "-" if kind == "Pd" or sign == "\u2212" else " " if sign.isspace() else sign


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
