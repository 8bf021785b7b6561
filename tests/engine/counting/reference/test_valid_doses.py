"""rules.md 3: minimum age, interval and latest age of every dose, the day before, on and after."""

import pytest

from tests.engine.counting.reference.asking import verdicts

INFANT = ("6in1 +56", "6in1 +84", "6in1 +112")


def last(born: str, *entries: str, series: str) -> str:
    """The verdict of the last entry in a series, without the series' name."""
    return verdicts(born, *entries, series=series)[-1].removeprefix(f"{series} ")


@pytest.mark.parametrize(
    ("born", "series", "entries", "expected"),
    [
        # dtp
        ("2021-03-10", "dtp", ["6in1 +41"], "too early 1 2021-04-21"),
        ("2021-03-10", "dtp", ["6in1 +42"], "counts 1"),
        ("2021-03-10", "dtp", ["6in1 +56", "6in1 +83"], "too soon 2 2021-06-02 after 2021-05-05"),
        ("2021-03-10", "dtp", ["6in1 +56", "6in1 +84"], "counts 2"),
        ("2021-03-10", "dtp", ["6in1 +56", "6in1 +84", "4in1 +112"], "counts 3"),
        ("2016-03-10", "dtp", ["4in1 2026-03-09"], "counts 1"),
        ("2016-03-10", "dtp", ["4in1 2026-03-10"], "too late 1 2026-03-09"),
        ("2016-03-10", "dtp", [*INFANT, "4in1 2026-03-10"], "too late booster 2026-03-09"),
        # the booster of births before July 2024 follows dose 3
        ("2021-03-10", "dtp", [*INFANT, "4in1 2024-03-09"], "too early booster 2024-03-10"),
        ("2021-03-10", "dtp", [*INFANT, "4in1 2024-03-10"], "counts booster"),
        ("2021-03-10", "dtp", ["6in1 +56", "6in1 +84", "6in1 2023-08-01", "4in1 2024-07-31"],
         "too soon booster 2024-08-01 after 2023-08-01"),
        ("2021-03-10", "dtp", ["6in1 +56", "6in1 +84", "6in1 2023-08-01", "4in1 2024-08-01"],
         "counts booster"),
        ("2021-03-10", "dtp", [*INFANT, "4in1 2024-03-10", "4in1 2025-03-10"], "repeat"),
        # dtp 4
        ("2024-06-30", "dtp", [*INFANT, "6in1 2025-12-30"], "too early booster 2027-06-30"),
        ("2024-07-01", "dtp", [*INFANT, "6in1 2025-06-30"], "too early 4 2025-07-01"),
        ("2024-07-01", "dtp", [*INFANT, "6in1 2025-07-01"], "counts 4"),
        ("2024-07-01", "dtp", [*INFANT, "5in1 2025-07-01"], "counts 4"),
        ("2024-07-01", "dtp", [*INFANT, "4in1 2026-01-01"], "too early booster 2027-07-01"),
        ("2024-07-01", "dtp", ["6in1 +56", "6in1 +84", "6in1 2025-06-30", "6in1 2025-07-27"],
         "too soon 4 2025-07-28 after 2025-06-30"),
        ("2024-07-01", "dtp", ["6in1 +56", "6in1 +84", "6in1 2025-07-01", "6in1 2026-07-01"],
         "too early booster 2027-07-01"),
        # rota
        ("2013-05-01", "rota", ["Rota +41"], "too early 1 2013-06-12"),
        ("2013-05-01", "rota", ["Rota +42"], "counts 1"),
        ("2021-03-10", "rota", ["Rota +104"], "counts 1"),
        ("2021-03-10", "rota", ["Rota +105"], "too late 1 2021-06-22"),
        ("2021-03-10", "rota", ["Rota +105", "Rota +140"], "too late 1 2021-06-22"),
        ("2021-03-10", "rota", ["Rota +56", "Rota +83"], "too soon 2 2021-06-02 after 2021-05-05"),
        ("2021-03-10", "rota", ["Rota +56", "Rota +167"], "counts 2"),
        ("2021-03-10", "rota", ["Rota +56", "Rota +168"], "too late 2 2021-08-24"),
        # menb
        ("2015-06-30", "menb", ["MenB +56"], "not needed"),
        ("2015-07-01", "menb", ["MenB +41"], "too early 1 2015-08-12"),
        ("2015-07-01", "menb", ["MenB +42"], "counts 1"),
        ("2021-03-10", "menb", ["MenB +56", "MenB +83"], "too soon 2 2021-06-02 after 2021-05-05"),
        ("2021-03-10", "menb", ["MenB +56", "MenB 2022-03-09"], "counts 2"),
        ("2021-03-10", "menb", ["MenB +56", "MenB +112", "MenB 2022-03-09"], "too early booster 2022-03-10"),
        ("2021-03-10", "menb", ["MenB +56", "MenB +112", "MenB 2022-03-10"], "counts booster"),
        ("2021-03-10", "menb", ["MenB +56", "MenB 2022-03-09", "MenB 2022-04-05"],
         "too soon booster 2022-04-06 after 2022-03-09"),
        ("2021-03-10", "menb", ["MenB +56", "MenB +112", "MenB 2023-03-09"], "counts booster"),
        ("2021-03-10", "menb", ["MenB +56", "MenB +112", "MenB 2023-03-10"], "too late booster 2023-03-09"),
        ("2021-03-10", "menb", ["MenB 2022-03-10"], "counts late 1"),
        ("2021-03-10", "menb", ["MenB +56", "MenB 2022-03-10"], "counts late 1"),
        ("2021-03-10", "menb", ["MenB 2022-02-20", "MenB 2022-03-19"],
         "too soon late 1 2022-03-20 after 2022-02-20"),
        ("2021-03-10", "menb", ["MenB 2022-02-20", "MenB 2022-03-20"], "counts late 1"),
        ("2021-03-10", "menb", ["MenB 2022-03-10", "MenB 2022-04-06"],
         "too soon late 2 2022-04-07 after 2022-03-10"),
        ("2021-03-10", "menb", ["MenB 2022-03-10", "MenB 2022-04-07"], "counts late 2"),
        ("2021-03-10", "menb", ["MenB 2022-03-10", "MenB 2022-04-07", "MenB 2022-05-07"], "repeat"),
        ("2021-03-10", "menb", ["MenB 2023-03-10"], "too late late 1 2023-03-09"),
        ("2021-03-10", "menb", ["MenB 2022-03-10", "MenB 2023-03-10"], "too late late 2 2023-03-09"),
        # a MenB 2 that can't be reached before the birthday is judged all the same
        ("2021-03-10", "menb", ["MenB 2022-02-20", "MenB 2022-03-09"],
         "too soon 2 2022-03-20 after 2022-02-20"),
        # pcv
        ("2019-12-31", "pcv", ["PCV +56", "PCV +112"], "counts 2"),
        ("2020-01-01", "pcv", ["PCV +84", "PCV +112"], "too early booster 2021-01-01"),
        ("2020-01-01", "pcv", ["PCV +41"], "too early 1 2020-02-12"),
        ("2019-12-31", "pcv", ["PCV +56", "PCV +83"], "too soon 2 2020-03-24 after 2020-02-25"),
        ("2021-03-10", "pcv", ["PCV 2022-03-09"], "counts 1"),
        ("2021-03-10", "pcv", ["PCV 2022-03-10"], "counts booster"),
        ("2021-03-10", "pcv", ["PCV 2022-03-09", "PCV 2022-04-05"],
         "too soon booster 2022-04-06 after 2022-03-09"),
        ("2021-03-10", "pcv", ["PCV +84", "PCV 2023-03-09"], "counts booster"),
        ("2021-03-10", "pcv", ["PCV +84", "PCV 2023-03-10"], "too late booster 2023-03-09"),
        ("2019-12-31", "pcv", ["PCV +56", "PCV 2020-12-31"], "counts booster"),
        # hibmenc
        ("2024-07-01", "hibmenc", ["HibMenC 2025-07-01"], "not needed"),
        ("2024-06-30", "hibmenc", ["HibMenC 2025-06-29"], "too early 1 2025-06-30"),
        ("2024-06-30", "hibmenc", ["HibMenC 2025-06-30"], "counts 1"),
        ("2015-06-30", "hibmenc", ["HibMenC 2025-06-29"], "counts 1"),
        ("2015-06-30", "hibmenc", ["HibMenC 2025-06-30"], "too late 1 2025-06-29"),
        # mmr
        ("2021-03-10", "mmr", ["MMR 2022-03-09"], "too early 1 2022-03-10"),
        ("2021-03-10", "mmr", ["MMR 2022-03-10"], "counts 1"),
        ("2024-02-29", "mmr", ["MMR 2025-02-27"], "too early 1 2025-02-28"),
        ("2024-02-29", "mmr", ["MMR 2025-02-28"], "counts 1"),
        ("2021-03-10", "mmr", ["MMR 2022-03-10", "MMR 2022-06-09"], "too early 2 2022-06-10"),
        ("2021-03-10", "mmr", ["MMR 2022-03-10", "MMR 2022-06-10"], "counts 2"),
        ("2021-03-10", "mmr", ["MMR 2022-06-01", "MMR 2022-06-28"], "too soon 2 2022-06-29 after 2022-06-01"),
        ("2021-03-10", "mmr", ["MMR 2022-06-01", "MMRV 2022-06-29"], "counts 2"),
        # varicella
        ("2019-12-31", "varicella", ["Varicella 2021-12-31"], "not needed"),
        ("2020-01-01", "varicella", ["Varicella 2020-12-31"], "too early 1 2021-01-01"),
        ("2020-01-01", "varicella", ["MMRV 2021-01-01"], "counts 1"),
        ("2022-08-31", "varicella", ["MMRV 2024-01-01", "MMRV 2025-01-01"], "repeat"),
        ("2024-06-30", "varicella", ["MMRV 2026-01-01", "MMRV 2026-03-01"], "repeat"),
        ("2024-07-01", "varicella", ["MMRV 2026-01-01", "MMRV 2026-01-28"],
         "too soon 2 2026-01-29 after 2026-01-01"),
        ("2024-07-01", "varicella", ["MMRV 2026-01-01", "MMRV 2026-01-29"], "counts 2"),
    ],
)  # fmt: skip
def test_the_verdict_of_the_last_dose(born: str, series: str, entries: list[str], expected: str) -> None:
    assert last(born, *entries, series=series) == expected


