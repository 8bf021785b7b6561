"""Rounds: drawn up, listed, challenged, confirmed; and who may."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from commonground.core.caller import Role
from commonground.core.models import AuditEvent
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices.models import Practice
from commonground.rounds import queries, services
from commonground.rounds.models import Candidate, Round
from tests.world import TODAY, World, called, person, practice

NOW = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Europe/London"))
MARCH = date(2027, 3, 1)


def made(world: World, **fields: Any) -> Round:
    values: dict[str, Any] = {
        "name": "Winter",
        "area": world.region,
        "starts_on": date(2026, 12, 1),
        "ends_on": date(2027, 4, 30),
        "rule": "Most children missed",
        "made_at": NOW,
        **fields,
    }
    return services.make_round(called(world.lead), Round(**values), visitors=[world.commissioner])


def listed(world: World, round_: Round, surgery: Practice, **fields: Any) -> Candidate:
    values: dict[str, Any] = {"position": 1, "reason": "27 children missed", "visitor": world.commissioner}
    candidate = Candidate(round=round_, practice=surgery, **{**values, **fields})
    return services.add_candidate(called(world.lead), candidate)


def codes(found: Any) -> list[str]:
    return [one.practice.code for one in found]


def test_a_challenged_practice_leaves_the_list_and_returns_on_its_day(world: World) -> None:
    """Story 3, without a job that has to run."""
    round_ = made(world)
    surgery = practice(world.ealing)
    candidate = listed(world, round_, surgery)
    caller = called(world.commissioner)
    services.challenge(caller, candidate, reason="merging in June", on=TODAY, returns_on=MARCH)
    assert codes(queries.on_the_list(caller, round_, on=TODAY)) == []
    (seen,) = queries.challenged(called(world.lead), round_, on=date(2027, 2, 28))
    assert [one.reason for one in seen.challenges.all()] == ["merging in June"]
    assert codes(queries.on_the_list(caller, round_, on=MARCH)) == [surgery.code]
    assert codes(queries.challenged(caller, round_, on=MARCH)) == []


def test_a_challenge_is_withdrawn_once_and_made_once(world: World) -> None:
    candidate = listed(world, made(world), practice(world.ealing))
    caller = called(world.commissioner)
    challenge = services.challenge(caller, candidate, reason="no", on=TODAY)
    with pytest.raises(RefusedError, match="already off"):
        services.challenge(caller, Candidate.objects.get(pk=candidate.pk), reason="no", on=TODAY)
    services.withdraw(caller, challenge, on=TODAY)
    with pytest.raises(RefusedError, match="on the list already"):
        services.withdraw(caller, challenge, on=TODAY)


@pytest.mark.parametrize(
    ("reason", "returns_on", "error"),
    [
        ("", None, ValidationError),
        ("about 999 000 0018", None, ValidationError),
        ("x", TODAY, RefusedError),
    ],
)
def test_a_challenge_needs_a_reason_and_a_later_day(
    world: World, reason: str, returns_on: date | None, error: type[Exception]
) -> None:
    candidate = listed(world, made(world), practice(world.ealing))
    with pytest.raises(error):
        services.challenge(
            called(world.commissioner), candidate, reason=reason, on=TODAY, returns_on=returns_on
        )


def test_commissioners_challenge_their_own_candidates_only(world: World) -> None:
    other = person(Role.COMMISSIONER, "Olga Other", world.region)
    candidate = listed(world, made(world), practice(world.ealing))
    for user in (other, world.stranger, world.evaluator):
        with pytest.raises(NotAllowedError):
            services.challenge(called(user), candidate, reason="no", on=TODAY)
    services.challenge(called(world.lead), candidate, reason="lead says so", on=TODAY)


def test_a_confirmed_list_can_not_be_changed(world: World) -> None:
    round_ = made(world)
    candidate = listed(world, round_, practice(world.ealing))
    lead = called(world.lead)
    services.confirm(lead, round_, at=NOW)
    another = Candidate(round=round_, practice=practice(world.ealing), position=2, reason="late")
    for refused in (
        lambda: services.add_candidate(lead, another),
        lambda: services.add_candidates(lead, round_, [another]),
        lambda: services.change_candidate(lead, candidate),
        lambda: services.remove_candidate(lead, candidate, reason="no", on=TODAY),
        lambda: services.change_round(lead, round_, visitors=[]),
        lambda: services.confirm(lead, round_, at=NOW),
    ):
        with pytest.raises(RefusedError, match="confirmed"):
            refused()


def test_confirming_needs_a_reason_and_a_visitor_for_each(world: World) -> None:
    round_ = made(world)
    lead = called(world.lead)
    with pytest.raises(RefusedError, match="no practice on the list"):
        services.confirm(lead, round_, at=NOW)
    surgery = practice(world.ealing)
    services.add_candidates(lead, round_, [Candidate(round=round_, practice=surgery, position=1)])
    (candidate,) = queries.lacking(lead, round_)
    with pytest.raises(RefusedError, match=f"who visits {surgery.code}"):
        services.confirm(lead, round_, at=NOW)
    candidate.visitor = world.commissioner
    with pytest.raises(RefusedError, match="published coverage"):
        services.confirm(lead, round_, at=NOW, completed=[candidate])
    candidate.reason = "a nurse left"
    services.complete_candidates(lead, round_, [candidate])
    assert not queries.lacking(lead, round_).exists()
    services.confirm(lead, round_, at=NOW)
    assert Candidate.objects.get().reason == "a nurse left"


def test_one_taken_off_stays_with_its_reason_and_may_come_back(world: World) -> None:
    round_ = made(world)
    surgery = practice(world.ealing)
    candidate = listed(world, round_, surgery)
    lead = called(world.lead)
    with pytest.raises(RefusedError, match="comes off"):
        services.remove_candidate(lead, candidate, reason=" ", on=TODAY)
    services.remove_candidate(lead, candidate, reason="visited in May", on=TODAY)
    assert codes(queries.on_the_list(lead, round_, on=TODAY)) == []
    (off,) = queries.removed(lead, round_)
    assert off.removed_because == "visited in May"
    listed(world, round_, surgery, reason="a new manager asks for it")
    assert codes(queries.on_the_list(lead, round_, on=TODAY)) == [surgery.code]
    assert Candidate.objects.count() == 1


def test_a_practice_outside_the_area_closed_or_twice_is_refused(world: World) -> None:
    round_ = made(world, area=world.ealing)
    surgery = practice(world.ealing)
    listed(world, round_, surgery)
    for wrong, why in (
        (practice(world.havering), "outside"),
        (practice(world.ealing, closed_on=date(2026, 5, 1)), "closes"),
        (surgery, "already"),
    ):
        with pytest.raises(RefusedError, match=why):
            listed(world, round_, wrong)


def test_rounds_are_seen_from_their_area_and_from_its_parts(world: World) -> None:
    region, borough = made(world), made(world, name="West", area=world.ealing)
    listed(world, region, practice(world.ealing))
    listed(world, region, practice(world.havering))
    in_part = called(person(Role.LEAD, "Wes West", world.ealing))
    assert set(queries.rounds(in_part)) == {region, borough}
    assert queries.candidates(in_part, region).count() == 1
    elsewhere = called(person(Role.LEAD, "Hav Havering", world.havering))
    assert set(queries.rounds(elsewhere)) == {region}
    assert set(queries.rounds(called(world.stranger))) == set()
    assert queries.candidates(called(world.stranger), region).count() == 0


def test_only_who_leads_the_whole_area_draws_up(world: World) -> None:
    round_ = made(world)
    for user in (
        world.commissioner,
        world.evaluator,
        world.stranger,
        person(Role.LEAD, "Wes West", world.ealing),
    ):
        with pytest.raises(NotAllowedError):
            services.confirm(called(user), round_, at=NOW)
    with pytest.raises(RefusedError, match="before the first"):
        made(world, ends_on=date(2026, 1, 1))


def test_every_change_of_a_round_is_audited_without_free_text(world: World) -> None:
    round_ = made(world)
    candidate = listed(world, round_, practice(world.ealing))
    challenge = services.challenge(called(world.commissioner), candidate, reason="secret", on=TODAY)
    services.withdraw(called(world.commissioner), challenge, on=TODAY)
    services.change_round(called(world.lead), round_, visitors=[world.commissioner])
    services.change_candidate(called(world.lead), candidate)
    services.remove_candidate(called(world.lead), candidate, reason="secret", on=TODAY)
    events = set(AuditEvent.objects.values_list("event", flat=True))
    assert events == {
        "round.made",
        "candidate.added",
        "candidate.challenged",
        "challenge.withdrawn",
        "round.changed",
        "candidate.changed",
        "candidate.removed",
    }
    assert "secret" not in str(list(AuditEvent.objects.values("details")))
