"""Whatever a file holds: every row is accounted for, nothing unknown becomes a vaccine, and no child is shown."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.engine.records.labels import LabelBook
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.read import read_extract
from tests.engine.records.conftest import AS_AT, PRACTICE

NUMBERS = ("9990000018", "999 000 0026", "9990000034", "9990000019", "", "P-17", "9.99E+09")
BIRTHS = ("2020-01-04", "20200104", "2019-12-31", "", "2021", "2027-01-01", "4 January 2020")
SURNAMES = ("Quillfeather", "Oddington", "")
POSTCODES = ("ZZ99 1AA", "ZZ99 2AD", "")
DAYS = (
    "2021-02-03",
    "3-Feb-21",
    "2021",
    "",
    "2030-01-01",
    "2001-01-01",
    "44230",
    "Quillfeather",
    "9990000018",
)
LABELS = (
    "MMR 1",
    "Infanrix Hexa 2",
    "MMR declined",
    "Sugar lump",
    "",
    "n/a",
    "Flu",
    "9990000018",
    "ZZ99 1AA",
    "note of 04/01/2020",
    "MMR for 999 000 0026",
)
KINDS = ("", "given", "declined", "perhaps", "DNA", "not given", "999 000 0026")
HEADINGS = ("NHS number", "Surname", "Date of birth", "Postcode", "Event date", "Vaccine", "Status")
ROWS = st.lists(
    st.tuples(
        *(st.sampled_from(cells) for cells in (NUMBERS, SURNAMES, BIRTHS, POSTCODES, DAYS, LABELS, KINDS))
    ),
    min_size=1,
    max_size=12,
)
IDENTIFIERS = (
    "9990000018",
    "999 000 0026",
    "9990000026",
    "9990000034",
    "9990000019",
    "Quillfeather",
    "Oddington",
    "ZZ99",
    "2020-01-04",
    "04/01/2020",
    "4 January 2020",
    "2019-12-31",
)


def written(rows: list[tuple[str, ...]], path: Path) -> Path:
    held = io.StringIO()
    csv.writer(held).writerows([HEADINGS, *rows])
    path.write_text(held.getvalue(), encoding="utf-8")
    return path


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_any_rows(rows: list[tuple[str, ...]], book: LabelBook, tmp_path: Path) -> None:
    path = written(rows, tmp_path / "extract.csv")
    try:
        extract = read_extract([path], practice_code=PRACTICE, as_at=AS_AT, labels=book)
    except ExtractError as error:
        assert not any(word in str(error) for word in IDENTIFIERS)
        return
    found = extract.tally
    assert found.rows == sum(any(row) for row in rows)
    assert found.used + found.without_event + found.set_aside == found.rows
    assert found.used == extract.events.num_rows
    assert found.children == extract.children.num_rows
    births = dict(
        zip(
            extract.children["child_id"].to_pylist(),
            extract.children["date_of_birth"].to_pylist(),
            strict=True,
        )
    )
    for event in extract.events.to_pylist():
        assert births[event["child_id"]] <= event["event_date"] <= AS_AT
        assert event["vaccine"] in book.counted or event["vaccine"] in LABELS
    said = [word for one in extract.problems for word in (one.value, one.reason, one.what_to_do)]
    said += [*extract.unknown_labels, *extract.warnings]
    assert not [word for word in said for name in IDENTIFIERS if name in word]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=400))
def test_any_bytes_are_refused_in_a_sentence_and_never_a_fault(
    content: bytes, book: LabelBook, tmp_path: Path
) -> None:
    path = tmp_path / "extract.csv"
    path.write_bytes(content)
    try:
        read_extract([path], practice_code=PRACTICE, as_at=AS_AT, labels=book)
    except ExtractError as error:
        assert "extract.csv" in str(error)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2000, 1, 1), AS_AT),
    style=st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d %B %Y", "%d-%b-%Y", "%d %b %y", "%d/%m/%Y", "%d.%m.%y"]),
)
def test_a_date_written_in_any_style_is_the_same_date(
    day: date, style: str, book: LabelBook, tmp_path: Path
) -> None:
    path = tmp_path / "extract.csv"
    path.write_text(f"child_id,date_of_birth\nA1,{day.strftime(style)}\n")
    extract = read_extract([path], practice_code=PRACTICE, as_at=AS_AT, labels=book, date_order="dmy")
    assert extract.children["date_of_birth"].to_pylist() == [day]
