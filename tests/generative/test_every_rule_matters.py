"""Without a rule something comes out otherwise: in a generated history or in a nurse's case.

A rule that may go without any answer changing is held by no test, whichever engine counts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from commonground.engine.cases import Case, check_cases, read_cases
from commonground.engine.counting import reference
from commonground.engine.counting.results import Count
from commonground.engine.rules.ages import Age
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.model import LateRegistration, QofIndicator, Rulebook
from tests.generative.practices import Practice, practice_of_seed

BOOK = load_rulebook()
CASES = read_cases()
SEEDS = range(8)
CHILDREN = 120


@cache
def practice(seed: int) -> Practice:
    return practice_of_seed(BOOK, seed, CHILDREN)


@cache
def counted(seed: int) -> Count:
    return count(practice(seed), BOOK)


def count(asked: Practice, book: Rulebook) -> Count:
    return reference.count(asked.children, asked.events, asked.question, book)


def matters(rule: str, without: Rulebook, book: Rulebook) -> bool:
    """Whether any generated history, or any case of the rule, is answered otherwise by two rulebooks."""
    cases = [case for case in CASES if rule in case.rules]
    if check_cases(cases, reference.count, without) != check_cases(cases, reference.count, book):
        return True
    for seed in SEEDS:
        ours = counted(seed) if book is BOOK else count(practice(seed), book)
        theirs = count(practice(seed), without)
        if ours.states != theirs.states or ours.figures != theirs.figures:
            return True
    return False


def single_rules() -> Iterator[tuple[str, Rulebook]]:
    """Each bar, completion and answer of `give_as`, and the rulebook without it."""
    for bar in BOOK.bars:
        yield bar.id, replace(BOOK, bars=tuple(one for one in BOOK.bars if one is not bar))
    for done in BOOK.completed_by:
        others = tuple(one for one in BOOK.completed_by if one is not done)
        yield done.id, replace(BOOK, completed_by=others)
    for answer in BOOK.give_as:
        yield answer.id, replace(BOOK, give_as=tuple(one for one in BOOK.give_as if one is not answer))


def with_lines(indicator: QofIndicator, *lines: LateRegistration) -> Rulebook:
    """The rulebook with these late registrations of an indicator and no others."""
    return replace(BOOK, qof={**BOOK.qof, indicator.id: replace(indicator, late_registration=lines)})


@pytest.mark.parametrize(("rule", "without"), [pytest.param(*pair, id=pair[0]) for pair in single_rules()])
def test_each_bar_completion_and_answer_changes_something(rule: str, without: Rulebook) -> None:
    assert matters(rule, without, BOOK)


@pytest.mark.parametrize(
    ("name", "line"),
    [(name, line) for name, found in BOOK.qof.items() for line in range(len(found.late_registration))],
)
def test_each_late_registration_excludes_whom_those_before_it_do_not(name: str, line: int) -> None:
    lines = BOOK.qof[name].late_registration
    fewer, more = (with_lines(BOOK.qof[name], *lines[:stop]) for stop in (line, line + 1))
    assert matters(name, fewer, more)


@pytest.mark.parametrize(
    ("name", "part"), [(name, part) for name, found in BOOK.qof.items() for part in range(len(found.parts))]
)
def test_each_contraindication_excludes_somebody_whom_a_decline_does_not(name: str, part: int) -> None:
    vaccines = BOOK.qof[name].parts[part].vaccines
    cases = [case for case in CASES if name in case.rules]
    milder = [declined(case, vaccines) for case in cases]
    changed = check_cases([case for case in milder if case not in cases], reference.count, BOOK)
    assert any(differences for differences in changed.values())


def declined(case: Case, vaccines: tuple[str, ...]) -> Case:
    """The same case with its contraindications of some vaccines declined instead, which excludes nobody."""
    entries = (
        replace(entry, kind="declined")
        if entry.kind == "contraindicated" and entry.vaccine in vaccines
        else entry
        for entry in case.entries
    )
    return replace(case, entries=tuple(entries))


def test_a_rule_that_nothing_reaches_is_found_out() -> None:
    """What the tests above rest on: a rule that no history and no case is about makes no difference."""
    indicator = BOOK.qof["VI002"]
    unreachable = LateRegistration(missing_at_least=99, from_age=Age(days=1))
    added = with_lines(indicator, *indicator.late_registration, unreachable)
    assert not matters("VI002", BOOK, added)
