"""What in a share.json could identify a child: an NHS number, a postcode, a date of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from commonground.engine.identifiers import POSTCODE, looks_like_nhs_number
from commonground.engine.rules.model import Rulebook

_WAYS_TO_WRITE_A_DATE = (
    r"\d{4}-\d{2}-\d{2}",
    r"(?:19|20)\d{6}",
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}",
    r"\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}",
)
_DATE = re.compile(rf"(?<!\d)({'|'.join(_WAYS_TO_WRITE_A_DATE)})(?!\d)")

_HELD_TO_THEIR_SHAPE = ("rulebook_version", "against_release", "baseline_as_at")
"""Fields with digits of their own, which the schema leaves no room for anything else."""

_BOUNDS = ("period_start", "period_end", "cohort_from", "cohort_to")

Path = tuple[str | int, ...]


def identifiers_in(document: Any, rulebook: Rulebook | None = None) -> Iterator[tuple[Path, str]]:
    """Each place that holds, or may hold, an identifier, with what it looks like.

    Ten digits are an NHS number whatever their check digit. A date is one of birth unless it is the
    as-at date, a bound of a period, or a bound of a cohort: those are the first or last day of a
    month, or a limit that the rulebook sets. The rulebook's version and ids, the release compared with
    and the day of a baseline have dates of their own and are held to their shape by the schema.
    """
    held = document if isinstance(document, dict) else {}
    as_at = held.get("as_at")
    # Made of two other fields, each looked at by itself: together they may have ten digits.
    own_release = f"practice-count/{held.get('org_code')}/{as_at}"
    for path, value in _leaves(document, ()):
        text = str(value)
        if (path and path[-1] in _HELD_TO_THEIR_SHAPE) or (rulebook and text in rulebook.places):
            continue
        if isinstance(value, float) or text == own_release:
            continue
        if words := identifier_in(text):
            yield path, words
        if any(found != as_at and not _is_a_bound(path, found, rulebook) for found in _DATE.findall(text)):
            yield path, "a date that is neither the as-at date nor the bound of a period or cohort"


def identifier_in(text: str) -> str | None:
    """The words for an NHS number or a postcode that a text holds, if it holds one."""
    if looks_like_nhs_number(text):
        return "what looks like an NHS number"
    return "what looks like a postcode" if POSTCODE.search(text) else None


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield path, key
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))
    elif value is not None:
        yield path, value


def _is_a_bound(path: Path, text: str, rulebook: Rulebook | None) -> bool:
    if not path or path[-1] not in _BOUNDS:
        return False
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    if day.day == 1 or (day + timedelta(days=1)).day == 1:
        return True
    limits = rulebook.cover.values() if rulebook else ()
    return any(day in (one.births_from, one.births_to) for one in limits)
