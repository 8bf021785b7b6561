"""Who a row is about: numbers, dates of birth, registration, and practices."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from commonground.engine.records.read import ExtractError
from tests.engine.records.conftest import Read, children, events, problems, table, tally

EVENT = ("2020-01-04", "2021-02-03", "MMR")
HEADINGS = ("NHS number", "Date of birth", "Event date", "Vaccine")


@pytest.mark.parametrize(
    "number",
    ["9990000018", "999 000 0018", "999-000-0018", "9990000018.0 ", "'9990000018", "999\u00a0000\u00a00018"],
)
def test_an_nhs_number_is_one_however_it_is_spaced(read_text: Read, number: str) -> None:
    written = number.removesuffix(".0 ")
    assert children(read_text(table(HEADINGS, (written, *EVENT)))) == {"9990000018": "2020-01-04"}


@pytest.mark.parametrize(
    "number",
    [
        "9990000018.0",
        '"=""9990000018"""',
        "9.990000018E+09",
        "9990000018 (traced)",
        "NHS: 999 000 0018",
        "999.000.0018",
    ],
)
def test_an_nhs_number_is_the_same_child_however_a_sheet_wrote_it(read_text: Read, number: str) -> None:
    extract = read_text(table(HEADINGS, (number, *EVENT), ("999 000 0018", *EVENT)))
    assert children(extract) == {"9990000018": "2020-01-04"}
    assert tally(extract) == (2, 2, 0, 0)


@pytest.mark.parametrize("number", ["9990000019 (traced)", "9990000019.0", "9.990000019E+09"])
def test_a_wrong_number_with_something_beside_it_is_no_pseudonym(read_text: Read, number: str) -> None:
    extract = read_text(table(HEADINGS, (number, *EVENT), ("9990000018", *EVENT)))
    assert tally(extract) == (2, 1, 0, 1)


@pytest.mark.parametrize("number", ["9990000019", "999000001", "99900000180", "9.99E+09"])
def test_a_number_that_fails_its_check_is_set_aside_when_nothing_else_names_the_child(
    read_text: Read, number: str
) -> None:
    extract = read_text(table(HEADINGS, (number, *EVENT), ("9990000018", *EVENT)))
    assert tally(extract) == (2, 1, 0, 1)
    assert problems(extract) == [(2, "NHS number", "")]


def test_a_number_that_fails_its_check_gives_way_to_the_extracts_own(read_text: Read) -> None:
    extract = read_text(table(("Patient ID", *HEADINGS), ("P1", "9990000019", *EVENT)))
    assert events(extract) == [("P1", "2021-02-03", "MMR", "given")]
    assert problems(extract) == [(2, "NHS number", "")]


def test_a_pseudonym_under_nhs_number_is_the_extracts_own_number(read_text: Read) -> None:
    assert children(read_text(table(HEADINGS, ("a3f9-77", *EVENT)))) == {"a3f9-77": "2020-01-04"}


def test_a_row_without_the_nhs_number_joins_its_child_by_the_extracts_own_number(read_text: Read) -> None:
    extract = read_text(table(("Patient ID", *HEADINGS), ("P1", "9990000018", *EVENT), ("P1", "", *EVENT)))
    assert children(extract) == {"9990000018": "2020-01-04"}
    assert tally(extract) == (2, 2, 0, 0)


def test_an_own_number_that_two_children_share_joins_nobody(read_text: Read) -> None:
    rows = [("P1", "9990000018", *EVENT), ("P1", "9990000026", *EVENT), ("P1", "", *EVENT)]
    assert set(children(read_text(table(("Patient ID", *HEADINGS), *rows)))) == {
        "9990000018",
        "9990000026",
        "P1",
    }


