"""No identifier, date of birth or postcode can be in anything under may-leave/ (CONTRIBUTING, property 1)."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from nhs_number.validate import is_valid

from commonground.cli.main import main

AS_AT = date(2026, 10, 4)
LABELS = [
    "MMR",
    "6in1",
    "PCV",
    "MenB",
    "Rota",
    "HibMenC",
    "MMR declined",
    "Jo Bloggs SW1A 1AA",
    "=1+1",
    "999 000 0018",
]
NUMBERS = [number for number in map(str, range(9990000000, 9990001000)) if is_valid(number)]
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
DATE = re.compile(
    r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2} [A-Z][a-z]+ \d{4}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:19|20)\d{6}\b"
)


@st.composite
def extracts(draw: st.DrawFn) -> list[dict[str, str]]:
    """Children of a small practice, with names and postcodes that sometimes stand in the wrong place."""
    rows = []
    for number in range(draw(st.integers(1, 25))):
        born = AS_AT - timedelta(days=draw(st.integers(0, 3000)))
        child = {
            "NHS number": NUMBERS[number],
            "Date of birth": born.isoformat(),
            "Surname": f"Zzyx{number}",
            "Postcode": f"ZZ{number % 9}9 {number % 9}ZZ",
        }
        for _ in range(draw(st.integers(0, 4))):
            day = born + timedelta(days=draw(st.integers(-30, 2500)))
            label = draw(st.sampled_from([*LABELS, child["Surname"], child["Postcode"], child["NHS number"]]))
            rows.append({**child, "Vaccine": label, "Event date": day.isoformat()})
        rows.append({**child, "Vaccine": "", "Event date": ""})
    return rows


def checked(rows: list[dict[str, str]], engine: str) -> tuple[dict[str, str], str]:
    """What may leave by file name, with what stood on the screen; and the problems that stay."""
    with TemporaryDirectory() as folder:
        path, out = Path(folder) / "extract.csv", Path(folder) / "out"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        words = ["practice", "check", path, "--practice", "Z99001", "--as-at", AS_AT, "--out", out]
        words += ["--engine", engine]
        result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        leaving = {file.name: file.read_text() for file in (out / "may-leave").iterdir()}
        problems = (out / "stays-here/problems.csv").read_text()
    assert set(leaving) == {"figures.csv", "diagnosis.csv", "causes.csv", "share.json", "report.html"}
    return {**leaving, "screen": result.output}, problems


@cache
def dates_of_any_practice() -> frozenset[str]:
    """Days of periods, cohorts and rules: those in the files of a practice whose one child is long grown up."""
    grown = {"NHS number": NUMBERS[-1], "Date of birth": "1990-02-28", "Surname": "", "Postcode": ""}
    leaving, _ = checked([{**grown, "Vaccine": "", "Event date": ""}], "reference")
    return frozenset(day for text in leaving.values() for day in DATE.findall(text))


def nothing_leaves(rows: list[dict[str, str]], engine: str) -> None:
    """Fails where an identifier of these rows is in anything that may leave, or in the problems."""
    leaving, problems = checked(rows, engine)
    for name, text in leaving.items():
        for row in rows:
            assert row["NHS number"] not in text.replace(" ", ""), name
            assert row["Surname"] not in text, name
            assert row["Postcode"] not in text, name
        assert not POSTCODE.search(text), name
        assert set(DATE.findall(text)) <= dates_of_any_practice(), name
    for row in rows:
        assert row["NHS number"] not in problems


@settings(max_examples=10, deadline=None)
@given(extracts())
def test_no_identifier_is_in_anything_that_may_leave(rows: list[dict[str, str]]) -> None:
    """On the engine that starts at once; both write the same files (test_practice_check.py)."""
    nothing_leaves(rows, "reference")


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(extracts())
def test_no_identifier_of_many_practices_is_in_anything_that_may_leave(rows: list[dict[str, str]]) -> None:
    nothing_leaves(rows, "duckdb")
