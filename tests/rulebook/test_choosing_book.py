"""The rule of choosing loads, is called ours where it is, and a mistake in its files names file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commonground.engine.rules.choosing_book import load_choosing_book
from commonground.engine.rules.files import RulebookError
from commonground.engine.rules.loader import RULEBOOK, load_rulebook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rulebook to make mistakes in."""
    return Path(shutil.copytree(RULEBOOK, tmp_path / "rulebook"))


def test_every_number_and_weight_says_whose_it_is() -> None:
    book = load_choosing_book()
    ours = [one for one in [*book.numbers.values(), *book.equity.values()] if "RULES" in one.source]
    assert len(ours) >= 20
    assert all(one.evidence in ("decided", "sourced and decided") for one in ours)
    assert book.weights() == {1: 1.4, 2: 1.2, 3: 1.0, 4: 0.9, 5: 0.8}


def test_any_probability_has_its_words() -> None:
    book = load_choosing_book()
    said = [book.likely(hundredth / 100) for hundredth in range(101)]
    assert said[0] == "almost certain not to be"
    assert said[51] == "as likely as not to be"
    assert said[100] == "almost certain to be"
    assert len(dict.fromkeys(said)) == 5


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("number: 0.95, unit", "numbre: 0.95, unit", "there is no such field here"),
        ("source: RULES", "source: NOBODY", "no source has the tag “NOBODY”"),
        ("effect: choose", "effect: points", "effect"),
        ("choosing-tie,", "choosing-draws,", "is already at"),
    ],
)
def test_a_mistake_names_its_file_and_line(folder: Path, before: str, after: str, said: str) -> None:
    path = folder / "choosing" / "rule.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(RulebookError, match=rf"rule\.yaml, line \d+: .*{said}"):
        load_choosing_book(folder)


def test_a_changed_weight_is_another_rule_of_choosing_and_the_same_rules_of_counting(folder: Path) -> None:
    path = folder / "choosing" / "rule.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("weight: 1.4", "weight: 1.5"), encoding="utf-8")
    assert load_choosing_book(folder).version != load_choosing_book().version
    assert load_rulebook(folder).version == load_rulebook().version
