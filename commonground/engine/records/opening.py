"""Opening a file: what it is goes by its bytes, never by its name."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from commonground.engine.records.delimited import SEPARATORS, decode, split
from commonground.engine.records.fhir import parse_resources
from commonground.engine.records.layout import HEADINGS_WITHIN, Layout, Words, find_layout, missing
from commonground.engine.records.problems import HEADINGS, ExtractError
from commonground.engine.records.sheets import (
    EXTRACT,
    LARGEST_FILE,
    MOST_CELLS,
    SPREADSHEET,
    Resources,
    Sheet,
    Wanted,
)
from commonground.engine.records.words import Cell, cell
from commonground.engine.records.workbooks import OLE_MARK, ZIP_MARK, read_workbook

PARQUET_MARK = b"PAR1"
OTHER_MARKS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a photo",
    b"GIF8": "a picture",
    b"BM": "a picture",
    b"RIFF": "a film or picture",
    b"{\\rtf": "a Word document",
    b"7z\xbc\xaf": "a packed file",
    b"Rar!": "a packed file",
    b"\x1f\x8b": "a packed file",
}
_SAMPLE = 4096
_CONTROLS_OF_TEXT = 0.02  # a stray NUL in a cell is left out; noise has control characters everywhere

Kind = Literal["workbook", "parquet", "text"]
Found = list[tuple[Sheet, Layout]]


@dataclass(frozen=True)
class GivenFile:
    """A file that was given, in memory: its name, its bytes, and its place on a disk where it has one."""

    name: str
    data: bytes
    place: str = ""


def given_file(path: Path, wanted: Wanted = EXTRACT) -> GivenFile:
    """The file at a path. Raises ExtractError as `read_bytes` does."""
    return GivenFile(path.name, read_bytes(path, wanted), str(path.resolve()))


def in_memory(file: GivenFile | Path, wanted: Wanted = EXTRACT) -> GivenFile:
    """A file that may still be on a disk. Raises ExtractError where it is missing, no file, empty or too large."""
    if isinstance(file, Path):
        return given_file(file, wanted)
    _check_bytes(file.data, file.name, wanted)
    return file


def read_bytes(path: Path, wanted: Wanted = EXTRACT) -> bytes:
    """A file's bytes. Raises ExtractError where it is missing, no file, empty or far too large."""
    try:
        if path.is_dir():
            raise ExtractError(f"{path.name} is a folder; {wanted.how}.")
        if path.exists() and not path.is_file():  # a device or a pipe may never end
            raise ExtractError(f"{path.name} is no file; {wanted.how}.")
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large(path.name, wanted)
        data = path.read_bytes()
    except OSError as error:
        raise ExtractError(
            f"{path.name} can't be opened ({error.strerror}); check its name and place."
        ) from error
    _check_bytes(data, path.name, wanted)
    return data


def _check_bytes(data: bytes, name: str, wanted: Wanted) -> None:
    if len(data) > LARGEST_FILE:
        raise _too_large(name, wanted)
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        again = "export it again" if wanted is EXTRACT else wanted.how
        raise ExtractError(f"{name} is empty; {again}.")


def _too_large(name: str, wanted: Wanted) -> ExtractError:
    return ExtractError(f"{name} is far larger than {wanted.name} can be; {wanted.how}.")


def sniff(data: bytes, file: str, wanted: Wanted = EXTRACT) -> Kind:
    """What the bytes are. Raises ExtractError for what is known to be no table."""
    if data.startswith((ZIP_MARK, OLE_MARK)):
        return "workbook"
    if data.startswith(PARQUET_MARK):
        return "parquet"
    for mark, name in OTHER_MARKS.items():
        if data.startswith(mark):
            raise ExtractError(f"{file} is {name}, not {wanted.name}; {wanted.how}.")
    return "text"


def open_extract(given: GivenFile, words: Words) -> tuple[Found | Resources, list[str]]:
    """The sheets of a file with their layouts, or its FHIR resources; and the sheets left out, in sentences.

    Raises ExtractError, one sentence, where the file is no extract.
    """
    data, file = given.data, given.name
    kind = sniff(data, file)
    if kind == "text":
        return _open_text(data, file, words), []
    sheets = read_workbook(data, file) if kind == "workbook" else [_parquet(data, file)]
    found: Found = []
    left_out: list[str] = []
    for sheet in sheets:
        layout = find_layout(sheet.rows, words)
        if layout is not None:
            found.append((sheet, layout))
        else:
            left_out.append(
                f"“{file}”, sheet “{sheet.name}”, has no headings that are known; it was not read."
            )
    if not found:
        raise _no_headings(file, [sheet.rows for sheet in sheets], words)
    return found, left_out


