"""Made-up practices look like practices: each share near its assumption or the published figure."""

from __future__ import annotations

import duckdb
import pytest

from commonground.synthetic.assumptions import Assumptions, load_assumptions
from tests.synthetic.test_population import number


@pytest.fixture(scope="module")
def assumed() -> Assumptions:
    return load_assumptions()


def test_there_are_as_many_children_and_entries_as_in_a_tenth_of_england(
    sql: duckdb.DuckDBPyConnection,
) -> None:
    """630 practices: 400,000 children and 5.8 million entries."""
    children = number(sql, "select count(*) from children")
    assert children == pytest.approx(40 * 400_000 / 630, rel=0.2)  # 40 sizes drawn from a wide spread
    assert number(sql, "select count(*) from events") / children == pytest.approx(5.8 / 0.4, rel=0.08)


def test_about_a_fifth_of_entries_repeat_another(sql: duckdb.DuckDBPyConnection) -> None:
    repeats = "select 1 - (select count(*) from days) / count(*)::double from given"
    assert number(sql, repeats) == pytest.approx(0.21, abs=0.02)


def test_a_third_of_children_with_two_mmr_days_show_four_entries(sql: duckdb.DuckDBPyConnection) -> None:
    shown = """
        select avg((entries = 4)::int) from (
            select count(*) entries from given
            where vaccine in ('MMR', 'MMRV') and date_of_birth < '2022-01-01'
            group by child_id having count(distinct event_date) = 2)"""
    assert number(sql, shown) == pytest.approx(0.352, abs=0.035)


def test_few_children_show_four_days_with_mmr(sql: duckdb.DuckDBPyConnection) -> None:
    shown = """
        select avg((dates >= 4)::int) from (
            select count(distinct event_date) dates from given where vaccine in ('MMR', 'MMRV')
            group by child_id)"""
    assert 0 < number(sql, shown) < 0.01


def test_first_doses_are_early_on_time_and_late_as_published(
    sql: duckdb.DuckDBPyConnection, assumed: Assumptions
) -> None:
    sql.execute("""
        create or replace temp view first_doses as
        select min(event_date) - date_of_birth - 56 as late from given
        where vaccine = '6in1' and place = practice_code group by child_id, date_of_birth""")
    early = number(sql, "select avg((late < 0)::int) from first_doses")
    assert early == pytest.approx(assumed.visits.early_share, abs=0.025)
    late = number(sql, "select avg((late > 30)::int) from first_doses where late < 300")
    assert late == pytest.approx(assumed.visits.late_share, abs=0.04)


def test_about_a_fiftieth_of_doses_come_too_early_or_too_soon(sql: duckdb.DuckDBPyConnection) -> None:
    faulty = """
        with spaced as (
            select *, event_date - lag(event_date) over (
                partition by child_id, vaccine order by event_date) gap
            from days where vaccine in ('6in1', 'MenB', 'PCV', 'Rota', 'MMR', 'MMRV', 'HibMenC', '4in1'))
        select avg((gap between 21 and 27 or (vaccine in ('MMR', 'MMRV', 'HibMenC')
                    and event_date < date_of_birth + interval 12 month))::int) from spaced"""
    assert 0.01 < number(sql, faulty) < 0.03


COVER = [  # England, January to March 2025 (UKHSA): per cent
    ("6in1 5in1", 3, 0, 12, 91.5),
    ("PCV", 1, 0, 12, 93.2),
    ("Rota", 2, 0, 12, 89.3),
    ("MenB", 2, 0, 12, 91.4),
    ("6in1 5in1", 3, 0, 24, 92.5),
    ("PCV", 1, 12, 24, 88.1),
    ("MMR MMRV", 1, 12, 24, 88.8),
    ("MenB", 1, 12, 24, 87.5),
    ("6in1 5in1", 3, 0, 60, 93.0),
    ("MMR MMRV", 1, 12, 60, 92.4),
    ("MMR MMRV", 2, 12, 60, 84.5),
    ("4in1", 1, 36, 60, 82.7),
]


BORN = {12: ("2023-10-01", "2025-03-31"), 24: ("2022-07-01", "2024-06-30"), 60: ("2019-07-01", "2021-06-30")}


@pytest.mark.parametrize(("vaccines", "doses", "after", "by", "published"), COVER)
def test_coverage_is_near_the_published(
    sql: duckdb.DuckDBPyConnection, vaccines: str, doses: int, after: int, by: int, published: float
) -> None:
    """Within six points, for children of the middle years registered today: a guard, not a forecast."""
    coverage = """
        select 100 * avg((dates >= $doses)::int) from (
            select count(distinct event_date) filter (
                where kind = 'given' and list_contains($vaccines, vaccine)
                and event_date >= date_of_birth + to_months($after)
                and event_date <= date_of_birth + to_months($by)) dates
            from children left join events using (child_id)
            where deregistered_on is null and date_of_birth between $born_from and $born_to
            group by child_id)"""
    born_from, born_to = BORN[by]
    values = {"doses": doses, "vaccines": vaccines.split(), "after": after, "by": by}
    row = sql.execute(coverage, {**values, "born_from": born_from, "born_to": born_to}).fetchone()
    assert row is not None
    assert row[0] == pytest.approx(published, abs=6)


