"""Postcodes on the map: against the worked example of Ordnance Survey, and Code-Point Open for London."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.engine.published.coordinates import postcode_of, read_postcodes
from commonground.engine.published.national_grid import latitude_longitude
from commonground.engine.published.opening import open_bytes, open_published
from commonground.engine.records.problems import ExtractError
from tests.shared_data import shared

ONE_METRE = 1e-5  # degrees of latitude


def test_the_worked_example_of_ordnance_survey_comes_out() -> None:
    # given: the point of annex C, whose WGS84 position by the same Helmert transformation is published to five places
    latitude, longitude = latitude_longitude(651_409.903, 313_177.270)
    # then
    assert latitude == pytest.approx(52.65798, abs=ONE_METRE)
    assert longitude == pytest.approx(1.71605, abs=ONE_METRE)


@given(st.integers(100_000, 650_000), st.integers(20_000, 650_000))
def test_a_kilometre_of_the_grid_is_a_kilometre_of_the_earth(eastings: int, northings: int) -> None:
    south, _ = latitude_longitude(eastings, northings)
    north, _ = latitude_longitude(eastings, northings + 1000)
    assert (north - south) * 111.2 == pytest.approx(1, rel=0.005)


def test_code_point_open_without_headings_is_read() -> None:
    found = {
        place.postcode: place
        for place in read_postcodes(open_published(shared("code_point_open_london_2018-08", "wc.csv.gz")))
    }
    # WC1A 1AB lies in Bloomsbury
    assert found["WC1A 1AB"].latitude == pytest.approx(51.516, abs=0.002)
    assert found["WC1A 1AB"].longitude == pytest.approx(-0.126, abs=0.002)


def test_headings_are_found_and_a_postcode_without_a_place_is_left_out() -> None:
    text = "Postcode,Positional_quality_indicator,Eastings,Northings\nZZ99 3CZ,90,0,0\nwc1a1ab,10,530186,181384\n"
    (place,) = read_postcodes(open_bytes(text.encode(), "some.csv"))
    assert place.postcode == "WC1A 1AB"


def test_another_file_is_one_sentence() -> None:
    with pytest.raises(ExtractError, match=r"people\.csv is no file of postcodes"):
        read_postcodes(open_bytes(b"name,town\nAnna,Leeds\n", "people.csv"))


@pytest.mark.parametrize(
    ("written", "read"), [("wc1a 1ab", "WC1A 1AB"), ("E16AN", "E1 6AN"), ("Leeds", ""), ("", "")]
)
def test_a_postcode_has_one_space(written: str, read: str) -> None:
    assert postcode_of(written) == read
