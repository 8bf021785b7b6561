"""rules.md 4: when each dose falls due, and what becomes of it."""

from dataclasses import replace

import pytest

from commonground.engine.rules.loader import load_rulebook
from tests.engine.counting.histories import history
from tests.engine.counting.reference.asking import due_on, states, status

DTP_3 = ("6in1 +56", "6in1 +84", "6in1 +112")


@pytest.mark.parametrize(
    ("born", "dose", "entries", "expected"),
    [
        # births from 1 January 2020
        ("2020-01-01", "dtp 1", [], "2020-02-26"),
        ("2020-01-01", "menb 1", [], "2020-02-26"),
        ("2020-01-01", "rota 1", [], "2020-02-26"),
        ("2020-01-01", "dtp 2", ["6in1 +56"], "2020-03-25"),
        ("2020-01-01", "rota 2", ["Rota +56"], "2020-03-25"),
        ("2020-01-01", "pcv 1", [], "2020-03-25"),
        ("2020-01-01", "dtp 3", ["6in1 +56", "6in1 +84"], "2020-04-22"),
        ("2020-01-01", "menb 2", ["MenB +56"], "2020-04-22"),
        # MenB and PCV change places: day 84 before or on 1 July 2025
        ("2025-04-07", "pcv 1", [], "2025-06-30"),
        ("2025-04-08", "pcv 1", [], "2025-07-29"),
        ("2025-04-07", "menb 2", ["MenB +42"], "2025-07-28"),
        ("2025-04-08", "menb 2", ["MenB +42"], "2025-07-01"),
        # births 2010 to 2019
        ("2019-12-31", "pcv 1", [], "2020-02-25"),
        ("2019-12-31", "pcv 2", ["PCV +56"], "2020-04-21"),
        ("2019-12-31", "menb 2", ["MenB +56"], "2020-04-21"),
        # one year
        ("2021-03-10", "mmr 1", [], "2022-03-10"),
        ("2021-03-10", "pcv booster", ["PCV +84"], "2022-03-10"),
        ("2021-03-10", "menb booster", ["MenB +56", "MenB +112"], "2022-03-10"),
        ("2024-02-29", "mmr 1", [], "2025-02-28"),
        ("2024-06-30", "hibmenc 1", [], "2025-06-30"),
        ("2025-01-01", "varicella 1", [], "2026-01-01"),
        ("2025-03-10", "varicella 1", [], "2026-03-10"),
        # eighteen months, from January 2026
        ("2024-07-01", "dtp 4", list(DTP_3), "2026-01-01"),
        ("2024-08-20", "dtp 4", list(DTP_3), "2026-02-20"),
        ("2024-08-20", "mmr 2", ["MMR 2025-08-20"], "2026-02-20"),
        ("2024-07-01", "mmr 2", ["MMR 2025-07-01"], "2026-01-01"),
        ("2024-12-31", "varicella 1", [], "2026-06-30"),
        ("2025-01-01", "varicella 2", ["MMRV 2026-01-01"], "2026-07-01"),
        # three years and four months
        ("2021-03-10", "dtp booster", list(DTP_3), "2024-07-10"),
        ("2024-06-30", "mmr 2", ["MMR 2025-06-30"], "2027-10-30"),
        ("2022-09-01", "varicella 1", [], "2026-01-01"),
        ("2024-06-30", "varicella 1", [], "2027-10-30"),
        ("2024-07-01", "varicella 2", ["MMRV 2026-01-01"], "2027-11-01"),
    ],
)
def test_the_next_missing_dose_falls_due(born: str, dose: str, entries: list[str], expected: str) -> None:
    assert due_on(history(born, *entries), dose, as_at=expected) == expected
    assert status(history(born, *entries), dose, as_at=expected) == "due"


@pytest.mark.parametrize(
    ("born", "dose", "entries", "expected", "waits_from"),
    [
        ("2013-05-01", "rota 1", [], "2013-07-01", None),
        ("2013-05-06", "rota 1", [], "2013-07-01", None),
        ("2013-05-07", "rota 1", [], "2013-07-02", None),
        ("2015-07-01", "menb 1", [], "2015-09-01", None),
        ("2021-03-10", "dtp 2", ["6in1 +60"], "2021-06-06", "2021-05-09"),
        ("2021-03-10", "dtp 2", ["6in1 +56"], "2021-06-02", None),
        ("2021-03-10", "menb late 1", ["MenB 2022-02-20"], "2022-03-20", "2022-02-20"),
        ("2021-03-10", "menb late 2", ["MenB 2022-03-10"], "2022-04-07", "2022-03-10"),
        ("2021-03-10", "pcv booster", ["PCV 2022-03-01"], "2022-03-29", "2022-03-01"),
        ("2021-03-10", "mmr 2", ["MMR 2024-07-01"], "2024-07-29", "2024-07-01"),
        ("2021-03-10", "hibmenc 1", ["6in1 +56", "6in1 +84", "6in1 2022-03-01"], "2022-03-29", "2022-03-01"),
        ("2021-03-10", "dtp booster", ["6in1 +56", "6in1 +84", "6in1 2024-01-05"],
         "2025-01-05", "2024-01-05"),
        ("2024-07-01", "dtp 4", ["6in1 +56", "6in1 +84", "6in1 2025-06-30"], "2026-01-01", None),
    ],
)  # fmt: skip
def test_programme_starts_and_intervals_move_it(
    born: str, dose: str, entries: list[str], expected: str, waits_from: str | None
) -> None:
    row = states(history(born, *entries), expected)[dose]
    assert (str(row["due_on"]), row["status"]) == (expected, "due")
    assert (str(row["wait_from"]) if row["wait_from"] else None) == waits_from


