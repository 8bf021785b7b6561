"""The files that may leave: their columns, their words, and no room for a child."""

from __future__ import annotations

import csv
import json
import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.engine.counting.results import Count
from commonground.engine.records.tables import Tally
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.share import (
    check_share,
    due_rows,
    figure_rows,
    leaving_texts,
    read_tallies,
    share_document,
    share_text,
    shared_rows,
)
from tests.engine.share_worlds import (
    AS_AT,
    BOOK,
    PRACTICE,
    Row,
    a_count,
    cover_rows,
    random_cover,
    random_diagnosis,
    up_to_date_row,
)

FIGURES = (
    "org_code,definition,indicator,period,period_start,period_end,cohort_from,cohort_to,as_at,denominator,numerator,"
    "coverage,lower95,upper95,excluded,status,release,origin,rule_ids,rulebook_version"
)
DIAGNOSIS = "measure,age_band,children,of,status"
TALLY = Tally(rows=900, used=800, without_event=60, set_aside=40, children=300, children_set_aside=2)


@dataclass(frozen=True)
class Written:
    """The three files of a count."""

    figures: Path
    diagnosis: Path
    share: Path

    @property
    def texts(self) -> list[str]:
        """What stands in them."""
        return [path.read_text(encoding="utf-8") for path in (self.figures, self.diagnosis, self.share)]

    @property
    def document(self) -> dict[str, Any]:
        """share.json, read."""
        loaded: dict[str, Any] = json.loads(self.share.read_text(encoding="utf-8"))
        return loaded


def write(count: Count, folder: Path) -> Written:
    """Write what may leave of a count."""
    written = Written(folder / "figures.csv", folder / "diagnosis.csv", folder / "share.json")
    shared = shared_rows(count, BOOK)
    for name, text in leaving_texts(shared).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    document = share_document(count, shared, read_tallies(TALLY, BOOK))
    written.share.write_text(share_text(document), encoding="utf-8")
    return written


def a_practice(seed: int, children: float = 25, **more: Any) -> Count:
    """A made-up practice's count: COVER, up to date and a diagnosis."""
    chance = random.Random(seed)
    diagnosis = random_diagnosis(chance, round(children * 24))
    figures = [*cover_rows(random_cover(chance, children)), up_to_date_row(diagnosis)]
    return a_count(figures, diagnosis, **more)


def test_the_columns_are_the_agreed_ones_in_their_order(tmp_path: Path) -> None:
    written = write(a_practice(1), tmp_path)
    assert written.texts[0].splitlines()[0] == FIGURES
    assert written.texts[1].splitlines()[0] == DIAGNOSIS


def test_a_count_without_rows_is_files_with_a_header(tmp_path: Path) -> None:
    written = write(a_count([]), tmp_path)
    assert written.texts[:2] == [FIGURES + "\n", DIAGNOSIS + "\n"]
    assert check_share(written.share, BOOK) == []


def test_a_figure_is_written_with_its_origin_and_percentages(tmp_path: Path) -> None:
    counts = {"mmr1_24m": [(65, 100)] * 11}
    written = write(a_count(cover_rows(counts)), tmp_path)
    row = next(csv.DictReader(written.texts[0].splitlines()))
    assert row == {
        "org_code": PRACTICE,
        "definition": "cover",
        "indicator": "mmr1_24m",
        "period": "2024-25 Q3",
        "period_start": "2024-10-01",
        "period_end": "2024-12-31",
        "cohort_from": "2022-10-01",
        "cohort_to": "2022-12-31",
        "as_at": "2026-10-04",
        "denominator": "100",
        "numerator": "65",
        "coverage": "65.0",
        "lower95": "55.3",
        "upper95": "73.6",
        "excluded": "",
        "status": "ok",
        "release": "practice-count/Z99001/2026-10-04",
        "origin": "practice count",
        "rule_ids": "mmr1_24m",
        "rulebook_version": "2026-11-23+0a1b2c3d4e",
    }


