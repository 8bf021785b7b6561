"""Figures in a file, CSV or Parquet: the one form in which the parts hand them to each other.

The columns are the fields of `PublishedRow`. A practice's own figures.csv has those of `FigureRow` alone, and is read
too.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from commonground.engine.errors import UserError
from commonground.engine.figures import FigureRow, PublishedRow

CSV, PARQUET = ".csv", ".parquet"

_DATES = ("period_start", "period_end", "cohort_from", "cohort_to", "as_at")
_COUNTS = ("denominator", "numerator")
_SHARES = ("coverage", "lower95", "upper95")
_LISTS = ("rule_ids",)
_NEVER_BLANK = (
    "org_code",
    "definition",
    "indicator",
    "period",
    "period_end",
    "as_at",
    "status",
    "release",
    "origin",
)


def figures_name(path: Path) -> Path:
    """The path, where its ending is one that figures can be written to. Raises UserError for another."""
    if path.suffix not in (CSV, PARQUET):
        raise UserError(
            f"{path.name} ends in neither {CSV} nor {PARQUET}; name the file so that its form is plain."
        )
    return path


def write_figures(path: Path, rows: Iterable[PublishedRow]) -> None:
    """Write figures in the form that the path's ending names. Raises UserError for another ending, OSError."""
    if figures_name(path).suffix == CSV:
        path.write_text(rows_text(PublishedRow, rows), encoding="utf-8", newline="")
    else:
        kept = list(rows)
        typed = {
            field.name: pa.array([_typed(row, field.name) for row in kept], _type(field.name))
            for field in fields(PublishedRow)
        }
        pq.write_table(pa.table(typed), path)


def rows_text(kind: type[Any], rows: Iterable[object]) -> str:
    """Dataclass rows as CSV: a header even where there is no row, dates ISO, blank where None."""
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([field.name for field in fields(kind)])
    writer.writerows(_texts(row) for row in rows)
    return file.getvalue()


def read_figures(path: Path) -> list[PublishedRow]:
    """The figures of a file written by `write_figures`, or by a practice's own count.

    Raises UserError naming the row and column where a value can't be one, or the file where it holds no figures.
    """
    try:
        read = list(_parquet_rows(path) if path.suffix == PARQUET else _rows_at(path))
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException) as error:
        raise _unreadable(path.name) from error
    return [_row(values, path.name, number) for number, values in enumerate(read, start=2)]


def read_figures_csv(data: bytes, file: str) -> list[PublishedRow]:
    """The figures of a CSV file that is in memory. Raises UserError as `read_figures` does."""
    try:
        read = list(_csv_rows(StringIO(data.decode("utf-8-sig"), newline=""), file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(file) from error
    return [_row(values, file, number) for number, values in enumerate(read, start=2)]


def _unreadable(file: str) -> UserError:
    return UserError(f"{file} can't be read as figures; give a file of `published read`.")


def _texts(row: object) -> list[object]:
    return [_text(value) for value in vars(row).values()]


def _text(value: object) -> object:
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else value


def _typed(row: PublishedRow, name: str) -> object:
    value = _text(getattr(row, name))
    if value == "":
        return None
    return str(value) if _type(name) == pa.string() else value


def _type(name: str) -> pa.DataType:
    kinds = {_DATES: pa.date32(), _COUNTS: pa.int64(), _SHARES: pa.float64()}
    return next((kind for names, kind in kinds.items() if name in names), pa.string())


def _rows_at(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from _csv_rows(file, path.name)


def _csv_rows(lines: Iterable[str], file: str) -> Iterator[Mapping[str, str]]:
    reader = csv.DictReader(lines, restkey="", restval="")
    _check_columns(reader.fieldnames or (), file)
    yield from reader


def _parquet_rows(path: Path) -> Iterator[Mapping[str, str]]:
    table = pq.read_table(path)
    _check_columns(table.column_names, path.name)
    for row in table.to_pylist():
        yield {name: "" if value is None else str(value) for name, value in row.items()}


def _check_columns(found: Sequence[str], file: str) -> None:
    missing = [field.name for field in fields(FigureRow) if field.name not in found]
    if missing:
        raise UserError(
            f"{file} has no column “{missing[0]}”, so it holds no figures; give a file of `published read` or a "
            "practice's figures.csv."
        )


def _row(values: Mapping[str, str], file: str, number: int) -> PublishedRow:
    read: dict[str, Any] = {}
    for field in fields(PublishedRow):
        written = values.get(field.name)
        if written is None and field.default is not MISSING:
            continue
        try:
            read[field.name] = _value(field.name, written or "")
        except ValueError as error:
            raise UserError(
                f"{file}, row {number}, column {field.name}: this is no value that a figure can have; "
                "make the file again from what was published."
            ) from error
    return PublishedRow(**read)


def _value(name: str, written: str) -> object:
    if not written:
        if name in _NEVER_BLANK:
            raise ValueError(name)
        return () if name in _LISTS else None if _type(name) != pa.string() or name == "excluded" else ""
    if name in _LISTS:
        return tuple(written.split())
    if name == "excluded":
        return int(written) if written.isdigit() else written
    return _reader(name)(written)


def _reader(name: str) -> Callable[[str], object]:
    readers: dict[tuple[str, ...], Callable[[str], object]] = {
        _DATES: date.fromisoformat,
        _COUNTS: _count,
        _SHARES: float,
    }
    return next((reader for names, reader in readers.items() if name in names), str)


def _count(written: str) -> int:
    value = int(written)
    if value < 0:
        raise ValueError(written)
    return value