@pytest.mark.parametrize(
    ("as_at", "expected", "days"),
    [
        ("2022-03-09", "not yet due", 0),
        ("2022-03-10", "due", 0),
        ("2022-04-07", "due", 0),
        ("2022-04-08", "overdue", 29),
        ("2022-04-09", "overdue", 30),
    ],
)
def test_due_for_28_days_and_then_overdue(as_at: str, expected: str, days: int) -> None:
    row = states(history("2021-03-10"), as_at)["mmr 1"]
    assert (row["status"], row["days_overdue"]) == (expected, days)


def test_only_the_next_missing_dose_has_a_due_day() -> None:
    found = states(history("2021-03-10"), "2021-08-01")
    assert (found["dtp 1"]["status"], str(found["dtp 1"]["due_on"])) == ("overdue", "2021-05-05")
    for dose in ("dtp 2", "dtp 3", "dtp booster"):
        assert (found[dose]["status"], found[dose]["due_on"], found[dose]["days_overdue"]) == (
            "not yet due",
            None,
            0,
        )


def test_a_complete_dose_keeps_its_own_due_day() -> None:
    found = states(history("2021-03-10", "6in1 +60", "6in1 +120"))
    second = found["dtp 2"]
    assert (second["status"], str(second["valid_on"])) == ("complete", "2021-07-08")
    assert (str(second["due_on"]), str(second["wait_from"])) == ("2021-06-06", "2021-05-09")
    assert (second["give_as"], second["days_overdue"]) == (None, 0)


@pytest.mark.parametrize(
    ("as_at", "one", "two"),
    [
        ("2021-06-22", "overdue", "not yet due"),  # day 104
        ("2021-06-23", "no longer offered", "no longer offered"),
    ],
)
def test_rotavirus_ends_with_its_first_dose(as_at: str, one: str, two: str) -> None:
    child = history("2021-03-10")
    assert (status(child, "rota 1", as_at), status(child, "rota 2", as_at)) == (one, two)


def test_it_is_no_longer_offered_at_once_when_it_falls_due_after_its_last_day() -> None:
    # Day 104 and 28 days is day 132, within day 167; a second dose has until then.
    child = history("2021-03-10", "Rota +104")
    assert status(child, "rota 2", "2021-08-24") == "overdue"
    assert status(child, "rota 2", "2021-08-25") == "no longer offered"
    # MenB 2 after a first on 20 February would fall due on 20 March, past the first birthday.
    unreachable = history("2021-03-10", "MenB 2022-02-20")
    assert status(unreachable, "menb 2", "2022-02-21") == "no longer offered"
    assert status(unreachable, "menb booster", "2022-02-21") == "no longer offered"
    reachable = history("2021-03-10", "MenB 2022-02-09")
    assert due_on(reachable, "menb 2", "2022-02-21") == "2022-03-09"
    assert status(reachable, "menb 2", "2022-02-21") == "not yet due"
    assert status(reachable, "menb booster", "2022-02-21") == "not yet due"


def test_a_late_dose_that_falls_due_after_its_last_day_is_not_offered() -> None:
    child = history("2021-03-10", "MenB 2023-02-20")
    assert status(child, "menb late 2", "2023-02-21") == "no longer offered"


@pytest.mark.parametrize(
    ("dose", "until"),
    [
        ("dtp 1", "2031-03-09"),
        ("rota 1", "2021-06-22"),
        ("rota 2", "2021-08-24"),
        ("menb 1", "2022-03-09"),
        ("menb booster", "2023-03-09"),
        ("pcv booster", "2023-03-09"),
        ("hibmenc 1", "2031-03-09"),
        ("mmr 1", None),
    ],
)
def test_it_may_be_given_until(dose: str, until: str | None) -> None:
    day = states(history("2021-03-10"), "2021-05-01")[dose]["offer_until"]
    assert (str(day) if day else None) == until


