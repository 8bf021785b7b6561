"""Why a dose is due in one plain sentence, from which due date and status can be worked out again."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.engine.counting.explain import explain_due
from commonground.engine.counting.reference.dates import later
from commonground.engine.rules.ages import parse_age
from commonground.engine.rules.loader import load_rulebook
from tests.engine.counting.histories import History, history
from tests.engine.counting.reference.asking import TODAY, counted, states
from tests.engine.counting.sentences import (
    AGE,
    DATE,
    day_in,
    found,
    histories,
    is_the_age,
    milestone,
    milestones,
    recorded_by,
    without_source,
)

EXPLAINED = ("due", "overdue", "offered", "declined", "contraindicated")


def reason(one: History, dose: str, as_at: str = TODAY) -> str:
    """The sentence on one dose, without its source."""
    born = one.children["date_of_birth"][0].as_py()
    row = states(one, as_at)[dose]
    return without_source(explain_due(row, born, load_rulebook(), date.fromisoformat(as_at)))


def test_an_overdue_dose_says_since_when_until_when_and_as_what() -> None:
    assert reason(history("2025-11-02"), "dtp 1") == (
        "DTP dose 1 is 280 days overdue: it fell due on 28 December 2025, at 8 weeks of age as recommended; "
        "the child is 11 months 2 days old on 4 October 2026 and may have it as 6in1 "
        "until 1 November 2035, the day before the tenth birthday"
    )


def test_a_due_dose_says_when_it_becomes_overdue() -> None:
    assert reason(history("2026-08-01"), "dtp 1").startswith(
        "DTP dose 1 is due, and overdue after 24 October 2026: it fell due on 26 September 2026, at 8 weeks"
    )


def test_an_interval_that_sets_the_day_is_named() -> None:
    said = reason(history("2025-11-02", "6in1 2026-08-20"), "dtp 2")
    assert "due on 17 September 2026, 28 days after the valid dose of 20 August 2026 (recommended at" in said
    one = history("2023-06-01", "6in1 +400", "6in1 +440", "6in1 2025-05-20")
    said = reason(one, "hibmenc 1", as_at="2025-06-20")
    assert (
        "28 days after the valid DTP dose 3 of 20 May 2025 (recommended at 1 year of age, 1 June 2024)"
        in said
    )


def test_the_start_of_a_programme_that_sets_the_day_is_named() -> None:
    said = reason(history("2013-05-01"), "rota 1", as_at="2013-07-20")
    assert "on 1 July 2013, when the programme started (recommended at 8 weeks of age, 26 June 2013)" in said
    said = reason(history("2024-07-01", "MMR +400"), "varicella 1", as_at="2026-02-20")
    assert "fell due on 1 January 2026, at 18 months of age as recommended" in said


def test_a_dose_without_a_latest_age_has_no_last_day() -> None:
    assert reason(history("2023-06-01"), "mmr 1").endswith("and may have it as MMRV with no last day")


@pytest.mark.parametrize("barred", ["declined", "contraindicated"])
def test_a_bar_is_said_to_be_the_records(barred: str) -> None:
    said = reason(history("2025-07-01", f"MMR {barred} 2026-08-01"), "mmr 1")
    assert said.startswith("MMR dose 1 is 95 days overdue, but the record says it ")
    assert barred in said
    assert ("may have it as" in said) == (barred == "declined")


def test_the_offered_catch_up_says_for_whom_and_when() -> None:
    said = reason(history("2021-03-01"), "varicella 1", as_at="2026-12-01")
    assert "is offered: one MMRV is offered, if there is no history of chickenpox, to children born" in said
    assert "(from 1 November 2026 to 31 March 2028)" in said
    assert "may have it as MMRV until 31 March 2028" in said
    barred = history("2021-03-01", "MMR declined 2025-01-01")
    assert "is offered, but the record says it was declined: " in reason(barred, "varicella 1", "2026-12-01")


def test_a_dose_of_no_course_for_the_child_is_refused_without_saying_when_it_was_born() -> None:
    row = states(history("2023-06-01"))["hibmenc 1"]
    with pytest.raises(LookupError, match="has no dose hibmenc-1") as refused:
        explain_due(row, date(2025, 1, 1), load_rulebook(), date(2026, 10, 4))
    assert "2025" not in str(refused.value)


def explained(one: History, as_at: date) -> list[tuple[dict[str, Any], str]]:
    born = one.children["date_of_birth"][0].as_py()
    rows = counted(one, as_at=as_at.isoformat()).states.to_pylist()
    return [
        (row, without_source(explain_due(row, born, load_rulebook(), as_at)))
        for row in rows
        if row["status"] in EXPLAINED
    ]


def rebuilt_status(said: str) -> str:
    """The status, from the days in the sentence alone."""
    for barred in ("declined", "contraindicated"):
        if barred in said:
            return barred
    as_at = day_in(found(rf" old on ({DATE})", said) or "")
    if "fell due" not in said:
        first, last = re.findall(rf"\(from ({DATE}) to ({DATE})\)", said)[0]
        return "offered" if day_in(first) <= as_at <= day_in(last) else "not offered"
    fell_due = day_in(found(rf"fell due on ({DATE})", said) or "")
    return "overdue" if as_at > fell_due + timedelta(days=28) else "due"


def rebuilt_due_on(said: str, born: date) -> date:
    """The latest of the recommended age, the interval and the start that the sentence names."""
    recommended = found(rf"(?:recommended )?at ({AGE}) of age", said)
    days = [later(born, parse_age(recommended or ""))]
    waits = found(rf"({AGE}) after the valid", said), found(rf"after the valid [^(]*?of ({DATE})", said)
    if all(waits):
        days.append(later(day_in(waits[1] or ""), parse_age(waits[0] or "")))
    return max(days)


@settings(deadline=None)
@given(histories(), st.dates(date(2026, 7, 1), date(2027, 6, 1)))
def test_status_and_due_date_can_be_rebuilt_from_the_sentence(one: History, as_at: date) -> None:
    born = one.children["date_of_birth"][0].as_py()
    for row, said in explained(recorded_by(one, as_at), as_at):
        assert rebuilt_status(said) == row["status"], said
        overdue = found(r"is (\d+) days? overdue", said)
        assert int(overdue or 0) == row["days_overdue"]
        if row["due_on"] and "programme" not in said:
            assert rebuilt_due_on(said, born) == row["due_on"], said
        age = found(rf"the child is ({AGE}) old", said)
        assert age and is_the_age(born, as_at, age), said
        until = found(rf"(?:until|last day is) ({DATE})", said)
        assert (day_in(until) if until else None) == row["offer_until"], said
        limits = said.split("old on")[1]
        assert all(milestone(born, words) == day for day, words in milestones(limits)), said
