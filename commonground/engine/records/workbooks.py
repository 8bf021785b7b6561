"""Workbooks (XLSX, XLS, ODS), opened only once they are known not to burst."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import python_calamine

from commonground.engine.records.problems import ExtractError
from commonground.engine.records.sheets import EXTRACT, LARGEST_UNPACKED, MOST_CELLS, Sheet, Wanted
from commonground.engine.records.words import cell

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_LOCKED = (
    "is protected by a password; take the password off (File, Info, Protect Workbook) and save it again."
)
_DAMAGED = "can't be read as a workbook; open it in Excel and save it again as an Excel workbook (XLSX)."
_TOO_LARGE = "is far larger once unpacked than {} can be, and was not opened; {}."

_CHUNK = 1 << 20
_OVERLAP = 64  # a cell's reference is shorter than this, so none is cut in two by a chunk
_FAR_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Z]{2,3})\d""")
_FAR_ROW = re.compile(rb"""\br\s*=\s*["'][A-Z]{0,3}(\d{5,})["']""")
_NEAR_COLUMN, _NEAR_ROW = 26, 9_999  # as far as a reference that neither pattern finds can reach
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
_ODS_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d+)["']""")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(data: bytes, file: str, wanted: Wanted = EXTRACT) -> list[Sheet]:
    """Every sheet of a workbook with something in it. Formulas are not evaluated: their last value is read.

    Raises ExtractError for a password, a damaged file, a zip that is no workbook, or one that would burst; its
    sentence says what the file was `wanted` to be.
    """
    if data.startswith(ZIP_MARK):
        _check_zip(data, file, wanted)
    elif _ENCRYPTED in data:
        raise ExtractError(f"{file} {_LOCKED}")
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return list(_sheets(workbook, file, wanted))
    except python_calamine.PasswordError as error:
        raise ExtractError(f"{file} {_LOCKED}") from error
    except python_calamine.CalamineError as error:
        raise ExtractError(f"{file} {_DAMAGED}") from error


def _sheets(workbook: python_calamine.CalamineWorkbook, file: str, wanted: Wanted) -> Iterator[Sheet]:
    cells = 0
    for metadata in workbook.sheets_metadata:
        if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(metadata.name)
        if sheet.end is None:
            continue
        cells += (sheet.end[0] + 1) * (sheet.end[1] + 1)
        if cells > MOST_CELLS:
            raise _too_large(file, wanted)
        rows = sheet.to_python(skip_empty_area=False)
        yield Sheet(file, metadata.name, [[cell(value) for value in row] for row in rows])


def _too_large(file: str, wanted: Wanted) -> ExtractError:
    return ExtractError(f"{file} {_TOO_LARGE.format(wanted.name, wanted.how)}")


def _check_zip(data: bytes, file: str, wanted: Wanted) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if not names & {"xl/workbook.xml", "content.xml"}:
                raise ExtractError(
                    f"{file} is a zip file but no Excel or LibreOffice workbook; unpack it first."
                )
            if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
                raise _too_large(file, wanted)
            if any(_cells(parts) > MOST_CELLS for parts in _members(archive)):
                raise _too_large(file, wanted)
    except _BurstsError as error:
        raise _too_large(file, wanted) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ExtractError(f"{file} {_DAMAGED}") from error


class _BurstsError(Exception):
    """The archive unpacks to more than LARGEST_UNPACKED, whatever its directory says."""


def _members(archive: zipfile.ZipFile) -> Iterator[Iterator[bytes]]:
    left = [LARGEST_UNPACKED]
    for member in archive.infolist():
        yield _parts(archive, member, left)


def _parts(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: list[int]) -> Iterator[bytes]:
    """What a member unpacks to, in parts that overlap a little; an ODS table whole."""
    whole = member.filename == "content.xml"
    with archive.open(member) as stream:
        tail, kept = b"", bytearray()
        while part := stream.read(_CHUNK):
            left[0] -= len(part)
            if left[0] < 0:
                raise _BurstsError
            if whole:
                kept += part
            else:
                yield tail + part
                tail = part[-_OVERLAP:]
        if whole:
            yield bytes(kept)


def _cells(parts: Iterator[bytes]) -> int:
    """How many cells the reader would lay out for a part of a workbook.

    It lays a sheet out in full up to its last cell, so one cell at XFD1048576 is 17 thousand million.
    """
    row, column, repeated = _NEAR_ROW, _NEAR_COLUMN, 0
    for part in parts:
        row = max([row, *map(int, set(_FAR_ROW.findall(part)))])
        column = max([column, *map(_column_number, set(_FAR_COLUMN.findall(part)))])
        repeated = max(repeated, _ods_cells(part))
    return max(row * column, repeated)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _ods_cells(xml: bytes) -> int:
    """An ODS table says a cell or row once and how often; empty ones at the end are not laid out."""
    laid_out = at = last_row = width = widest = rows_here = 0
    for name, attributes in _ODS_TAG.findall(xml):
        if name == b"table":
            laid_out += last_row * widest
            at = last_row = width = widest = rows_here = 0
            continue
        found = _ODS_REPEATED.search(attributes)
        times = int(found[1]) if found else 1
        if name == b"table-row":
            at, width, rows_here = at + rows_here, 0, times
            continue
        width += times
        if not attributes.rstrip().endswith(b"/"):
            widest, last_row = max(widest, width), at + rows_here
    return laid_out + last_row * widest