class TestMenB:
    BORN = "2021-03-10"

    @pytest.mark.parametrize("given", [(), ("MenB +56",)])
    def test_until_the_first_birthday_three_doses_and_then_two_late_ones(
        self, given: tuple[str, ...]
    ) -> None:
        before = states(history(self.BORN, *given), "2022-03-09")
        assert [dose for dose in before if dose.startswith("menb")] == ["menb 1", "menb 2", "menb booster"]
        after = states(history(self.BORN, *given), "2022-03-10")
        assert [dose for dose in after if dose.startswith("menb")] == [
            "menb 1", "menb 2", "menb late 1", "menb late 2",
        ]  # fmt: skip
        assert after["menb 2"]["status"] == "no longer offered"
        assert (after["menb late 1"]["status"], after["menb late 2"]["status"]) == ("due", "not yet due")

    def test_with_two_infant_doses_only_the_booster(self) -> None:
        found = states(history(self.BORN, "MenB +56", "MenB +112"), "2022-03-10")
        assert [dose for dose in found if dose.startswith("menb")] == ["menb 1", "menb 2", "menb booster"]
        assert found["menb booster"]["status"] == "due"

    def test_past_the_second_birthday_none_is_offered(self) -> None:
        found = states(history(self.BORN), "2023-03-10")
        assert {found[dose]["status"] for dose in found if dose.startswith("menb")} == {"no longer offered"}


class TestDtp4:
    def test_it_is_not_a_dose_of_births_before_july_2024(self) -> None:
        assert status(history("2024-06-30", *DTP_3), "dtp 4") is None

    def test_while_dose_3_is_missing_it_is_listed_only_before_the_first_birthday(self) -> None:
        child = history("2024-07-01", "6in1 +56", "6in1 +84")
        assert status(child, "dtp 4", "2025-06-30") == "not yet due"
        assert status(child, "dtp 4", "2025-07-01") is None

    def test_with_dose_3_on_the_first_birthday_it_is_not_needed(self) -> None:
        assert status(history("2024-07-01", "6in1 +56", "6in1 +84", "6in1 2025-06-30"), "dtp 4") == "overdue"
        late = history("2024-07-01", "6in1 +56", "6in1 +84", "6in1 2025-07-01")
        assert status(late, "dtp 4") is None
        assert due_on(late, "dtp booster") == "2027-11-01"

    def test_the_booster_waits_for_it_until_the_third_birthday(self) -> None:
        child = history("2024-07-01", *DTP_3)
        before = states(child, "2027-06-30")
        assert (before["dtp 4"]["status"], before["dtp booster"]["due_on"]) == ("overdue", None)
        after = states(child, "2027-07-01")
        assert (after["dtp 4"]["status"], after["dtp 4"]["due_on"]) == ("no longer offered", None)
        assert (after["dtp booster"]["status"], str(after["dtp booster"]["due_on"])) == (
            "not yet due",
            "2027-11-01",
        )


class TestPcv:
    def test_an_infant_course_left_incomplete_is_not_owed_after_the_birthday(self) -> None:
        found = states(history("2021-03-10"), "2022-03-10")
        assert (found["pcv 1"]["status"], found["pcv booster"]["status"]) == ("no longer offered", "due")

    def test_births_from_2020_need_one_infant_dose(self) -> None:
        assert "pcv 2" in states(history("2019-12-31"), "2020-05-01")
        assert "pcv 2" not in states(history("2020-01-01"), "2020-05-01")


class TestHibMenC:
    """Any Hib-containing dose after the birthday completes it at as-at dates from 1 July 2025."""

    BORN = "2022-03-10"

    @pytest.mark.parametrize("vaccine", ["6in1", "5in1", "Hib"])
    def test_another_hib_dose_completes_it_from_july_2025(self, vaccine: str) -> None:
        child = history(self.BORN, f"{vaccine} 2023-03-10")
        assert status(child, "hibmenc 1", "2025-06-30") == "overdue"
        row = states(child, "2025-07-01")["hibmenc 1"]
        assert (row["status"], row["valid_on"], row["due_on"], row["days_overdue"]) == (
            "complete",
            None,
            None,
            0,
        )

    def test_one_before_the_birthday_does_not(self) -> None:
        assert status(history(self.BORN, "6in1 2023-03-09"), "hibmenc 1", "2025-07-01") == "overdue"

    def test_a_hibmenc_of_its_own_keeps_its_day(self) -> None:
        row = states(history(self.BORN, "Hib 2023-03-10", "HibMenC 2023-04-10"))["hibmenc 1"]
        assert (row["status"], str(row["valid_on"]), str(row["due_on"])) == (
            "complete",
            "2023-04-10",
            "2023-03-10",
        )

    def test_the_due_day_of_one_given_with_dtp_3_is_the_birthday(self) -> None:
        same_day = ("6in1 +56", "6in1 +84", "6in1 2023-04-01", "HibMenC 2023-04-01")
        row = states(history(self.BORN, *same_day))["hibmenc 1"]
        assert (str(row["due_on"]), row["wait_from"]) == ("2023-03-10", None)

    def test_births_from_july_2024_do_not_need_it(self) -> None:
        assert status(history("2024-07-01"), "hibmenc 1") is None


