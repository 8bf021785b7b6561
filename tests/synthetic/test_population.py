"""Made-up practices: the same again from a seed, within the contract of the tables, and of the schedule."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from nhs_number.validate import is_valid

from commonground.engine.records.tables import CHILDREN, EVENTS, KINDS
from commonground.engine.rules.model import Rulebook
from commonground.synthetic.identity import child_ids, usable_nhs_numbers
from commonground.synthetic.population import Population, make_population, make_practice
from tests.synthetic.conftest import AS_AT, SEED


def number(sql: duckdb.DuckDBPyConnection, question: str, *values: object) -> float:
    row = sql.execute(question, values).fetchone()
    assert row is not None
    return float(row[0])


def test_the_same_seed_makes_the_same_practice(practice: Population, rulebook: Rulebook) -> None:
    again = make_practice("Z99001", as_at=AS_AT, seed=SEED, rulebook=rulebook)
    assert again.children.equals(practice.children)
    assert again.events.equals(practice.events)


@pytest.mark.parametrize(("code", "seed"), [("Z99001", SEED + 1), ("Z99002", SEED)])
def test_another_seed_or_another_code_makes_another_practice(
    practice: Population, rulebook: Rulebook, code: str, seed: int
) -> None:
    other = make_practice(code, as_at=AS_AT, seed=seed, rulebook=rulebook)
    assert not other.children.drop(["practice_code"]).equals(practice.children.drop(["practice_code"]))
    assert not other.events.equals(practice.events)


def test_the_same_seed_makes_the_same_population_one_practice_at_a_time(rulebook: Rulebook) -> None:
    first, second = (make_population(3, as_at=AS_AT, seed=SEED, rulebook=rulebook) for _ in range(2))
    codes = []
    for one, other in zip(first, second, strict=True):
        assert one.children.equals(other.children)
        assert one.events.equals(other.events)
        codes.append(one.practice_code)
    assert codes == ["Z99001", "Z99002", "Z99003"]


def test_tables_have_the_shape_of_an_extract(practices: list[Population]) -> None:
    for practice in practices:
        assert practice.children.schema.equals(CHILDREN)
        assert practice.events.schema.equals(EVENTS)
        for table in (practice.children, practice.events):
            for field in table.schema:
                assert field.nullable or table[field.name].null_count == 0
        assert pc.unique(practice.children["practice_code"]).to_pylist() == [practice.practice_code]
        assert set(pc.unique(practice.events["kind"]).to_pylist()) <= set(KINDS)


def test_every_event_lies_between_birth_and_the_as_at_date(sql: duckdb.DuckDBPyConnection) -> None:
    strays = """
        select count(*) from events left join children using (child_id)
        where date_of_birth is null or event_date < date_of_birth or event_date > $1
           or recorded_on < event_date or recorded_on > $1"""
    assert number(sql, strays, AS_AT) == 0


def test_nothing_is_recorded_of_a_child_who_has_left(sql: duckdb.DuckDBPyConnection) -> None:
    left = "select count(*) from children join events using (child_id) where deregistered_on is not null"
    assert number(sql, left) > 0
    assert number(sql, left + " and greatest(event_date, recorded_on) >= deregistered_on") == 0
    assert number(sql, "select count(*) from children where deregistered_on <= registered_on") == 0
    unborn = "select count(*) from children where registered_on not between date_of_birth and ?"
    assert number(sql, unborn, AS_AT) == 0


def test_events_stand_child_by_child_in_the_order_of_their_days(practice: Population) -> None:
    rows = practice.events.select(["child_id", "event_date"]).to_pylist()
    children = practice.children["child_id"].to_pylist()
    places = {child: place for place, child in enumerate(children)}
    keys = [(places[row["child_id"]], row["event_date"]) for row in rows]
    assert keys == sorted(keys)


def test_children_have_nhs_numbers_of_the_test_range_and_no_two_the_same(practices: list[Population]) -> None:
    ids = [child for practice in practices for child in practice.children["child_id"].to_pylist()]
    assert len(set(ids)) == len(ids)
    assert all(child.startswith("999") for child in ids)
    assert all(is_valid(child) for child in ids[:2000])


def test_usable_numbers_are_those_the_nhs_number_package_accepts() -> None:
    usable = set(usable_nhs_numbers()[:2000].tolist())
    last = max(usable)
    by_package = {value for value in range(9990000000, last + 1) if is_valid(str(value))}
    assert usable == by_package


def test_a_population_too_big_for_the_test_range_gets_plain_ids() -> None:
    room = len(usable_nhs_numbers())
    every_one = child_ids(0, room, room, SEED)
    assert len(pc.unique(every_one)) == room
    plain = child_ids(room - 2, 4, room + 2, SEED).to_pylist()
    assert len(set(plain)) == 4
    assert not any(is_valid(child) for child in plain)


def test_the_five_year_cohorts_of_the_last_eleven_quarters_are_whole(practice: Population) -> None:
    """The earliest of those quarters to 30 September 2026 begins on 1 January 2024: births from 2019."""
    oldest = pc.min(practice.children["date_of_birth"]).as_py()
    assert oldest < date(2019, 1, 1)
    assert pc.max(practice.children["date_of_birth"]).as_py() > AS_AT - timedelta(days=60)


def test_a_practice_has_the_births_a_year_that_were_asked_for(rulebook: Rulebook) -> None:
    small = make_practice("Z99001", as_at=AS_AT, seed=SEED, rulebook=rulebook, children_per_year=10)
    assert 60 <= small.children.num_rows <= 105  # 82.5 expected, give or take two and a half deviations
    empty = make_practice("Z99001", as_at=AS_AT, seed=SEED, rulebook=rulebook, children_per_year=0)
    assert (empty.children.num_rows, empty.events.num_rows) == (0, 0)


def test_practices_differ_in_size(practices: list[Population]) -> None:
    sizes = sorted(practice.children.num_rows for practice in practices)
    assert sizes[-1] > 3 * sizes[0]


def vaccines_by(events: pa.Table, children: pa.Table, *, born_from: date, born_to: date) -> set[str]:
    born = pc.and_(
        pc.greater_equal(children["date_of_birth"], born_from),
        pc.less_equal(children["date_of_birth"], born_to),
    )
    ids = children.filter(born)["child_id"]
    own = pc.and_(
        pc.equal(events["place"], "Z99001"), pc.is_in(events["child_id"], value_set=ids.combine_chunks())
    )
    return set(pc.unique(events.filter(own)["vaccine"]).to_pylist())


def test_vaccines_follow_the_schedule_of_the_time(rulebook: Rulebook) -> None:
    """A practice in 2016 gives 5-in-1 and MenC; none of its babies gets what came later."""
    then = make_practice("Z99001", as_at=date(2016, 4, 1), seed=SEED, rulebook=rulebook)
    born = vaccines_by(then.events, then.children, born_from=date(2015, 7, 1), born_to=date(2016, 1, 1))
    assert {"5in1", "PCV", "Rota", "MenB", "MenC"} <= born
    assert not born & {"MMRV", "HibMenC", "MMR"}
    older = vaccines_by(then.events, then.children, born_from=date(2009, 1, 1), born_to=date(2013, 4, 30))
    assert not older & {"Rota", "MMRV"}
    assert {"5in1", "MenC", "4in1", "MMR", "HibMenC"} <= older


def test_mmrv_and_hib_menc_keep_to_their_children_and_days(sql: duckdb.DuckDBPyConnection) -> None:
    here = "select count(*) from given where place = practice_code"
    mmrv = here + " and vaccine = 'MMRV'"
    assert number(sql, mmrv) > 100
    assert number(sql, mmrv + " and event_date < '2026-01-01'") == 0
    assert number(sql, mmrv + " and date_of_birth < '2020-01-01'") == 0
    hib = here + " and vaccine = 'HibMenC'"
    assert number(sql, hib) > 100
    assert number(sql, hib + " and date_of_birth > '2024-06-30'") == 0


def test_the_catch_up_offer_is_taken_from_its_first_day(rulebook: Rulebook) -> None:
    """Births of 2020 to August 2022 are offered MMRV from November 2026; a month later some have had it."""
    later = make_practice("Z99001", as_at=date(2026, 12, 1), seed=SEED, rulebook=rulebook)
    sooner = make_practice("Z99001", as_at=date(2026, 10, 31), seed=SEED, rulebook=rulebook)

    def second_year_children_with_mmrv(practice: Population) -> int:
        born = pc.and_(
            pc.greater_equal(practice.children["date_of_birth"], date(2020, 1, 1)),
            pc.less_equal(practice.children["date_of_birth"], date(2020, 12, 31)),
        )
        ids = practice.children.filter(born)["child_id"].combine_chunks()
        events = practice.events.filter(pc.is_in(practice.events["child_id"], value_set=ids))
        return len(pc.unique(events.filter(pc.equal(events["vaccine"], "MMRV"))["child_id"]))

    assert second_year_children_with_mmrv(later) > second_year_children_with_mmrv(sooner)
