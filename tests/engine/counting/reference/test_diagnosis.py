"""rules.md 7: each measure of the diagnosis, as children."""

from dataclasses import replace

import pytest

from commonground.engine.rules.loader import load_rulebook
from tests.engine.counting.histories import history
from tests.engine.counting.reference.asking import Row, counted, measures

BORN = "2021-03-10"
AT_8_WEEKS = ("6in1 +56", "MenB +56", "Rota +56")
AT_12_WEEKS = ("6in1 +84", "Rota +84", "PCV +84")
AT_16_WEEKS = ("6in1 +112", "MenB +112")
INFANT = (*AT_8_WEEKS, *AT_12_WEEKS, *AT_16_WEEKS)


class TestMissedOpportunity:
    def is_true(self, *entries: str, born: str = BORN, as_at: str = "2021-06-30") -> bool:
        return "missed_opportunity" in measures(history(born, *entries), as_at)

    def test_a_due_dose_not_given_on_a_day_with_another(self) -> None:
        assert self.is_true(*AT_8_WEEKS, "6in1 +84", "Rota +84")
        assert not self.is_true(*AT_8_WEEKS, *AT_12_WEEKS)

    def test_due_is_judged_as_at_that_day(self) -> None:
        # On day 55 nothing is due yet, on day 56 three doses are.
        assert not self.is_true("flu +55")
        assert self.is_true("flu +56")

    def test_any_given_entry_makes_the_day_and_no_other(self) -> None:
        assert self.is_true("Blue liquid +60")
        assert not self.is_true("6in1 declined +60", "MenB not attended +60")

    def test_judged_from_earlier_days_alone(self) -> None:
        # The first 6in1 is late; the second is not due on that day, and waits 28 days from it.
        assert not self.is_true("6in1 +84", "MenB +84", "Rota +84", "PCV +84", as_at="2021-06-02")

    def test_a_dose_given_that_day_which_does_not_count_is_missed(self) -> None:
        at_18_months = (*INFANT, "MMR 2025-07-01", "PCV 2025-07-01", "MenB 2025-07-01", "MMRV 2026-01-05")
        assert self.is_true(*at_18_months, "4in1 2026-01-05", born="2024-07-01", as_at="2026-01-06")
        assert not self.is_true(*at_18_months, "6in1 2026-01-05", born="2024-07-01", as_at="2026-01-06")

    @pytest.mark.parametrize(
        ("entry", "missed"),
        [
            ("PCV declined +84", False),  # that day
            ("PCV declined +83", False),
            ("PCV contraindicated +84", False),
            ("PCV declined +85", True),
            ("PCV not attended +84", True),
        ],
    )
    def test_barred_that_day(self, entry: str, missed: bool) -> None:
        assert self.is_true(*AT_8_WEEKS, "6in1 +84", "Rota +84", entry) is missed

    def test_complete_after_that_day_by_a_dose_of_another_vaccine(self) -> None:
        visit = (*INFANT, "MMR 2025-07-01", "PCV 2025-07-01", "MenB 2025-07-01")
        assert self.is_true(*visit, born="2024-06-30", as_at="2025-07-02")
        assert not self.is_true(*visit, "Hib 2025-07-01", born="2024-06-30", as_at="2025-07-02")

    def test_the_offered_catch_up_never_counts(self) -> None:
        at_one = ("MMR 2022-03-10", "PCV 2022-03-10", "MenB 2022-03-10", "HibMenC 2022-03-10")
        at_three = ("4in1 2024-07-10", "MMR 2024-07-10")
        all_given = (*INFANT, *at_one, *at_three)
        assert not self.is_true(*all_given, "flu 2026-11-05", as_at="2026-11-06")


class TestLateAndNever:
    @pytest.mark.parametrize(("day", "late"), [("2022-04-07", False), ("2022-04-08", True)])
    def test_late_is_more_than_28_days_after_its_own_due_day(self, day: str, late: bool) -> None:
        assert ("late" in measures(history(BORN, f"MMR {day}"))) is late

    def test_a_late_earlier_dose_moves_the_due_day(self) -> None:
        # Day 84 is 28 after day 56; the second falls due on day 112 and is given 28 days after it.
        assert "late" not in measures(history(BORN, "6in1 +84", "6in1 +140"))
        assert "late" in measures(history(BORN, "6in1 +84", "6in1 +141"))

    @pytest.mark.parametrize(("as_at", "never"), [("2021-06-02", False), ("2021-06-03", True)])
    def test_never_is_overdue_today(self, as_at: str, never: bool) -> None:
        assert ("never" in measures(history(BORN), as_at)) is never

    def test_never_includes_the_declined(self) -> None:
        declined = ("6in1 declined +60", "MenB contraindicated +60", "Rota declined +60")
        assert "never" in measures(history(BORN, *declined), "2021-06-03")

    def test_a_hib_dose_that_completes_hibmenc_is_not_late(self) -> None:
        assert "late" not in measures(history(BORN, "Hib 2024-03-10"))