def test_practices_differ_more_than_chance_alone_would_have_it(sql: duckdb.DuckDBPyConnection) -> None:
    spread = """
        with children_with as (
            select practice_code, child_id, max((vaccine in ('MMR', 'MMRV') and kind = 'given')::int) had
            from children left join events using (child_id)
            where date_of_birth between '2019-01-01' and '2024-01-01' and deregistered_on is null
            group by all),
        by_practice as (select avg(had) share, count(*) size from children_with group by practice_code),
        level as (select sum(share * size) / sum(size) mean from by_practice)
        select avg((share - mean) ** 2 / (mean * (1 - mean) / size)) from by_practice, level"""
    assert number(sql, spread) > 1.4  # 1 if nothing but chance moved them


def test_some_children_have_no_dose_at_all(sql: duckdb.DuckDBPyConnection) -> None:
    without = """
        select avg((child_id not in (select child_id from events where kind = 'given'))::int) from children
        where date_of_birth < '2026-01-01'"""
    assert 0.01 < number(sql, without) < 0.05


def test_every_kind_of_entry_and_place_is_met(sql: duckdb.DuckDBPyConnection, assumed: Assumptions) -> None:
    kinds = dict(sql.execute("select kind, count(*) from events group by kind").fetchall())
    assert min(kinds[kind] for kind in ("declined", "contraindicated", "not attended")) > 20
    places = dict(sql.execute("select place, count(*) from events group by place").fetchall())
    for place in ("abroad", "pharmacy", "earlier practice", *assumed.records.elsewhere):
        assert places[place] > 100


def test_wrong_and_unknown_vaccines_are_met(sql: duckdb.DuckDBPyConnection, assumed: Assumptions) -> None:
    written = dict(
        sql.execute("select vaccine, count(*) from events where kind = 'given' group by 1").fetchall()
    )
    unknown = sum(written[label] for label in assumed.records.unknown_labels)
    assert unknown / sum(written.values()) == pytest.approx(assumed.records.unknown_share, rel=0.25)
    wrong = "select count(*) from given where vaccine = '5in1' and place = practice_code"
    right = "select count(*) from given where vaccine = '6in1' and place = practice_code"
    share = next(fault.share for fault in assumed.records.miscoded if fault.written == "5in1")
    assert number(sql, wrong) / number(sql, right) == pytest.approx(share, rel=0.35)


def test_families_join_and_leave(sql: duckdb.DuckDBPyConnection, assumed: Assumptions) -> None:
    joined = """
        select avg((registered_on > date_of_birth + 60)::int) from children
        where date_of_birth < '2024-01-01'"""
    assert number(sql, joined) == pytest.approx(assumed.moves.joined_share, abs=0.03)
    assert 0.1 < number(sql, "select avg((deregistered_on is not null)::int) from children") < 0.25
    assert 0.01 < number(sql, "select avg((registered_on is null)::int) from children") < 0.06


def test_doses_from_abroad_may_be_known_by_the_month_alone(sql: duckdb.DuckDBPyConnection) -> None:
    firsts = "select avg((day(event_date) = 1)::int) from given where place = 'abroad'"
    assert number(sql, firsts) == pytest.approx(0.3, abs=0.08)


def test_a_fifth_or_so_of_entries_are_typed_in_later(
    sql: duckdb.DuckDBPyConnection, assumed: Assumptions
) -> None:
    late = "select avg((recorded_on > event_date)::int) from given where place = practice_code"
    assert number(sql, late) == pytest.approx(1 - assumed.records.same_day_recorded, abs=0.06)


def test_flu_is_given_in_autumn_to_two_and_three_year_olds(
    sql: duckdb.DuckDBPyConnection, assumed: Assumptions
) -> None:
    assert number(sql, "select min(month(event_date)) from given where vaccine = 'flu'") >= 9
    aged = """
        select min(datesub('year', date_of_birth, make_date(year(event_date), 8, 31))) from given
        where vaccine = 'flu'"""
    assert number(sql, aged) == 2
    taken = """
        select avg((exists (select 1 from events where events.child_id = children.child_id and vaccine = 'flu'
            and event_date between '2025-09-01' and '2026-01-31'))::int)
        from children where date_of_birth between '2021-09-01' and '2023-08-31' and deregistered_on is null
            and registered_on < '2023-09-30'"""
    assert number(sql, taken) == pytest.approx(assumed.extra.flu_taken, abs=0.06)
