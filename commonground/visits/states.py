"""Which moves there are between the states of a visit: the only table of them.

`docs/reference/visit-states.md` is made from it, and compared in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping

from commonground.core.services import RefusedError
from commonground.visits.models import Visit

S = Visit.State

MOVES: Mapping[str, frozenset[str]] = {
    S.CANDIDATE: frozenset({S.CHALLENGED, S.INVITED, S.BOOKED, S.CANCELLED}),
    S.CHALLENGED: frozenset({S.CANDIDATE, S.CANCELLED}),
    S.INVITED: frozenset({S.BOOKED, S.DECLINED, S.CANCELLED, S.CHALLENGED}),
    S.BOOKED: frozenset({S.HELD, S.POSTPONED, S.CANCELLED, S.DID_NOT_TAKE_PLACE}),
    S.POSTPONED: frozenset({S.INVITED, S.BOOKED, S.CANCELLED, S.DECLINED}),
    S.DID_NOT_TAKE_PLACE: frozenset({S.INVITED, S.BOOKED, S.CANCELLED}),
    S.HELD: frozenset({S.WRITTEN_UP}),
    S.WRITTEN_UP: frozenset({S.CLOSED}),
    S.DECLINED: frozenset({S.INVITED, S.BOOKED}),
    S.CANCELLED: frozenset(),
    S.CLOSED: frozenset(),
}
AHEAD = (S.CANDIDATE, S.CHALLENGED, S.INVITED, S.BOOKED, S.POSTPONED, S.DID_NOT_TAKE_PLACE)
"""The states in which a visit is still to be made."""
OPEN = (*AHEAD, S.HELD, S.WRITTEN_UP)
"""The states in which something is still to be done."""


def may_move(state: str, to: str) -> bool:
    """Whether a visit may go from a state to another."""
    return to in MOVES[state]


def move(visit: Visit, to: str) -> None:
    """Bring a visit to another state, unsaved. Raises RefusedError where the table has no such move."""
    if not may_move(visit.state, to):
        raise RefusedError(
            f"This visit is “{visit.get_state_display()}” and can't become “{S(to).label}” from there."
        )
    visit.state = to
