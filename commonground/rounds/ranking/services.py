"""A ranking: asked for, worked out behind the page, then used as the round's list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from commonground.core.caller import Caller
from commonground.core.services import Changed, RefusedError, save, service
from commonground.practices.models import Practice
from commonground.rounds.models import Candidate, Challenge, Ranking, Round
from commonground.rounds.policies import check_draw_up, check_open
from commonground.rounds.queries import practices_of
from commonground.rounds.ranking.notes import without_notes
from commonground.rounds.ranking.working import Made

TWO_SOURCES = "Two sources: {published:.1%} as published, {own:.1%} on its own system."


@service("ranking.asked")
def begin(caller: Caller, ranking: Ranking) -> Changed[Ranking]:
    """Ask for a ranking; it waits to be worked out. Raises NotAllowedError, RefusedError, ValidationError."""
    _check(caller, Round.objects.get(pk=ranking.round_id))
    if caller.user_id is None:
        raise RefusedError("Only a person can ask for a ranking.")
    ranking.made_by_id = caller.user_id
    return Changed(save(ranking), details={"round": ranking.round_id})


@service("ranking.worked_out")
def keep(caller: Caller, ranking: Ranking, made: Made) -> Changed[Ranking]:
    """The ranking was worked out and waits to be looked at."""
    check_draw_up(caller, ranking.round)
    ranking.record, ranking.shown = made.record, made.shown
    ranking.state, ranking.step, ranking.percent = Ranking.State.READY, "", 100
    return Changed(save(ranking), details={"round": ranking.round_id, "rule": made.record["rule"]["version"]})


@service("ranking.refused")
def refuse(caller: Caller, ranking: Ranking, sentence: str) -> Changed[Ranking]:
    """It can't be worked out; the sentence says why."""
    check_draw_up(caller, ranking.round)
    ranking.state, ranking.sentence, ranking.step = Ranking.State.REFUSED, sentence, ""
    return Changed(save(ranking), details={"round": ranking.round_id})


@service("ranking.used")
def use(caller: Caller, ranking: Ranking, *, now: datetime) -> Changed[Ranking]:
    """Make it the list of its round: those chosen, in their order, with what is known of each.

    What a visitor brought in stays. Others on the list that it does not choose come off, with all that was typed of
    them kept; a challenged one stays challenged. A practice without a count of its own gets no reason, so that
    confirming asks for one.
    """
    round_ = Round.objects.select_for_update().get(pk=ranking.round_id)
    ranking.refresh_from_db()
    _check(caller, round_)
    if ranking.state != Ranking.State.READY:
        raise RefusedError(f"This list can't be used now: {ranking.get_state_display().lower()}.")
    chosen = [one for one in ranking.record["practices"] if one["chosen_by"]]
    inside = {one.code: one for one in practices_of(caller, round_).select_related("visitor")}
    gone = [one["name"] for one in chosen if one["practice_code"] not in inside]
    if gone:
        raise RefusedError(f"{gone[0]} lies outside {round_.area} by now. Rank the practices once more.")
    earlier = {one.practice_id: one for one in round_.candidates.select_related("practice")}
    for position, line in enumerate(chosen, 1):
        practice = inside[line["practice_code"]]
        kept = earlier.pop(practice.pk, None) or Candidate(round=round_, practice=practice)
        _put(kept, line, position, practice, round_)
    on = timezone.localdate(now)
    challenged = set(
        Challenge.standing(on).filter(candidate__round=round_).values_list("candidate", flat=True)
    )
    for other in earlier.values():
        if other.removed_on is None and other.pk not in challenged:
            other.removed_on, other.passed_over = on, True
            other.removed_because = "Not chosen by the list made since."
            save(other)
    round_.rankings.filter(state=Ranking.State.USED).update(state=Ranking.State.READY, used_at=None)
    ranking.state, ranking.used_at = Ranking.State.USED, now
    details = {"round": round_.pk, "practices": [one["practice_code"] for one in chosen]}
    return Changed(save(ranking), details=details)


def _check(caller: Caller, round_: Round) -> None:
    check_draw_up(caller, round_)
    check_open(round_)


def _put(
    candidate: Candidate, line: Mapping[str, Any], position: int, practice: Practice, round_: Round
) -> None:
    candidate.position = position
    candidate.chosen_by = line["chosen_by"]
    for name in ("rank", "rank_low", "rank_high", "priority"):
        setattr(candidate, name, line.get(name))
    candidate.tie, candidate.action = line.get("tie", ""), line["action"]
    candidate.sentence = without_notes(line)["sentence"]
    candidate.provisional = line["provisional"] == "yes"
    if not candidate.reason or candidate.reason.startswith(TWO_SOURCES.partition("{")[0]):
        candidate.reason = _two_sources(line)
    if candidate.visitor_id is None and round_.visitors.filter(pk=practice.visitor_id).exists():
        candidate.visitor = practice.visitor
    candidate.removed_on, candidate.removed_because, candidate.passed_over = None, "", False
    save(candidate)


def _two_sources(line: Mapping[str, Any]) -> str:
    published, own = line["published"], line["practice_count"]
    if not published or not own:
        return ""
    return TWO_SOURCES.format(
        published=published["covered"] / published["children"], own=own["covered"] / own["children"]
    )
