"""Many practices counted in blocks of them, so that memory stays flat however many there are.

A child is in one practice's extract, so a block needs nothing from another block (ecosystem: no
shuffle, a checkpoint after each, and only the practices that changed need counting again).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from commonground.engine.counting.sql.program import Program, generate
from commonground.engine.errors import UserError
from commonground.engine.rules.model import Rulebook

WORKLIST = ("due", "overdue", "offered", "declined", "contraindicated")
WRITTEN = {
    "figures": "SELECT * FROM figures",
    "diagnosis": "SELECT * FROM diagnosis",
    "doses": "SELECT * FROM doses",
    "worklist": f"SELECT * FROM states WHERE status IN {WORKLIST}",
}
"""The tables written for each block; all of them stay where children's records may be."""


def count_blocks(
    children: Path,
    events: Path,
    out: Path,
    *,
    as_at: date,
    rulebook: Rulebook,
    row_groups_in_a_block: int = 8,
) -> list[Path]:
    """Count every practice of two Parquet files and write figures, diagnosis, doses and worklist to `out`.

    Both files hold the tables of `records.tables`, and row group n of the events holds the entries of
    the children of row group n, as `synthetic.extracts.write_population` writes them. Every practice
    is taken to have registration dates. Returns the paths written, numbered by block. Raises UserError
    where the files don't go together.
    """
    out.mkdir(parents=True, exist_ok=True)
    program = generate(rulebook, as_at)
    written: list[Path] = []
    for number, (block_children, block_events) in enumerate(_blocks(children, events, row_groups_in_a_block)):
        with duckdb.connect() as connection:
            _fill(connection, block_children, block_events, program)
            for name, query in WRITTEN.items():
                path = out / f"{name}-{number:04d}.parquet"
                connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
                written.append(path)
    return written


def _blocks(children: Path, events: Path, size: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    with pq.ParquetFile(children) as child_file, pq.ParquetFile(events) as event_file:
        groups = child_file.num_row_groups
        if event_file.num_row_groups != groups:
            raise UserError(
                f"{events} has {event_file.num_row_groups} row groups and {children} has {groups}; "
                "write both by practice, with the same practices in each row group"
            )
        for first in range(0, groups, size):
            block = list(range(first, min(first + size, groups)))
            yield (
                child_file.read_row_groups(block),
                event_file.read_row_groups(block, columns=["child_id", "event_date", "vaccine", "kind"]),
            )


def _fill(
    connection: duckdb.DuckDBPyConnection, children: pa.Table, events: pa.Table, program: Program
) -> None:
    connection.register("given_children", children)
    connection.register("given_events", events)
    connection.execute(
        "CREATE TEMP TABLE practices AS SELECT DISTINCT practice_code AS practice, true AS registration_known"
        " FROM given_children"
    )
    connection.execute(
        "CREATE TEMP TABLE children AS SELECT child_id, date_of_birth, registered_on, deregistered_on,"
        " practice_code AS practice FROM given_children"
    )
    connection.execute(
        "CREATE TEMP TABLE events AS SELECT child_id, row_number() OVER () - 1 AS entry, event_date, vaccine, kind"
        " FROM given_events"
    )
    for statement in (*program.verdicts, *program.counts):
        connection.execute(f"CREATE TEMP TABLE {statement.table} AS {statement.query}")
