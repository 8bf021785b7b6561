"""The one place where a clock is read: today, as the person at the keyboard calls it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date


def today() -> date:
    """The day on this computer's clock."""
    return date.today()  # noqa: DTZ011 - the local day is meant


def warning_of_the_future(as_at: date) -> Iterator[str]:
    """A line for an as-at date that has not come yet; nothing for one that has."""
    if as_at > today():
        yield (
            f"{as_at.day} {as_at:%B %Y} has not come yet: doses that fall due by then, and cannot have been given, "
            "are counted as missing. Use a day up to today for figures that you share."
        )
