"""Given the files beside the figures in the forms people have, when they are read, then each means what it says."""

from __future__ import annotations

from datetime import date

import pytest

from commonground.engine.choosing.beside import read_places, read_quintiles, read_reasons, read_weights
from commonground.engine.choosing.model import Reason
from commonground.engine.choosing.outlines import read_outlines
from commonground.engine.errors import UserError
from commonground.engine.rules.choosing_book import load_choosing_book

BOOK = load_choosing_book()


def csv_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_fifths_from_fifths_tenths_and_scores() -> None:
    fifths = csv_of("Practice,Quintile", "z99001,1", "Z99002,5", "Z99003,")
    assert read_quintiles(fifths, "imd.csv", BOOK) == {"Z99001": 1, "Z99002": 5}
    tenths = csv_of("practice_code,IMD decile", *(f"Z990{at:02d},{at}" for at in range(1, 11)))
    assert list(read_quintiles(tenths, "imd.csv", BOOK).values()) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    scores = csv_of(
        "a title above", "", "ODS code,IMD score", *(f"Z990{at:02d},{at}.5" for at in range(10, 20))
    )
    found = read_quintiles(scores, "imd.csv", BOOK)
    assert (found["Z99019"], found["Z99018"], found["Z99010"]) == (1, 1, 5)


def test_tenths_that_run_the_other_way_are_noticed() -> None:
    lines = [f"Z990{at:02d},{10 * at},{at}" for at in range(1, 11)]
    with pytest.raises(UserError, match="1 is the least deprived there"):
        read_quintiles(csv_of("practice,score,decile", *lines), "imd.csv", BOOK)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Z99001,6", "from 1"),
        ("Z99001,1.5", "whole number"),
        ("Z99001,high", "no number"),
        ("Z99001,nan", "no number"),
    ],
)
def test_what_is_no_fifth_names_its_row(line: str, said: str) -> None:
    with pytest.raises(UserError, match=rf"imd\.csv, row 3, .*{said}"):
        read_quintiles(csv_of("practice,quintile", "Z99009,2", line), "imd.csv", BOOK)


def test_weights_take_the_place_of_the_rulebooks_one_by_one() -> None:
    assert read_weights(csv_of("quintile,weight", "1,2.5"), "w.csv", BOOK) == {**BOOK.weights(), 1: 2.5}
    for line in ("6,1", "1,0", "1,-1", "1,", "0,1"):
        with pytest.raises(UserError, match=r"w\.csv, row 2"):
            read_weights(csv_of("quintile,weight", line), "w.csv", BOOK)


def test_weights_may_be_yaml() -> None:
    assert read_weights(b"1: 2.5\n5: 0.5\n", "w.yaml", BOOK) == {**BOOK.weights(), 1: 2.5, 5: 0.5}
    for written in (b"[1, 2]", b"1: [", b"9: 1", b"1: much", b"1: .nan", b"&a [*a]"):
        with pytest.raises(UserError, match=r"^w\.yml.*\.$"):
            read_weights(written, "w.yml", BOOK)


def test_places_in_metres_are_refused() -> None:
    assert read_places(csv_of("code,lat,long", "Z99001,51.5,-0.1", "Z99002,,"), "p.csv", [], BOOK) == {
        "Z99001": (51.5, -0.1)
    }
    with pytest.raises(UserError, match="give degrees, not metres"):
        read_places(csv_of("code,lat,long", "Z99001,180000,530000"), "p.csv", [], BOOK)


def test_reasons_keep_the_visitors_words() -> None:
    lines = csv_of(
        "practice,reason,until,note",
        "z99001,Merger or closure coming,2026-06-01,in June",
        "Z99001,staffing,,",
    )
    assert read_reasons(lines, "r.csv", BOOK) == {
        "Z99001": (
            Reason("merger or closure coming", "leave out", date(2026, 6, 1), "in June"),
            Reason("staffing", "note", None, ""),
        )
    }
    with pytest.raises(UserError, match="write it like 2026-10-04"):
        read_reasons(csv_of("practice,reason,until", "Z99001,staffing,1 June"), "r.csv", BOOK)


@pytest.mark.parametrize(
    "written",
    [
        "[]",
        "{}",
        "null",
        "{",
        '{"type": "FeatureCollection", "features": 3}',
        '{"type": "Polygon", "coordinates": [[["a", "b"]]]}',
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "Polygon", "coordinates": [[[530000, 180000], [530001, 180000], [530000, 180001]]]}',
        "[" * 5000,
    ],
)
def test_what_is_no_outline_is_one_sentence(written: str) -> None:
    with pytest.raises(UserError, match=r"^places\.json .*\.$"):
        read_outlines(written.encode(), "places.json")
