"""Who may draw up a round, and who may challenge what is in it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from commonground.core.caller import Caller, Role
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices.policies import may_change
from commonground.rounds.models import Candidate, Round

_SETTLED: list[Callable[[Caller, Round], Collection[int]]] = []
WHO_DRAW_UP = (Role.LEAD, Role.ADMINISTRATOR)


def check_draw_up(caller: Caller, round_: Round) -> None:
    """Raise NotAllowedError unless the caller leads the whole area of a round."""
    if not may_draw_up(caller, round_):
        raise NotAllowedError("Only the lead or the administrator of the whole area draws up a round.")


def may_draw_up(caller: Caller, round_: Round) -> bool:
    """Whether a caller may make, change and confirm a round."""
    if caller.kind == "system":
        return True
    return caller.role in WHO_DRAW_UP and round_.area_id in caller.area_ids


def check_open(round_: Round) -> None:
    """Raise RefusedError where a round is confirmed: its list stays as it was chosen."""
    if round_.confirmed_at is not None:
        raise RefusedError(
            "This round is confirmed, and its list stays as it was chosen. "
            "A visitor can still challenge a practice, and a visit can be added outside the round."
        )


def no_challenge_of(known: Callable[[Caller, Round], Collection[int]]) -> None:
    """Say which practices of a round can no longer be challenged: later areas know whose visit is arranged."""
    _SETTLED.append(known)


def settled(caller: Caller, round_: Round) -> set[int]:
    """The practices of a round whose visit has gone too far for a challenge."""
    return {key for known in _SETTLED for key in known(caller, round_)}


def check_challenge(caller: Caller, candidate: Candidate) -> None:
    """Raise NotAllowedError unless the candidate is the caller's own, or the caller leads its area."""
    if not may_challenge(caller, candidate):
        raise NotAllowedError("You can challenge the practices that you are to visit. This one is not yours.")


def may_challenge(caller: Caller, candidate: Candidate) -> bool:
    """Whether a caller may take a candidate off the list with a reason, and put it back."""
    if not may_change(caller, candidate.practice) or caller.kind == "link":
        return False
    if caller.kind == "system" or caller.role in WHO_DRAW_UP:
        return True
    return caller.user_id == (candidate.visitor_id or candidate.practice.visitor_id)
