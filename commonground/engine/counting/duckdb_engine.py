"""Counts with DuckDB on this machine: the generated text and the tables as they are."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from commonground.engine.counting.in_database import count_in
from commonground.engine.counting.results import Count, Question
from commonground.engine.rules.model import Rulebook


def count(children: pa.Table, events: pa.Table, question: Question, rulebook: Rulebook) -> Count:
    """One practice counted (`results.Engine`), as `in_database.count_in` says."""
    with duckdb.connect() as connection:
        return count_in(_Connection(connection), children, events, question, rulebook)


class _Connection:
    """A connection to DuckDB as a `Database`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def put(self, name: str, table: pa.Table) -> None:
        self._connection.register(name, table)

    def run(self, text: str) -> None:
        self._connection.execute(text)

    def take(self, text: str, schema: pa.Schema) -> pa.Table:
        return self._connection.sql(text).to_arrow_table().cast(schema)
