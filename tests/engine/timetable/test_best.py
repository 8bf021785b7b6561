"""The best plan: against every plan there is where they can be counted, and against the rules always."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.engine.errors import UserError
from commonground.engine.timetable.columns import Pricer
from commonground.engine.timetable.greedy import greedy
from commonground.engine.timetable.optimum import optimum
from commonground.engine.timetable.plan import planned, value_of
from commonground.engine.timetable.problem import open_days, problem_of
from commonground.engine.timetable.search import Progress, Search
from commonground.engine.timetable.season import season
from commonground.engine.timetable.values import Ask, Visit, Visitor
from tests.engine.timetable.asks import AM, PM, QUICK, ask_of, asks, check_rules, everywhere


@given(asks(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_timetable_breaks_a_rule_or_claims_what_it_does_not_do(ask: Ask, random_order: bool) -> None:
    try:
        made = season(ask, QUICK, random_order=random_order, band_number=3)
    except UserError as error:
        assert str(error).startswith("No visit is possible")
        return
    check_rules(ask, made.timetable)
    check_rules(ask, made.free)


@given(asks(practices=5, visitors=2, days=50, a_day=4), st.booleans())
@settings(max_examples=25, deadline=None)
def test_days_of_more_than_two_visits_keep_the_same_rules(ask: Ask, random_order: bool) -> None:
    ask = replace(ask, visitors=(replace(ask.visitors[0], visits_a_day=4), *ask.visitors[1:]))
    try:
        made = season(ask, QUICK, random_order=random_order, band_number=3)
    except UserError:
        return
    check_rules(ask, made.timetable)


def every_plan(ask: Ask) -> Iterator[list[Visit]]:
    slots = [
        (visitor.name, day, half)
        for visitor in ask.visitors
        for day in open_days(ask, visitor)
        for half in (AM, PM)
    ]
    for chosen in product([None, *slots], repeat=len(ask.practices)):
        used = [slot for slot in chosen if slot]
        if len(set(used)) == len(used):
            yield [
                Visit(one.code, slot[0], slot[1], slot[2], ask.hours.starts(slot[2]))
                for one, slot in zip(ask.practices, chosen, strict=True)
                if slot
            ]


def allowed(ask: Ask, visits: list[Visit]) -> bool:
    practices = {one.code: one for one in ask.practices}
    visitors = {one.name: one for one in ask.visitors}
    return all(
        visitors[visit.visitor].knows(practices[visit.practice])
        and visit.day not in practices[visit.practice].closed
        and (visit.day.weekday(), visit.half) in practices[visit.practice].half_days
        for visit in visits
    ) and all(
        sum((v.visitor, v.day) == (visit.visitor, visit.day) for v in visits)
        <= visitors[visit.visitor].visits_a_day
        and (
            visitors[visit.visitor].visit_days is None
            or len({v.day for v in visits if v.visitor == visit.visitor})
            <= (visitors[visit.visitor].visit_days or 0)
        )
        for visit in visits
    )


@given(asks(practices=4, visitors=2, days=3))
@settings(max_examples=60, deadline=None)
def test_the_bound_is_below_every_plan_and_the_plan_is_the_best_where_it_is_proved(ask: Ask) -> None:
    slots = sum(2 * len(open_days(ask, visitor)) for visitor in ask.visitors)
    if (slots + 1) ** len(ask.practices) > 4000:
        return
    best = min(value_of(ask, visits) for visits in every_plan(ask) if allowed(ask, visits))
    plan = planned(ask, QUICK)
    assert plan.bound <= best + 1e-6
    assert value_of(ask, plan.visits) >= best - 1e-6
    # within a cell every day is alike but for closed dates: without any, the plan is the best there is
    if not any(one.closed for one in ask.practices):
        assert value_of(ask, plan.visits) == pytest.approx(best)


def middling(seed: int, practices: int = 40, visitors: int = 3) -> Ask:
    random = np.random.default_rng(seed)
    listed = [everywhere(n, float(random.integers(1, 30))) for n in range(practices)]
    return ask_of(listed, [Visitor(f"V{n}", visit_days=5) for n in range(visitors)], days=90, seed=seed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_plan_is_proved_and_better_than_greedy(seed: int) -> None:
    ask = middling(seed)
    problem = problem_of(ask)
    pricer = Pricer(problem)
    first = float(problem.worth.sum()) + sum(pricer.cost_of(day) for day in greedy(pricer))
    best = optimum(problem, QUICK)
    assert best.proved
    assert best.value < first


def test_pyvrp_alone_is_never_below_the_bound() -> None:
    ask = middling(4)
    without_columns = Search(iterations=50)
    told: list[Progress] = []
    best = optimum(problem_of(ask), replace(without_columns, tell=told.append))
    routes = next(one for one in told if one.doing == "Plan by PyVRP")
    assert routes.value >= best.bound
    assert [one.doing for one in told][:2] == ["First plan, by insertion", "Plan by PyVRP"]


def test_without_time_the_first_plan_is_returned_with_an_honest_gap() -> None:
    ask = middling(5)
    search = Search(seconds_left=lambda: -1.0, iterations=50)
    made = season(ask, search, random_order=False, band_number=3)
    check_rules(ask, made.timetable)
    assert made.timetable.claim.by_clock
    assert made.timetable.claim.gap > 0
    assert made.timetable.visits


def test_the_same_seed_gives_the_same_timetable_and_another_seed_another_order() -> None:
    ask = middling(6)
    once, again = (
        season(ask, Search(seed=7, iterations=30), random_order=True, band_number=3) for _ in range(2)
    )
    assert once == again
    other = season(ask, Search(seed=8, iterations=30), random_order=True, band_number=3)
    drawn, again_drawn = (
        {v.practice: v.assigned_month for v in one.timetable.visits} for one in (once, other)
    )
    assert drawn != again_drawn


def test_a_practice_drawn_at_random_is_not_left_for_its_low_priority() -> None:
    practices = [everywhere(number, 10.0 + number) for number in range(6)]
    practices.append(replace(everywhere(6, 0.0), chosen_by="random"))
    ask = ask_of(practices, [Visitor("V", visit_days=1)], seed=3)
    ask = replace(ask, travel=replace(ask.travel, out=ask.travel.out * 0 + 10, back=ask.travel.back * 0 + 10))
    ask = replace(ask, travel=replace(ask.travel, between=ask.travel.between * 0 + 10))
    made = season(ask, QUICK, random_order=False, band_number=3)
    assert {visit.practice for visit in made.timetable.visits} == {"Z99006", "Z99007"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"visitors": (Visitor("V", areas=frozenset({"far"})),)}, "add the area to a visitor"),
        ({"visitors": (Visitor("V", weekdays=frozenset()),)}, "give them visit days"),
        ({"visitors": (Visitor("V", weekdays=frozenset({4})),)}, "add that day to a visitor"),
    ],
)
def test_an_impossible_ask_says_what_to_relax(change: dict[str, object], said: str) -> None:
    practice = replace(everywhere(0), half_days=frozenset({(0, AM)}))
    ask = replace(ask_of([practice, replace(practice, code="Z99002")], [Visitor("V")]), **change)  # type: ignore[arg-type]
    with pytest.raises(UserError, match=said):
        season(ask, QUICK, random_order=True, band_number=3)


def test_what_does_not_fit_says_why() -> None:
    full = [everywhere(number, 5.0) for number in range(3)]
    closed = replace(everywhere(3), closed=frozenset(ask_of(full, [Visitor("V")], days=5).season.days()))
    ask = ask_of([*full, closed], [Visitor("V", visit_days=1)], days=5)
    left = {
        one.practice: one.why
        for one in season(ask, QUICK, random_order=False, band_number=3).timetable.left_out
    }
    assert "other dates" in left["Z99004"]
    assert sum("add visit days" in why for why in left.values()) == 1
