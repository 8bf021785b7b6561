"""Opening a published file: packed or not, whatever its name, with the same guards as a practice's extract."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Sequence
from pathlib import Path

from commonground.engine.published.error_cells import with_errors_as_text
from commonground.engine.published.reading import Opened
from commonground.engine.records.opening import open_tables, read_bytes
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.sheets import LARGEST_UNPACKED, Sheet, Wanted
from commonground.engine.records.words import text

PUBLISHED = Wanted("a published table", "give the file as its publisher offers it, XLSX, XLS, ODS or CSV")
DIGEST = 8
"""Hexadecimal digits of a file's digest: enough to tell its editions apart."""

_ENOUGH = 3
_GZIP = b"\x1f\x8b"
_UNNAMED = "unnamed: "


def open_published(path: Path) -> Opened:
    """A published file, unpacked where it is gzipped. Raises ExtractError, one sentence, where it is no table."""
    return open_bytes(unpacked_bytes(path), path.name)


def unpacked_bytes(path: Path) -> bytes:
    """What a published file holds, unpacked where it is gzipped. Raises ExtractError where it can't be."""
    data = read_bytes(path, PUBLISHED)
    return _unpacked(data, path.name) if data.startswith(_GZIP) else data


def open_bytes(data: bytes, name: str) -> Opened:
    """A published file from its bytes. Raises ExtractError as `open_published` does."""
    tables = open_tables(data, name, PUBLISHED)
    with_errors = with_errors_as_text(data)
    if with_errors is not None:
        tables = open_tables(with_errors, name, PUBLISHED)
    refuse_broken_off(tables, data, name)
    sheets = [_without_made_up_headings(sheet) for sheet in tables]
    if not any(cell for sheet in sheets for row in sheet.rows for cell in row):
        raise ExtractError(f"{name} has no cell with anything in it; take it from its publisher again.")
    return Opened(name, hashlib.sha256(data).hexdigest()[:DIGEST], tuple(sheets))


def _unpacked(data: bytes, name: str) -> bytes:
    """What a gzip file holds. Raises ExtractError where it would burst, or is damaged."""
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            found = packed.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ExtractError(
            f"{name} can't be unpacked; unpack it yourself, or take it from its publisher again."
        ) from error
    if len(found) > LARGEST_UNPACKED:
        raise ExtractError(
            f"{name} is far larger once unpacked than any published table, and was not opened."
        )
    return found


def refuse_broken_off(tables: Sequence[Sheet], data: bytes, name: str) -> None:
    """Raises ExtractError for a text that stops within a row: no line break, and fewer cells than every row above it.

    A table has three rows or more by then, so that a title of few cells is no row of another kind.
    """
    for sheet in tables:
        rows = [row for row in sheet.rows if any(row)]
        if not sheet.by_separator or data.rstrip(b"\0").endswith((b"\n", b"\r")) or len(rows) <= _ENOUGH:
            continue
        fewest = min(len(row) for row in rows[-_ENOUGH - 1 : -1])
        if len(rows[-1]) < fewest:
            raise ExtractError(
                f"{name} breaks off within its last row, {len(rows)}, which has {len(rows[-1])} cells where those "
                f"above have {fewest}; take it from its publisher again."
            )


def _without_made_up_headings(sheet: Sheet) -> Sheet:
    """A sheet without the `Unnamed: 3` that a converter writes where a heading was empty."""
    if not sheet.rows or not any(text(cell).casefold().startswith(_UNNAMED) for cell in sheet.rows[0]):
        return sheet
    first = ["" if text(cell).casefold().startswith(_UNNAMED) else cell for cell in sheet.rows[0]]
    return Sheet(sheet.file, sheet.name, [first, *sheet.rows[1:]], sheet.by_separator)