def test_without_registration_dates_the_words_say_so(tmp_path: Path) -> None:
    counts = {"mmr1_24m": [(50, 60)] * 11, "mmr2_24m": [(0, 0)] * 7 + [(50, 60)] * 4}
    qof: Row = cover_rows(counts)[0] | {"definition": "qof", "indicator": "VI002", "period": "2025/26"}
    diagnosis = random_diagnosis(random.Random(1), 600)
    count = a_count(
        [*cover_rows(counts), qof, up_to_date_row(diagnosis)], diagnosis, registration_known=False
    )
    rows = {(row.indicator, row.period): row for row in figure_rows(count, load_rulebook())}
    assert rows["mmr1_24m", "2026-27 Q2"].status == "today's list only"
    assert rows["mmr2_24m", "year to 2026-27 Q1"].status == "mixed cohort; today's list only"
    assert (rows["VI002", "2025/26"].status, rows["VI002", "2025/26"].excluded) == (
        "today's list only",
        "not known",
    )
    assert rows["up_to_date", "2026-10-04"].status == "ok"
    assert rows["mmr1_24m", "2026-27 Q2"].excluded is None
    written = write(count, tmp_path)
    assert check_share(written.share, BOOK) == []


@pytest.mark.parametrize(("begins", "status"), [("20", "ok"), ("year to", "today's list only")])
def test_a_quarter_that_ends_on_the_as_at_date_is_counted_on_its_own_list_and_the_year_to_it_is_not(
    begins: str, status: str
) -> None:
    rows = cover_rows({"mmr1_24m": [(50, 60)] * 11})
    row = next(row for row in reversed(rows) if row["period"].startswith(begins)) | {"period_end": AS_AT}
    assert figure_rows(a_count([row], registration_known=False), load_rulebook())[0].status == status


def test_a_numerator_above_its_denominator_is_refused_in_a_sentence() -> None:
    row = cover_rows({"mmr1_24m": [(7, 6)] * 11})[0]
    with pytest.raises(ValueError, match="7 of 6 children"):
        figure_rows(a_count([row]), load_rulebook())


def test_due_counts_children_once_a_series_and_says_zero() -> None:
    states = [
        {"child_id": child, "series": series, "status": status}
        for child, series, status in [
            ("9990000018", "mmr", "due"),
            ("9990000018", "mmr", "overdue"),
            ("9990000026", "mmr", "overdue"),
            ("9990000026", "rota", "complete"),
            ("9990000034", "mmr", "declined"),
        ]
    ]
    assert [(row.series, row.children) for row in due_rows(a_count([], states=states))] == [
        ("mmr", 2),
        ("rota", 0),
    ]


def test_the_json_is_the_same_as_the_two_tables(tmp_path: Path) -> None:
    written = write(a_practice(3, 6), tmp_path)
    for text, rows in zip(
        written.texts[:2], (written.document["figures"], written.document["diagnosis"]), strict=True
    ):
        table = list(csv.DictReader(text.splitlines()))
        assert table == [{name: _as_in_a_table(value) for name, value in row.items()} for row in rows]


def _as_in_a_table(value: object) -> str:
    if isinstance(value, list):
        return " ".join(value)
    return "" if value is None else str(value)


def test_what_was_read_tells_no_small_number_of_children(tmp_path: Path) -> None:
    assert write(a_practice(1), tmp_path).document["read"] == {
        "rows": 900,
        "set_aside": 40,
        "children": 300,
    }


def test_the_same_count_is_written_the_same_way_twice(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert write(a_practice(5, 4), tmp_path).texts == write(a_practice(5, 4), tmp_path / "again").texts


BIRTHS = st.dates(date(2019, 1, 2), date(2026, 9, 1)).filter(
    lambda day: day.day != 1 and (day + timedelta(days=1)).day != 1
)
POSTCODES = ("LS1 4AP", "M11AE", "SW1A 1AA")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10_000),
    children=st.sampled_from([0.5, 2, 6, 20]),
    births=st.lists(BIRTHS, min_size=1, max_size=6),
    registration_known=st.booleans(),
)
def test_no_child_can_be_in_what_may_leave(
    tmp_path: Path, seed: int, children: float, births: list[date], registration_known: bool
) -> None:
    numbers = [f"99{90000000 + seed * 7 + index}" for index in range(len(births))]
    states = [
        {"child_id": number, "series": "mmr", "dose": "1", "status": "due", "due_on": born}
        for number, born in zip(numbers, births, strict=True)
    ]
    doses = [
        {"child_id": number, "date_of_birth": born, "event_date": born, "vaccine": f"{POSTCODES[0]} {number}"}
        for number, born in zip(numbers, births, strict=True)
    ]
    count = a_practice(seed, children, states=states, doses=doses, registration_known=registration_known)
    written = write(count, tmp_path)
    for text in written.texts:
        assert not any(number in text for number in numbers)
        assert not any(born.isoformat() in text for born in births)
        assert not any(code in text for code in POSTCODES)
        assert not re.search(r"(?<![\da-f+])\d{10}(?!\d)", text)
    assert check_share(written.share, BOOK) == []
    assert check_share(written.share) == []
