"""Who asks: a person signed in, the holder of a practice's link, or the system itself.

Every query and every service takes a caller, and shows or changes only what that caller may.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does here."""

    COMMISSIONER = "commissioner"
    LEAD = "lead"
    EVALUATOR = "evaluator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Caller:
    """A person, a link or the system.

    area_ids: the areas whose practices a person may see, their sub-areas included. practice_id: the one practice of
    a link. link_id: the link, for the audit trail.
    """

    name: str
    role: Role | None = None
    user_id: int | None = None
    area_ids: frozenset[int] = frozenset()
    practice_id: int | None = None
    link_id: str | None = None

    @property
    def kind(self) -> str:
        """user, link or system."""
        if self.user_id is not None:
            return "user"
        return "link" if self.link_id is not None else "system"

    @property
    def reads_only(self) -> bool:
        """An evaluator changes nothing and sees no names of people."""
        return self.role is Role.EVALUATOR

    @property
    def sees_names(self) -> bool:
        """Whether the names of people at practices are shown."""
        return not self.reads_only


SYSTEM = Caller("the system")
"""What happens by itself: reminders, the daily jobs, reading the outbox."""
