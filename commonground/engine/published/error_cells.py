"""Cells of a workbook that hold an error, as `#N/A`: the reader leaves them empty, which is another thing."""

from __future__ import annotations

import io
import re
import zipfile

from commonground.engine.records.workbooks import ZIP_MARK

_SHEETS = "xl/worksheets/"
_XLSX_ERROR = re.compile(rb"""(<c\b[^>]*\bt=)(["'])e\2""")
_ODS_SHEETS = "content.xml"
_ODS_ERROR = re.compile(rb"""office:string-value=(["'])\1(?=[^>]*calcext:value-type=(["'])error\2)""")


def with_errors_as_text(data: bytes) -> bytes | None:
    """A workbook whose error cells are texts that say the error; None where it has none.

    data: of a workbook that was opened, and so does not burst.
    """
    if not data.startswith(ZIP_MARK):
        return None
    changed = False
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(written, "w") as copy:
        for member in archive.infolist():
            held = archive.read(member)
            said = _said(member.filename, held)
            changed = changed or said != held
            copy.writestr(member.filename, said)
    return written.getvalue() if changed else None


def _said(name: str, xml: bytes) -> bytes:
    if name.startswith(_SHEETS):
        return _XLSX_ERROR.sub(rb"\1\2str\2", xml)
    return _ODS_ERROR.sub(b"", xml) if name == _ODS_SHEETS else xml
