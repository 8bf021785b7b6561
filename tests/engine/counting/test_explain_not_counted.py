"""Why a child is not in a figure, in one plain sentence that adds up."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from commonground.engine.counting.explain import (
    Period,
    Registration,
    explain_left_out,
    explain_not_counted,
    explain_not_up_to_date,
)
from commonground.engine.counting.stays_here import NOT_COUNTED
from commonground.engine.rules.loader import load_rulebook
from tests.engine.counting.histories import History, history
from tests.engine.counting.reference.asking import TODAY, counted
from tests.engine.counting.sentences import DATE, day_in, found, histories, recorded_by, without_source
from tests.engine.counting.test_stays_here import written

BOOK = load_rulebook()
QUARTER = Period("2025-26 Q1", date(2025, 6, 30))
YEAR = Period("2025/26", date(2026, 3, 31))


def test_a_dose_one_day_before_the_window_is_said_to_be() -> None:
    said = explain_not_counted(
        BOOK.cover["mmr1_24m"], QUARTER, date(2023, 5, 4), {"MMR": [date(2024, 5, 3)]}, BOOK
    )
    assert said == (
        "Not counted in “MMR, one dose by 24 months” (2025-26 Q1): it needs 1 dose of MMR or MMRV "
        "from 4 May 2024, the first birthday, up to 4 May 2025, the second birthday, "
        "and the record has none there; "
        "the dose of 3 May 2024 at 11 months 29 days of age (365 days) is 1 day before it (rule mmr1_24m; "
        "COVER data files; "
        "NHS Digital on COVER)."
    )


def test_a_child_without_a_dose_has_none_on_record() -> None:
    said = explain_not_counted(BOOK.cover["rota_12m"], QUARTER, date(2024, 5, 4), {}, BOOK)
    assert (
        "2 doses on different days of Rota up to 4 May 2025, the first birthday, and the record has none ("
        in said
    )


def test_a_booster_asks_for_the_doses_before_it() -> None:
    days = [date(2020, 8, 1), date(2023, 9, 1), date(2025, 7, 1)]
    said = explain_not_counted(
        BOOK.cover["dtap_ipv_booster_5y"],
        QUARTER,
        date(2020, 6, 1),
        {"6in1": days[:1], "4in1": days[1:]},
        BOOK,
    )
    assert (
        "up to 1 June 2025, the fifth birthday, after at least 3 earlier doses, and the record has none there"
        in said
    )
    assert "the dose of 1 July 2025 at 5 years 1 month of age (1856 days) is 30 days after it" in said
    assert "the dose of 1 September 2023 at 3 years 3 months of age (1187 days) has 1 earlier dose" in said
    assert "1 August 2020" not in said


def test_of_several_parts_the_unmet_ones_are_named() -> None:
    mmr = {"MMR": [date(2022, 1, 1), date(2024, 1, 1)]}
    said = explain_not_counted(BOOK.qof["VI003"], YEAR, date(2020, 6, 1), mmr, BOOK)
    assert "MMR or MMRV" not in said
    assert "1 dose of 6in1, 5in1 or 4in1 from 1 June 2023, the third birthday, up to 31 May 2025" in said


def test_a_window_that_runs_past_the_year_ends_with_it() -> None:
    said = explain_not_counted(BOOK.qof["VI001"], YEAR, date(2025, 7, 31), {"6in1": [date(2026, 4, 1)]}, BOOK)
    assert "up to 31 March 2026, the last day of the period, and the record has none there" in said
    assert "is 1 day after it" in said


def test_a_child_who_joined_later_or_left_is_said_to() -> None:
    born = date(2023, 5, 4)
    indicator = BOOK.cover["mmr1_24m"]
    joined = Registration(registered_on=date(2025, 7, 1))
    left = Registration(registered_on=date(2024, 7, 1), deregistered_on=date(2025, 6, 30))
    said = explain_left_out(indicator, QUARTER, born, joined, {}, BOOK)
    assert "was not registered with the practice on 30 June 2025, but from 1 July 2025 (rule mmr1_24m" in said
    said = explain_left_out(indicator, QUARTER, born, left, {}, BOOK)
    assert "was not registered with the practice on 30 June 2025, having left on 30 June 2025 (" in said


def test_a_registered_child_left_out_of_qof_was_excluded() -> None:
    born, indicator = date(2025, 2, 1), BOOK.qof["VI001"]
    barred = {"6in1": [date(2025, 5, 1), date(2025, 12, 1)]}
    said = explain_left_out(indicator, YEAR, born, Registration(), barred, BOOK)
    assert "excluded, as the record has 6in1 contraindicated on 1 May 2025 (rule VI001" in said
    late = Registration(registered_on=date(2025, 10, 7))
    said = explain_left_out(indicator, YEAR, born, late, {}, BOOK)
    assert (
        "excluded, as the child was registered on 7 October 2025 at 8 months 6 days of age (248 days)" in said
    )
    first = Period("2022/23", date(2023, 3, 31))
    said = explain_left_out(indicator, first, date(2022, 2, 1), Registration(date(2022, 12, 1)), {}, BOOK)
    assert "registered on" not in said


def test_a_child_not_up_to_date_has_each_overdue_dose_named() -> None:
    states = counted(history("2025-07-01", "6in1 +56", "6in1 +84", "6in1 +112")).states.to_pylist()
    said = explain_not_up_to_date(states, date(2025, 7, 1), BOOK, date(2026, 10, 4))
    assert "MMR dose 1 95 days overdue, due on 1 July 2026" in said
    assert "DTP" not in said


@pytest.mark.long
@settings(deadline=None)
@given(histories())
def test_every_child_of_the_age_and_not_in_the_numerator_has_a_sentence_that_adds_up(one: History) -> None:
    recorded = recorded_by(one, date.fromisoformat(TODAY))
    rows = [dict(zip(NOT_COUNTED, row, strict=True)) for row in written(recorded)]
    members = counted(recorded).membership.to_pylist()
    missing = {(row["indicator"], row["period"]) for row in members if row["value"] == 0}
    told = {(row["indicator"], row["period"]) for row in rows if row["explanation"].startswith("Not ")}
    assert told == missing
    for row in rows:
        assert row["child_id"] not in row["explanation"]
        if "it needs" in row["explanation"]:
            for part in without_source(row["explanation"]).split("it needs ")[1:]:
                assert_short(part)


def assert_short(part: str) -> None:
    """The doses that a part names in its window are fewer than it needs, and the others are outside."""
    need = int(found(r"^(\d+) dose", part) or "")
    first = day_in(found(rf" from ({DATE})", part) or "1 January 1900")
    last = day_in(found(rf"up to ({DATE})", part) or "")
    has, *others = part.split("the record has ")[1].split("; the dose of ")
    inside = [day_in(day) for day in re.findall(DATE, has)]
    assert len(inside) == (0 if has.startswith("none") else int(has.split(":")[0]))
    assert len(inside) < need
    assert all(first <= day <= last for day in inside)
    for other in others:
        day, away = (
            day_in(found(rf"^({DATE})", other) or ""),
            int(found(r"(\d+) days? (?:before|after) it", other) or 0),
        )
        if away:
            assert day in (first - timedelta(days=away), last + timedelta(days=away))
        else:
            earlier = found(r"has (no|\d+) earlier dose", other)
            least = int(found(r"after at least (\d+) earlier", part) or "")
            assert earlier and int(earlier.replace("no", "0")) < least
            assert first <= day <= last
