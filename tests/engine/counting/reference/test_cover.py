"""rules.md 5: who is in a COVER cohort, which doses count, and the rows there are."""

import pytest

from tests.engine.counting.histories import History, history, together
from tests.engine.counting.reference.asking import counted, figure, tally

THREE = ("6in1 +56", "6in1 +84", "6in1 +112")


def in_12m(indicator: str, born: str, *entries: str) -> tuple[int, int] | None:
    """The indicator for the child's first birthday in April to June 2025."""
    return tally(counted(history(born, *entries), as_at="2025-06-30"), indicator, "2025-26 Q1")


class TestCohort:
    @pytest.mark.parametrize(
        ("born", "there"),
        [("2024-03-31", 0), ("2024-04-01", 1), ("2024-06-30", 1), ("2024-07-01", 0)],
    )
    def test_children_whose_birthday_falls_in_the_quarter(self, born: str, there: int) -> None:
        assert in_12m("dtap_ipv_hib_hepb_12m", born) == (0, there)

    def test_a_child_of_29_february_has_its_birthday_on_28_february(self) -> None:
        answer = counted(history("2024-02-29"), as_at="2025-03-31")
        assert tally(answer, "mmr1_24m", "2024-25 Q4") == (0, 0)
        assert tally(answer, "dtap_ipv_hib_hepb_12m", "2024-25 Q4") == (0, 1)

    @pytest.mark.parametrize(
        ("registered", "left", "there"),
        [
            (None, None, 1),
            ("2025-06-30", None, 1),
            ("2025-07-01", None, 0),
            (None, "2025-06-30", 0),
            (None, "2025-07-01", 1),
        ],
    )
    def test_registered_on_the_last_day(self, registered: str | None, left: str | None, there: int) -> None:
        child = history("2024-05-01", registered=registered, left=left)
        answer = counted(child, as_at="2026-01-01")
        assert tally(answer, "dtap_ipv_hib_hepb_12m", "2025-26 Q1") == (0, there)

    def test_a_child_without_a_dose_is_in_the_denominator(self) -> None:
        one, none = history("2024-05-01", *THREE, child_id="a"), history("2024-05-01", child_id="b")
        answer = counted(one, none, as_at="2025-06-30")
        assert tally(answer, "dtap_ipv_hib_hepb_12m", "2025-26 Q1") == (1, 2)


