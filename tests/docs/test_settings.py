"""The page of settings lists every variable that the settings read, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = re.compile(r'env\.\w+\(\s*"(COMMONGROUND_\w+)"')


def test_every_setting_is_on_the_page_and_nothing_else() -> None:
    read = set(READ.findall((ROOT / "commonground/web/settings.py").read_text()))
    page = (ROOT / "docs/reference/settings.md").read_text()
    listed = re.findall(r"^\| `(COMMONGROUND_\w+)` \|", page, re.M)
    assert sorted(listed) == sorted(read)


def test_no_setting_is_read_anywhere_else_in_the_application() -> None:
    others = [
        path.name
        for path in (ROOT / "commonground").rglob("*.py")
        if path.name != "settings.py" and READ.search(path.read_text())
    ]
    assert others == []
