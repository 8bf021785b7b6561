"""Where postcodes are: Code-Point Open (with or without its headings), or a table with latitude and longitude."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonground.engine.published.national_grid import latitude_longitude
from commonground.engine.published.reading import Opened
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.words import Cell, key, text

_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})")
_HEADINGS = {
    "postcode": ("postcode", "pc", "pcd", "pcds", "pcd7"),
    "eastings": ("eastings", "easting", "ea", "oseast1m", "xcoord"),
    "northings": ("northings", "northing", "no", "osnrth1m", "ycoord"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "long", "lon", "lng"),
}
_WITHOUT_HEADINGS = {"postcode": 0, "eastings": 2, "northings": 3}
"""Code-Point Open as Ordnance Survey publishes it; its headings are in another file."""
_CODE_POINT_COLUMNS = 10
_HEADINGS_WITHIN = 10


@dataclass(frozen=True)
class PostcodePlace:
    """Where a postcode is, in degrees of WGS84. The postcode has one space, as `WC1A 1AB`."""

    postcode: str
    latitude: float
    longitude: float


def postcode_of(written: str) -> str:
    """A postcode in capitals with one space; empty where the text is none."""
    found = _POSTCODE.fullmatch(written.strip().upper())
    return f"{found[1]} {found[2]}" if found else ""


def read_postcodes(opened: Opened) -> list[PostcodePlace]:
    """The places of a file of postcodes; one without coordinates is left out. Raises ExtractError for another file."""
    for sheet in opened.sheets:
        found = _layout(sheet.rows)
        if found is not None:
            start, columns = found
            return list(_places(sheet.rows[start:], columns))
    raise ExtractError(
        f"{opened.name} is no file of postcodes: it has no columns of a postcode with eastings and northings, or "
        "latitude and longitude; give Code-Point Open."
    )


def _layout(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[str, int]] | None:
    """The first row below the headings, and where each column is."""
    for at, row in enumerate(rows[:_HEADINGS_WITHIN]):
        names = [key(text(cell)) for cell in row]
        columns = {
            field: next(names.index(one) for one in written if one in names)
            for field, written in _HEADINGS.items()
            if any(one in names for one in written)
        }
        if "postcode" in columns and (
            {"eastings", "northings"} <= set(columns) or {"latitude", "longitude"} <= set(columns)
        ):
            return at + 1, columns
    first = rows[0] if rows else ()
    numbers = [text(cell) for cell in first[2:4]]
    if (
        len(first) == _CODE_POINT_COLUMNS
        and postcode_of(text(first[0]))
        and all(one.isdigit() for one in numbers)
    ):
        return 0, dict(_WITHOUT_HEADINGS)
    return None


def _places(rows: Sequence[Sequence[Cell]], columns: dict[str, int]) -> Iterator[PostcodePlace]:
    on_grid = "latitude" not in columns or "longitude" not in columns
    wanted = ("eastings", "northings") if on_grid else ("latitude", "longitude")
    for row in rows:
        if len(row) <= max(columns.values()):
            continue
        postcode = postcode_of(text(row[columns["postcode"]]))
        try:
            first, second = (float(text(row[columns[name]])) for name in wanted)
        except ValueError:
            continue
        if not postcode or not (first and second):
            continue
        latitude, longitude = latitude_longitude(first, second) if on_grid else (first, second)
        yield PostcodePlace(postcode, latitude, longitude)