class TestNumerator:
    BORN = "2024-05-10"

    @pytest.mark.parametrize(
        ("entries", "has_them"),
        [
            (["6in1 +56", "6in1 +57", "6in1 +58"], 1),  # no interval rule
            (["6in1 +1", "6in1 +2", "5in1 2025-05-10"], 1),  # by the birthday includes it
            (["6in1 +1", "6in1 +2", "6in1 2025-05-11"], 0),
            (["6in1 +1", "6in1 +2", "6in1 +2"], 0),
            (["6in1 +1", "6in1 +2", "4in1 +3"], 0),
            (["6in1 +1", "6in1 +2", "4in1 +3", "6in1 +3"], 1),  # one 6-in-1 dose that day
            (["6in1 +1", "6in1 +2", "6in1 declined +3"], 0),
        ],
    )
    def test_three_distinct_days_by_the_birthday(self, entries: list[str], has_them: int) -> None:
        assert in_12m("dtap_ipv_hib_hepb_12m", self.BORN, *entries) == (has_them, 1)

    @pytest.mark.parametrize(
        ("indicator", "entries", "has_them"),
        [
            ("pcv1_12m", ["PCV +10"], 1),
            ("pcv1_12m", [], 0),
            ("rota_12m", ["Rota +10", "Rota +300"], 1),
            ("rota_12m", ["Rota +10"], 0),
            ("menb_12m", ["MenB +10", "MenB +11"], 1),
            ("menb_12m", ["MenB +10"], 0),
        ],
    )
    def test_the_other_indicators_at_twelve_months(
        self, indicator: str, entries: list[str], has_them: int
    ) -> None:
        assert in_12m(indicator, self.BORN, *entries) == (has_them, 1)

    @pytest.mark.parametrize(
        ("indicator", "entries", "has_them"),
        [
            ("dtap_ipv_hib_hepb_24m", ["6in1 +1", "6in1 +2", "6in1 2026-08-10"], 1),
            ("dtap_ipv_hib_hepb_24m", ["6in1 +1", "6in1 +2", "6in1 2026-08-11"], 0),
            ("dtap_ipv_hib_hepb_dose4_24m", ["6in1 +1", "6in1 +2", "6in1 +3", "6in1 +4"], 1),
            ("dtap_ipv_hib_hepb_dose4_24m", ["6in1 +1", "6in1 +2", "6in1 +3"], 0),
            ("pcv_booster_24m", ["PCV 2025-08-09"], 0),
            ("pcv_booster_24m", ["PCV 2025-08-10"], 1),
            ("pcv_booster_24m", ["PCV 2026-08-10"], 1),
            ("pcv_booster_24m", ["PCV 2026-08-11"], 0),
            ("mmr1_24m", ["MMR 2025-08-09"], 0),
            ("mmr1_24m", ["MMRV 2025-08-10"], 1),
            ("mmr2_24m", ["MMR 2025-08-10", "MMR 2025-08-11"], 1),
            ("mmr2_24m", ["MMR 2025-08-09", "MMR 2025-08-11"], 0),
            ("menb_booster_24m", ["MenB 2025-08-10"], 1),
            ("menb_booster_24m", ["MenB 2025-08-09"], 0),
        ],
    )
    def test_at_twenty_four_months(self, indicator: str, entries: list[str], has_them: int) -> None:
        answer = counted(history("2024-08-10", *entries), as_at="2026-10-04")
        assert tally(answer, indicator, "2026-27 Q2") == (has_them, 1)

    @pytest.mark.parametrize(
        ("indicator", "entries", "has_them"),
        [
            ("dtap_ipv_hib_5y", ["6in1 +1", "6in1 +2", "6in1 2026-08-10"], 1),
            ("mmr1_5y", ["MMR 2022-08-10"], 1),
            ("mmr1_5y", ["MMR 2022-08-09"], 0),
            ("mmr2_5y", ["MMR 2022-08-10", "MMR 2026-08-10"], 1),
            ("mmr2_5y", ["MMR 2022-08-10", "MMR 2026-08-11"], 0),
            ("dtap_ipv_booster_5y", ["6in1 +1", "6in1 +2", "6in1 +3", "4in1 2024-08-10"], 1),
            ("dtap_ipv_booster_5y", ["6in1 +1", "6in1 +2", "6in1 +3", "4in1 2024-08-09"], 0),
            ("dtap_ipv_booster_5y", ["6in1 +1", "6in1 +2", "4in1 2024-08-10"], 0),
            ("dtap_ipv_booster_5y", ["6in1 +1", "6in1 +2", "4in1 2024-08-10", "4in1 2024-08-11"], 1),
            ("dtap_ipv_booster_5y", ["6in1 +1", "6in1 +2", "6in1 +3", "4in1 2026-08-10"], 1),
            ("dtap_ipv_booster_5y", ["6in1 +1", "6in1 +2", "6in1 +3", "4in1 2026-08-11"], 0),
            ("hib_menc_5y", ["HibMenC 2026-08-10"], 1),
            ("hib_menc_5y", ["HibMenC 2022-08-09"], 0),
            ("hib_menc_5y", ["6in1 2023-08-09", "Hib 2023-08-09"], 0),  # HibMenC alone at all dates
        ],
    )
    def test_at_five_years(self, indicator: str, entries: list[str], has_them: int) -> None:
        answer = counted(history("2021-08-10", *entries), as_at="2026-10-04")
        assert tally(answer, indicator, "2026-27 Q2") == (has_them, 1)

    def test_menc_at_twelve_months(self) -> None:
        answer = counted(history("2015-05-10", "MenC +90"), as_at="2016-06-30")
        assert tally(answer, "menc_12m", "2016-17 Q1") == (1, 1)


