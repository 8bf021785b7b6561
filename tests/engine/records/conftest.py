"""Reading the files beside these tests, and small files made on the spot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commonground.engine.records.labels import LabelBook
from commonground.engine.records.read import load_label_book, read_extract
from commonground.engine.records.tables import Extract

FILES = Path(__file__).parent / "files"
AS_AT = date(2026, 10, 4)
PRACTICE = "Z99001"

Read = Callable[..., Extract]


@pytest.fixture(scope="session")
def book() -> LabelBook:
    return load_label_book()


@pytest.fixture(scope="session")
def read(book: LabelBook) -> Read:
    """Read files, by name where they stand beside the tests."""

    def reading(*names: str | Path, **more: Any) -> Extract:
        paths = [FILES / name if isinstance(name, str) else name for name in names]
        asked = {"practice_code": PRACTICE, "as_at": AS_AT, "labels": book, **more}
        return read_extract(paths, **asked)

    return reading


@pytest.fixture
def read_text(read: Read, tmp_path: Path) -> Read:
    """Read a text as if it were a file, in UTF-8 unless told otherwise."""

    def reading(content: str, encoding: str = "utf-8", name: str = "extract.csv", **more: Any) -> Extract:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return read(path, **more)

    return reading


def events(extract: Extract) -> list[tuple[str, str, str, str]]:
    """Child, day, vaccine and kind of every event, in the order of the file."""
    return [
        (row["child_id"], row["event_date"].isoformat(), row["vaccine"], row["kind"])
        for row in extract.events.to_pylist()
    ]


def children(extract: Extract) -> dict[str, str]:
    """The date of birth of every child."""
    return {row["child_id"]: row["date_of_birth"].isoformat() for row in extract.children.to_pylist()}


def problems(extract: Extract) -> list[tuple[int | None, str, str]]:
    """Row, column and value of every problem."""
    return [(one.row, one.column, one.value) for one in extract.problems]


def tally(extract: Extract) -> tuple[int, int, int, int]:
    """Rows, used, without event and set aside; they add up or this fails."""
    found = extract.tally
    assert found.used + found.without_event + found.set_aside == found.rows
    assert found.used == extract.events.num_rows
    assert found.children == extract.children.num_rows
    return found.rows, found.used, found.without_event, found.set_aside


def table(*rows: Sequence[str]) -> str:
    """Rows as a text with commas."""
    return "".join(",".join(row) + "\n" for row in rows)
