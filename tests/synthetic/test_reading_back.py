"""What was made up and written comes back from the reader as it was: each form as far as it carries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from commonground.engine.records.read import load_label_book, read_extract
from commonground.engine.records.tables import CHILDREN, EVENTS, Extract
from commonground.synthetic.extracts import CARRIES, FORMS, write_canonical, write_form
from commonground.synthetic.people import vaccines_with_labels
from commonground.synthetic.population import Population
from tests.synthetic.conftest import AS_AT

Rows = Counter[tuple[object, ...]]


def rows(table: pa.Table, *names: str) -> Rows:
    return Counter(tuple(row[name] for name in names) for row in table.to_pylist())


def read(paths: list[Path]) -> Extract:
    return read_extract(paths, practice_code="Z99001", as_at=AS_AT, labels=load_label_book())


@pytest.mark.parametrize("form", FORMS)
def test_a_form_reads_back_as_the_entries_it_was_made_of(
    small: Population, form: str, tmp_path: Path
) -> None:
    extract = read(write_form(small, form, tmp_path))
    carries = CARRIES[form]
    expected = small.events.to_pylist()
    if not carries.every_kind:
        expected = [row for row in expected if row["kind"] == "given"]
    if not carries.every_vaccine:
        expected = [row for row in expected if row["vaccine"] in vaccines_with_labels()]
    names = ("child_id", "event_date", "vaccine", "kind")
    written = rows(pa.Table.from_pylist(expected, schema=EVENTS), *names)
    if not carries.every_repeat:
        written = Counter(set(written))
    assert rows(extract.events, *names) == written
    assert extract.tally.set_aside == 0
    assert extract.tally.children_set_aside == 0


@pytest.mark.parametrize("form", FORMS)
def test_a_form_reads_back_as_the_children_it_was_made_of(
    small: Population, form: str, tmp_path: Path
) -> None:
    extract = read(write_form(small, form, tmp_path))
    carries = CARRIES[form]
    expected = small.children
    if not carries.every_child:
        met = set(extract.events["child_id"].to_pylist())
        expected = pa.Table.from_pylist(
            [row for row in expected.to_pylist() if row["child_id"] in met], schema=CHILDREN
        )
    assert rows(extract.children, "child_id", "date_of_birth") == rows(expected, "child_id", "date_of_birth")
    assert extract.registration_known == carries.registrations
    if carries.registrations:
        spell = ("child_id", "registered_on", "deregistered_on")
        assert rows(extract.children, *spell) == rows(expected, *spell)


def test_the_two_canonical_files_read_back_whole(small: Population, tmp_path: Path) -> None:
    extract = read(write_canonical(small, tmp_path))
    assert extract.lists_children
    names = [name for name in EVENTS.names if name not in ("code", "term")]
    assert rows(extract.events, *names) == rows(small.events, *names)
    assert rows(extract.children, *CHILDREN.names) == rows(small.children, *CHILDREN.names)