class TestNotCounting:
    @pytest.mark.parametrize(
        ("entries", "expected"),
        [
            (["MMR 2022-03-09"], "not_counting_too_early"),
            (["6in1 +56", "6in1 +57"], "not_counting_too_soon"),
            (["Rota +105"], "not_counting_too_late"),
        ],
    )
    def test_each_verdict(self, entries: list[str], expected: str) -> None:
        found = {name for name in measures(history(BORN, *entries)) if name.startswith("not_counting")}
        assert found == {"not_counting", expected}

    def test_repeats_and_doses_not_needed_are_not_among_them(self) -> None:
        found = measures(history("2024-07-10", "HibMenC 2025-07-10", "PCV +84", "PCV +84", "flu +10"))
        assert not {name for name in found if name.startswith("not_counting")}


class TestDropOut:
    @pytest.mark.parametrize(
        ("measure", "born", "entries", "last_dose", "line", "after"),
        [
            ("drop_out_dtp", BORN, ["6in1 +56", "6in1 +84"], "6in1", "2021-07-28", "2021-07-29"),
            ("drop_out_rota", BORN, ["Rota +56"], "Rota", "2021-06-30", "2021-07-01"),
            ("drop_out_menb", BORN, ["MenB +56", "MenB +112"], "MenB", "2022-04-07", "2022-04-08"),
            ("drop_out_pcv", BORN, ["PCV +84"], "PCV", "2022-04-07", "2022-04-08"),
            ("drop_out_mmr", BORN, ["MMR 2022-03-10"], "MMR", "2024-08-07", "2024-08-08"),
            ("drop_out_mmr", "2024-07-01", ["MMR 2025-07-01"], "MMRV", "2026-01-29", "2026-01-30"),
            ("drop_out_mmr", "2024-08-10", ["MMR 2025-08-10"], "MMRV", "2026-03-10", "2026-03-11"),
        ],
    )
    def test_its_line(
        self, measure: str, born: str, entries: list[str], last_dose: str, line: str, after: str
    ) -> None:
        unfinished = history(born, *entries)
        assert measure not in measures(unfinished, line)
        assert {measure, "drop_out"} <= measures(unfinished, after)
        assert measure not in measures(history(born, *entries, f"{last_dose} {line}"), after)
        assert measure in measures(history(born, *entries, f"{last_dose} {after}"), after)

    def test_no_valid_dose_by_the_line_is_no_drop_out(self) -> None:
        assert "drop_out" not in measures(history(BORN), "2024-01-01")
        assert "drop_out_dtp" not in measures(history(BORN, "6in1 +41", "6in1 2021-07-29"), "2024-01-01")
        assert "drop_out_dtp" in measures(history(BORN, "6in1 +41", "6in1 2021-07-28"), "2024-01-01")

    def test_late_doses_do_not_move_the_line(self) -> None:
        assert "drop_out_dtp" in measures(history(BORN, "6in1 +130"), "2021-07-29")

    def test_the_second_late_menb_dose_ends_the_course_too(self) -> None:
        late = ("MenB 2022-03-10", "MenB 2022-04-07")
        assert "drop_out_menb" not in measures(history(BORN, *late))
        assert "drop_out_menb" in measures(history(BORN, *late[:1], "MenB 2022-04-08"))


