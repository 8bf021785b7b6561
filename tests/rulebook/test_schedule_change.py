"""A change of the schedule is a new file and no code: an invented one changes verdicts and due dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.engine.cases import cases_for, check_cases, read_cases
from commonground.engine.rules.loader import RULEBOOK, load_rulebook
from commonground.engine.rules.model import Rulebook
from tests.rulebook.engines import ENGINES

INVENTED = Path(__file__).parent / "invented"
CHANGED = load_rulebook(RULEBOOK, INVENTED)
CASES = read_cases(INVENTED / "cases", CHANGED)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_new_file_alone_changes_every_answer_it_should(engine: str) -> None:
    differing = [
        f"{case}: {sentence}"
        for case, sentences in check_cases(CASES, ENGINES[engine], CHANGED).items()
        for sentence in sentences
    ]
    assert not differing, "\n".join(differing)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", ["mmr-2027", "rota-2027", "dtp-second-booster", "vaccine-7in1", "rota3_12m"])
def test_without_the_new_file_the_answers_are_others(rule: str, engine: str, rulebook: Rulebook) -> None:
    found = check_cases(cases_for(rule, CASES), ENGINES[engine], rulebook)
    assert any(found.values())


@pytest.mark.parametrize("engine", ENGINES)
def test_children_born_before_the_change_are_answered_as_before(engine: str) -> None:
    before = [case for case in read_cases() if case.file in ("mmr.txt", "rota.txt")]
    assert not any(check_cases(before, ENGINES[engine], CHANGED).values())


def test_the_course_and_the_version_before_end_the_day_before() -> None:
    ended = {CHANGED.courses[course].births_to for course in ("mmr-2024-07", "rota-2013", "dtp-2024-07")}
    assert {str(day) for day in [*ended, CHANGED.versions["version-K"].births_to]} == {"2027-06-30"}


def test_a_count_says_which_rulebook_it_was_made_with(rulebook: Rulebook) -> None:
    assert CHANGED.version != rulebook.version
