"""Every threshold of the rulebook, moved a day (a number by one) either way, is noticed by a case of its own rule."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from commonground.engine.cases import cases_for, check_cases, read_cases
from commonground.engine.counting import reference
from commonground.engine.rules.model import Rulebook
from tests.rulebook.moving import entries, moved, with_entry

CASES = read_cases()

# A pattern of what was moved, and why no history of a child can show it.
CHANGES_NOTHING = {
    "dtp-2010 births_to * a day later": "the next course begins the day after",
    "mmr-2010 births_to * a day later": "the next course begins the day after",
    "pcv-2010 births_to * a day later": "the next course begins the day after",
    "pcv-2020 births_to * a day later": "the next course begins the day after",
    "menb-2015 births_to * a day later": "the next course begins the day after",
    "varicella-* births_to * a day later": "the next course begins the day after",
    "hibmenc-completed-by-hib births_to * a day later": "children born later do not need the dose",
    "pcv-2 minimum_age *": "dose 1 from 42 days and the interval ask more",
    "menb-2 minimum_age *": "dose 1 from 42 days and the interval ask more",
    "menb-late-1 minimum_age 1 year a day sooner": "late doses are owed only from the first birthday",
    "menb-late-2 minimum_age *": "it follows late dose 1 by 28 days",
    "varicella-2 minimum_age *": "it follows dose 1, which asks the same age, by 28 days",
    "menb-20?? doses[[]menb-late-2[]].recommended *": "it follows late dose 1 by 28 days",
    "menb-2015 doses[[]menb-2[]].programme_start *": "the first such child is 16 weeks old after it",
    "menb-2015 doses[[]menb-booster[]].programme_start *": "the first such child is one after it",
    "menb-2015 doses[[]menb-late-?[]].programme_start *": "the first such child is one after it",
    "rota-2013 doses[[]rota-2[]].programme_start *": "the first such child is 12 weeks old after it",
    "*.programme_start 2026-01-01 a day sooner": "the first such child reaches the age on 1 January 2026",
    "varicella-20* doses[[]varicella-2[]].programme_start *": "the first such child reaches the age after it",
    "give-mmrv births_from *": "children born by then are six when MMRV begins, and on no worklist",
    "give-booster-6in1-* doses without booster": "doses 1 to 4 are given as 6-in-1 as well",
    "VI00[12] late_registration[[]0[]].missing_at_least 0 and one more": "a child with none missing has succeeded",
    "VI003 late_registration[[]0[]].missing_at_least 1 less one": "a child with none missing has succeeded",
    "VI001 late_registration[[]1[]].missing_at_least 1 less one": "a child with none missing has succeeded",
    "VI002 late_registration[[]1[]].missing_at_least 1 less one": "a child with none missing has succeeded",
    "VI002 reaches 18 months a day later": "nobody reaches 18 months on 31 March: September has 30 days",
    "VI001 late_registration[[]0[]].from_age *": "with one missing, as there must be, 217 days suffice",
    "VI002 late_registration[[]0[]].after_age *": "with one missing, as there must be, 527 days suffice",
}


def changes_nothing(what: str) -> bool:
    return any(fnmatchcase(what, pattern) for pattern in CHANGES_NOTHING)


@pytest.mark.long
@pytest.mark.parametrize("group", ["dose_rules", "courses", "give_as", "cover", "qof", "the others"])
def test_a_case_notices_each_threshold_moved_a_day(group: str, rulebook: Rulebook) -> None:
    named = ("dose_rules", "courses", "give_as", "cover", "qof")
    unnoticed = []
    for of, key, entry in entries(rulebook):
        if of != group and (group != "the others" or of in named):
            continue
        cases = cases_for(entry.id, CASES)
        for said, other in moved(entry):
            if other == entry or changes_nothing(f"{entry.id} {said}"):
                continue
            if not any(check_cases(cases, reference.count, with_entry(rulebook, of, key, other)).values()):
                unnoticed.append(f"{entry.id} {said}")
    assert not unnoticed, "\n".join(unnoticed)


def test_each_reason_is_about_a_threshold_there_is(rulebook: Rulebook) -> None:
    all_moves = [f"{entry.id} {said}" for _, _, entry in entries(rulebook) for said, _ in moved(entry)]
    idle = [
        pattern for pattern in CHANGES_NOTHING if not any(fnmatchcase(what, pattern) for what in all_moves)
    ]
    assert not idle
