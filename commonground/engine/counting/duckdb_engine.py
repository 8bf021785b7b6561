"""Counts with DuckDB: hands it the children, the events and the generated text, and takes the tables back."""

from __future__ import annotations

import duckdb
import numpy as np
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


def count(children: pa.Table, events: pa.Table, question: Question, rulebook: Rulebook) -> Count:
    """One practice counted (`results.Engine`): children and events as in `records.tables`, the rows in a fixed order.

    Raises ValueError, in a sentence, for a rulebook the engine can't count by.
    """
    program = generate(rulebook, question.as_at)
    with duckdb.connect() as connection:
        # For one practice it takes longer to improve the plan, or to share it out, than to carry it out.
        connection.execute("PRAGMA disable_optimizer")
        connection.execute("SET threads = 1")
        _put_in(connection, children, events, question)
        _run(connection, program.verdicts)
        filled = {"doses"}
        if question.lists_children:
            _run(connection, program.counts)
            filled = set(TABLES)
        tables = {
            name: _take(connection, name) if name in filled else schema.empty_table()
            for name, (schema, _) in TABLES.items()
        }
    return Count(
        practice_code=question.practice_code,
        as_at=question.as_at,
        rulebook_version=rulebook.version,
        registration_known=question.registration_known,
        **tables,
    )


def _put_in(
    connection: duckdb.DuckDBPyConnection, children: pa.Table, events: pa.Table, question: Question
) -> None:
    entries = events.append_column("entry", pa.array(np.arange(events.num_rows, dtype=np.int64)))
    connection.register("given_children", children)
    connection.register("given_events", entries)
    connection.execute(
        "CREATE TEMP TABLE practices AS SELECT ? AS practice, CAST(? AS BOOLEAN) AS registration_known",
        [question.practice_code, question.registration_known],
    )
    connection.execute(
        "CREATE TEMP TABLE children AS SELECT child_id, date_of_birth, registered_on, deregistered_on,"
        " CASE WHEN coalesce(practice_code, '') IN ('', practice) THEN practice END AS practice"
        " FROM given_children CROSS JOIN practices"
    )
    connection.execute(
        "CREATE TEMP TABLE events AS SELECT child_id, entry, event_date, vaccine, kind FROM given_events"
    )


def _run(connection: duckdb.DuckDBPyConnection, statements: tuple[Statement, ...]) -> None:
    for statement in statements:
        connection.execute(f"CREATE TEMP TABLE {statement.table} AS {statement.query}")


def _take(connection: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    schema, order = TABLES[name]
    columns = ", ".join(f'"{column}"' for column in schema.names)
    found = connection.sql(f"SELECT {columns} FROM {name} ORDER BY {order}").to_arrow_table()
    return found.cast(schema)