def open_tables(data: bytes, file: str, wanted: Wanted = SPREADSHEET) -> list[Sheet]:
    """The sheets of any table, with or without headings. Raises ExtractError where the bytes are none."""
    kind = sniff(data, file, wanted)
    if kind == "workbook":
        return read_workbook(data, file, wanted)
    if kind == "parquet":
        return [_parquet(data, file, wanted)]
    return [Sheet(file, "", cut_text(data, file, wanted), by_separator=True)]


def cut_text(data: bytes, file: str, wanted: Wanted = EXTRACT) -> list[list[Cell]]:
    """A table of text, cut at the separator that cuts most of its first lines into rows of one width.

    A title above the headings has separators of its own, or none.
    """
    content = _text(data, file, wanted)
    lines = content.lstrip("\ufeff\r\n").splitlines()[: HEADINGS_WITHIN * 2]
    head = "\n".join(lines)

    def cells(separator: str) -> int:
        widths = Counter(len(row) for row in split(head, separator, len(lines)) if any(row))
        return max(((width - 1) * times for width, times in widths.items()), default=0)

    return split(content, max(SEPARATORS, key=cells))


def _open_text(data: bytes, file: str, words: Words) -> Found | Resources:
    content = _text(data, file)
    start = content.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        return parse_resources(content, file)
    if start == "<":
        raise ExtractError(
            f"{file} is a web page or XML under another name; open it in Excel and save it as XLSX."
        )
    head = "\n".join(content.splitlines()[: HEADINGS_WITHIN * 2])
    heads = {mark: split(head, mark, HEADINGS_WITHIN) for mark in SEPARATORS if mark in head}
    found = [(find_layout(rows, words), mark) for mark, rows in heads.items()]
    layouts = [(layout, mark) for layout, mark in found if layout is not None]
    if not layouts:
        raise _no_headings(file, list(heads.values()), words)
    layout, separator = max(layouts, key=lambda pair: pair[0].known)
    return [(Sheet(file, "", split(content, separator), by_separator=True), layout)]


def _text(data: bytes, file: str, wanted: Wanted = EXTRACT) -> str:
    content = decode(data, file)
    sample = content[:_SAMPLE]
    if sum(ord(character) < ord("\t") for character in sample) > len(sample) * _CONTROLS_OF_TEXT:
        raise ExtractError(f"{file} is not {wanted.name} that can be read; {wanted.how}.")
    return content.replace("\0", "")


def _no_headings(file: str, tables: Sequence[Sequence[Sequence[Cell]]], words: Words) -> ExtractError:
    lacking = min((missing(rows, words) for rows in tables), key=len, default=[])
    if not lacking:
        needed = "columns of one form"
    else:
        needed = ", ".join(lacking[:-1]) + (" and " if len(lacking) > 1 else "") + lacking[-1]
    return ExtractError(
        f"{file} is not an extract that can be read: no headings were found for {needed}; if it has "
        "them under other names, name them in a --map file.",
        HEADINGS,
        about=f"{file} has no headings that we know for {needed}.",
        file=file,
    )


def _parquet(data: bytes, file: str, wanted: Wanted = EXTRACT) -> Sheet:
    try:
        source = pq.ParquetFile(io.BytesIO(data))
        if source.metadata.num_rows * max(source.metadata.num_columns, 1) > MOST_CELLS:
            raise ExtractError(f"{file} is far larger than {wanted.name} can be; {wanted.how}.")
        table = source.read()
    except (pa.ArrowException, OSError) as error:
        raise ExtractError(f"{file} can't be read as Parquet; write it again.") from error
    columns = [[cell(value) for value in column.to_pylist()] for column in table.columns]
    rows: list[Sequence[Cell]] = [list(table.column_names), *zip(*columns, strict=True)]
    return Sheet(file, "", rows)
