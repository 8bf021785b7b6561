"""What fixes need done each day: asking after those whose day has passed. Safe to run twice."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from commonground.core.caller import SYSTEM
from commonground.figures.fixes import queries, services


def run(now: datetime) -> list[str]:
    """Write to whoever was asked for a fix that is late, and say how many; those without an address are for people."""
    on = timezone.localdate(now)
    asked = 0
    for fix in list(queries.to_chase(SYSTEM, on)):
        services.chase(SYSTEM, fix, now=now)
        asked += 1
    silent = queries.late(SYSTEM, on).filter(to="").count()
    return [
        f"{asked} late fixes asked after.",
        f"{silent} late fixes to be asked after by people, for want of an e-mail address.",
    ]
