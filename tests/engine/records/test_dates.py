"""Dates in every way they are written, and day and month never guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from commonground.engine.records.read import ExtractError
from tests.engine.records.conftest import Read, children, events, problems, tally


def one_event(written: str, born: str = "2015-01-01") -> str:
    return f'child_id,date_of_birth,event_date,vaccine\nA1,{born},"{written}",MMR\n'


@pytest.mark.parametrize(
    "written",
    [
        "2015-10-24",
        "2015/10/24",
        "24/10/2015",
        "24-10-2015",
        "24.10.2015",
        "24/10/15",
        "24-Oct-15",
        "24-OCT-2015",
        "24 October 2015",
        "24th October 2015",
        "24Oct2015",
        "Oct 24, 2015",
        "October 24th 2015",
        "Sat 24 Oct 2015",
        "2015-Oct-24",
        "20151024",
        "20151024T09300000",
        "20151024T093000",
        "2015-10-24T09:30:00.000+01:00",
        "2015-10-24 09:30",
        "24/10/2015 09:30:00",
        "24/10/2015 9:30 PM",
        "42301",
        "42301.0",
        "42301.75",
    ],
)
def test_a_date_is_read_however_it_is_written(read_text: Read, written: str) -> None:
    assert events(read_text(one_event(written))) == [("A1", "2015-10-24", "MMR", "given")]


@pytest.mark.parametrize("written", ["2019", "05/2019", "2019-05", "May 2019", "5-2019"])
def test_a_part_of_a_date_is_a_problem(read_text: Read, written: str) -> None:
    extract = read_text(one_event(written))
    assert tally(extract) == (1, 0, 0, 1)
    assert extract.problems[0].reason == "this is not a full date"


@pytest.mark.parametrize("written", ["31/02/2019", "2019-13-01", "20190231", "soon", "1/1/1", "32/13/2019"])
def test_what_is_no_date_is_a_problem(read_text: Read, written: str) -> None:
    extract = read_text(one_event(written))
    assert tally(extract) == (1, 0, 0, 1)
    assert extract.problems[0].reason == "this can't be read as a date"


@pytest.mark.parametrize("kind", ["given", "declined", "contraindicated", "not attended"])
@pytest.mark.parametrize("day", ["2026-10-05", "2014-12-31", "2016", ""])
def test_outside_the_childs_life_or_not_full_is_a_problem_for_every_kind(
    read_text: Read, kind: str, day: str
) -> None:
    content = f"child_id,date_of_birth,event_date,vaccine,kind\nA1,2015-01-01,{day},MMR,{kind}\n"
    assert tally(read_text(content)) == (1, 0, 0, 1)


@pytest.mark.parametrize("day", ["2026-10-04", "2015-01-01"])
def test_the_day_of_birth_and_the_day_of_the_count_are_usable(read_text: Read, day: str) -> None:
    assert tally(read_text(one_event(day))) == (1, 1, 0, 0)


def test_an_open_file_asks_for_the_date_order(read: Read) -> None:
    with pytest.raises(ExtractError, match="--date-order"):
        read("dates-open.csv")


@pytest.mark.parametrize(
    ("order", "expected"),
    [("dmy", ["2015-12-05", "2017-04-03"]), ("mdy", ["2015-05-12", "2017-03-04"])],
)
def test_the_date_order_settles_an_open_file(read: Read, order: str, expected: list[str]) -> None:
    assert [day for _, day, _, _ in events(read("dates-open.csv", date_order=order))] == expected


def test_one_date_settles_the_order_of_its_file(read: Read) -> None:
    extract = read("dates-month-first.csv")
    assert children(extract) == {"A1": "2015-04-10", "A2": "2016-01-02"}
    assert [day for _, day, _, _ in events(extract)] == ["2016-12-25", "2017-03-04"]


def test_a_file_that_contradicts_itself_asks_for_the_date_order(read: Read) -> None:
    with pytest.raises(ExtractError, match="--date-order"):
        read("dates-contradict.csv")


def test_with_the_date_order_given_what_is_impossible_in_it_is_a_problem(read: Read) -> None:
    extract = read("dates-contradict.csv", date_order="dmy")
    assert [day for _, day, _, _ in events(extract)] == ["2016-12-25"]
    assert problems(extract) == [(3, "event_date", "12/25/2017")]


def test_each_file_settles_its_own_order(read: Read, tmp_path: Path) -> None:
    listed, given = tmp_path / "children.csv", tmp_path / "events.csv"
    listed.write_text("child_id,date_of_birth\nA1,25/12/2015\n")
    given.write_text("child_id,event_date,vaccine\nA1,04/10/2016,MMR\n")
    with pytest.raises(ExtractError, match=r"events\.csv .*--date-order"):
        read(listed, given)


def test_the_same_number_twice_needs_no_order(read_text: Read) -> None:
    assert [day for _, day, _, _ in events(read_text(one_event("05/05/2015")))] == ["2015-05-05"]


def test_year_first_with_two_digits_is_read_only_when_said(read_text: Read) -> None:
    extract = read_text(one_event("15/10/04"), date_order="ymd")
    assert [day for _, day, _, _ in events(extract)] == ["2015-10-04"]


def test_year_first_is_not_forced_on_a_year_that_stands_last(read_text: Read) -> None:
    assert tally(read_text(one_event("04/10/2015"), date_order="ymd")) == (1, 0, 0, 1)


def test_a_year_of_two_digits_is_on_or_before_the_day_of_the_count(read_text: Read) -> None:
    content = one_event("24/09/26", born="24/09/26")
    assert children(read_text(content)) == {"A1": "2026-09-24"}
    assert children(read_text(content, as_at=date(2026, 9, 23))) == {"A1": "1926-09-24"}


def test_dates_beside_words_also_say_the_order(read_text: Read) -> None:
    content = "child_id,DOB,MMR 1,MMR 2\nA1,2015-01-01,declined 05/06/2017,\n"
    with pytest.raises(ExtractError, match="--date-order"):
        read_text(content)


def test_dates_of_recording_that_can_not_be_read_lose_no_entry(read_text: Read) -> None:
    content = (
        "child_id,date_of_birth,event_date,vaccine,recorded_on\n"
        "A1,2015-01-01,2016-01-01,MMR,last week\nA1,2015-01-01,2016-01-02,MMR,2016-01-03\n"
    )
    extract = read_text(content)
    assert extract.events["recorded_on"].to_pylist() == [None, date(2016, 1, 3)]
    assert problems(extract) == [(None, "recorded_on", "")]
