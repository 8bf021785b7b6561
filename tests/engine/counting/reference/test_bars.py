"""rules.md 4: a declined or contraindicated entry bars its series until a dose of it is given."""

import pytest

from tests.engine.counting.histories import history
from tests.engine.counting.reference.asking import counted, states, status, tally

BORN = "2021-03-10"


def mmr_1(*entries: str, as_at: str = "2022-06-01") -> str | None:
    return status(history(BORN, *entries), "mmr 1", as_at)


def test_from_its_day_and_as_recorded_by_then() -> None:
    assert mmr_1("MMR declined 2022-06-01") == "declined"
    assert mmr_1("MMR declined 2022-05-31") == "declined"
    assert mmr_1("MMR not attended 2022-05-31") == "overdue"


def test_a_dose_of_the_series_on_that_day_or_later_lifts_it_valid_or_not() -> None:
    assert mmr_1("MMR declined 2022-03-01", "MMR 2022-03-01") == "overdue"
    assert mmr_1("MMR declined 2022-03-01", "MMR 2022-03-05") == "overdue"
    assert mmr_1("MMR declined 2022-03-02", "MMR 2022-03-01") == "declined"


def test_a_contraindication_outranks_a_decline() -> None:
    assert mmr_1("MMR contraindicated 2022-04-01", "MMR declined 2022-05-01") == "contraindicated"
    assert mmr_1("MMR declined 2022-04-01", "MMR contraindicated 2022-05-01") == "contraindicated"


def test_a_bar_hides_the_status_and_not_the_days() -> None:
    row = states(history(BORN, "MMR declined 2022-04-01"), "2022-06-01")["mmr 1"]
    assert (row["status"], row["days_overdue"], row["give_as"]) == ("declined", 83, "MMR")
    row = states(history(BORN, "MMR contraindicated 2022-04-01"), "2022-06-01")["mmr 1"]
    assert (row["status"], row["days_overdue"], row["give_as"]) == ("contraindicated", 83, None)


def test_only_due_overdue_and_offered_are_replaced() -> None:
    found = states(history(BORN, "MMR contraindicated 2021-06-01"), "2022-03-09")
    assert (found["mmr 1"]["status"], found["mmr 1"]["give_as"]) == ("not yet due", "MMR")
    offered = history("2021-03-10", "Varicella declined 2026-11-01")
    assert status(offered, "varicella 1", "2026-11-01") == "declined"


@pytest.mark.parametrize(
    ("vaccine", "barred"),
    [
        ("MMR", {"mmr", "varicella"}),
        ("MMRV", {"mmr", "varicella"}),
        ("Varicella", {"varicella"}),
        ("4in1", {"dtp"}),
        ("6in1", {"dtp", "hibmenc"}),
        ("5in1", {"dtp", "hibmenc"}),
        ("HibMenC", {"hibmenc"}),
        ("PCV", {"pcv"}),
        ("MenB", {"menb"}),
        ("Hib", set()),
    ],
)
def test_which_series_a_vaccine_bars(vaccine: str, barred: set[str]) -> None:
    child = history("2022-12-01", f"{vaccine} declined 2024-06-01")
    # PCV and MenB are offered until the second birthday, varicella is due from January 2026.
    rows = [*states(child, "2024-06-15").values(), *states(child, "2026-07-01").values()]
    assert {row["series"] for row in rows if row["status"] == "declined"} == barred


def test_6in1_bars_hibmenc_only_at_dates_from_july_2025() -> None:
    child = history("2022-03-10", "6in1 declined 2023-05-01")
    assert status(child, "hibmenc 1", "2025-06-30") == "overdue"
    assert status(child, "hibmenc 1", "2025-07-01") == "declined"


def test_and_only_a_dose_of_its_own_series_lifts_that() -> None:
    child = history("2022-03-10", "6in1 declined 2023-02-01", "6in1 2023-02-02")
    assert status(child, "dtp 2", "2025-07-01") == "overdue"
    assert status(child, "hibmenc 1", "2025-07-01") == "declined"
    own = history("2022-03-10", "6in1 declined 2023-02-01", "HibMenC 2023-02-02")
    assert status(own, "hibmenc 1", "2025-07-01") == "overdue"


def test_a_declined_overdue_dose_is_not_up_to_date() -> None:
    answer = counted(history(BORN, "MMR declined 2022-04-01"), as_at="2026-10-04")
    assert tally(answer, "up_to_date", "2026-10-04") == (0, 1)
