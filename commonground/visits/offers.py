"""Which of a visitor's free times can be offered to a practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import Practice
from commonground.rounds.models import Candidate
from commonground.visits.bank_holidays import bank_holidays
from commonground.visits.models import Slot, Visit
from commonground.visits.reach import Hours, Pace, Place, Stay, can_reach, suits


@dataclass(frozen=True)
class Offer:
    """A free time that suits a practice, and the ways of meeting for which the visitor can reach it."""

    slot: Slot
    modes: frozenset[str]


def offers(visit: Visit, *, now: datetime) -> list[Offer]:
    """The free times of the visitor that suit the practice and can be reached; online there is no way to go."""
    soonest = now + timedelta(hours=load_visit_book().number("booking-notice-hours"))
    free = list(Slot.objects.filter(visitor=visit.visitor_id, visit=None, starts_at__gte=soonest))
    if not free:
        return []
    others, pace, place = _other_stays(visit, free), pace_of_the_book(), _place(visit.practice)
    surgeries = [Hours(one.weekday, one.starts, one.ends) for one in visit.practice.surgeries.all()]
    closed = frozenset(visit.practice.closed_days.values_list("day", flat=True))
    closed |= frozenset().union(*(bank_holidays(year) for year in {slot.starts_at.year for slot in free}))
    found = []
    for slot in free:
        if suits(timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at), surgeries, closed):
            modes = frozenset(
                mode.value
                for mode in Visit.Mode
                if can_reach(
                    Stay(slot.starts_at, slot.ends_at, place, mode is Visit.Mode.ONLINE), others, pace
                )
            )
            found += [Offer(slot, modes)] if modes else []
    return found


def offered(visit: Visit, *, mode: str = "", now: datetime) -> list[Slot]:
    """The free times for one way of meeting, else for that of the visit."""
    return [one.slot for one in offers(visit, now=now) if (mode or visit.mode) in one.modes]


def in_its_month(visit: Visit, slots: list[Slot]) -> list[Slot]:
    """Of free times, those in the month that the round's timetable gave the visit; all where none is in it."""
    for month in _months_of(visit):
        own = [one for one in slots if timezone.localdate(one.starts_at).replace(day=1) == month]
        if own:
            return own
    return slots


def _months_of(visit: Visit) -> list[date]:
    """The months in which a visit is to be, by its round's timetable: that which it was given, then that of its day."""
    if visit.round_id is None:
        return []
    listed = Candidate.objects.filter(round=visit.round_id, practice=visit.practice_id).first()
    if listed is None or listed.assigned_month is None:
        return []
    planned = listed.planned_on.replace(day=1) if listed.planned_on else listed.assigned_month
    return list(dict.fromkeys((listed.assigned_month, planned)))


def pace_of_the_book() -> Pace:
    """How fast a visitor is, as the visit book says."""
    number = load_visit_book().number
    return Pace(
        number("travel-km-an-hour"),
        number("travel-detour"),
        int(number("travel-minutes-unknown")),
        int(number("travel-margin-minutes")),
    )


def overlaps(visit: Visit, starts_at: datetime, ends_at: datetime) -> Visit | None:
    """Another visit that the visitor has booked or promised at the same time."""
    return (
        _taken(visit)
        .filter(
            Q(starts_at__lt=ends_at, ends_at__gt=starts_at, state=Visit.State.BOOKED)
            | Q(slot__starts_at__lt=ends_at, slot__ends_at__gt=starts_at)
        )
        .first()
    )


def _taken(visit: Visit) -> QuerySet[Visit]:
    return (
        Visit.objects.filter(Q(state=Visit.State.BOOKED) | Q(slot__isnull=False), visitor=visit.visitor_id)
        .exclude(pk=visit.pk)
        .select_related("practice", "slot")
    )


def _other_stays(visit: Visit, free: list[Slot]) -> list[Stay]:
    """What the visitor has booked, and the times kept for practices whose people are still being asked."""
    first, last = free[0].starts_at - timedelta(days=1), free[-1].ends_at + timedelta(days=1)
    stays = []
    for other in _taken(visit).filter(
        Q(starts_at__range=(first, last)) | Q(slot__starts_at__range=(first, last))
    ):
        slot: Slot | None = getattr(other, "slot", None)
        if other.state == Visit.State.BOOKED and other.starts_at and other.ends_at:
            stays.append(_stay(other, other.starts_at, other.ends_at))
        elif slot is not None:
            stays.append(_stay(other, slot.starts_at, slot.ends_at))
    return stays


def _stay(visit: Visit, starts_at: datetime, ends_at: datetime) -> Stay:
    return Stay(starts_at, ends_at, _place(visit.practice), visit.is_online)


def _place(practice: Practice) -> Place | None:
    if practice.latitude is None or practice.longitude is None:
        return None
    return Place(practice.latitude, practice.longitude)
