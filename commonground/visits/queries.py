"""What is read of visits: always of practices that the caller may see."""

from __future__ import annotations

from django.db.models import QuerySet

from commonground.core.caller import Caller
from commonground.practices.queries import practices
from commonground.visits.models import Visit


def visits(caller: Caller) -> QuerySet[Visit]:
    """The visits to the practices that a caller may see."""
    return Visit.objects.filter(practice__in=practices(caller)).select_related(
        "practice__area", "visitor", "round"
    )


def visit(caller: Caller, pk: int) -> Visit:
    """One visit. Raises Visit.DoesNotExist where the caller may not see it."""
    return visits(caller).get(pk=pk)
