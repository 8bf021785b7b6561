"""The list of causes is fixed and in order, each says who can put it right, and a mistake names file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commonground.engine.rules.difference_book import DIFFERENCES, load_difference_book
from commonground.engine.rules.files import RulebookError
from commonground.engine.rules.loader import RULEBOOK, load_rulebook


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rulebook to make mistakes in."""
    return Path(shutil.copytree(RULEBOOK, tmp_path / "rulebook"))


def test_the_causes_are_those_of_the_taxonomy_in_its_order() -> None:
    book = load_difference_book()
    assert tuple(book.causes) == DIFFERENCES
    codes = [cause.code for cause in book.causes.values()]
    assert codes == ["D1", "D2", "D3", "D4", "D5", "D6", "N1", "N2", "N3", "N4", "N5", "N6", "T1", "T2", "U"]
    for cause in book.causes.values():
        assert all(
            said.endswith(".") for said in (cause.words, cause.practice_words, cause.practice_does, cause.ask)
        )
        assert cause.changes == ("numerator" if cause.code[0] == "N" or cause.code == "T2" else "both")


def test_every_vaccine_and_indicator_it_names_is_known() -> None:
    rulebook = load_rulebook()
    for old in load_difference_book().recoded.values():
        assert {old.recorded_as, old.likely} <= set(rulebook.vaccines)
        assert set(old.indicators) <= set(rulebook.cover)


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("causes.yaml", "owner: chis", "owner: nobody", "owner"),
        ("causes.yaml", "id: moved_away", "id: gone_away", "the causes of a difference are, in this order"),
        ("causes.yaml", "source: RECONCILE", "source: NOBODY", "no source has the tag “NOBODY”"),
        ("numbers.yaml", "number: 92", "numbre: 92", "there is no such field here"),
    ],
)
def test_a_mistake_names_its_file_and_line(
    folder: Path, file: str, before: str, after: str, said: str
) -> None:
    path = folder / "differences" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(RulebookError, match=said) as error:
        load_difference_book(folder)
    assert file in str(error.value) and ", line " in str(error.value)


def test_words_about_differences_make_no_new_counting_rules(folder: Path) -> None:
    path = folder / "differences" / "causes.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("moved away", "left"), encoding="utf-8")
    assert load_rulebook(folder).version == load_rulebook().version
