"""A visit as it stands now: what somebody else did since it was read is never undone."""

from __future__ import annotations

from commonground.visits.models import Visit


def fresh(visit: Visit) -> Visit:
    """Lock a visit and read it anew, in place. Every service begins with it, so that none saves what is old.

    What was changed on the object and not saved is dropped.
    """
    now_there = Visit.objects.select_for_update(of=("self",)).select_related("practice__area", "visitor")
    visit.refresh_from_db(from_queryset=now_there)
    return visit
