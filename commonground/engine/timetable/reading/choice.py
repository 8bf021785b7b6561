"""The span of time that the children of a list are of: what the choice beside it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from commonground.engine.errors import UserError

CHOICE = "choice.json"
_DAYS_A_YEAR = 365.25


def choice_beside(priorities: Path) -> Path | None:
    """The record of the choice that a list was written with, if it lies beside it."""
    path = priorities.with_name(CHOICE)
    return path if path.is_file() else None


def years_of(priorities: Path) -> float:
    """How many years the children of a list are of: one, where no choice lies beside it that says so.

    Raises UserError where a choice is there and can't be read.
    """
    path = choice_beside(priorities)
    if path is None:
        return 1.0
    try:
        return years_in(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{path.name} beside {priorities.name} does not say which time the list is about: "
            "give the two as they were written, or take it away."
        ) from error


def years_in(choice: Mapping[str, Any]) -> float:
    """How many years the window of a choice is long; never less than one."""
    window = choice["asked"]["window"]
    first, last = (date.fromisoformat(window[end]) for end in ("from", "to"))
    return max(1.0, round(((last - first).days + 1) / _DAYS_A_YEAR))
