"""rules.md 6: QOF cohorts, success in days, and exclusions."""

from dataclasses import replace

import pytest

from commonground.engine.rules.loader import load_rulebook
from tests.engine.counting.histories import history
from tests.engine.counting.reference.asking import Row, counted, figure, tally

THREE = ("6in1 +56", "6in1 +84", "6in1 +112")
BOOSTER = "4in1 2023-08-01"


def qof(
    indicator: str,
    period: str,
    born: str,
    *entries: str,
    registered: str | None = None,
    as_at: str = "2026-04-01",
    registration_known: bool = True,
) -> tuple[int, int, int | None]:
    """Numerator, denominator and excluded of one child."""
    answer = counted(
        history(born, *entries, registered=registered), as_at=as_at, registration_known=registration_known
    )
    row = figure(answer, indicator, period)
    assert row is not None
    return row["numerator"], row["denominator"], row["excluded"]


OUT = (0, 0, 0)
FAILS = (0, 1, 0)
SUCCEEDS = (1, 1, 0)
EXCLUDED = (0, 0, 1)


@pytest.mark.parametrize(
    ("indicator", "born", "expected"),
    [
        ("VI001", "2023-07-31", OUT),  # twenty months on 31 March 2025
        ("VI001", "2023-08-01", FAILS),
        ("VI001", "2024-07-31", FAILS),  # eight months on 31 March 2025
        ("VI001", "2024-08-01", OUT),
        ("VI002", "2022-09-30", OUT),
        ("VI002", "2022-10-01", FAILS),
        ("VI002", "2023-09-30", FAILS),
        ("VI002", "2023-10-01", OUT),
        ("VI003", "2019-03-31", OUT),
        ("VI003", "2019-04-01", FAILS),
        ("VI003", "2020-03-31", FAILS),
        ("VI003", "2020-04-01", OUT),
    ],
)
def test_cohorts_of_2024_25(indicator: str, born: str, expected: tuple[int, int, int]) -> None:
    assert qof(indicator, "2024/25", born) == expected


def test_a_row_says_its_year_and_births() -> None:
    row = figure(counted(history("2024-01-10"), as_at="2025-03-31"), "VI001", "2024/25")
    assert row is not None
    days = ("period_start", "period_end", "cohort_from", "cohort_to")
    assert [str(row[day]) for day in days] == ["2024-04-01", "2025-03-31", "2023-08-01", "2024-07-31"]
    assert (row["definition"], row["status"], row["rule_ids"]) == ("qof", "ok", ["VI001"])


def test_every_contract_year_from_2021_22_that_has_ended() -> None:
    def years(as_at: str) -> list[str]:
        rows: list[Row] = counted(history("2021-01-10"), as_at=as_at).figures.to_pylist()
        return [row["period"] for row in rows if row["indicator"] == "VI002"]

    assert years("2022-03-30") == []
    assert years("2022-03-31") == ["2021/22"]
    assert years("2026-10-04") == ["2021/22", "2022/23", "2023/24", "2024/25", "2025/26"]


def test_registered_on_31_march() -> None:
    def there(registered: str | None = None, left: str | None = None) -> tuple[int, int] | None:
        child = history("2024-01-10", *THREE, registered=registered, left=left)
        return tally(counted(child), "VI001", "2024/25")

    assert there(registered="2025-03-31") == (1, 1)
    assert there(registered="2025-04-01") == (0, 0)
    assert there(left="2025-03-31") == (0, 0)
    assert there(left="2025-04-01") == (1, 1)


