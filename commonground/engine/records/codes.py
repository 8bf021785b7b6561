"""Codes as cells hold them: with a description, with `.0` of a sheet, or in brackets behind a label."""

from __future__ import annotations

import re
from typing import NamedTuple

_CODE_FIRST = re.compile(r"['#]?(\d{6,18})(?:\s*[|:;,(\[–—-]\s*|\s+)(\D.*?)[|)\]\s]*")
_CODE_LAST = re.compile(r"(.*?\D)\s*[|:(\[]\s*(\d{6,18})\s*[|)\]]?\s*")
_OF_A_SHEET = re.compile(r"(\d{5,18})\.0+")


class Coded(NamedTuple):
    """The code of a cell and the words beside it; either may be empty."""

    code: str
    words: str


def split_code(cell: str) -> Coded:
    """`38598009 | MMR vaccination |` -> the code and the words; a cell without a code is words alone."""
    if whole := _OF_A_SHEET.fullmatch(cell):
        return Coded(whole[1], "")
    if first := _CODE_FIRST.fullmatch(cell):
        return Coded(first[1], first[2].strip())
    if last := _CODE_LAST.fullmatch(cell):
        return Coded(last[2], last[1].strip())
    return Coded("", cell)