class TestRowsAndStatus:
    def test_eight_complete_quarters_and_eight_rolling_years(self) -> None:
        answer = counted(history("2024-05-10"), as_at="2026-10-04")
        rows = [row for row in answer.figures.to_pylist() if row["indicator"] == "mmr1_24m"]
        quarters = [
            "2024-25 Q3", "2024-25 Q4", "2025-26 Q1", "2025-26 Q2",
            "2025-26 Q3", "2025-26 Q4", "2026-27 Q1", "2026-27 Q2",
        ]  # fmt: skip
        assert [row["period"] for row in rows] == [*quarters, *(f"year to {name}" for name in quarters)]

    @pytest.mark.parametrize(
        ("as_at", "last"),
        [("2025-06-29", "2024-25 Q4"), ("2025-06-30", "2025-26 Q1"), ("2026-01-01", "2025-26 Q3")],
    )
    def test_a_quarter_is_complete_on_its_last_day(self, as_at: str, last: str) -> None:
        rows = counted(history("2024-05-10"), as_at=as_at).figures.to_pylist()
        single = [row for row in rows if row["definition"] == "cover" and "year" not in row["period"]]
        assert max(single, key=lambda row: row["period_end"])["period"] == last

    def test_a_quarter_says_its_days_and_its_births(self) -> None:
        row = figure(counted(history("2024-05-10"), as_at="2025-06-30"), "pcv1_12m", "2025-26 Q1")
        assert row is not None
        days = ("period_start", "period_end", "cohort_from", "cohort_to")
        assert [str(row[day]) for day in days] == ["2025-04-01", "2025-06-30", "2024-04-01", "2024-06-30"]
        assert (row["status"], row["excluded"], row["rule_ids"]) == ("ok", None, ["pcv1_12m"])

    def test_births_end_with_a_short_february(self) -> None:
        row = figure(counted(history("2024-02-29"), as_at="2025-03-31"), "pcv1_12m", "2024-25 Q4")
        assert row is not None
        assert (str(row["cohort_from"]), str(row["cohort_to"])) == ("2024-01-01", "2024-03-31")

    def test_rota_of_births_april_to_june_2013_is_a_mixed_cohort(self) -> None:
        extract = together(
            history("2013-04-30", "Rota +56", "Rota +84", child_id="before"),
            history("2013-05-01", "Rota +56", "Rota +84", child_id="after"),
        )
        row = figure(counted(extract, as_at="2014-06-30"), "rota_12m", "2014-15 Q1")
        assert row is not None
        assert (row["numerator"], row["denominator"], row["status"]) == (1, 1, "mixed cohort")
        assert (str(row["cohort_from"]), str(row["cohort_to"])) == ("2013-05-01", "2013-06-30")

    def test_no_children_wins_over_a_mixed_cohort(self) -> None:
        row = figure(counted(history("2013-04-30"), as_at="2014-06-30"), "rota_12m", "2014-15 Q1")
        assert row is not None
        assert (row["denominator"], row["numerator"], row["status"]) == (0, 0, "no children")

    def test_no_row_where_no_birth_of_the_quarter_is_covered(self) -> None:
        answer = counted(history("2020-01-10"), as_at="2021-03-31")
        assert figure(answer, "pcv2_12m", "2020-21 Q3") is not None
        assert figure(answer, "pcv2_12m", "2020-21 Q4") is None
        assert figure(answer, "pcv1_12m", "2020-21 Q3") is None
        assert figure(answer, "pcv1_12m", "2020-21 Q4") is not None

    def test_hib_menc_ends_with_births_of_june_2024(self) -> None:
        answer = counted(history("2024-06-30", "HibMenC 2025-06-30"), as_at="2026-09-30")
        assert tally(answer, "hib_menc_24m", "2026-27 Q1") == (1, 1)
        assert tally(answer, "hib_menc_24m", "2026-27 Q2") is None

    def test_cohorts_born_before_2010_are_counted_by_the_same_rules(self) -> None:
        answer = counted(history("2009-05-10", *THREE), as_at="2010-06-30")
        assert tally(answer, "dtap_ipv_hib_hepb_12m", "2010-11 Q1") == (1, 1)
        assert tally(answer, "menc_12m", "2010-11 Q1") is None


