"""Counts by the generated text in a database that speaks DuckDB's SQL, wherever that database runs.

`duckdb_engine` gives it DuckDB on this machine; `commonground.browser.database` gives it DuckDB-WASM in a
browser. Both carry out the same text (`sql/`), in the same order.
"""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa

from commonground.engine.counting import results
from commonground.engine.counting.results import Count, Question
from commonground.engine.counting.sql.program import Statement, generate
from commonground.engine.rules.model import Rulebook

TABLES: dict[str, tuple[pa.Schema, str]] = {
    "doses": (results.DOSES, "entry, series"),
    "states": (results.STATES, "child_id, series, rule_id"),
    "figures": (results.FIGURES, "definition, indicator, period_start, period"),
    "membership": (results.MEMBERSHIP, "child_id, definition, indicator, period"),
    "flags": (results.CHILD_FLAGS, "child_id, measure"),
    "diagnosis": (results.DIAGNOSIS, "measure, age_band"),
}
"""The tables of a count, each with the order of its rows."""


class Database(Protocol):
    """An empty database for one count."""

    def put(self, name: str, table: pa.Table) -> None:
        """Makes a table of that name readable."""

    def run(self, text: str) -> None:
        """Carries out a statement."""

    def take(self, text: str, schema: pa.Schema) -> pa.Table:
        """The rows of a query, in the types of the schema."""


def count_in(
    database: Database, children: pa.Table, events: pa.Table, question: Question, rulebook: Rulebook
) -> Count:
    """One practice counted (`results.Engine`): children and events as in `records.tables`, the rows in a fixed order.

    Raises ValueError, in a sentence, for a rulebook the engine can't count by.
    """
    program = generate(rulebook, question.as_at)
    # For one practice it takes longer to improve the plan, or to share it out, than to carry it out.
    database.run("PRAGMA disable_optimizer")
    database.run("SET threads = 1")
    _put_in(database, children, events, question)
    _run(database, program.verdicts)
    filled = {"doses"}
    if question.lists_children:
        _run(database, program.counts)
        filled = set(TABLES)
    tables = {
        name: _take(database, name) if name in filled else schema.empty_table()
        for name, (schema, _) in TABLES.items()
    }
    return Count(
        practice_code=question.practice_code,
        as_at=question.as_at,
        rulebook_version=rulebook.version,
        registration_known=question.registration_known,
        **tables,
    )


def _put_in(database: Database, children: pa.Table, events: pa.Table, question: Question) -> None:
    database.put("given_children", children)
    database.put("given_events", events.append_column("entry", pa.array(range(events.num_rows), pa.int64())))
    asked = [pa.array([question.practice_code]), pa.array([question.registration_known])]
    database.put("practices", pa.table(asked, names=["practice", "registration_known"]))
    database.run(
        "CREATE TEMP TABLE children AS SELECT child_id, date_of_birth, registered_on, deregistered_on,"
        " CASE WHEN coalesce(practice_code, '') IN ('', practice) THEN practice END AS practice"
        " FROM given_children CROSS JOIN practices"
    )
    database.run(
        "CREATE TEMP TABLE events AS SELECT child_id, entry, event_date, vaccine, kind FROM given_events"
    )


def _run(database: Database, statements: tuple[Statement, ...]) -> None:
    for statement in statements:
        database.run(f"CREATE TEMP TABLE {statement.table} AS {statement.query}")


def _take(database: Database, name: str) -> pa.Table:
    schema, order = TABLES[name]
    columns = ", ".join(f'"{column}"' for column in schema.names)
    return database.take(f"SELECT {columns} FROM {name} ORDER BY {order}", schema)
