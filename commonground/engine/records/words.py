"""Making two ways of writing the same words equal: headings, labels, codes and cells."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

Cell = str | date
"""A cell once read: a text without spaces around it (empty for none), or a date without its time."""

_MARKS = str.maketrans("", "", "®™©’'")
_TOKEN = re.compile(r"[^\W_]+")
_AROUND = "\ufeff\x00\x1a \t\r\n\u00a0\u200b"
_GUARDED = re.compile(r'="([^"]*)"')  # ="9990000018": how some systems keep Excel from changing a number
_JOINERS = frozenset({"and"})
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a label in small letters, without punctuation: `Hib/MenC (2)` -> hib, menc, 2."""
    plain = unicodedata.normalize("NFKC", text.translate(_MARKS)).casefold()
    return tuple(word for word in _TOKEN.findall(plain) if word not in _JOINERS)


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """The same for two texts that differ in capitals, spaces, punctuation or "and" alone."""
    return "".join(tokens(text)) or text.strip()


def cell(value: object) -> Cell:
    """A cell as any reader hands it over, made a text or a date.

    A number without a fraction loses its `.0` (sheets store an NHS number as 9990000018.0); a date
    loses its time of day, which no rule uses.
    """
    if isinstance(value, str):
        bare = value.strip(_AROUND)
        guarded = _GUARDED.fullmatch(bare)
        return guarded[1].strip(_AROUND) if guarded else bare
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, time | timedelta | bool | int):
        return str(value)
    return str(value).strip()


def text(value: Cell) -> str:
    """A cell as a text; a date in the ISO form."""
    return value if isinstance(value, str) else value.isoformat()


def guard(value: object) -> object:
    """The value, or a text that a spreadsheet would run as a formula with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA) else value
