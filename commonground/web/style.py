"""The style sheet of the NHS design system, without its fonts.

They are licensed to NHS sites and lie on another host: a browser would ask for them, be kept from it by the policy of
our pages, and complain.
"""

from __future__ import annotations

import re
from pathlib import Path

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
NAME = "nhs.css"


def style_in(home: Path, source: Path) -> Path:
    """The folder with the style sheet, written anew where the design system's own has changed."""
    folder = home / "static"
    if source.exists():
        text = FONT_FACE.sub("", source.read_text(encoding="utf-8"))
        file = folder / NAME
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            folder.mkdir(parents=True, exist_ok=True)
            draft = folder / f".{NAME}"
            draft.write_text(text, encoding="utf-8")
            draft.replace(file)
    return folder
