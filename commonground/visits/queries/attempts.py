"""What is read of the attempts to arrange visits: those about a practice, and what they cost by visitor and size."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, F, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.personal import shown
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import Contact, Practice, followers
from commonground.practices.queries import contacts_of_all, practices
from commonground.visits.models import ContactAttempt, Visit
from commonground.visits.queries.standing import standing_now
from commonground.visits.queries.visits import TO_INVITE, visits

if TYPE_CHECKING:
    from commonground.visits.queries.standing import StandingVisit

S = Visit.State
A_MONTH_AND_MORE = timedelta(days=32)
TO_ARRANGE = (S.CANDIDATE, S.CHALLENGED, S.INVITED, S.POSTPONED, S.DID_NOT_TAKE_PLACE, S.DECLINED, S.BOOKED)
"""The states in which somebody may still write or ring about a date."""


@dataclass
class Effort:
    """The attempts and minutes of a visitor, a size of practice or a month, and the visits booked in the time."""

    label: str
    attempts: int = 0
    minutes: int = 0
    booked: int = 0

    @property
    def attempts_each(self) -> float | None:
        """Attempts for each visit booked; none where no visit was."""
        return round(self.attempts / self.booked, 1) if self.booked else None

    @property
    def minutes_each(self) -> float | None:
        """Minutes for each visit booked; none where no visit was."""
        return round(self.minutes / self.booked, 1) if self.booked else None


@dataclass(frozen=True)
class EffortReport:
    """What arranging cost between two moments, seen four ways that add up to the same."""

    whole: Effort
    by_visitor: list[Effort] = field(default_factory=list)
    by_size: list[Effort] = field(default_factory=list)
    by_month: list[Effort] = field(default_factory=list)
    by_outcome: list[Effort] = field(default_factory=list)


def attempts(caller: Caller) -> QuerySet[ContactAttempt]:
    """The attempts about practices that a caller may see."""
    return ContactAttempt.objects.filter(practice__in=practices(caller)).select_related(
        "practice__area", "by"
    )


def attempts_about(caller: Caller, practice: Practice) -> QuerySet[ContactAttempt]:
    """The attempts about one practice, the latest first."""
    return attempts(caller).filter(practice=practice)


def to_arrange(caller: Caller, practice: Practice) -> Visit | None:
    """The visit to a practice that is being arranged: the one that was made last."""
    found = visits(caller).filter(practice=practice, state__in=TO_ARRANGE)
    return found.order_by("-made_at", "-pk").first()


def own_to_arrange(caller: Caller, *, on: date) -> QuerySet[StandingVisit]:
    """The visits that a person has still to arrange, those asked last first."""
    found = standing_now(visits(caller), on=on).filter(standing__in=(*TO_INVITE, S.INVITED))
    return found.filter(visitor=caller.user_id).order_by("-invited_at", "practice__name")


def contacts_at(caller: Caller, practice_code: str, address: str) -> QuerySet[Contact]:
    """The people of a practice, or of one that follows it, who have an e-mail address."""
    practice = practices(caller).filter(code=practice_code).first()
    if practice is None:
        return Contact.objects.none()
    at = contacts_of_all(caller).filter(practice__in=[practice, *followers(practice)])
    return at.filter(email__iexact=address).select_related("practice")


def effort(caller: Caller, begins: datetime, ends: datetime) -> EffortReport:
    """What arranging cost in a time: attempts, minutes and visits booked.

    An attempt counts for the visitor whose visit it was for, whoever made it; one that led to no visit counts too.
    """
    made = attempts(caller).filter(at__gte=begins, at__lt=ends)
    booked = visits(caller).filter(booked_at__gte=begins, booked_at__lt=ends)
    visitor = Coalesce("visit__visitor", "by", "practice__visitor")
    by_visitor = _grouped(made.annotate(group=visitor), booked.annotate(group=F("visitor")))
    by_size = _grouped(made.annotate(group=_size()), booked.annotate(group=_size()))
    months = _months(begins, ends)
    by_month = _grouped(
        made.annotate(group=_month("at", months)), booked.annotate(group=_month("booked_at", months))
    )
    by_outcome = _grouped(made.annotate(group=F("outcome")), None)
    whole = Effort("All together")
    for one in by_size.values():
        whole.attempts, whole.minutes = whole.attempts + one.attempts, whole.minutes + one.minutes
        whole.booked += one.booked
    return EffortReport(
        whole,
        _named(caller, by_visitor),
        [_labelled(by_size[size], size) for size in sizes() if size in by_size],
        [
            _labelled(by_month[number], f"{first:%B %Y}")
            for number, first in enumerate(months)
            if number in by_month
        ],
        [_labelled(by_outcome[one], one.label) for one in ContactAttempt.Outcome if one in by_outcome],
    )


def effort_of_days(caller: Caller, since: date, until: date) -> EffortReport:
    """What arranging cost from one day to another, both counted."""
    return effort(caller, _midnight(since), _midnight(until + timedelta(days=1)))


def sizes() -> tuple[str, ...]:
    """The words for the sizes of practices, from small to large."""
    small, large = _bounds()
    return (
        f"Fewer than {small:,} patients",
        f"{small:,} to {large - 1:,} patients",
        f"{large:,} patients or more",
        "Size not known",
    )


def size_of(patients: int | None) -> str:
    """The words for the size of a practice with so many patients."""
    (small, large), words = _bounds(), sizes()
    if patients is None:
        return words[3]
    return words[0] if patients < small else words[1] if patients < large else words[2]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _bounds() -> tuple[int, int]:
    book = load_visit_book()
    return int(book.number("small-practice-below")), int(book.number("large-practice-from"))


def _size() -> Case:
    small, large = _bounds()
    words = sizes()
    return Case(
        When(practice__list_size__lt=small, then=Value(words[0])),
        When(practice__list_size__lt=large, then=Value(words[1])),
        When(practice__list_size__gte=large, then=Value(words[2])),
        default=Value(words[3]),
        output_field=CharField(),
    )


def _months(begins: datetime, ends: datetime) -> list[datetime]:
    """The first moment of each month of a time."""
    found = [timezone.localtime(begins).replace(day=1, hour=0, minute=0)]
    while (following := (found[-1] + A_MONTH_AND_MORE).replace(day=1)) < ends:
        found.append(following)
    return found


def _month(moment: str, months: list[datetime]) -> Case:
    """The number of the month that a moment is in: plain comparisons, which a database does without asking us."""
    later = [When(**{f"{moment}__gte": first}, then=Value(number)) for number, first in enumerate(months)]
    return Case(*reversed(later), output_field=IntegerField())


def _grouped(made: QuerySet[Any], booked: QuerySet[Any] | None) -> dict[Any, Effort]:
    found: dict[Any, Effort] = {}
    for row in made.order_by().values("group").annotate(number=Count("pk"), time=Sum("minutes")):
        found[row["group"]] = Effort("", row["number"], row["time"])
    if booked is not None:
        for row in booked.order_by().values("group").annotate(number=Count("pk")):
            found.setdefault(row["group"], Effort("")).booked = row["number"]
    return found


def _named(caller: Caller, found: dict[Any, Effort]) -> list[Effort]:
    people = User.objects.in_bulk([key for key in found if key])
    labelled = (
        _labelled(one, shown(caller, people.get(key), "name") or "Nobody") for key, one in found.items()
    )
    return sorted(labelled, key=lambda one: one.label)


def _labelled(one: Effort, label: str) -> Effort:
    one.label = str(label)
    return one
