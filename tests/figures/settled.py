"""A practice with published figures and a count of its own, taken in by services."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from commonground.core.caller import SYSTEM
from commonground.figures.counts.services import take_in_count
from commonground.figures.fixes.services import look_for_fixes
from commonground.figures.models import Figure, Fix, PracticeCount, Release
from commonground.practices.models import Practice
from tests.figures.counts_made import INDICATOR, QUARTER, a_share

SOURCE = "cover-practice"
DAYS = {
    "2025-26 Q4": (date(2026, 1, 1), date(2026, 3, 31)),
    QUARTER: (date(2026, 4, 1), date(2026, 6, 30)),
    "2026-27 Q2": (date(2026, 7, 1), date(2026, 9, 30)),
    "year to 2026-27 Q2": (date(2025, 10, 1), date(2026, 9, 30)),
}


def published(
    at: Practice,
    covered: int | None,
    children: int | None,
    *,
    period: str = QUARTER,
    status: str = "ok",
    note: str = "",
    edition: str = "a",
) -> Release:
    """An edition of a quarter's figures with one of a practice; it replaces an earlier edition of the quarter."""
    before = Release.objects.filter(source=SOURCE, period=period, replaced_by=None).first()
    first, last = DAYS[period]
    release = Release.objects.create(
        key=f"{SOURCE}/{period}/{edition * 8}",
        source=SOURCE,
        period=period,
        origin="UKHSA",
        file_name="cover.xlsx",
        taken_in_at=timezone.now() + timedelta(minutes=Release.objects.count()),
        taken_in_by="Lena Lead",
    )
    if before is not None:
        before.replaced_by = release
        before.save()
    Figure.objects.create(
        release=release,
        org_code=at.code,
        org_name=at.name,
        level="practice",
        definition="cover",
        indicator=INDICATOR,
        age="24 months",
        period=period,
        period_start=first,
        period_end=last,
        as_at=last,
        numerator=covered,
        denominator=children,
        coverage=round(100 * covered / children, 1) if covered is not None and children else None,
        status=status,
        note=note,
        sheet="Table 1",
        cell="F5",
    )
    look_for_fixes(release)
    return release


def counted(at: Practice, *, now: datetime | None = None, **share: Any) -> PracticeCount:
    """A count that the practice sent."""
    data = json.dumps(a_share(at.code, **share)).encode()
    return take_in_count(SYSTEM, at, data, now=now or timezone.now())


def to_ask(owner: str = "chis", children: int = 12, **values: Any) -> Fix:
    """What somebody types who asks for a fix."""
    typed = {"words": "Please load the doses.", "due_on": date(2027, 1, 15), "to": "requests@chis.example"}
    return Fix(owner=owner, children=children, **{**typed, **values})


def on(day: date) -> datetime:
    """The morning of a day."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def states(fixes: Sequence[Fix]) -> list[tuple[int | None, str]]:
    """How fixes stand, read anew."""
    for one in fixes:
        one.refresh_from_db()
    return [(one.seen, one.seen_in.period if one.seen_in else "") for one in fixes]
