"""Workbooks written part by part, so that a test says exactly what is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODS_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text")
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of the parts named."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def ods(rows: str, *, before: str = "") -> bytes:
    """An ODS workbook of one sheet: the XML of its rows, and what stands in front of the document."""
    return ods_of({"Sheet1": rows}, before=before)


def ods_of(sheets: Mapping[str, str], *, before: str = "") -> bytes:
    """An ODS workbook: the XML of the rows of each sheet, and what stands in front of the document."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{rows}</table:table>' for name, rows in sheets.items()
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/></manifest:manifest>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {_ODS_NAMES}><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    return zipped({"mimetype": _ODS, "META-INF/manifest.xml": manifest, "content.xml": content})


def row(*cells: str, times: int = 1) -> str:
    """A row of an ODS sheet."""
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def words(value: str, times: int = 1) -> str:
    """A cell of text."""
    return _cell(f'office:value-type="string" table:number-columns-repeated="{times}"', escape(value))


def number(value: str) -> str:
    """A cell with a number."""
    return _cell(f'office:value-type="float" office:value="{value}"', value)


def day(value: str) -> str:
    """A cell with a date."""
    return _cell(f'office:value-type="date" office:date-value="{value}"', "?")


def _cell(attributes: str, shown: str) -> str:
    return f"<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>"


def empty(times: int = 1) -> str:
    """Empty cells."""
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def xlsx(cells: Mapping[str, str]) -> bytes:
    """An XLSX workbook of one sheet: reference of a cell -> its text."""
    found = "".join(
        f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        for reference, value in cells.items()
    )
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{found}</row></sheetData></worksheet>'
    workbook = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": _relationship("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": workbook,
            "xl/_rels/workbook.xml.rels": _relationship("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def _relationship(kind: str, target: str) -> str:
    one = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{one}</Relationships>'
