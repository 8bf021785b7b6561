"""Every command in the documents runs, and what the documents say about files and links is true."""

from __future__ import annotations

import re
import shlex
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner

from commonground.cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS = re.compile(r"^\s*```sh\n(.*?)^\s*```", re.M | re.S)
LINKS = re.compile(r"\]\(([^)#:]+)\)")


def commands(page: Path) -> list[str]:
    found = [line.strip() for block in COMMANDS.findall(page.read_text()) for line in block.splitlines()]
    return [line for line in found if line.startswith("commonground ")]


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_the_commands_of_a_page_run_in_their_order(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    if page.name == "README.md":
        runner.invoke(main, ["synth", "practice", "--as-at", "2026-10-04", "--out", "made"])
        (tmp_path / "made/event-rows").glob("*.csv").__next__().rename(tmp_path / "extract.csv")
    for command in commands(page):
        result = runner.invoke(main, shlex.split(command)[1:], catch_exceptions=False)
        assert result.exit_code == 0, f"{command}\n{result.output}"


def test_the_change_that_the_page_shows_is_sound(tmp_path: Path) -> None:
    page = (ROOT / "docs/how-to/change-a-rule.md").read_text()
    shown = re.search(r"^ *```yaml\n(.*?)^ *```", page, re.M | re.S)
    assert shown
    (tmp_path / "change.yaml").write_text(textwrap.dedent(shown[1]))
    result = CliRunner().invoke(main, ["rulebook", "check", "--with", str(tmp_path)])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    missing = [link for link in LINKS.findall(page.read_text()) if not (page.parent / link).exists()]
    assert missing == []


def test_the_proofs_that_contributing_names_exist() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", (ROOT / "CONTRIBUTING.md").read_text())
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
