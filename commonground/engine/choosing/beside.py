"""The files that choosing reads beside the figures: deprivation, weights, coordinates, visitors' reasons.

Each is a table whose columns are known by their headings (rulebook/choosing/headings.yaml).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from math import isfinite

import yaml

from commonground.engine.choosing.model import Reason
from commonground.engine.errors import UserError
from commonground.engine.published.coordinates import postcode_of, read_postcodes
from commonground.engine.published.ods import OdsPractice
from commonground.engine.published.opening import open_bytes
from commonground.engine.records.delimited import decode
from commonground.engine.records.sheets import Sheet
from commonground.engine.records.words import Cell, key, text
from commonground.engine.rules.choosing_book import ChoosingBook

QUINTILES, DECILES = 5, 10
_HEADINGS_WITHIN = 20
_YAML = (".yaml", ".yml")


@dataclass(frozen=True)
class Row:
    """A row of a table by what its columns mean; blank where there is no such column."""

    file: str
    number: int
    cells: Mapping[str, str]

    def wrong(self, meaning: str, what: str) -> UserError:
        """A sentence on a cell of this row."""
        return UserError(f"{self.file}, row {self.number}, {meaning}: {what}.")

    def figure(self, meaning: str) -> float | None:
        """A cell as a number, None where it is blank. Raises UserError for anything else."""
        written = self.cells[meaning]
        if not written:
            return None
        try:
            value = float(written)
        except ValueError:
            value = float("nan")
        if not isfinite(value):
            raise self.wrong(meaning, f"“{written[:20]}” is no number; mend it or leave it blank")
        return value


def read_quintiles(data: bytes, file: str, book: ChoosingBook) -> dict[str, int]:
    """The deprivation fifth of each practice, 1 the most deprived: as given, from tenths, or from scores.

    Raises UserError where the file has none of the three, or tenths that run the other way than its scores.
    """
    rows = _rows(data, file, book, ("practice",), ("quintile", "decile", "score"))
    whole = {meaning: _numbers(rows, meaning) for meaning in ("quintile", "decile", "score")}
    if whole["quintile"]:
        return {code: _fifth(row, value, QUINTILES) for code, (row, value) in whole["quintile"].items()}
    scores = {code: value for code, (_, value) in whole["score"].items()}
    if whole["decile"]:
        _check_direction(file, {code: value for code, (_, value) in whole["decile"].items()}, scores)
        return {code: _fifth(row, value, DECILES) for code, (row, value) in whole["decile"].items()}
    most_deprived_first = sorted(scores, key=lambda code: (-scores[code], code))
    return {code: 1 + at * QUINTILES // len(scores) for at, code in enumerate(most_deprived_first)}


def read_weights(data: bytes, file: str, book: ChoosingBook) -> dict[int, float]:
    """What a child counts in each deprivation fifth: the rulebook's weights, and over them those of the file.

    Raises UserError for a fifth that is none, or a weight that is not above 0.
    """
    weights = book.weights()
    rows = (
        _yaml_weights(data, file)
        if file.endswith(_YAML)
        else _rows(data, file, book, ("quintile", "weight"), ())
    )
    for row in rows:
        fifth, weight = row.figure("quintile"), row.figure("weight")
        if fifth not in weights:
            raise row.wrong("quintile", "a fifth is a whole number from 1 (most deprived) to 5")
        if weight is None or weight <= 0:
            raise row.wrong("weight", "a weight is a number above 0")
        weights[int(fifth)] = weight
    return weights


def _yaml_weights(data: bytes, file: str) -> list[Row]:
    """Lines such as `1: 1.4`. Raises UserError for other YAML."""
    try:
        document = yaml.safe_load(decode(data, file))
    except (yaml.YAMLError, RecursionError) as error:
        raise UserError(f"{file} can't be read as YAML; write lines such as “1: 1.4”.") from error
    if not isinstance(document, dict):
        raise UserError(f"{file} has no weights; write a line for each fifth, such as “1: 1.4”.")
    return [
        Row(file, number, {"quintile": str(fifth), "weight": str(weight)})
        for number, (fifth, weight) in enumerate(document.items(), 1)
    ]


def read_places(
    data: bytes, file: str, directory: Sequence[OdsPractice], book: ChoosingBook
) -> dict[str, tuple[float, float]]:
    """Latitude and longitude of each practice: from a table of practices, or of postcodes by the directory's own.

    Raises UserError for degrees that are none, or a file that has neither practices nor postcodes with their places.
    """
    rows = _found(data, file, book, ("practice", "latitude", "longitude"), ())
    if rows is None:
        places = {
            one.postcode: (one.latitude, one.longitude) for one in read_postcodes(open_bytes(data, file))
        }
        postcodes = {practice.code: postcode_of(practice.postcode) for practice in directory}
        return {code: places[postcode] for code, postcode in postcodes.items() if postcode in places}
    found = {}
    for row in rows:
        latitude, longitude = row.figure("latitude"), row.figure("longitude")
        if latitude is None or longitude is None:
            continue
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise row.wrong(
                "latitude and longitude", "these are no degrees (WGS84); give degrees, not metres"
            )
        found[row.cells["practice"].upper()] = (latitude, longitude)
    return found


def read_reasons(data: bytes, file: str, book: ChoosingBook) -> dict[str, tuple[Reason, ...]]:
    """Visitors' reasons by practice. Raises UserError for a reason the rulebook has not, or a date that is none."""
    known = {key(entry.title): entry for entry in book.reasons.values()}
    found: dict[str, tuple[Reason, ...]] = {}
    for row in _rows(data, file, book, ("practice", "reason"), ()):
        entry = known.get(key(row.cells["reason"]))
        if entry is None:
            titles = ", ".join(entry.title for entry in book.reasons.values())
            raise row.wrong("reason", f"“{row.cells['reason'][:40]}” is none of: {titles}")
        code = row.cells["practice"].upper()
        reason = Reason(entry.title, entry.effect, _until(row), row.cells["note"])
        found[code] = (*found.get(code, ()), reason)
    return found