class TestTheOfferedCatchUp:
    """Varicella 1 for births 1 January 2020 to 31 August 2022: offered, never due or overdue."""

    @pytest.mark.parametrize(
        ("as_at", "expected"),
        [
            ("2026-10-31", "not yet due"),
            ("2026-11-01", "offered"),
            ("2028-03-31", "offered"),
            ("2028-04-01", "no longer offered"),
        ],
    )
    def test_it_is_offered_between_its_days(self, as_at: str, expected: str) -> None:
        row = states(history("2022-08-31"), as_at)["varicella 1"]
        assert (row["status"], row["due_on"], row["days_overdue"]) == (expected, None, 0)
        assert str(row["offer_until"]) == "2028-03-31"

    def test_it_is_complete_after_one_with_no_due_day(self) -> None:
        row = states(history("2022-08-31", "MMRV 2024-01-01"), "2026-11-01")["varicella 1"]
        assert (row["status"], str(row["valid_on"]), row["due_on"]) == ("complete", "2024-01-01", None)

    def test_births_before_2020_have_none_and_from_september_2022_a_due_one(self) -> None:
        assert status(history("2019-12-31"), "varicella 1", "2025-12-30") is None
        assert status(history("2022-09-01"), "varicella 1", "2026-11-01") == "overdue"


class TestGiveAs:
    @pytest.mark.parametrize(
        ("born", "as_at", "expected"),
        [
            ("2019-12-31", "2025-10-01", "MMR"),
            ("2020-01-01", "2025-12-31", "MMR"),
            ("2020-01-02", "2026-01-01", "MMRV"),
            ("2019-12-31", "2025-12-30", "MMR"),
        ],
    )
    def test_mmr(self, born: str, as_at: str, expected: str) -> None:
        assert states(history(born), as_at)["mmr 1"]["give_as"] == expected

    @pytest.mark.parametrize(
        ("born", "as_at", "entries", "expected"),
        [
            ("2021-03-10", "2025-06-30", [], "4in1"),
            ("2021-03-10", "2025-07-01", [], "6in1"),
            ("2021-03-10", "2025-07-01", ["HibMenC 2022-03-10"], "4in1"),
            ("2021-03-10", "2025-07-01", ["Hib 2022-03-10"], "4in1"),
            ("2021-03-10", "2025-07-01", ["HibMenC 2022-03-09"], "6in1"),
            ("2024-07-01", "2025-06-30", [], "6in1"),
            ("2024-06-30", "2025-06-30", [], "4in1"),
        ],
    )
    def test_the_booster(self, born: str, as_at: str, entries: list[str], expected: str) -> None:
        assert states(history(born, *DTP_3, *entries), as_at)["dtp booster"]["give_as"] == expected

    def test_a_hibmenc_too_soon_after_dtp_3_is_a_hib_dose_on_record(self) -> None:
        entries = ("6in1 +56", "6in1 +84", "6in1 2022-03-01", "HibMenC 2022-03-10")
        found = states(history("2021-03-10", *entries), "2025-07-01")
        assert found["hibmenc 1"]["status"] == "overdue"
        assert found["dtp booster"]["give_as"] == "4in1"

    def test_the_others(self) -> None:
        found = states(history("2024-06-30"), "2024-08-25")
        answers = {"dtp 1": "6in1", "menb 1": "MenB", "rota 1": "Rota", "pcv 1": "PCV"}
        assert {dose: found[dose]["give_as"] for dose in answers} == answers
        assert (found["hibmenc 1"]["give_as"], found["varicella 1"]["give_as"]) == ("HibMenC", "MMRV")
        assert states(history("2024-06-30"), "2025-07-01")["hibmenc 1"]["give_as"] == "6in1"

    def test_nothing_where_nothing_is_to_be_given(self) -> None:
        found = states(history("2021-03-10", "MenB +56", "MMR contraindicated 2022-04-01"), "2022-05-01")
        for dose, expected in (
            ("menb 1", "complete"),
            ("rota 1", "no longer offered"),
            ("mmr 1", "contraindicated"),
        ):
            assert (found[dose]["status"], found[dose]["give_as"]) == (expected, None)

    def test_nothing_where_the_rulebook_has_no_answer(self) -> None:
        silent = replace(load_rulebook(), give_as=())
        assert states(history("2024-06-30"), "2024-08-25", silent)["dtp 1"]["give_as"] is None
