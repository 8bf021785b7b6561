"""The times at which a visitor can come, and the private calendar feed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from commonground.core.caller import Caller
from commonground.core.services import Changed, NotAllowedError, RefusedError, save, service
from commonground.visits.bank_holidays import is_bank_holiday
from commonground.visits.feed_tokens import hash_of
from commonground.visits.models import Feed, Slot
from commonground.visits.policies.visits import check_own_slot


@service("slot.offered")
def offer_time(caller: Caller, starts_at: datetime, ends_at: datetime, *, now: datetime) -> Changed[Slot]:
    """A visitor can come at a time. Raises RefusedError on bank holidays, in the past, and where one is there."""
    if caller.user_id is None:
        raise NotAllowedError("Times are offered by people who sign in.")
    if is_bank_holiday(timezone.localdate(starts_at)):
        raise RefusedError("That day is a bank holiday. Choose another day.", field="day")
    if starts_at <= now:
        raise RefusedError("That time has passed. Choose one that is to come.", field="day")
    own = Slot.objects.filter(visitor=caller.user_id)
    if own.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise RefusedError("You offer a time then already.", field="starts")
    slot = save(Slot(visitor_id=caller.user_id, starts_at=starts_at, ends_at=ends_at))
    return Changed(slot, details={"visitor": caller.user_id})


def offer_pattern(
    caller: Caller,
    *,
    weekdays: Collection[int],
    at: time,
    minutes: int,
    first: date,
    last: date,
    now: datetime,
) -> tuple[int, int]:
    """Offer the same time each week between two days; bank holidays and times already there are passed over.

    Says how many were added and how many days were passed over.
    """
    added = passed_over = 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() not in weekdays:
            continue
        starts = timezone.make_aware(datetime.combine(day, at))
        try:
            offer_time(caller, starts, starts + timedelta(minutes=minutes), now=now)
            added += 1
        except RefusedError:
            passed_over += 1
    return added, passed_over


@service("slot.removed")
def remove_time(caller: Caller, slot: Slot) -> Changed[Slot]:
    """A visitor can't come then after all. A time that a visit has taken stays."""
    check_own_slot(caller, slot)
    key = slot.pk
    removed, _ = Slot.objects.filter(pk=key, visit=None).delete()
    if not removed:
        raise RefusedError("A practice has taken this time. Move the visit first.")
    return Changed(slot, details={"slot": key})


@service("feed.renewed")
def renew_feed(caller: Caller, *, token: str, now: datetime) -> Changed[Feed]:
    """A visitor's private calendar address is made anew, and the old one ends. Only a hash of it is kept."""
    if caller.user_id is None:
        raise NotAllowedError("A calendar feed belongs to a person who signs in.")
    feed, _ = Feed.objects.update_or_create(
        visitor_id=caller.user_id, defaults={"token_hash": hash_of(token), "made_at": now}
    )
    return Changed(feed)


@service("feed.ended")
def end_feed(caller: Caller, feed: Feed) -> Changed[Feed]:
    """The address no longer works."""
    if feed.visitor_id != caller.user_id:
        raise NotAllowedError("This calendar feed is somebody else's.")
    Feed.objects.filter(pk=feed.pk).delete()
    return Changed(feed)
