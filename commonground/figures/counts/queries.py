"""What is read of the counts by practices: each practice's for who may see the practice."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from commonground.core.caller import Caller
from commonground.engine.figures import PublishedRow
from commonground.figures.models import PracticeCount
from commonground.figures.queries import figures
from commonground.figures.rows import row_of
from commonground.practices.models import Practice
from commonground.practices.queries import practices, whole_history


def counts(caller: Caller) -> QuerySet[PracticeCount]:
    """The counts of the practices that a caller may see, the newest first, replaced ones among them."""
    found = PracticeCount.objects.filter(practice__in=practices(caller))
    return found.select_related("release__replaced_by", "practice__area")


def counts_of(caller: Caller, practice: Practice) -> QuerySet[PracticeCount]:
    """The counts of one practice."""
    return counts(caller).filter(practice=practice)


def counts_with_merged(caller: Caller, practice: Practice) -> QuerySet[PracticeCount]:
    """The counts of one practice, and of those that merged into it."""
    return counts(caller).filter(practice__in=whole_history(caller, practice))


def newest_count(caller: Caller, practice: Practice) -> PracticeCount | None:
    """The newest count of a practice, in its newest edition."""
    return counts_of(caller, practice).filter(release__replaced_by=None).first()


def newest_counts(caller: Caller) -> QuerySet[PracticeCount]:
    """Of every practice the newest count, in its newest edition."""
    own = PracticeCount.objects.filter(practice=OuterRef("practice"), release__replaced_by=None)
    later = own.filter(as_at__gt=OuterRef("as_at"))
    return counts(caller).filter(release__replaced_by=None).exclude(Exists(later))


def counted_rows(caller: Caller, indicator: str, *, first: date, last: date) -> list[PublishedRow]:
    """What practices counted themselves of an indicator in a span of time, as the engine has it: the newest of each."""
    newest = newest_counts(caller).values("release")
    found = figures(caller).filter(release__in=newest, indicator=indicator)
    inside = found.filter(period_start__gte=first, period_end__lte=last)
    return [row_of(one) for one in inside.select_related("release")]
