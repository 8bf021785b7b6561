"""Two engines, one meaning: whatever the history, the generated text and the plain reference answer alike."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from commonground.engine.counting import duckdb_engine, reference
from commonground.engine.counting.results import STATUSES, VERDICTS
from commonground.engine.rules.loader import load_rulebook
from tests.generative.agreement import differences
from tests.generative.practices import Practice, practice_of_seed, practices

BOOK = load_rulebook()
SEEDS = range(8)
MANY_SEEDS = range(100, 200)
CHILDREN = 120
REACHING_SEEDS = range(30)


def apart(practice: Practice) -> list[str]:
    return differences(practice, BOOK, reference.count, duckdb_engine.count)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(practices(BOOK))
def test_any_small_practice_is_counted_alike(practice: Practice) -> None:
    assert apart(practice) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_large_practice_on_every_boundary_is_counted_alike(seed: int) -> None:
    assert apart(practice_of_seed(BOOK, seed, CHILDREN)) == []


@pytest.mark.long
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(practices(BOOK))
def test_many_small_practices_are_counted_alike(practice: Practice) -> None:
    assert apart(practice) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", MANY_SEEDS)
def test_many_large_practices_are_counted_alike(seed: int) -> None:
    assert apart(practice_of_seed(BOOK, seed, CHILDREN)) == []


@pytest.mark.long
def test_the_generator_reaches_every_rule() -> None:
    """A rule, course, indicator, measure, verdict or status that no history reaches is not held by the tests above."""
    rules: set[str] = set()
    births: set[str] = set()
    indicators: set[str] = set()
    measures: set[str] = set()
    words: set[str] = set()
    for seed in REACHING_SEEDS:
        practice = practice_of_seed(BOOK, seed, CHILDREN)
        count = reference.count(practice.children, practice.events, practice.question, BOOK)
        rules |= {row["rule_id"] for row in [*count.doses.to_pylist(), *count.states.to_pylist()]}
        words |= {row["verdict"] for row in count.doses.to_pylist()}
        words |= {row["status"] for row in count.states.to_pylist()}
        indicators |= {row["indicator"] for row in count.figures.to_pylist() if row["numerator"]}
        measures |= set(count.flags.column("measure").to_pylist())
        births |= {
            course.id
            for course in BOOK.courses.values()
            for born in practice.children.column("date_of_birth").to_pylist()
            if (not course.births_from or course.births_from <= born)
            and (not course.births_to or born <= course.births_to)
        }
    assert set(BOOK.dose_rules) - rules == set()
    assert set(BOOK.courses) - births == set()
    assert {*BOOK.cover, *BOOK.qof, BOOK.up_to_date.id} - indicators == set()
    assert set(BOOK.measures) - measures == set()
    assert {*VERDICTS, *STATUSES} - words == set()
