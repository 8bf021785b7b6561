"""The nurse's cases: every engine answers each of them as expected, and every rule has enough of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from commonground.engine.cases import check_case, check_cases, needs_cases, read_cases
from commonground.engine.rules.model import Rulebook
from tests.rulebook.engines import ENGINES

CASES = read_cases()
DAYS = sorted({case.as_at for case in CASES})
AT_LEAST = 5


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_case_is_answered_as_expected(day: date, engine: str, rulebook: Rulebook) -> None:
    cases = [case for case in CASES if case.as_at == day]  # counted together, so that it is quick
    differing = [
        f"{case}: {sentence}"
        for case, sentences in check_cases(cases, ENGINES[engine], rulebook).items()
        for sentence in sentences
    ]
    assert not differing, "\n".join(differing)


def test_every_rule_has_at_least_five_cases(rulebook: Rulebook) -> None:
    number: dict[str, int] = defaultdict(int)
    for case in CASES:
        for rule in case.rules:
            number[rule] += 1
    too_few = {rule: number[rule] for rule in needs_cases(rulebook) if number[rule] < AT_LEAST}
    assert not too_few


def test_a_case_counted_alone_and_with_others_gets_the_same_answers(rulebook: Rulebook) -> None:
    some = [case for case in CASES if case.file == "qof.txt"][::9]
    alone = {case: check_case(case, ENGINES["reference"], rulebook) for case in some}
    assert alone == check_cases(some, ENGINES["reference"], rulebook)


def test_titles_are_not_used_twice() -> None:
    names = [(case.file, case.name) for case in CASES]
    assert len(names) == len(set(names))
