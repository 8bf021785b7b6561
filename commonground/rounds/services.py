"""Every change to a round, its list and what stands against it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.services import Changed, RefusedError, save, service
from commonground.practices.queries import practices
from commonground.rounds.models import Candidate, Challenge, Round
from commonground.rounds.policies import check_challenge, check_draw_up, check_open

NAMED_AT_MOST = 5


@service("round.made")
def make_round(caller: Caller, round_: Round, *, visitors: Iterable[User]) -> Changed[Round]:
    """Begin a round; its list is still to be drawn up. Raises NotAllowedError, ValidationError."""
    return _keep_round(caller, round_, visitors)


@service("round.changed")
def change_round(caller: Caller, round_: Round, *, visitors: Iterable[User]) -> Changed[Round]:
    """Change a round that is not confirmed. Raises NotAllowedError, RefusedError, ValidationError."""
    kept = Round.objects.get(pk=round_.pk)
    check_draw_up(caller, kept)
    check_open(kept)
    _check_all_inside(round_)
    return _keep_round(caller, round_, visitors)


@service("candidate.added")
def add_candidate(caller: Caller, candidate: Candidate) -> Changed[Candidate]:
    """Put a practice on the list by hand, with a reason; one that was taken off comes back."""
    if not candidate.reason.strip():
        raise RefusedError("Say why this practice is on the list.", "reason")
    (kept,) = _put_on_list(caller, candidate.round, [candidate])
    return Changed(kept, candidate.practice.code, {"round": candidate.round_id})


@service("candidates.added")
def add_candidates(caller: Caller, round_: Round, candidates: Iterable[Candidate]) -> Changed[Round]:
    """Put the practices of a file on the list, all or none."""
    added = list(candidates)
    _put_on_list(caller, round_, added)
    return Changed(round_, details={"practices": [one.practice.code for one in added]})


@service("candidate.changed")
def change_candidate(caller: Caller, candidate: Candidate) -> Changed[Candidate]:
    """Change the position, the reason or the visitor of a practice on the list."""
    _check_list(caller, candidate.round)
    return Changed(save(candidate), candidate.practice.code, {"round": candidate.round_id})


@service("candidates.completed")
def complete_candidates(caller: Caller, round_: Round, completed: Iterable[Candidate]) -> Changed[Round]:
    """Keep the reasons and visitors that practices on the list lacked, some at a time."""
    _check_list(caller, round_)
    codes = [save(candidate).practice.code for candidate in completed]
    return Changed(round_, details={"practices": codes})


@service("candidate.removed")
def remove_candidate(caller: Caller, candidate: Candidate, *, reason: str, on: date) -> Changed[Candidate]:
    """Take a practice off a list that is still drawn up; the reason stays with it."""
    _check_list(caller, candidate.round)
    if not reason.strip():
        raise RefusedError("Say why this practice comes off the list.", "removed_because")
    candidate.removed_on, candidate.removed_because = on, reason
    return Changed(save(candidate), candidate.practice.code, {"round": candidate.round_id})


@service("candidate.challenged")
def challenge(
    caller: Caller, candidate: Candidate, *, reason: str, on: date, returns_on: date | None = None
) -> Changed[Challenge]:
    """A visitor's reasoned objection: the practice leaves the list, and returns by itself on a day (story 3).

    It leaves what was chosen as it is, so that it can be made of a confirmed round too.
    """
    check_challenge(caller, candidate)
    if caller.user_id is None:
        raise RefusedError("Only a person can challenge.")
    if returns_on is not None and returns_on <= on:
        raise RefusedError("The day of its return has to be after today.", "returns_on")
    if candidate.removed_on is not None or any(one.stands(on) for one in candidate.challenges.all()):
        raise RefusedError("This practice is already off the list.")
    made = Challenge(
        candidate=candidate, reason=reason, made_by_id=caller.user_id, made_on=on, returns_on=returns_on
    )
    details = {"round": candidate.round_id, "returns_on": str(returns_on or "")}
    return Changed(save(made), candidate.practice.code, details)


@service("challenge.withdrawn")
def withdraw(caller: Caller, challenge: Challenge, *, on: date) -> Changed[Challenge]:
    """Take a challenge back: the practice is on the list again."""
    check_challenge(caller, challenge.candidate)
    if not challenge.stands(on):
        raise RefusedError("This challenge is over: the practice is on the list already.")
    challenge.withdrawn_on = on
    return Changed(
        save(challenge), challenge.candidate.practice.code, {"round": challenge.candidate.round_id}
    )


@service("round.confirmed")
def confirm(
    caller: Caller, round_: Round, *, at: datetime, completed: Iterable[Candidate] = ()
) -> Changed[Round]:
    """Make a list immutable. Every practice needs a visitor and a reason of its own.

    completed: candidates that get what they lacked in the same step. Published coverage never chooses alone, so a
    practice without a reason is not confirmed.
    """
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    check_draw_up(caller, round_)
    check_open(round_)
    complete_candidates(caller, round_, completed)
    listed = list(round_.candidates.filter(removed_on=None).select_related("practice"))
    if not listed:
        raise RefusedError("There is no practice on the list yet.")
    _check_each(listed, "visitor_id", "Say who visits")
    _check_each(listed, "reason", "Say why these are on the list, beside their published coverage:")
    round_.confirmed_at = at
    return Changed(save(round_), details={"practices": len(listed)})


def _keep_round(caller: Caller, round_: Round, visitors: Iterable[User]) -> Changed[Round]:
    check_draw_up(caller, round_)
    if round_.ends_on < round_.starts_on:
        raise RefusedError("The last day is before the first.", "ends_on")
    save(round_).visitors.set(visitors)
    return Changed(round_, details={"area": round_.area.code})


def _check_list(caller: Caller, round_: Round) -> None:
    kept = Round.objects.get(pk=round_.pk)
    check_draw_up(caller, kept)
    check_open(kept)


def _put_on_list(caller: Caller, round_: Round, candidates: list[Candidate]) -> list[Candidate]:
    _check_list(caller, round_)
    inside = set(practices(caller).filter(area__in=round_.area.with_parts()).values_list("pk", flat=True))
    visiting = set(round_.visitors.values_list("pk", flat=True))
    earlier = {one.practice_id: one for one in round_.candidates.all()}
    for candidate in candidates:
        practice = candidate.practice
        if practice.pk not in inside:
            raise RefusedError(f"{practice.code} is outside {round_.area}.", "practice")
        if practice.closed_on is not None and practice.closed_on <= round_.starts_on:
            raise RefusedError(f"{practice.code} closes before the round begins.", "practice")
        kept = earlier.get(practice.pk, candidate)
        if kept is not candidate:
            if kept.removed_on is None:
                raise RefusedError(f"{practice.code} is on the list already.", "practice")
            for name in ("position", "reason", "chosen_by", "visitor"):
                setattr(kept, name, getattr(candidate, name))
        if kept.visitor_id is None and practice.visitor_id in visiting:
            kept.visitor = practice.visitor
        kept.removed_on, kept.removed_because, kept.passed_over = None, "", False
        earlier[practice.pk] = save(kept)
    return [earlier[one.practice_id] for one in candidates]


def _check_each(listed: list[Candidate], needed: str, sentence: str) -> None:
    without = [one.practice.code for one in listed if not getattr(one, needed)]
    if without:
        more = len(without) - NAMED_AT_MOST
        codes = ", ".join(without[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
        raise RefusedError(f"{sentence} {codes}.")


def _check_all_inside(round_: Round) -> None:
    outside = round_.candidates.filter(removed_on=None).exclude(practice__area__in=round_.area.with_parts())
    if outside.exists():
        raise RefusedError("The list has practices outside this area. Take them off first.", "area")
