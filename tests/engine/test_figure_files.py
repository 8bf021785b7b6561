"""Figures written to a file come back as they were, and a file that holds none is refused in a sentence."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.engine.errors import UserError
from commonground.engine.figure_files import read_figures, write_figures
from commonground.engine.figures import DERIVED, MISSING, PublishedRow

FIGURE = PublishedRow(
    org_code="E10000032",
    definition="cover",
    indicator="mmr1_24m",
    period="2019-20 Q2",
    period_start=date(2019, 7, 1),
    period_end=date(2019, 9, 30),
    cohort_from=date(2017, 7, 1),
    cohort_to=date(2017, 9, 30),
    as_at=date(2019, 9, 30),
    denominator=2000,
    numerator=1900,
    coverage=95.0,
    lower95=93.9,
    upper95=95.9,
    excluded=None,
    status="ok",
    release="made up",
    origin="published",
    rule_ids=(),
    rulebook_version="",
    org_name='West Sussex, with a comma and a “quote"',
    level="authority",
    parent_code="E12000008",
    age="24 months",
    note="",
    file="one.ods",
    sheet="24m_UTLA",
    cell="F12",
)
words = st.text(string.ascii_letters + " ,\"'=éß", max_size=12).map(str.strip)


@st.composite
def figures(draw: st.DrawFn) -> PublishedRow:
    counts = st.none() | st.integers(0, 10**6)
    values = {
        **vars(FIGURE),
        "numerator": draw(counts),
        "denominator": draw(counts),
        "coverage": draw(st.none() | st.floats(0, 100)),
        "excluded": draw(st.none() | st.integers(0, 99) | st.just("not known")),
        "period_start": draw(st.none() | st.dates()),
        "rule_ids": draw(st.just(()) | st.just(("mmr-1", "mmr-2"))),
        "status": draw(st.sampled_from(["ok", MISSING, DERIVED])),
        "note": draw(words),
        "org_name": draw(words),
    }
    return PublishedRow(**values)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
@settings(deadline=None)
@given(rows=st.lists(figures(), max_size=4))
def test_figures_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, ending: str, rows: list[PublishedRow]
) -> None:
    path = tmp_path_factory.mktemp("figures") / f"figures{ending}"
    write_figures(path, rows)
    assert read_figures(path) == rows


def test_a_value_that_can_be_none_is_named_with_its_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    write_figures(path, [FIGURE])
    path.write_text(path.read_text(encoding="utf-8").replace(",2000,", ",-3,"), encoding="utf-8")
    with pytest.raises(UserError, match=r"figures\.csv, row 2, column denominator"):
        read_figures(path)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"%PDF-1.7", b"\xff\xfe\x00\xd8"])
def test_what_holds_no_figures_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    for name in ("figures.csv", "figures.parquet"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UserError, match=name):
            read_figures(tmp_path / name)


def test_an_ending_that_names_no_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="neither"):
        write_figures(tmp_path / "figures.doc", [FIGURE])
