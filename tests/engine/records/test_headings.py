"""Given a file whose headings nobody knows, then its headings are asked about and never a child's row."""

from __future__ import annotations

from commonground.engine.records.headings import headings_of
from commonground.engine.records.labels import LabelBook
from commonground.engine.records.maps import words_with
from commonground.engine.records.opening import GivenFile


def test_the_headings_are_those_of_the_row_without_days_and_numbers(book: LabelBook) -> None:
    rows = [
        "Whose,Came,When,Jab,Next jab",
        "9990000018,21/02/2025,22/04/2025,6in1,MMR",
        "9990000026,,,MMR,6in1",
    ]
    file = GivenFile("list.csv", "\n".join(rows).encode())
    found = headings_of(file, words_with(book, None, None))
    assert [one.heading for one in found] == ["Whose", "Came", "When", "Jab", "Next jab"]