def _until(row: Row) -> date | None:
    written = row.cells["until"]
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise row.wrong("until", f"“{written[:20]}” is not a date; write it like 2026-10-04") from error


_OPTIONAL = ("until", "note")


def _rows(
    data: bytes, file: str, book: ChoosingBook, needed: Sequence[str], one_of: Sequence[str]
) -> list[Row]:
    """The rows of the first table with the columns needed. Raises UserError where there is none."""
    rows = _found(data, file, book, needed, one_of)
    if rows is None:
        wanted = " and ".join([*needed, *([" or ".join(one_of)] if one_of else [])])
        raise UserError(
            f"{file} has no columns for {wanted}; head them so, and give the table as CSV or a workbook."
        )
    return rows


def _found(
    data: bytes, file: str, book: ChoosingBook, needed: Sequence[str], one_of: Sequence[str]
) -> list[Row] | None:
    headings = book.columns(*needed, *one_of, *_OPTIONAL)
    for sheet in open_bytes(data, file).sheets:
        for at, cells in enumerate(islice(sheet.rows, _HEADINGS_WITHIN)):
            places = _columns([text(value) for value in cells], headings)
            if set(needed) <= set(places) and (not one_of or set(one_of) & set(places)):
                return list(_filled(sheet, at, places, needed[0], tuple(headings)))
    return None


def _columns(written: Sequence[str], headings: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Where each meaning's column stands, its likelier headings first."""
    keys = [key(heading) for heading in written]
    found = {}
    for meaning, names in headings.items():
        at = next((keys.index(key(name)) for name in names if key(name) in keys), None)
        if at is not None:
            found[meaning] = at
    return found


def _filled(
    sheet: Sheet, headings_at: int, places: Mapping[str, int], first: str, meanings: Sequence[str]
) -> Iterator[Row]:
    for number, cells in enumerate(sheet.rows[headings_at + 1 :], headings_at + 2):
        row = {meaning: _cell(cells, places.get(meaning)) for meaning in meanings}
        if row[first]:
            yield Row(sheet.file, number, row)


def _cell(cells: Sequence[Cell], at: int | None) -> str:
    return text(cells[at]).strip() if at is not None and at < len(cells) else ""


def _numbers(rows: Sequence[Row], meaning: str) -> dict[str, tuple[Row, float]]:
    found = {}
    for row in rows:
        value = row.figure(meaning)
        if value is not None:
            found[row.cells["practice"].upper()] = (row, value)
    return found


def _fifth(row: Row, value: float, parts: int) -> int:
    if value != int(value) or not 1 <= value <= parts:
        raise row.wrong("deprivation", f"it is a whole number from 1 (most deprived) to {parts}")
    return (int(value) * QUINTILES + parts - 1) // parts


def _check_direction(file: str, deciles: Mapping[str, float], scores: Mapping[str, float]) -> None:
    """In a file with both, the first tenth has the highest scores. Raises UserError where it has the lowest."""
    ends = {
        end: [scores[code] for code, decile in deciles.items() if decile == end and code in scores]
        for end in (1, DECILES)
    }
    if all(ends.values()) and sum(ends[1]) / len(ends[1]) < sum(ends[DECILES]) / len(ends[DECILES]):
        raise UserError(
            f"{file}: its first tenth has the lowest scores, so 1 is the least deprived there; number the tenths from "
            "the most deprived, or leave the column out and give scores."
        )
