"""The command line as a person uses it, and a made-up practice to use it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonground.cli.main import main
from commonground.engine.rules.loader import load_rulebook
from commonground.synthetic.extracts import write_form
from commonground.synthetic.population import make_practice

AS_AT = date(2026, 10, 4)
PRACTICE = "Z99001"

Run = Callable[..., Result]
Extract = Callable[[str], list[Path]]


@dataclass(frozen=True)
class Checked:
    """What a run wrote, and what it said."""

    out: Path
    said: str


def typed(*words: object) -> Result:
    """Type a command; what it printed and its exit code come back."""
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="session")
def run() -> Run:
    """Typing a command, for a test that asks for it."""
    return typed


@pytest.fixture(scope="session")
def check(run: Run) -> Run:
    """Type `practice check` for files and a folder to write to, as at the usual day."""

    def typed(*files: Path, out: Path, as_at: object = AS_AT, more: tuple[object, ...] = ()) -> Result:
        return run("practice", "check", *files, "--practice", PRACTICE, "--as-at", as_at, "--out", out, *more)

    return typed


@pytest.fixture(scope="session")
def checked(check: Run, extract_of: Extract, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """A made-up practice's extract, checked once: tests that change what was written work on a copy."""
    out = tmp_path_factory.mktemp("checked")
    result = check(*extract_of("event-rows"), out=out)
    assert result.exit_code == 0, result.output
    return Checked(out, result.output)


@pytest.fixture(scope="session")
def extract_of(tmp_path_factory: pytest.TempPathFactory) -> Extract:
    """A made-up practice's extract in a form."""
    population = make_practice(PRACTICE, as_at=AS_AT, seed=7, rulebook=load_rulebook(), children_per_year=40)
    made: dict[str, list[Path]] = {}

    def extract(form: str) -> list[Path]:
        if form not in made:
            made[form] = write_form(population, form, tmp_path_factory.mktemp(form))
        return made[form]

    return extract
