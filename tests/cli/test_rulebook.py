"""Given the rulebook, when it is checked or a rule is shown, then a nurse can read what comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.cli.rulebook import entries
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.published_book import load_published_book
from commonground.engine.rules.visit_book import load_visit_book
from tests.cli.conftest import Run


def test_the_rulebook_is_sound(run: Run) -> None:
    result = run("rulebook", "check")
    assert result.exit_code == 0, result.output
    assert load_rulebook().version in result.output
    assert f"visit book has {len(load_visit_book().places)} entries" in result.output
    assert f"book of published tables {len(load_published_book().places)}" in result.output


def test_a_fault_is_named_by_file_and_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "change.yaml").write_text(
        "source: RULES\nevidence: decided\ncourses:\n  - id: mmr-2030\n    series: mmr\n"
        "    births_from: 2030-01-01\n    words: An invented change.\n"
        "    doses:\n      - {rule: mmr-3, recommended: 12 months}\n"
    )
    result = run("rulebook", "check", "--with", tmp_path)
    assert result.exit_code == 2
    assert "change.yaml, line 4" in result.output
    assert "mmr-3" in result.output


@pytest.mark.parametrize(
    "rule", sorted(entry.id for book in (load_rulebook(), load_visit_book()) for entry in entries(book))
)
def test_every_rule_is_shown_with_its_words_dates_evidence_and_source(run: Run, rule: str) -> None:
    result = run("rulebook", "show", rule)
    assert result.exit_code == 0, result.output
    for part in (rule, "in force:", "evidence:", "source:", "rulebook version:"):
        assert part in result.output
    assert "Age(" not in result.output
    assert "None" not in result.output


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("mmr-2", "in force: from 1 January 2010; no last day is set"),
        ("mmr1_24m", "in force: no first or last day is set"),
        ("excluded", "asked: no"),
        ("VI002", "source: Primary Care IT, VI002 (QOF business rules v49) [PCIT-VI002]"),
    ],
)
def test_its_days_and_its_source_are_said_in_full(run: Run, rule: str, said: str) -> None:
    assert said in run("rulebook", "show", rule).output


def test_a_rule_that_is_not_there_is_answered_with_the_nearest(run: Run) -> None:
    result = run("rulebook", "show", "mmr2")
    assert result.exit_code == 2
    assert "mmr-2" in result.output