def test_a_child_with_a_name_only_is_known_by_its_first_row(read_text: Read) -> None:
    headings = ("NHS number", "Surname", "First name", "Postcode", *HEADINGS[1:])
    rows = [
        ("", "Madeup", "Ann", "ZZ99 1AA", *EVENT),
        ("", "MADEUP", "ann", "zz991aa", "2020-01-04", "2021-02-04", "MMR"),
        ("", "Madeup", "Ben", "ZZ99 1AA", *EVENT),
        ("", "", "", "", *EVENT),
    ]
    extract = read_text(table(headings, *rows))
    assert set(children(extract)) == {"row-2", "row-4"}
    assert tally(extract) == (4, 3, 0, 1)
    assert problems(extract) == [(5, "NHS number", "")]


def test_rows_that_disagree_on_the_date_of_birth_set_their_child_aside_whole(read_text: Read) -> None:
    rows = [("A1", *EVENT), ("A1", "2020-01-05", "2021-03-03", "MMR"), ("A2", *EVENT)]
    extract = read_text(table(("child_id", *HEADINGS[1:]), *rows))
    assert children(extract) == {"A2": "2020-01-04"}
    assert tally(extract) == (3, 1, 0, 2)
    assert extract.tally.children_set_aside == 1
    assert problems(extract) == [(2, "Date of birth", ""), (3, "Date of birth", "")]


def test_a_row_without_the_date_of_birth_takes_it_from_the_childs_other_rows(read_text: Read) -> None:
    rows = [("A1", *EVENT), ("A1", "", "2021-03-03", "MMR")]
    assert tally(read_text(table(("child_id", *HEADINGS[1:]), *rows))) == (2, 2, 0, 0)


@pytest.mark.parametrize("born", ["", "2020", "not known", "31/02/2020", "2026-10-05"])
def test_a_child_without_a_usable_date_of_birth_is_set_aside(read_text: Read, born: str) -> None:
    extract = read_text(table(("child_id", *HEADINGS[1:]), ("A1", born, "2021-03-03", "MMR"), ("A2", *EVENT)))
    assert children(extract) == {"A2": "2020-01-04"}
    assert problems(extract) == [(2, "Date of birth", "")]


def test_a_child_born_on_the_day_of_the_count_is_kept(read_text: Read) -> None:
    assert children(read_text("child_id,dob\nA1,2026-10-04\n")) == {"A1": "2026-10-04"}


@pytest.mark.parametrize(
    ("spells", "expected"),
    [
        ([("2020-01-04", "")], (date(2020, 1, 4), None)),
        ([("", "")], (None, None)),
        ([("2020-01-04", "2021-01-01"), ("2022-01-01", "")], (date(2022, 1, 1), None)),
        ([("2022-01-01", "2023-01-01"), ("2020-01-04", "")], (date(2022, 1, 1), date(2023, 1, 1))),
        ([("", "2021-01-01"), ("2022-01-01", "")], (date(2022, 1, 1), None)),
        ([("2020-01-04", "2021-01-01"), ("2020-01-04", "")], (date(2020, 1, 4), None)),
    ],
)
def test_the_latest_spell_of_registration_is_kept(
    read_text: Read, spells: list[tuple[str, str]], expected: tuple[date | None, date | None]
) -> None:
    rows = [("A1", "2020-01-04", *spell) for spell in spells]
    extract = read_text(table(("child_id", "dob", "registration date", "date left"), *rows))
    kept = extract.children.to_pylist()[0]
    assert (kept["registered_on"], kept["deregistered_on"]) == expected
    assert extract.registration_known == (expected[0] is not None)


