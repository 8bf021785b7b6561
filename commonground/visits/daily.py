"""What a day needs of visits: called by `commonground daily`, and safe to run twice."""

from __future__ import annotations

from datetime import datetime

from commonground.core.caller import SYSTEM
from commonground.visits import queries
from commonground.visits.reminder_services import answer_is_late, ask_again, is_soon, remind


def run(now: datetime) -> list[str]:
    """Ask after invitations without an answer, remind of visits that are near, and say what was sent."""
    done = []
    for visit in queries.without_answer(SYSTEM):
        if answer_is_late(visit, now=now):
            ask_again(SYSTEM, visit, now=now)
            done.append(f"Asked {visit.practice.name} again for a date.")
    for visit in queries.booked_and_not_reminded(SYSTEM):
        if is_soon(visit, now=now):
            remind(SYSTEM, visit, now=now)
            done.append(f"Reminded {visit.practice.name} of its visit.")
    return done
