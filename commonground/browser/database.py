"""DuckDB-WASM as a `Database` of the count: tables go in and come out as JSON, a list of values a column."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

EPOCH = date(1970, 1, 1).toordinal()
"""Arrow's day nought: a day crosses as the number of days from it."""


class Wasm(Protocol):
    """What `script/database.js` offers."""

    def put(self, name: str, columns: str) -> None:
        """Makes a table of columns: JSON, a list of {name, type, values}."""

    def run(self, text: str) -> None:
        """Carries out a statement."""

    def take(self, text: str) -> str:
        """The columns of a query: JSON, a list of values each."""

    def close(self) -> None:
        """Lets go of it, and of every table."""


class BrowserDatabase:
    """An empty database in the browser, as a `Database` of `engine.counting.in_database`."""

    def __init__(self, wasm: Wasm) -> None:
        self._wasm = wasm

    def put(self, name: str, table: pa.Table) -> None:
        """Makes a table of that name readable."""
        crossing = zip(table.column_names, columns_out(table), strict=True)
        columns = [
            {"name": column, "type": _type(table[column].type), "values": values}
            for column, values in crossing
        ]
        self._wasm.put(name, json.dumps(columns))

    def run(self, text: str) -> None:
        """Carries out a statement."""
        self._wasm.run(text)

    def take(self, text: str, schema: pa.Schema) -> pa.Table:
        """The rows of a query, in the types of the schema."""
        return columns_from(json.loads(self._wasm.take(text)), schema)


def columns_out(table: pa.Table) -> list[list[Any]]:
    """The columns of a table as they cross: a day as days from EPOCH."""
    return [_crossing(column) for column in table.columns]


def columns_from(columns: list[list[Any]], schema: pa.Schema) -> pa.Table:
    """The table of columns that crossed."""
    found = [_values(field.type, values) for field, values in zip(schema, columns, strict=True)]
    kinds = [field.type for field in schema]
    return pa.table([pa.array(*one) for one in zip(found, kinds, strict=True)], schema=schema)


def _type(kind: pa.DataType) -> str:
    """What `script/database.js` calls the type of a column."""
    return {pa.bool_(): "bool", pa.int64(): "whole", pa.date32(): "day"}.get(kind, "text")


def _crossing(column: pa.ChunkedArray) -> list[Any]:
    values: list[Any] = column.to_pylist()
    if column.type != pa.date32():
        return values
    return [None if value is None else value.toordinal() - EPOCH for value in values]


def _values(kind: pa.DataType, values: list[Any]) -> list[Any]:
    if kind != pa.date32():
        return values
    return [None if value is None else date.fromordinal(value + EPOCH) for value in values]
