"""Reading where practices and visitors are, and how long the ways between them take.

A file is one of: ways (from, to, minutes), as a list or as a square table; places of practices or of postcodes, by
latitude and longitude or by National Grid; a postcode file of the Ordnance Survey (Code-Point Open) or `epraccur`,
which have no headings. Several may be given: a way that was written down counts before one worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commonground.engine.errors import UserError
from commonground.engine.published.ods import COLUMNS as EPRACCUR_COLUMNS
from commonground.engine.published.ods import read_practices as read_epraccur
from commonground.engine.records.opening import read_bytes
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import text
from commonground.engine.rules.visit_book import VisitBook
from commonground.engine.timetable.reading.cells import number_between
from commonground.engine.timetable.reading.rows import Faults, Row, quoted, rows_of, sheets_of
from commonground.engine.timetable.travel import Place, postcode_key

_WAYS = {"from": "ways-from", "to": "ways-to", "minutes": "ways-minutes"}
_PLACES = {
    "code": "practices-code",
    "visitor": "booked-visitor",
    "postcode": "places-postcode",
    "latitude": "places-latitude",
    "longitude": "places-longitude",
    "easting": "places-easting",
    "northing": "places-northing",
    "name": "visitors-name",
}
_NOTHING = -1.0
_LONGEST_WAY = 24 * 60
_CODE_POINT_COLUMNS = 10
_EASTING, _NORTHING = 2, 3
_METRES = number_between(1, 1_300_000)


@dataclass
class Geography:
    """What the files say: places by practice code, visitor's name or postcode; postcodes; ways in minutes."""

    places: dict[str, Place] = field(default_factory=dict)
    postcodes: dict[str, str] = field(default_factory=dict)
    ways: dict[tuple[str, str], float] = field(default_factory=dict)

    def place_of(self, name: str) -> Place | None:
        """Where a practice or visitor is, by its own place or its postcode's."""
        own = self.places.get(name)
        return own or self.places.get(postcode_key(self.postcodes.get(name, "")))


def read_geography(
    lists: Sequence[Path], files: Sequence[Path], names: Sequence[str], book: VisitBook
) -> Geography:
    """What is said of places and ways. Raises UserError naming the file, row and column of a fault.

    lists: the practices' and the visitors' own files, which may have places in them; files: those given for travel;
    names: the practices and visitors a square table may name.
    """
    found = Geography()
    for path in lists:
        for sheet in sheets_of(path):
            _places(sheet, found, book, Faults(path.name))
    for path in files:
        read = [_read(sheet, found, book, set(names), path) for sheet in sheets_of(path)]
        if not any(read):
            raise UserError(
                f"{path.name} says nothing about travel: give a table with from, to and minutes, or one with "
                "practice_code (or postcode) and latitude and longitude, or easting and northing."
            )
    return found


def _read(sheet: Sheet, found: Geography, book: VisitBook, names: set[str], path: Path) -> bool:
    faults = Faults(path.name)
    ways = rows_of(sheet, book, _WAYS, list(_WAYS), faults)
    if ways is not None:
        for row in ways:
            minutes = row.read("minutes", number_between(0, _LONGEST_WAY), _NOTHING)
            if not row["minutes"]:
                row.fault("minutes", "there is no number; write the minutes, or take the row out")
            found.ways[row["from"], row["to"]] = minutes
        faults.stop()
        return True
    if _places(sheet, found, book, faults) or _square(sheet, found, names, faults):
        return True
    widths = {len(row) for row in sheet.rows if any(row)}
    if widths == {_CODE_POINT_COLUMNS}:
        return _code_point(sheet, found, faults)
    if max(widths, default=0) == EPRACCUR_COLUMNS:
        practices, _ = read_epraccur(read_bytes(path), path.name)
        found.postcodes |= {one.code: one.postcode for one in practices}
        return True
    return False


def _places(sheet: Sheet, found: Geography, book: VisitBook, faults: Faults) -> bool:
    """Places by any of the columns that name one; false where the table has none."""
    for key in ("code", "visitor", "postcode", "name"):
        for by in (["latitude", "longitude"], ["easting", "northing"]):
            rows = rows_of(sheet, book, _PLACES, [key, *by], faults)
            if rows is not None:
                for row in rows:
                    _place(row, key, found, round_earth=by[0] == "latitude")
                faults.stop()
                return True
    for key in ("code", "visitor", "name"):
        rows = rows_of(sheet, book, _PLACES, [key, "postcode"], faults)
        if rows is not None:
            found.postcodes |= {_named(row, key): row["postcode"] for row in rows if row["postcode"]}
            return True
    return False


def _named(row: Row, key: str) -> str:
    return row[key].upper() if key == "code" else row[key]


def _place(row: Row, key: str, found: Geography, *, round_earth: bool) -> None:
    columns = ("latitude", "longitude") if round_earth else ("easting", "northing")
    if row["postcode"] and key != "postcode":
        found.postcodes[_named(row, key)] = row["postcode"]
    if not any(row[column] for column in columns):
        return
    limits = {"latitude": 90.0, "longitude": 180.0}
    values = []
    for column in columns:
        if not row[column]:
            row.fault(column, "one half of the place is missing; write both or neither")
            return
        reader = number_between(-limits[column], limits[column]) if round_earth else _METRES
        values.append(row.read(column, reader, 0.0))
    name = postcode_key(row[key]) if key == "postcode" else _named(row, key)
    found.places[name] = Place(values[0], values[1], round_earth=round_earth)


def _square(sheet: Sheet, found: Geography, names: set[str], faults: Faults) -> bool:
    if not sheet.rows:
        return False
    heads = [text(value) for value in sheet.rows[0][1:]]
    if len(heads) < 2 or not set(heads) & names:
        return False
    reader = number_between(0, _LONGEST_WAY)
    for number, row in enumerate(sheet.rows[1:], start=2):
        for head, value in zip(heads, map(text, row[1:]), strict=False):
            if not value:
                continue
            try:
                found.ways[text(row[0]), head] = reader(value)
            except ValueError as error:
                faults.add(number, head, str(error))
    faults.stop()
    return True


def _code_point(sheet: Sheet, found: Geography, faults: Faults) -> bool:
    for number, row in enumerate(sheet.rows, start=1):
        cells = [text(value) for value in row]
        try:
            east, north = _METRES(cells[_EASTING]), _METRES(cells[_NORTHING])
        except ValueError:
            if cells[_EASTING] in ("0", "EA", "Eastings"):  # no place is known, or headings stand above
                continue
            faults.add(number, "3 and 4", f"{quoted(cells[_EASTING])} is no easting; take the file again")
            continue
        found.places[postcode_key(cells[0])] = Place(east, north, round_earth=False)
    faults.stop()
    return True