class TestSuccess:
    @pytest.mark.parametrize(
        ("entries", "expected"),
        [
            (["6in1 +1", "4in1 +2", "5in1 +247"], SUCCEEDS),
            (["6in1 +1", "4in1 +2", "5in1 +248"], FAILS),
            (["6in1 +1", "6in1 +2", "4in1 +2"], FAILS),
        ],
    )
    def test_vi001(self, entries: list[str], expected: tuple[int, int, int]) -> None:
        assert qof("VI001", "2024/25", "2024-01-10", *entries) == expected

    @pytest.mark.parametrize(
        ("entry", "expected"),
        [
            ("MMR 2024-01-09", FAILS),
            ("MMR 2024-01-10", SUCCEEDS),
            ("MMRV +558", SUCCEEDS),
            ("MMR +559", FAILS),
        ],
    )
    def test_vi002(self, entry: str, expected: tuple[int, int, int]) -> None:
        assert qof("VI002", "2024/25", "2023-01-10", entry) == expected

    @pytest.mark.parametrize(
        ("entries", "expected"),
        [
            ([*THREE, BOOSTER, "MMR 2021-01-10", "MMRV 2021-01-11"], SUCCEEDS),
            ([*THREE, BOOSTER, "MMR 2021-01-09", "MMR 2021-01-11"], FAILS),
            ([*THREE, BOOSTER, "MMR 2021-01-10", "MMR 2025-01-09"], SUCCEEDS),
            ([*THREE, BOOSTER, "MMR 2021-01-10", "MMR 2025-01-10"], FAILS),
            ([*THREE, "4in1 2025-01-09", "MMR 2021-01-10", "MMR 2021-03-01"], SUCCEEDS),
            ([*THREE, "4in1 2025-01-10", "MMR 2021-01-10", "MMR 2021-03-01"], FAILS),
            ([*THREE, "4in1 2023-01-09", "MMR 2021-01-10", "MMR 2021-03-01"], FAILS),
            ([*THREE[:2], BOOSTER, "MMR 2021-01-10", "MMR 2021-03-01"], FAILS),
        ],
    )
    def test_vi003(self, entries: list[str], expected: tuple[int, int, int]) -> None:
        assert qof("VI003", "2024/25", "2020-01-10", *entries) == expected

    def test_the_record_as_it_stood_on_31_march(self) -> None:
        # Eight months on 31 March 2025 is day 243; the third dose on day 245 came after the year's end.
        assert qof("VI001", "2024/25", "2024-07-31", "6in1 +56", "6in1 +84", "6in1 2025-03-31") == SUCCEEDS
        assert qof("VI001", "2024/25", "2024-07-31", "6in1 +56", "6in1 +84", "6in1 2025-04-01") == FAILS


class TestContraindicated:
    @pytest.mark.parametrize(
        ("entry", "expected"),
        [
            ("6in1 contraindicated +247", EXCLUDED),
            ("6in1 contraindicated +248", FAILS),
            ("4in1 contraindicated +10", EXCLUDED),
            ("6in1 declined +10", FAILS),
            ("MMR contraindicated +10", FAILS),
        ],
    )
    def test_vi001(self, entry: str, expected: tuple[int, int, int]) -> None:
        assert qof("VI001", "2024/25", "2024-01-10", entry) == expected

    @pytest.mark.parametrize(
        ("entry", "expected"),
        [
            ("MMR contraindicated +558", EXCLUDED),
            ("MMRV contraindicated +558", EXCLUDED),
            ("MMR contraindicated +559", FAILS),
            ("MMR contraindicated +200", EXCLUDED),  # the rule gives no first age
            ("MMR declined +400", FAILS),
        ],
    )
    def test_vi002(self, entry: str, expected: tuple[int, int, int]) -> None:
        assert qof("VI002", "2024/25", "2023-01-10", entry) == expected

    @pytest.mark.parametrize(
        ("entries", "expected"),
        [
            (["4in1 contraindicated 2024-01-10"], FAILS),
            (["MMR contraindicated 2024-01-10"], FAILS),
            (["4in1 contraindicated 2024-01-10", "MMR contraindicated 2025-01-09"], EXCLUDED),
            (["4in1 contraindicated 2024-01-10", "MMR contraindicated 2025-01-10"], FAILS),
            ([*THREE, BOOSTER, "MMR contraindicated 2024-01-10"], EXCLUDED),
            ([*THREE, BOOSTER, "6in1 contraindicated 2024-01-10"], FAILS),
            (["MMR 2021-01-10", "MMR 2021-03-10", "6in1 contraindicated 2024-01-10"], EXCLUDED),
        ],
    )
    def test_vi003(self, entries: list[str], expected: tuple[int, int, int]) -> None:
        assert qof("VI003", "2024/25", "2020-01-10", *entries) == expected

    def test_a_child_who_succeeds_is_never_excluded(self) -> None:
        assert qof("VI001", "2024/25", "2024-01-10", *THREE, "6in1 contraindicated +20") == SUCCEEDS


