"""The command line as a person uses it, and a made-up practice to use it on."""

from __future__ import annotations

from collections.abc import Callable
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


@pytest.fixture
def run() -> Run:
    """Type a command; what it printed and its exit code come back."""

    def typed(*words: object) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)

    return typed


@pytest.fixture(scope="session")
def extract_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """A made-up practice's extract in a form."""
    population = make_practice(PRACTICE, as_at=AS_AT, seed=7, rulebook=load_rulebook(), children_per_year=40)
    made: dict[str, list[Path]] = {}

    def extract(form: str) -> list[Path]:
        if form not in made:
            made[form] = write_form(population, form, tmp_path_factory.mktemp(form))
        return made[form]

    return extract
