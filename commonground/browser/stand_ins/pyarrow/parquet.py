"""Parquet, which the browser doesn't read: whoever has such a file has the command line too."""

from __future__ import annotations

from typing import NoReturn

from commonground.engine.errors import UserError

_NOT_HERE = "This is a Parquet file, which this page can't read; save it as CSV or XLSX."


def ParquetFile(source: object) -> NoReturn:  # noqa: N802, ARG001 - as in pyarrow
    """Says that it can't be read here. Raises UserError."""
    raise UserError(_NOT_HERE)


def read_table(source: object) -> NoReturn:  # noqa: ARG001 - as in pyarrow
    """Says that it can't be read here. Raises UserError."""
    raise UserError(_NOT_HERE)


def write_table(table: object, where: object) -> NoReturn:  # noqa: ARG001 - as in pyarrow
    """Says that it can't be written here. Raises UserError."""
    raise UserError("This page doesn't write Parquet; save CSV.")