class TestRegisteredLate:
    """From 2023/24 on; missing doses are judged on the days before the registration."""

    BORN = "2024-01-10"  # 155 days: 13 June, 186: 14 July, 217: 14 August, 248: 14 September 2024

    @pytest.mark.parametrize(
        ("registered", "entries", "expected"),
        [
            ("2024-06-12", [], FAILS),
            ("2024-06-13", [], EXCLUDED),
            ("2024-06-13", ["6in1 +56"], FAILS),
            ("2024-06-13", ["6in1 2024-06-13"], EXCLUDED),  # on the day is not before it
            ("2024-07-13", ["6in1 +56"], FAILS),
            ("2024-07-14", ["6in1 +56"], EXCLUDED),
            ("2024-07-14", ["6in1 +56", "6in1 +84"], FAILS),
            ("2024-08-13", ["6in1 +56", "6in1 +84"], FAILS),
            ("2024-08-14", ["6in1 +56", "6in1 +84"], EXCLUDED),
            ("2024-09-14", [], EXCLUDED),
            ("2024-09-14", THREE, SUCCEEDS),
        ],
    )
    def test_vi001(self, registered: str, entries: list[str], expected: tuple[int, int, int]) -> None:
        assert qof("VI001", "2024/25", self.BORN, *entries, registered=registered) == expected

    @pytest.mark.parametrize(
        ("registered", "entries", "expected"),
        [
            ("2024-06-20", [], FAILS),  # day 527
            ("2024-06-21", [], EXCLUDED),
            ("2024-06-21", ["MMR 2024-01-09"], EXCLUDED),
            ("2024-06-21", ["MMR 2024-01-10"], SUCCEEDS),
            ("2024-07-21", ["MMR 2024-07-25"], EXCLUDED),  # day 558
            ("2024-07-22", ["MMR 2024-07-25"], EXCLUDED),
        ],
    )
    def test_vi002(self, registered: str, entries: list[str], expected: tuple[int, int, int]) -> None:
        assert qof("VI002", "2024/25", "2023-01-10", *entries, registered=registered) == expected

    @pytest.mark.parametrize(
        ("registered", "entries", "expected"),
        [
            # born 10 January 2020: 57, 58 and 59 months on the tenth of October, November, December 2024
            ("2024-10-10", [], FAILS),
            ("2024-10-11", [], EXCLUDED),
            ("2024-10-11", ["MMR 2021-01-10"], FAILS),
            ("2024-11-10", ["MMR 2021-01-10"], FAILS),
            ("2024-11-11", ["MMR 2021-01-10"], EXCLUDED),
            ("2024-11-11", ["MMR 2021-01-10", "MMR 2021-03-10"], FAILS),
            ("2024-12-10", ["MMR 2021-01-10", "MMR 2021-03-10"], FAILS),
            ("2024-12-11", ["MMR 2021-01-10", "MMR 2021-03-10"], EXCLUDED),
            ("2024-12-11", [*THREE, BOOSTER, "MMR 2021-01-10"], EXCLUDED),
            ("2024-12-11", [*THREE, BOOSTER, "MMR 2021-01-10", "MMR 2024-12-20"], SUCCEEDS),
        ],
    )
    def test_vi003(self, registered: str, entries: list[str], expected: tuple[int, int, int]) -> None:
        assert qof("VI003", "2024/25", "2020-01-10", *entries, registered=registered) == expected

    def test_not_before_2023_24(self) -> None:
        assert qof("VI001", "2022/23", "2022-01-10", registered="2022-10-30") == FAILS
        assert qof("VI001", "2023/24", "2023-01-10", registered="2023-10-30") == EXCLUDED

    def test_a_contraindication_excludes_in_every_year(self) -> None:
        assert qof("VI001", "2021/22", "2021-01-10", "6in1 contraindicated +20") == EXCLUDED


def test_without_registration_dates_exclusions_are_not_known() -> None:
    answer = qof("VI001", "2024/25", "2024-01-10", "6in1 contraindicated +20", registration_known=False)
    assert answer == (0, 1, None)


def test_an_excluded_child_is_no_member() -> None:
    def values(*entries: str) -> list[int]:
        rows = counted(history("2024-01-10", *entries), as_at="2025-03-31").membership.to_pylist()
        return [row["value"] for row in rows if row["indicator"] == "VI001" and row["period"] == "2024/25"]

    assert values("6in1 contraindicated +20") == []
    assert values() == [0]
    assert values(*THREE) == [1]


def test_a_year_with_no_child_says_so() -> None:
    row = figure(counted(history("2024-01-10"), as_at="2025-03-31"), "VI003", "2024/25")
    assert row is not None
    assert (row["denominator"], row["status"], row["excluded"]) == (0, "no children", 0)


def test_an_indicator_without_a_cohort_is_refused_in_a_sentence() -> None:
    book = load_rulebook()
    broken = replace(book, qof={"VI002": replace(book.qof["VI002"], reaches=None)})
    with pytest.raises(ValueError, match="QOF indicator VI002 has no cohort; give either reaches"):
        counted(history("2024-01-10"), book=broken)