class TestOneVisitAway:
    def is_true(self, *entries: str, as_at: str, born: str = BORN) -> bool:
        return "one_visit_away" in measures(history(born, *entries), as_at)

    def test_everything_it_lacks_is_due_today(self) -> None:
        assert not self.is_true(as_at="2021-05-04")  # nothing is lacking yet
        assert self.is_true(as_at="2021-05-05")
        assert self.is_true(*INFANT, as_at="2022-03-10")

    def test_one_that_waits_for_an_earlier_dose_is_in_the_way(self) -> None:
        assert self.is_true(as_at="2021-06-01")
        assert not self.is_true(as_at="2021-06-02")  # dtp 2 is recommended by now and waits for dtp 1

    def test_one_that_waits_for_an_interval_is_in_the_way(self) -> None:
        given = ("6in1 +80", "MenB +56", "Rota +56", "Rota +84")
        assert not self.is_true(*given, as_at="2021-06-25")
        assert self.is_true(*given, as_at="2021-06-26")  # day 108 is 28 days after day 80

    def test_one_no_longer_offered_is_not(self) -> None:
        assert self.is_true("6in1 +56", "6in1 +84", "6in1 +112", "MenB +56", "MenB +112", as_at="2021-09-01")

    def test_a_contraindicated_one_is_not_and_a_declined_one_is(self) -> None:
        all_but_pcv = (*AT_8_WEEKS, "6in1 +84", "Rota +84", *AT_16_WEEKS)
        assert self.is_true(*all_but_pcv, "PCV declined +84", as_at="2021-09-01")
        assert not self.is_true(*all_but_pcv, "PCV contraindicated +84", as_at="2021-09-01")

    def test_the_second_late_menb_dose_waits_for_the_first(self) -> None:
        but_menb = (*AT_12_WEEKS, "6in1 +56", "6in1 +112", "Rota +56")
        rest = ("MMR 2022-03-10", "PCV 2022-03-10", "HibMenC 2022-03-10")
        assert not self.is_true(*but_menb, *rest, as_at="2022-03-10")
        assert not self.is_true(*but_menb, *rest, "MenB 2022-03-11", as_at="2022-04-07")
        assert self.is_true(*but_menb, *rest, "MenB 2022-03-11", as_at="2022-04-08")

    def test_the_catch_up_is_not_lacking(self) -> None:
        at_one = ("MMR 2022-03-10", "PCV 2022-03-10", "MenB 2022-03-10", "HibMenC 2022-03-10")
        at_three = ("4in1 2024-07-10", "MMR 2024-07-10")
        assert not self.is_true(*INFANT, *at_one, *at_three, as_at="2026-11-05")
        assert self.is_true(*INFANT, *at_one, "4in1 2024-07-10", as_at="2026-11-05")


class TestMissedForGood:
    @pytest.mark.parametrize(
        ("measure", "entries", "last_chance", "after"),
        [
            ("missed_for_good_rota", ["Rota +56"], "2021-08-24", "2021-08-25"),
            ("missed_for_good_rota", [], "2021-06-22", "2021-06-23"),
            ("missed_for_good_menb", ["MenB +56", "MenB +112"], "2023-03-09", "2023-03-10"),
            ("missed_for_good_menb", ["MenB +56"], "2023-03-09", "2023-03-10"),
            ("missed_for_good_menb", ["MenB 2022-03-10"], "2023-03-09", "2023-03-10"),
            ("missed_for_good_pcv", ["PCV +84"], "2023-03-09", "2023-03-10"),
        ],
    )
    def test_after_the_last_day(self, measure: str, entries: list[str], last_chance: str, after: str) -> None:
        assert measure not in measures(history(BORN, *entries), last_chance)
        assert {measure, "missed_for_good"} <= measures(history(BORN, *entries), after)

    def test_not_where_the_last_dose_was_given(self) -> None:
        given = ("Rota +56", "Rota +84", "PCV 2022-03-10", "MenB 2022-03-10", "MenB 2022-04-07")
        assert "missed_for_good" not in measures(history(BORN, *given))

    def test_a_missed_rotavirus_is_up_to_date_and_counted_apart(self) -> None:
        given = ("6in1 +56", "6in1 +84", "6in1 +112", "MenB +56", "MenB +112", "PCV +84")
        found = measures(history(BORN, *given), "2021-09-01")
        assert "missed_for_good_rota" in found
        assert "never" not in found


class TestTable:
    def rows(self) -> list[Row]:
        answer = counted(
            history("2026-09-30", child_id="newborn"),
            history("2021-10-05", child_id="four"),
            history("2021-10-04", child_id="five"),
            history("2020-10-05", child_id="nearly six"),
            history("2020-10-04", child_id="six"),
            as_at="2026-10-04",
        )
        rows: list[Row] = answer.diagnosis.to_pylist()
        return rows

    def test_every_measure_has_every_age_and_all(self) -> None:
        bands: dict[str, list[str]] = {}
        for row in self.rows():
            bands.setdefault(row["measure"], []).append(row["age_band"])
        assert list(bands) == list(load_rulebook().measures)
        assert set(map(tuple, bands.values())) == {("0", "1", "2", "3", "4", "5", "all")}

    def test_completed_years_and_children_under_six_only(self) -> None:
        never = {
            row["age_band"]: (row["children"], row["of"]) for row in self.rows() if row["measure"] == "never"
        }
        assert never == {
            "0": (0, 1), "1": (0, 0), "2": (0, 0), "3": (0, 0), "4": (1, 1), "5": (2, 2), "all": (3, 4),
        }  # fmt: skip


def test_a_measure_that_has_no_count_is_refused_in_a_sentence() -> None:
    book = load_rulebook()
    unknown = replace(book, measures={"cheerful": replace(book.measures["late"], id="cheerful")})
    with pytest.raises(ValueError, match="measure “cheerful” has no count here"):
        counted(history(BORN), book=unknown)