@pytest.mark.parametrize(
    ("spells", "expected"),
    [
        ([("2020-01-04", "Z99002"), ("2022-01-01", "")], None),
        ([("2022-01-01", ""), ("2020-01-04", "Z99002")], None),
        ([("2020-01-04", "Z99002"), ("2022-01-01", "Z99001")], "Z99001"),
        ([("2022-01-01", "Z99001"), ("2020-01-04", "Z99002")], "Z99001"),
        ([("2022-01-01", ""), ("2022-01-01", "Z99001")], "Z99001"),
    ],
)
def test_the_practice_is_that_of_the_latest_spell(
    read_text: Read, spells: list[tuple[str, str]], expected: str | None
) -> None:
    rows = [("A1", "2020-01-04", *spell) for spell in spells]
    another = ("A2", "2020-01-04", "2020-01-04", "Z99001")
    extract = read_text(table(("child_id", "dob", "registration date", "practice code"), *rows, another))
    assert extract.children.to_pylist()[0]["practice_code"] == expected


def test_a_list_without_registration_names_the_practice_of_a_spell_that_names_none(
    read: Read, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text("child_id,dob,practice code\nA1,2020-01-04,Z99001\n")
    (tmp_path / "spells.csv").write_text(
        "child_id,dob,registration date,practice code\nA1,2020-01-04,2021-01-01,\n"
    )
    for files in (("list.csv", "spells.csv"), ("spells.csv", "list.csv")):
        extract = read(*(tmp_path / name for name in files))
        assert extract.children["practice_code"].to_pylist() == ["Z99001"]


def test_events_without_registration_leave_the_lists_registration_as_it_is(read: Read) -> None:
    extract = read("children-semicolons.csv", "events-pipes.csv")
    assert extract.children["deregistered_on"].to_pylist()[0] == date(2023, 3, 1)


def test_a_date_of_registration_that_can_not_be_read_is_never_taken_for_since_birth(read_text: Read) -> None:
    rows = [("A1", "2020-01-04", "2021"), ("A2", "2020-01-04", "2021-01-01")]
    extract = read_text(table(("child_id", "dob", "registered_on"), *rows))
    assert children(extract) == {"A2": "2020-01-04"}
    assert problems(extract) == [(2, "registered_on", "")]


def test_leaving_before_joining_is_a_problem(read_text: Read) -> None:
    extract = read_text("child_id,dob,registered_on,deregistered_on\nA1,2020-01-04,2022-01-01,2021-01-01\n")
    assert problems(extract) == [(2, "deregistered_on", "")]
    assert tally(extract) == (1, 0, 1, 0)


def test_children_of_another_practice_are_kept_with_their_code(read_text: Read) -> None:
    extract = read_text(
        "child_id,dob,practice code\nA1,2020-01-04,z99001\nA2,2020-01-04,Z99002\nA3,2020-01-04,\n"
    )
    assert extract.children["practice_code"].to_pylist() == ["Z99001", "Z99002", None]


def test_a_file_of_another_practice_alone_is_refused(read_text: Read) -> None:
    with pytest.raises(
        ExtractError, match="None of these children is of practice Z99001: the file says Z99002"
    ):
        read_text("child_id,dob,practice code\nA2,2020-01-04,Z99002\nA3,2020-01-04,\n")


def test_equal_rows_are_all_kept(read_text: Read) -> None:
    extract = read_text(table(HEADINGS, *[("9990000018", *EVENT)] * 3))
    assert tally(extract) == (3, 3, 0, 0)


@pytest.mark.parametrize("left", ["Current", "00/00/0000", "31/12/9999", ""])
def test_a_registration_without_an_end_is_open(read_text: Read, left: str) -> None:
    content = f"child_id,date_of_birth,date registered,date left,MMR 1\nA1,2020-01-04,2020-01-13,{left},2021-02-03\n"
    assert tally(read_text(content, date_order="dmy")) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    "written", ["9990000018", "9990000019", "999.000.0018", "Odd Bloom 4 January 2020", "Odd 4th Jan 20"]
)
def test_a_label_that_could_be_a_child_is_never_shown(read_text: Read, written: str) -> None:
    extract = read_text(table(HEADINGS, ("9990000018", "2020-01-04", "2021-02-03", written)))
    assert [one.value for one in extract.problems] == [""]
    assert list(extract.unknown_labels) == ["a text that may name a child"]
