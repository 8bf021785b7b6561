"""share-check: given a share from which a row was taken, or with one that has no place in it, then it says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from commonground.engine.counting import duckdb_engine
from commonground.engine.counting.results import Question
from commonground.engine.records.tables import CHILDREN, EVENTS
from commonground.engine.share import share_document, shared_rows
from commonground.engine.share_check import check_share
from tests.engine.share_worlds import AS_AT, BOOK, PRACTICE
from tests.engine.test_share_check import READ

Document = dict[str, Any]
Take = Callable[[dict[str, Any]], bool]


def counted(*, lists_children: bool = True) -> Document:
    """The share of a practice where twenty children were born on the first of every month, none vaccinated."""
    births = [date(2020 + month // 12, month % 12 + 1, 1) for month in range(80)]
    children = [
        {"child_id": f"{born}-{number}", "date_of_birth": born, "practice_code": PRACTICE}
        for born in births
        for number in range(20)
    ]
    question = Question(PRACTICE, AS_AT, registration_known=False, lists_children=lists_children)
    table = pa.Table.from_pylist(children, schema=CHILDREN)
    count = duckdb_engine.count(table, EVENTS.empty_table(), question, BOOK)
    return share_document(count, shared_rows(count, BOOK), READ)


@pytest.fixture(scope="module")
def whole() -> str:
    return json.dumps(counted())


def faults_of(document: Document, folder: Path) -> list[str]:
    path = folder / "share.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return check_share(path, BOOK)


def without(whole: str, table: str, take: Take) -> Document:
    document: Document = json.loads(whole)
    kept = [row for row in document[table] if not take(row)]
    assert len(kept) < len(document[table])
    return document | {table: kept}


def test_a_whole_share_has_no_fault(whole: str, tmp_path: Path) -> None:
    assert faults_of(json.loads(whole), tmp_path) == []


@pytest.mark.parametrize(
    ("indicator", "period"),
    [
        ("mmr1_24m", "2026-27 Q1"),
        ("mmr1_24m", "year to 2026-27 Q2"),
        ("mmr2_24m", "2026-27 Q2"),
        ("VI002", "2024/25"),
        ("up_to_date", "2026-10-04"),
    ],
)
def test_a_figure_that_was_taken_out_is_named(
    whole: str, tmp_path: Path, indicator: str, period: str
) -> None:
    document = without(whole, "figures", lambda row: (row["indicator"], row["period"]) == (indicator, period))
    assert faults_of(document, tmp_path) == [
        f"figures: the row of {indicator}, {period} is missing; make the file again."
    ]


def test_a_measure_or_an_age_that_was_taken_out_is_named(whole: str, tmp_path: Path) -> None:
    document = without(whole, "diagnosis", lambda row: (row["measure"], row["age_band"]) == ("late", "3"))
    assert "diagnosis: the row of late, 3 is missing; make the file again." in faults_of(document, tmp_path)
    document = without(whole, "diagnosis", lambda row: row["measure"] == "one_visit_away")
    assert len(faults_of(document, tmp_path)) == 7


def test_a_whole_table_that_was_taken_out_is_missed(whole: str, tmp_path: Path) -> None:
    for table in ("figures", "diagnosis"):
        assert faults_of(without(whole, table, lambda _: True), tmp_path)


def test_a_period_that_has_not_ended_has_no_place(whole: str, tmp_path: Path) -> None:
    document: Document = json.loads(whole)
    row = next(row for row in document["figures"] if row["period"] == "2026-27 Q2")
    later = {"period": "2026-27 Q3", "period_start": "2026-10-01", "period_end": "2026-12-31"}
    document["figures"].append(row | later)
    assert faults_of(document, tmp_path) == [
        "figures: rows for which the as-at date has no place: 1; make the file again."
    ]


def test_a_figure_keeps_the_cohort_that_the_rulebook_gives_it(whole: str, tmp_path: Path) -> None:
    document: Document = json.loads(whole)
    row = next(row for row in document["figures"] if row["period"] == "2026-27 Q2")
    row["cohort_to"] = (date.fromisoformat(row["cohort_from"]) + timedelta(30)).replace(day=1).isoformat()
    (fault,) = faults_of(document, tmp_path)
    assert "its period or its cohort is not that of the rulebook" in fault


def test_events_without_a_list_of_children_have_no_row_to_miss(tmp_path: Path) -> None:
    assert faults_of(counted(lists_children=False), tmp_path) == []


def test_a_file_counted_with_another_rulebook_is_not_held_to_this_one(whole: str, tmp_path: Path) -> None:
    document = without(whole, "figures", lambda row: bool(row["indicator"] == "VI001"))
    other = "2020-01-01+0a1b2c3d4e"
    document["rulebook_version"] = other
    document["figures"] = [row | {"rulebook_version": other} for row in document["figures"]]
    assert faults_of(document, tmp_path) == []


def test_an_as_at_date_that_is_no_day_is_a_fault_and_no_crash(whole: str, tmp_path: Path) -> None:
    document = json.loads(whole.replace("2026-10-04", "2026-02-31"))
    assert "as_at: there is no such day in the calendar." in faults_of(document, tmp_path)
