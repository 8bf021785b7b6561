"""The change since a baseline adds up exactly, whatever was done to the record between."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.engine.comparing.baseline import Change, baseline_text, read_baseline
from commonground.engine.counting import reference
from commonground.engine.counting.results import Question
from commonground.engine.errors import UserError
from tests.engine.comparing.asking import read
from tests.engine.comparing.lists_made import AS_AT, PRACTICE, Child, Dose, child, vaccinated

THEN = date(2026, 2, 1)
DAY = timedelta(days=1)
QUESTION = Question(PRACTICE, AS_AT)


def kept(children: list[Child]) -> str:
    """The baseline of a list as it stood at THEN."""
    before = read(children, THEN)
    return baseline_text(before.extract, PRACTICE, THEN)


def change(before: list[Child], now: list[Child], indicator: str = "mmr1_24m") -> Change:
    baseline = read_baseline(kept(before), PRACTICE, AS_AT)
    changes = read(now).settling.since(baseline, QUESTION, reference.count)
    return next(one for one in changes if one.asked.indicator.id == indicator)


def young(number: int) -> Child:
    """A child whose second birthday is after THEN."""
    return child(number, date(2024, 4, 1) + timedelta(days=number % 150))


def test_twelve_more_of_sixty_seven_repaired_and_five_vaccinated() -> None:
    before = [vaccinated(number) for number in range(40)] + [young(number) for number in range(40, 60)]
    now = list(before)
    for place in range(40, 47):
        one = now[place]
        now[place] = one.given(Dose(one.born + timedelta(days=400), recorded_on=date(2026, 9, 1)))
    for place in range(47, 52):
        now[place] = now[place].given(Dose(THEN + 20 * DAY))
    found = change(before, now)
    assert (found.then.numerator, found.now.numerator, found.now.denominator) == (40, 52, 60)
    assert found.numerator == {"vaccinated": 5, "repaired": 7, "struck out": 0, "joined": 0, "left": 0}
    assert found.denominator == {"joined": 0, "left": 0}
    points = {kind: 100 * number / found.now.denominator for kind, number in found.numerator.items()}
    assert (points["repaired"], points["vaccinated"]) == pytest.approx((11.67, 8.33), abs=5e-3)


@pytest.mark.parametrize(
    ("given_on", "how"), [(THEN - DAY, "repaired"), (THEN, "repaired"), (THEN + DAY, "vaccinated")]
)
def test_the_day_of_the_baseline_is_the_border(given_on: date, how: str) -> None:
    one = young(3)
    found = change([one], [one.given(Dose(given_on))])
    assert {kind for kind, number in found.numerator.items() if number} == {how}


def test_who_needs_a_dose_of_after_is_vaccinated_though_another_was_repaired() -> None:
    one = child(3, date(2024, 8, 1))
    early, late = Dose(one.due), Dose(THEN + 30 * DAY)
    found = change([one], [one.given(early, late)], "mmr2_24m")
    assert found.numerator["vaccinated"] == 1 and found.numerator["repaired"] == 0


def test_a_dose_taken_off_the_record_is_struck_out() -> None:
    one = vaccinated(3)
    found = change([one, vaccinated(4)], [one.given(), vaccinated(4)])
    assert found.numerator["struck out"] == 1
    assert (found.then.numerator, found.now.numerator) == (2, 1)


def test_who_joined_and_who_left_bring_and_take_their_vaccinations() -> None:
    before = [vaccinated(1), child(2), vaccinated(3)]
    now = [vaccinated(1), replace(vaccinated(4), registered=date(2025, 1, 1)), child(5)]
    found = change(before, now)
    assert (found.denominator, found.numerator["joined"], found.numerator["left"]) == (
        {"joined": 2, "left": 2},
        1,
        1,
    )


STATES = st.sampled_from(["absent", "none", "before", "after", "both", "left", "late"])


def in_state(number: int, state: str) -> list[Child]:
    one = young(number)
    before, after = Dose(one.born + timedelta(days=380)), Dose(THEN + 10 * DAY)
    match state:
        case "absent":
            return []
        case "before":
            return [one.given(before)]
        case "after":
            return [one.given(after)]
        case "both":
            return [one.given(before, after)]
        case "left":
            return [replace(one.given(before), left=date(2026, 1, 15))]
        case "late":
            return [replace(one.given(before), registered=date(2025, 12, 1))]
    return [one]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(STATES, STATES), min_size=1, max_size=15))
def test_whatever_is_done_to_a_record_the_change_adds_up(states: list[tuple[str, str]]) -> None:
    anchor = vaccinated(99)
    then = [anchor] + [
        one for number, (before, _) in enumerate(states) for one in in_state(number, before)
        if before not in ("after", "both")
    ]  # fmt: skip
    now = [anchor] + [one for number, (_, after) in enumerate(states) for one in in_state(number, after)]
    baseline = read_baseline(kept(then), PRACTICE, AS_AT)
    for found in read(now).settling.since(baseline, QUESTION, reference.count):
        by = found.numerator
        assert found.now.numerator == (
            found.then.numerator
            + by["vaccinated"]
            + by["repaired"]
            - by["struck out"]
            + by["joined"]
            - by["left"]
        )
        listed = found.denominator
        assert found.now.denominator == found.then.denominator + listed["joined"] - listed["left"]
        assert by["joined"] <= listed["joined"] and by["left"] <= listed["left"]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "not json", '{"schema": "commonground/baseline/1"}', "[" * 100_000]
)
def test_what_is_no_baseline_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match=r"^baseline\.json is not a baseline"):
        read_baseline(text, PRACTICE, AS_AT)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda held: {"children": held["children"] * 2},
        lambda _: {"children": []},
        lambda held: {"children": [[one[0], None, *one[2:]] for one in held["children"]]},
        lambda held: {"events": [[one[0], None, *one[2:]] for one in held["events"]]},
    ],
    ids=["a child twice", "an entry of nobody", "no birthday", "an entry of no day"],
)
def test_a_baseline_that_somebody_spoilt_counts_nothing(spoil: Callable[[Any], dict[str, Any]]) -> None:
    held = json.loads(kept([vaccinated(1)]))
    assert held["children"]
    assert held["events"]
    with pytest.raises(UserError, match=r"^baseline\.json is not a baseline"):
        read_baseline(json.dumps(held | spoil(held)), PRACTICE, AS_AT)


def test_another_practices_or_a_later_baseline_is_refused() -> None:
    text = kept([vaccinated(1)])
    with pytest.raises(UserError, match="another practice than Z99002"):
        read_baseline(text, "Z99002", AS_AT)
    with pytest.raises(UserError, match="after the day of this count"):
        read_baseline(text, PRACTICE, THEN - DAY)


def test_a_baseline_holds_no_name_and_no_postcode() -> None:
    text = kept([vaccinated(1)])
    assert "Quill" not in text and "ZZ99" not in text
