"""The keys of a visit's record: what can be written there, from the visit book, and which values each takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import Contact

PRESENT, ABSENT = "present", "absent"
FACTOR_VALUES: Mapping[str, str] = {"": "Not asked", PRESENT: "Yes", ABSENT: "Asked, and absent"}
PULSE_VALUES: Mapping[str, str] = {
    "": "Not asked",
    "1": "1, not at all",
    "2": "2",
    "3": "3",
    "4": "4",
    "5": "5, very much",
}
CAME_VALUES: Mapping[str, str] = {"": "Did not come", "yes": "Came"}
OURS, THEIRS = "visitor", "practice"
IN_SHORT = "note:in-short"


def answer_key(question: str) -> str:
    """What was answered to a question of the conversation."""
    return f"answer:{question}"


def factor_key(factor: str) -> str:
    """Whether a factor is there, with a note."""
    return f"factor:{factor}"


def note_key(part: str) -> str:
    """A part that is written freely."""
    return f"note:{part}"


def pulse_key(side: str, question: str) -> str:
    """What one side says of the relationship."""
    return f"pulse:{side}:{question}"


def came_key(role: str, attendee: int | None = None) -> str:
    """Whether somebody of a role came: one who was asked, or another."""
    return f"came:{role}" if attendee is None else f"came:{role}:{attendee}"


@lru_cache(maxsize=1)
def book_keys() -> Mapping[str, Mapping[str, str] | None]:
    """Every key of the visit book with the values it takes; None where only text is written."""
    book = load_visit_book()
    return {
        **{answer_key(name): None for name in book.questions},
        **{factor_key(name): FACTOR_VALUES for name in book.factors},
        **{note_key(name): None for name in book.notes},
        **{pulse_key(side, name): PULSE_VALUES for side in (OURS, THEIRS) for name in book.pulse},
    }


def came_of(key: str) -> tuple[str, int | None] | None:
    """The role and the attendee of a key of attendance; None for another key."""
    kind, _, rest = key.partition(":")
    role, _, attendee = rest.partition(":")
    if kind != "came" or role not in Contact.Role.values or (attendee and not attendee.isdigit()):
        return None
    return role, int(attendee) if attendee else None


def values_of(key: str) -> Mapping[str, str] | None:
    """The values that a key takes. Raises KeyError where there is no such key."""
    return CAME_VALUES if came_of(key) else book_keys()[key]
