"""JSON that is nested deeper than the browser's stack: it would end Python there, where the command line refuses it."""

from __future__ import annotations

import re

from commonground.engine.records.opening import GivenFile
from commonground.engine.records.problems import ExtractError

DEEPEST = 100
"""Levels. A Bundle of FHIR has some ten."""

_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NO_BRACKETS = bytes(sorted(set(range(256)) - set(b"[]{}")))


def refuse_deep(file: GivenFile) -> None:
    """Raises ExtractError for JSON with more than DEEPEST levels."""
    if file.data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] not in (b"{", b"["):
        return
    held = _TEXT.sub(b"", file.data).translate(None, _NO_BRACKETS)
    for _ in range(DEEPEST):
        held = held.replace(b"[]", b"").replace(b"{}", b"")
        if not held:
            return
    if len(held) > DEEPEST:
        raise ExtractError(f"{file.name} is nested too deeply to be a list of children; export it again.")
