"""The time that a visit has taken, or that is kept for it while colleagues are asked."""

from __future__ import annotations

from commonground.visits.models import Slot, Visit


def free_time_of(visit: Visit) -> None:
    """Give the time back. One that was agreed for this visit alone is offered to nobody else."""
    own = Slot.objects.filter(visit=visit)
    own.filter(for_one_visit=True).delete()
    own.update(visit=None)