def test_an_invalid_dose_does_not_move_the_interval() -> None:
    # The dose on day 70 is too soon after day 56, and the one on day 84 is judged against day 56.
    assert verdicts("2021-03-10", "6in1 +56", "6in1 +70", "6in1 +84", series="dtp") == [
        "dtp counts 1",
        "dtp too soon 2 2021-06-02 after 2021-05-05",
        "dtp counts 2",
    ]


def test_the_first_that_fails_gives_the_verdict_age_before_interval() -> None:
    # On 9 June 2022 the second MMR fails of both; the age is said.
    assert last("2021-03-10", "MMR 2022-06-01", "MMR 2022-06-09", series="mmr") == "too early 2 2022-06-10"


class TestDtp4MissedAtThree:
    """Past the day before the third birthday dose 4 is passed over, and the booster is next."""

    BORN = "2024-07-01"

    @pytest.mark.parametrize(
        ("entry", "expected"),
        [
            ("6in1 2027-06-30", "counts 4"),
            ("6in1 2027-07-01", "counts booster"),
            ("4in1 2027-06-30", "too early booster 2027-07-01"),
            ("4in1 2027-07-01", "counts booster"),
        ],
    )
    def test_the_day_before_and_the_birthday(self, entry: str, expected: str) -> None:
        assert last(self.BORN, *INFANT, entry, series="dtp") == expected

    def test_the_booster_waits_twelve_months_from_dose_4(self) -> None:
        given = (*INFANT, "6in1 2027-01-15")
        assert last(self.BORN, *given, "4in1 2028-01-14", series="dtp") == (
            "too soon booster 2028-01-15 after 2027-01-15"
        )
        assert last(self.BORN, *given, "4in1 2028-01-15", series="dtp") == "counts booster"

    def test_it_waits_from_dose_3_where_dose_4_was_missed(self) -> None:
        late = ("6in1 2025-04-30", "6in1 2025-05-30", "6in1 2025-06-30")
        assert last(self.BORN, *late, "4in1 2027-07-01", series="dtp") == "counts booster"


