"""Many practices counted in blocks of them, so that memory stays flat however many there are.

A child is in one practice's extract, so a block needs nothing from another block: no shuffle, a checkpoint after
each, and only the practices that changed need counting again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate, pairwise
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from commonground.engine.counting.sql.program import Program, generate
from commonground.engine.errors import UserError
from commonground.engine.rules.model import Rulebook

Rows = tuple[int, int]
"""The first row of a block in a file, and the first after it."""

WORKLIST = ("due", "overdue", "offered", "declined", "contraindicated")
VERDICTS = "child_id, entry, series, verdict, dose, rule_id, limit_on, after_on"
WRITTEN = {
    "doses": ("doses", f"SELECT {VERDICTS} FROM doses"),
    "states": ("worklist", f"SELECT * FROM states WHERE status IN {WORKLIST}"),
    "figures": ("figures", "SELECT * FROM figures"),
    "diagnosis": ("diagnosis", "SELECT * FROM diagnosis"),
}
"""By table of the program, the name of the file written for each block and what of the table is in it.

Doses and worklist are about children and stay where children's records may be.
"""
ROW_GROUPS_IN_A_BLOCK = 32
NOT_WRITTEN = ("membership", "flags")
READ_TWICE = ("judged", "expected", "sums", "measured")
"""Kept in memory while a block is counted; the others are written or read as they are worked out."""


def count_blocks(
    children: Path,
    events: Path,
    out: Path,
    *,
    as_at: date,
    rulebook: Rulebook,
    row_groups_in_a_block: int = ROW_GROUPS_IN_A_BLOCK,
) -> list[Path]:
    """Count every practice of two Parquet files and write figures, diagnosis, doses and worklist to `out`.

    Both files hold the tables of `records.tables`, and row group n of the events holds the entries of the children of
    row group n, as `synthetic.extracts.write_population` writes them. Registration is known of a practice where one of
    its children has a registration date. `entry` in the doses is the row of the entry in the events file, from 0.
    Returns the paths written, numbered by block. Raises UserError where the files don't go together.
    """
    out.mkdir(parents=True, exist_ok=True)
    program = generate(rulebook, as_at)
    written: list[Path] = []
    for number, (child_rows, event_rows) in enumerate(_blocks(children, events, row_groups_in_a_block)):
        with duckdb.connect() as connection:
            _put_in(connection, children, child_rows, events, event_rows)
            written += _count(connection, program, out, number)
    return written


def _blocks(children: Path, events: Path, size: int) -> Iterator[tuple[Rows, Rows]]:
    child_groups, event_groups = _row_groups(children), _row_groups(events)
    if len(event_groups) != len(child_groups):
        raise UserError(
            f"{events} has {len(event_groups)} row groups and {children} has {len(child_groups)}; "
            "write both by practice, with the same practices in each row group"
        )
    yield from zip(_in_blocks(child_groups, size), _in_blocks(event_groups, size), strict=True)


def _row_groups(file: Path) -> list[int]:
    """The number of rows in each row group."""
    metadata = pq.read_metadata(file)
    return [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]


def _in_blocks(groups: list[int], size: int) -> Iterator[Rows]:
    starts = [0, *accumulate(groups)]
    return pairwise(dict.fromkeys((*starts[:-1:size], starts[-1])))


def _put_in(
    connection: duckdb.DuckDBPyConnection, children: Path, child_rows: Rows, events: Path, event_rows: Rows
) -> None:
    """The inputs of the program, read from the files when and as far as they are needed."""
    connection.execute(
        "CREATE TEMP TABLE children AS SELECT child_id, date_of_birth, registered_on, deregistered_on,"
        f" nullif(practice_code, '') AS practice FROM {_rows_of(children, child_rows)}"
    )
    connection.execute(
        "CREATE TEMP TABLE practices AS SELECT practice, bool_or(registered_on IS NOT NULL) AS registration_known"
        " FROM children WHERE practice IS NOT NULL GROUP BY practice"
    )
    connection.execute(
        "CREATE TEMP VIEW events AS SELECT child_id, file_row_number AS entry, event_date, vaccine, kind"
        f" FROM {_rows_of(events, event_rows)}"
    )


def _rows_of(file: Path, rows: Rows) -> str:
    first, end = rows
    return (
        f"(SELECT * FROM read_parquet('{_quoted(file)}', file_row_number = true)"
        f" WHERE file_row_number BETWEEN {first} AND {end - 1})"
    )


def _count(connection: duckdb.DuckDBPyConnection, program: Program, out: Path, block: int) -> list[Path]:
    """Run the program on a block; each table that is written is worked out as it is written."""
    written = []
    for statement in (*program.verdicts, *program.counts):
        if statement.table in NOT_WRITTEN:
            continue
        kind = "TABLE" if statement.table in READ_TWICE else "VIEW"
        connection.execute(f"CREATE TEMP {kind} {statement.table} AS {statement.query}")
        if statement.table in WRITTEN:
            name, query = WRITTEN[statement.table]
            path = out / f"{name}-{block:04d}.parquet"
            connection.execute(f"COPY ({query}) TO '{_quoted(path)}' (FORMAT parquet)")
            written.append(path)
            if statement.table == "doses":
                connection.execute(
                    f"CREATE OR REPLACE TEMP VIEW doses AS SELECT * FROM read_parquet('{_quoted(path)}')"
                )
    return written


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
