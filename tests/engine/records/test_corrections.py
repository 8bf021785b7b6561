"""Batch files correct their earlier rows: given `delete` and `update`, then what they correct is no event."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from commonground.engine.records.tables import Extract
from tests.engine.records.conftest import Read, events, tally

HEADINGS = (
    "NHS_NUMBER",
    "PERSON_DOB",
    "DATE_AND_TIME",
    "UNIQUE_ID",
    "UNIQUE_ID_URI",
    "ACTION_FLAG",
    "VACCINATION_PROCEDURE_TERM",
)
ANN, BEN = "9990000018", "9990000026"
URI = "https://example.org/entries"


@dataclass(frozen=True)
class Row:
    """A row of a batch file, with those of its columns that are read."""

    action: str
    number: str = "entry-1"
    day: str = "20250801"
    vaccine: str = "MMR"
    child: str = ANN
    uri: str = URI

    def __str__(self) -> str:
        """The row as it stands in the file."""
        cells = (self.child, "20240731", self.day, self.number, self.uri, self.action, self.vaccine)
        return "|".join(f'"{cell}"' for cell in cells)


def batch(*rows: Row) -> str:
    return "\n".join(["|".join(HEADINGS), *map(str, rows)]) + "\n"


def said(extract: Extract) -> list[tuple[int | None, str]]:
    """Row and reason of every problem; none of them shows the number of an entry or a child."""
    for one in extract.problems:
        shown = " ".join((one.value, one.reason, one.what_to_do))
        assert not any(word in shown for word in (ANN, BEN, "entry-1", URI))
    return [(one.row, one.reason) for one in extract.problems]


WITHDRAWN = "a later row with the same UNIQUE_ID is marked “delete”, so this entry was withdrawn"
REPLACED = "a later row with the same UNIQUE_ID is marked “update”, and was used in place of this entry"
WITHDRAWS = "the row is marked “delete”: it withdraws the earlier rows with the same UNIQUE_ID"
NOTHING = "the row is marked “delete”, and no earlier row of this child has its UNIQUE_ID and UNIQUE_ID_URI"


def test_a_row_marked_delete_withdraws_the_earlier_one(read_text: Read) -> None:
    extract = read_text(batch(Row("new"), Row("new", "entry-12", vaccine="PCV"), Row("DELETE", day="")))
    assert events(extract) == [(ANN, "2025-08-01", "PCV", "given")]
    assert tally(extract) == (3, 1, 0, 2)
    assert said(extract) == [(2, WITHDRAWN), (4, WITHDRAWS)]


def test_a_row_marked_update_is_used_in_place_of_the_earlier_one(read_text: Read) -> None:
    extract = read_text(batch(Row("new"), Row("update", day="20250808", vaccine="MMRV")))
    assert events(extract) == [(ANN, "2025-08-08", "MMRV", "given")]
    assert tally(extract) == (2, 1, 0, 1)
    assert said(extract) == [(2, REPLACED)]


def test_a_later_file_corrects_an_earlier_one(read: Read, tmp_path: Path) -> None:
    first, second = tmp_path / "august.csv", tmp_path / "september.csv"
    first.write_text(batch(Row("new"), Row("new", "entry-2", vaccine="PCV")))
    second.write_text(batch(Row("delete"), Row("update", "entry-2", day="20250802", vaccine="PCV")))
    extract = read(first, second)
    assert events(extract) == [(ANN, "2025-08-02", "PCV", "given")]
    assert tally(extract) == (4, 1, 0, 3)
    assert [(one.file, one.row) for one in extract.problems] == [
        ("august.csv", 2),
        ("august.csv", 3),
        ("september.csv", 2),
    ]


def test_nothing_that_comes_later_is_withdrawn(read_text: Read) -> None:
    extract = read_text(batch(Row("delete"), Row("new")))
    assert events(extract) == [(ANN, "2025-08-01", "MMR", "given")]
    assert said(extract) == [(2, NOTHING)]
    assert len(events(read_text(batch(Row("new"), Row("delete"), Row("new", day="20250803"))))) == 1


def test_two_new_rows_with_one_number_are_two_entries_and_are_withdrawn_together(read_text: Read) -> None:
    twice = Row("new"), Row("new", day="20250829")
    assert len(events(read_text(batch(*twice)))) == 2
    extract = read_text(batch(*twice, Row("delete")))
    assert tally(extract) == (3, 0, 0, 3)
    assert said(extract) == [(2, WITHDRAWN), (3, WITHDRAWN), (4, WITHDRAWS)]


@pytest.mark.parametrize(
    "other",
    [Row("delete", child=BEN), Row("delete", "entry-2"), Row("delete", uri="elsewhere")],
    ids=["child", "number", "system"],
)
def test_a_delete_whose_entry_is_not_in_the_files_is_a_problem(read_text: Read, other: Row) -> None:
    extract = read_text(batch(Row("new"), other))
    assert events(extract) == [(ANN, "2025-08-01", "MMR", "given")]
    assert tally(extract) == (2, 1, 0, 1)
    assert said(extract) == [(3, NOTHING)]
    assert extract.problems[0].column == "ACTION_FLAG"


def test_a_delete_without_a_number_withdraws_nothing(read_text: Read) -> None:
    extract = read_text(batch(Row("new", ""), Row("delete", "")))
    assert len(events(extract)) == 1
    ((row, reason),) = said(extract)
    assert row == 3
    assert "has no UNIQUE_ID" in reason


def test_an_update_that_can_not_be_used_replaces_nothing(read_text: Read) -> None:
    extract = read_text(batch(Row("new"), Row("update", day="202508")))
    assert events(extract) == [(ANN, "2025-08-01", "MMR", "given")]
    assert tally(extract) == (2, 1, 0, 1)


def test_a_delete_of_an_entry_that_could_not_be_used_is_no_surprise(read_text: Read) -> None:
    extract = read_text(batch(Row("new", day="202508"), Row("delete"), Row("new", "entry-2")))
    assert tally(extract) == (3, 1, 0, 2)
    assert said(extract)[1] == (3, WITHDRAWS)


def test_what_was_withdrawn_is_in_no_count_of_labels(read_text: Read) -> None:
    rows = Row("new", vaccine="Sugar lump"), Row("new", "entry-2", vaccine="flu"), Row("new", "entry-3")
    corrected = read_text(batch(*rows, Row("delete"), Row("delete", "entry-2")))
    assert (corrected.unknown_labels, corrected.set_aside_by_name) == ({}, {})
    again = read_text(batch(*rows, Row("new", "entry-4", vaccine="Sugar lump"), Row("delete")))
    assert again.unknown_labels == {"Sugar lump": 1}
    assert [one.row for one in again.problems if one.value == "Sugar lump"] == [5]


def test_in_a_form_without_numbers_of_entries_a_delete_is_only_set_aside(read_text: Read) -> None:
    content = (
        "NHS number,Date of birth,Event date,Vaccine,Unique patient id,ACTION_FLAG\n"
        f"{ANN},2024-07-31,2025-08-01,MMR,A1,new\n{ANN},2024-07-31,2025-08-01,MMR,A1,delete\n"
    )
    extract = read_text(content)
    assert tally(extract) == (2, 1, 0, 1)
    assert said(extract) == [(3, "the entry is marked “delete”, so it was not read")]