class TestHibMenCAfterDtp3:
    """28 days after dtp 3 where dtp 3 was validly given on an earlier day, else no interval."""

    BORN = "2022-03-10"
    TWO = ("6in1 +56", "6in1 +84")

    def test_dtp_3_the_same_day_holds_nothing_back(self) -> None:
        entries = (*self.TWO, "6in1 2023-04-01", "HibMenC 2023-04-01")
        assert last(self.BORN, *entries, series="hibmenc") == "counts 1"

    def test_dtp_3_on_an_earlier_day_does(self) -> None:
        entries = (*self.TWO, "6in1 2023-04-01", "HibMenC 2023-04-28")
        assert last(self.BORN, *entries, series="hibmenc") == "too soon 1 2023-04-29 after 2023-04-01"
        assert last(self.BORN, *entries, "HibMenC 2023-04-29", series="hibmenc") == "counts 1"

    def test_dtp_3_later_does_not(self) -> None:
        entries = (*self.TWO, "HibMenC 2023-04-01", "6in1 2023-04-02")
        assert last(self.BORN, *entries, series="hibmenc") == "counts 1"

    def test_a_dtp_dose_that_does_not_count_does_not(self) -> None:
        entries = (*self.TWO, "6in1 +100", "HibMenC 2023-03-10")
        assert last(self.BORN, *entries, series="hibmenc") == "counts 1"
