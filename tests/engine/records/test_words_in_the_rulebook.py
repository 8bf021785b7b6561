"""The files of labels and headings: sound, in step with the rulebook, and faults named by line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commonground.engine.records.labels import LabelBook
from commonground.engine.records.read import load_label_book
from commonground.engine.records.words import key
from commonground.engine.rules.files import RulebookError
from commonground.engine.rules.loader import RULEBOOK, load_rulebook

FOLDERS = ("labels", "extracts")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FOLDERS:
        shutil.copytree(RULEBOOK / name, tmp_path / name)
    return tmp_path


def change(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    content = path.read_text(encoding="utf-8")
    assert before in content
    path.write_text(content.replace(before, after, 1), encoding="utf-8")


def test_the_vaccines_counted_are_those_of_the_rulebooks_series(book: LabelBook) -> None:
    rulebook = load_rulebook()
    in_series = {vaccine for series in rulebook.series.values() for vaccine in series.vaccines}
    assert {name for name, counted in book.counted.items() if counted} == in_series
    assert set(rulebook.vaccines) <= set(book.counted)


def test_every_vaccine_of_the_rulebook_is_its_own_label(book: LabelBook) -> None:
    for name in load_rulebook().vaccines:
        meaning = book.read_label(name)
        assert meaning is not None
        assert meaning.vaccine == name


def test_codes_known_to_be_wrong_are_not_here(book: LabelBook) -> None:
    assert not {"722215002", "429069001"} & set(book.codes)


def test_every_canonical_column_is_a_heading(book: LabelBook) -> None:
    from commonground.engine.records.tables import CHILDREN, EVENTS

    for name in {*CHILDREN.names, *EVENTS.names}:
        assert book.columns.headings[key(name)][0] == name


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        (
            "labels/vaccines.yaml",
            "\n    counted: false",
            "\n    counted: perhaps",
            r"labels/vaccines\.yaml, line \d+: counted",
        ),
        (
            "labels/vaccines.yaml",
            "labels: [Rota,",
            "labels: [MMR,",
            r"line \d+: “.*” already means something else",
        ),
        (
            "labels/codes.yaml",
            "vaccine: MMR,",
            "vaccine: MMX,",
            r"labels/codes\.yaml, line \d+: “MMX” is no vaccine",
        ),
        ("labels/codes.yaml", "confidence: A", "confidence: Z", r"labels/codes\.yaml, line \d+: confidence"),
        ("labels/codes.yaml", '"38598009"', "38598009", r"labels/codes\.yaml, line \d+: code"),
        ("labels/diseases.yaml", "vaccine: flu", "vaccine: flue", r"labels/diseases\.yaml, line \d+: “flue”"),
        ("labels/words.yaml", "says: declined", "says: said no", r"labels/words\.yaml, line \d+: says"),
        ("labels/words.yaml", "no_dose:", "no_dozes:", r"labels/words\.yaml, line \d+: “no_dose” is a list"),
        ("extracts/headings.yaml", "field: place", "fields: place", r"extracts/headings\.yaml, line \d+: "),
        (
            "extracts/headings.yaml",
            "birthday]",
            "forename]",
            r"extracts/headings\.yaml, line \d+: “forename”",
        ),
        ("extracts/forms.yaml", "kind: doses", "kind: dozes", r"extracts/forms\.yaml, line \d+: kind"),
        ("extracts/forms.yaml", "SITE_CODE: place", "SITE_CODE: plaice", r"line \d+: “plaice” is no meaning"),
    ],
)
def test_a_fault_names_its_file_and_line(folder: Path, name: str, before: str, after: str, said: str) -> None:
    change(folder, name, before, after)
    with pytest.raises(RulebookError, match=said):
        load_label_book(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "labels" / "codes.yaml").unlink()
    with pytest.raises(RulebookError, match=r"labels/codes\.yaml, line 1: this file is missing"):
        load_label_book(folder)