class TestRollingYears:
    def four(self) -> History:
        months = ("2024-07-05", "2024-10-05", "2025-01-05", "2025-04-05")
        done = history("2025-05-05", *THREE, child_id="done")
        return together(done, *(history(born, child_id=born) for born in months))

    def test_the_sum_of_four_quarters(self) -> None:
        answer = counted(self.four(), as_at="2026-06-30")
        row = figure(answer, "dtap_ipv_hib_hepb_12m", "year to 2026-27 Q1")
        assert row is not None
        assert (row["numerator"], row["denominator"], row["status"]) == (1, 5, "ok")
        days = ("period_start", "period_end", "cohort_from", "cohort_to")
        assert [str(row[day]) for day in days] == ["2025-07-01", "2026-06-30", "2024-07-01", "2025-06-30"]

    def test_a_child_is_registered_on_the_last_day_of_its_own_quarter(self) -> None:
        left = history("2024-07-05", *THREE, left="2025-12-31")
        answer = counted(left, as_at="2026-06-30")
        assert tally(answer, "dtap_ipv_hib_hepb_12m", "year to 2026-27 Q1") == (1, 1)

    def test_a_quarter_without_a_row_makes_the_year_mixed(self) -> None:
        answer = counted(history("2020-02-05", "PCV +84"), as_at="2021-09-30")
        row = figure(answer, "pcv1_12m", "year to 2021-22 Q1")
        assert row is not None
        assert (row["numerator"], row["denominator"], row["status"]) == (1, 1, "mixed cohort")
        assert (str(row["cohort_from"]), str(row["cohort_to"])) == ("2020-01-01", "2020-06-30")
        assert str(row["period_start"]) == "2020-07-01"

    def test_so_does_a_mixed_quarter(self) -> None:
        answer = counted(history("2013-08-05"), as_at="2015-03-31")
        year = figure(answer, "rota_12m", "year to 2014-15 Q4")
        first = figure(answer, "rota_12m", "year to 2014-15 Q1")
        assert year is not None and first is not None
        assert (year["status"], first["status"]) == ("mixed cohort", "no children")
        clear = counted(history("2013-08-05"), as_at="2015-06-30")
        row = figure(clear, "rota_12m", "year to 2015-16 Q1")
        assert row is not None
        assert (row["status"], row["denominator"]) == ("ok", 1)

    def test_none_where_no_quarter_of_it_has_a_row(self) -> None:
        answer = counted(history("2020-02-05"), as_at="2021-09-30")
        assert figure(answer, "pcv2_12m", "year to 2020-21 Q3") is not None
        assert figure(answer, "pcv2_12m", "year to 2021-22 Q2") is not None
        later = counted(history("2020-02-05"), as_at="2021-12-31")
        assert figure(later, "pcv2_12m", "year to 2021-22 Q3") is None


def test_membership_names_single_quarters_only() -> None:
    extract = together(
        history("2024-05-01", *THREE, child_id="a"),
        history("2024-05-01", child_id="b"),
        history("2024-08-01", *THREE, child_id="c"),
    )
    rows = counted(extract, as_at="2025-06-30").membership.to_pylist()
    found = [
        (row["child_id"], row["period"], row["value"])
        for row in rows
        if row["indicator"] == "dtap_ipv_hib_hepb_12m"
    ]
    assert found == [("a", "2025-26 Q1", 1), ("b", "2025-26 Q1", 0)]


def test_membership_leaves_out_the_three_quarters_that_only_rolling_years_reach() -> None:
    # Born in April 2022: the quarter of the first birthday is the ninth before October 2025.
    answer = counted(history("2022-04-05"), as_at="2025-06-30")
    assert tally(answer, "dtap_ipv_hib_hepb_12m", "year to 2023-24 Q2") == (0, 1)
    assert not [row for row in answer.membership.to_pylist() if row["indicator"] == "dtap_ipv_hib_hepb_12m"]
