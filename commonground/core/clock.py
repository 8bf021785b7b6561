"""The only place that reads the clock: views and commands pass on what it says."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, with its time zone."""
    return timezone.now()


def today() -> date:
    """The day in England."""
    return timezone.localdate()
