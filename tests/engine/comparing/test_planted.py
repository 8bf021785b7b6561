"""Whatever mix of causes is planted in two lists, each child comes back with its own, and the counts add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.engine.comparing.attribution import shapley
from commonground.engine.rules.difference_book import DIFFERENCES
from tests.engine.comparing.asking import read
from tests.engine.comparing.lists_made import NUMBERS, Child, Dose, TwoLists, child, vaccinated

DAY = timedelta(days=1)
LAST_DAY = date(2026, 9, 30)

Plant = Callable[[TwoLists, int], None]


def late_in_the_year(number: int) -> Child:
    """A child who is asked about in the last quarter of the year."""
    return vaccinated(number, date(2024, 8, 1) + timedelta(days=number % 28))


def moved_away(lists: TwoLists, number: int) -> None:
    one = vaccinated(number)
    if number % 2:
        lists.chis.append(one)
    else:
        lists.on_both(replace(one, left=one.due + 9 * DAY), one)


def new_registration(lists: TwoLists, number: int) -> None:
    one = late_in_the_year(number)
    if number % 2:
        lists.practice.append(replace(one, registered=LAST_DAY - 5 * DAY))
    else:
        lists.on_both(replace(one, registered=LAST_DAY + 2 * DAY), one)


def registered_elsewhere(lists: TwoLists, number: int) -> None:
    one = vaccinated(number)
    lists.on_both(one, replace(one, code="Z99777"))


def duplicate_number(lists: TwoLists, number: int) -> None:
    one = vaccinated(number)
    lists.on_both(one)
    (lists.practice if number % 2 else lists.chis).append(replace(one, number=NUMBERS[number + 500]))


def wrong_cohort(lists: TwoLists, number: int) -> None:
    one = vaccinated(number)
    lists.on_both(one, replace(one, born=one.born - timedelta(days=800)))


def unregistered_resident(lists: TwoLists, number: int) -> None:
    lists.chis.append(replace(vaccinated(number), code=""))


def never_reached_chis(lists: TwoLists, number: int) -> None:
    one = vaccinated(number)
    lists.on_both(one, child(number))


def given_elsewhere(lists: TwoLists, number: int) -> None:
    one = child(number)
    abroad = one.given(Dose(one.due, place="Abroad"))
    lists.on_both(*((one, abroad) if number % 2 else (abroad, one)))


def wrong_code(lists: TwoLists, number: int) -> None:
    one = vaccinated(number)
    other = one.given(Dose(one.due, "single measles" if number % 3 else "Local jab 77"))
    lists.on_both(*((one, other) if number % 2 else (other, one)))


def outside_window(lists: TwoLists, number: int) -> None:
    one = vaccinated(number)
    wrong = one.born + timedelta(days=360 if number % 2 else 735)
    lists.on_both(one.given(Dose(wrong)), one)


def absent_from_practice(lists: TwoLists, number: int) -> None:
    lists.on_both(child(number), vaccinated(number))


def declined_as_given(lists: TwoLists, number: int) -> None:
    one = vaccinated(number)
    lists.on_both(one.given(Dose(one.due, kind="declined")), one)


def late_flow(lists: TwoLists, number: int) -> None:
    one = child(number)
    lists.on_both(one.given(Dose(one.due, recorded_on=LAST_DAY + 3 * DAY)), one)


def unresolved(lists: TwoLists, number: int) -> None:
    lists.practice.append(vaccinated(number))


PLANTS: dict[str, Plant] = {
    plant.__name__: plant
    for plant in (
        moved_away,
        new_registration,
        registered_elsewhere,
        duplicate_number,
        wrong_cohort,
        unregistered_resident,
        never_reached_chis,
        given_elsewhere,
        wrong_code,
        outside_window,
        absent_from_practice,
        declined_as_given,
        late_flow,
        unresolved,
    )
}


def plant(causes: list[str]) -> TwoLists:
    """Twenty children counted alike, then one for each cause."""
    lists = TwoLists()
    for number in range(20):
        lists.on_both(vaccinated(number) if number % 4 else child(number))
    for number, cause in enumerate(causes, start=20):
        PLANTS[cause](lists, number)
    return lists


def found_in(lists: TwoLists) -> Counter[str]:
    """The causes of the first MMR, after checking that the differences are the whole gap."""
    practice, chis = read(lists.practice), read(lists.chis, name="chis.csv")
    settled = practice.settling.with_list(chis.side)
    compared = next(one for one in settled.compared if one.indicator == "mmr1_24m")
    for name in ("numerator", "denominator"):
        gap = getattr(compared.practice, name) - getattr(compared.other, name)
        assert gap == sum(getattr(part, name) for part in compared.parts)
    shares = shapley(compared.other, compared.parts)
    assert shares is not None
    assert sum(shares) == pytest.approx((compared.practice.percent or 0) - (compared.other.percent or 0))
    found: Counter[str] = Counter()
    for part in compared.parts:
        found[part.cause] += part.children
    return found


@pytest.mark.parametrize("cause", PLANTS)
def test_each_cause_alone_is_found_on_either_side(cause: str) -> None:
    assert found_in(plant([cause, cause])) == {cause: 2}


def test_every_cause_but_two_dates_can_be_planted() -> None:
    assert set(DIFFERENCES) - set(PLANTS) == {"extract_dates_differ"}


def test_a_dose_after_the_day_of_the_list_is_of_another_day() -> None:
    lists = plant([])
    one = late_in_the_year(21).given(Dose(date(2026, 7, 20)))
    lists.on_both(one, one.given())
    practice, chis = read(lists.practice), read(lists.chis, name="chis.csv")
    side = chis.side
    side.as_at = date(2026, 7, 1)
    compared = next(one for one in practice.settling.with_list(side).compared if one.indicator == "mmr1_24m")
    assert [part.cause for part in compared.parts] == ["extract_dates_differ"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(sorted(PLANTS)), max_size=12))
def test_any_mix_of_planted_causes_is_found_exactly(causes: list[str]) -> None:
    assert found_in(plant(causes)) == Counter(causes)


def test_twins_are_not_one_child_twice() -> None:
    lists = plant([])
    first = vaccinated(30)
    second = replace(child(31, first.born), surname=first.surname, forename="Bo")
    for twin in (first, second):
        lists.on_both(replace(twin, number=""), twin)
    assert found_in(lists) == {}


def test_what_the_second_key_could_mean_twice_is_matched_with_nobody() -> None:
    lists = plant([])
    first = vaccinated(30)
    twin = replace(child(31, first.born), surname=first.surname)
    lists.chis += [replace(one, forename="") for one in (first, twin)]
    lists.practice.append(replace(first, number="", forename=""))
    practice, chis = read(lists.practice), read(lists.chis, name="chis.csv")
    links = practice.settling.with_list(chis.side).links
    assert links is not None
    assert links.several == 1
