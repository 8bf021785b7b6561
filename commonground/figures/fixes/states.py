"""How a fix stands, in words that the figures give it."""

from __future__ import annotations

from datetime import date

from commonground.figures.models import Fix


def state_in_words(fix: Fix) -> str:
    """The state of a fix: never chosen by a person."""
    if fix.withdrawn_on is not None:
        return "taken back"
    if fix.seen is None:
        return "not seen yet: no figures have told of it"
    if not fix.seen:
        return f"not seen, 0 of {fix.children}"
    return f"seen, {fix.seen} of {fix.children}"


def is_late(fix: Fix, on: date) -> bool:
    """Whether its day has passed, and not all of it was seen."""
    return not fix.settled and fix.due_on < on
