"""Whether a series is barred by a declined or contraindicated entry (rules.md 4, decision 0003, 7)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from commonground.engine.counting.reference.child import Child
from commonground.engine.rules.model import Rulebook, Series

Bar = Literal["declined", "contraindicated"]


def bar_on(series: Series, child: Child, as_at: date, book: Rulebook) -> Bar | None:
    """What bars a series on a day, judged from the entries the child holds; None: nothing does."""
    vaccines = _vaccines_that_bar(series, as_at, book)
    doses = [entry.day for entry in child.doses_in(series)]
    barring = {
        entry.kind
        for entry in child.entries
        if entry.vaccine in vaccines and not any(day >= entry.day for day in doses)
    }
    if "contraindicated" in barring:
        return "contraindicated"
    return "declined" if "declined" in barring else None


def _vaccines_that_bar(series: Series, as_at: date, book: Rulebook) -> set[str]:
    own = {vaccine.name for vaccine in book.vaccines.values() if series.name in vaccine.bars}
    more = {
        vaccine
        for bar in book.bars
        if bar.series == series.name and bar.as_at_from <= as_at
        for vaccine in bar.vaccines
    }
    return own | more
