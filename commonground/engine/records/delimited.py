"""Text files: finding the encoding by its bytes, and cutting lines at a separator."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from commonground.engine.records.problems import ExtractError
from commonground.engine.records.words import Cell, cell

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 4096
_LINE = re.compile(r"\r\n|\r|\n")
_ZEROS_OF_UTF16 = 0.2  # Latin text in UTF-16 has a zero in half of its bytes, other text in none


def decode(data: bytes, file: str) -> str:
    """Bytes as text: by the byte order mark; else UTF-16 by its zeros, UTF-8 where it fits, or Windows-1252.

    Raises ExtractError where the bytes are no text.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, encoding, file)
    sample = data[:_SAMPLE]
    if sample.count(0) > len(sample) * _ZEROS_OF_UTF16:
        first_bytes = sample[0::2].count(0)
        return _strictly(data, "utf-16-be" if first_bytes > sample[1::2].count(0) else "utf-16-le", file)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, "cp1252", file)


def _strictly(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ExtractError(
            f"{file} can't be read as text; save it again as CSV UTF-8 or as an Excel workbook (XLSX)."
        ) from error


def split(text: str, separator: str, lines: int | None = None) -> list[list[Cell]]:
    """The rows of a text, as a spreadsheet numbers them; only the first `lines` where given.

    A quote that is never closed would swallow the lines after it: where the quotes of the text do not
    match and that shows, each line is cut by itself.
    """
    try:
        return list(_strict_rows(text, separator, lines))
    except csv.Error:
        rows = list(_rows(text, separator, lines))
    if any(_swallowed(row, separator) for row in rows):
        rows = [next(_rows(line, separator, 1), []) for line in _LINE.split(text)[:lines]]
    return rows


def _strict_rows(text: str, separator: str, lines: int | None) -> Iterator[list[Cell]]:
    """The rows of a text whose quotes all match. Raises csv.Error where they do not."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for row in islice(reader, lines):
        yield [cell(value) for value in row]


def _rows(text: str, separator: str, lines: int | None) -> Iterator[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, row in enumerate(reader):
            if lines is not None and number >= lines:
                return
            yield [cell(value) for value in row]
    except csv.Error:
        # Only a field beyond the module's limit does this: an unclosed quote, which `split` mends.
        yield [f"\n{separator}{separator}"]


def _swallowed(row: list[Cell], separator: str) -> bool:
    return any(isinstance(value, str) and "\n" in value and value.count(separator) >= 2 for value in row)
