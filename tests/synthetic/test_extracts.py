"""Made-up practices as files: the same bytes again, in the layout of each form."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from commonground.engine.rules.model import Rulebook
from commonground.synthetic.extracts import FORMS, write_form, write_population
from commonground.synthetic.messages import BATCH_HEADINGS
from commonground.synthetic.population import Population, make_population
from tests.synthetic.conftest import SEED


@pytest.mark.parametrize("form", FORMS)
def test_the_same_practice_makes_the_same_bytes(small: Population, form: str, tmp_path: Path) -> None:
    first = write_form(small, form, tmp_path / "first")
    second = write_form(small, form, tmp_path / "second")
    assert [path.name for path in first] == [path.name for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_parquet_holds_the_tables_as_they_are_practice_by_practice(
    rulebook: Rulebook, tmp_path: Path
) -> None:
    practices = list(make_population(12, as_at=date(2020, 1, 1), seed=SEED, rulebook=rulebook))
    paths = write_population(iter(practices), tmp_path)
    assert [path.name for path in paths] == ["children.parquet", "events.parquet"]
    children, events = (pq.read_table(path) for path in paths)
    assert children.equals(pa.concat_tables(practice.children for practice in practices))
    assert events.equals(pa.concat_tables(practice.events for practice in practices))
    assert pq.ParquetFile(paths[0]).num_row_groups == 2
    again = write_population(iter(practices), tmp_path / "again")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths]


def test_the_batch_file_has_the_thirty_four_columns_between_pipes(small: Population, tmp_path: Path) -> None:
    (path,) = write_form(small, "imms-api", tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="|"))
    assert lines[0] == list(BATCH_HEADINGS)
    assert {len(line) for line in lines} == {34}
    given = sum(kind == "given" for kind in small.events["kind"].to_pylist())
    assert len(lines) == given + 1


def test_the_workbook_has_a_row_for_each_child_and_a_column_for_each_dose(
    small: Population, tmp_path: Path
) -> None:
    (path,) = write_form(small, "child-rows", tmp_path)
    heading, *body = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert len(body) == small.children.num_rows
    assert {"NHS number", "Date of birth", "6in1 1", "6in1 3", "MMR 1", "MMR 2", "4in1 1"} <= set(heading)
    assert not {"6in1 7", "flu 7"} & set(heading)
    assert isinstance(body[0][heading.index("Date of birth")], date)


def test_names_and_postcodes_belong_to_nobody(small: Population, tmp_path: Path) -> None:
    (path,) = write_form(small, "systmone", tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert all(line["Postcode"].startswith("ZZ99 ") for line in lines)
    assert all(line["NHS number"].startswith("999") for line in lines)
    assert len({(line["First name"], line["Surname"]) for line in lines}) > 50


def test_a_form_that_does_not_exist_is_refused_in_a_sentence(small: Population, tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match="is not a form of extract; choose one of children-and-events, event-rows"
    ):
        write_form(small, "fax", tmp_path)
