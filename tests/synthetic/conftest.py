"""One rulebook, one practice and one small population for all tests of made-up data."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa
import pytest

from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.model import Rulebook
from commonground.synthetic.population import Population, make_population, make_practice

AS_AT = date(2026, 10, 4)
SEED = 2016


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def practice(rulebook: Rulebook) -> Population:
    return make_practice("Z99001", as_at=AS_AT, seed=SEED, rulebook=rulebook)


@pytest.fixture(scope="session")
def small(rulebook: Rulebook) -> Population:
    """About 330 children and 5,000 entries, with every kind of entry, miscoding and unknown label."""
    return make_practice("Z99001", as_at=AS_AT, seed=SEED, rulebook=rulebook, children_per_year=40)


@pytest.fixture(scope="session")
def practices(rulebook: Rulebook) -> list[Population]:
    """Forty practices, about 25,000 children: enough that a share is known to a point."""
    return list(make_population(40, as_at=AS_AT, seed=SEED, rulebook=rulebook))


@pytest.fixture(scope="session")
def sql(practices: list[Population]) -> duckdb.DuckDBPyConnection:
    """The forty practices as tables `children` and `events`, and views of `given` and of distinct `days`."""
    connection = duckdb.connect()
    children = pa.concat_tables(practice.children for practice in practices)
    events = pa.concat_tables(practice.events for practice in practices)
    connection.execute("create table children as select * from children")
    connection.execute("create table events as select * from events")
    connection.execute("create view given as from events join children using (child_id) where kind = 'given'")
    connection.execute(
        "create view days as select distinct child_id, date_of_birth, vaccine, event_date from given"
    )
    assert children.num_rows
    assert events.num_rows
    return connection
