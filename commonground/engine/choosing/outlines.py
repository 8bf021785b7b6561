"""Outlines of places from a GeoJSON file, to draw a map on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.engine.errors import UserError
from commonground.engine.records.delimited import decode

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude of each corner."""


@dataclass(frozen=True)
class Outline:
    """The rings of one place, its holes among them."""

    rings: tuple[Ring, ...]


def read_outlines(data: bytes, file: str) -> list[Outline]:
    """The polygons of a GeoJSON file in degrees (WGS84). Raises UserError for another file, or for metres."""
    try:
        document = json.loads(decode(data, file))
        found = [
            Outline(tuple(rings)) for geometry in _geometries(document) if (rings := list(_rings(geometry)))
        ]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise UserError(f"{file} can't be read as GeoJSON; give the unpacked file of outlines.") from error
    if not found:
        raise UserError(f"{file} has no polygons; give a GeoJSON file with the outlines of places.")
    if any(abs(x) > 180 or abs(y) > 90 for one in found for ring in one.rings for x, y in ring):
        raise UserError(f"{file} is in metres, not degrees; give it in WGS84, as GeoJSON asks.")
    return found


def _geometries(document: Any) -> Iterator[Any]:
    if document["type"] == "FeatureCollection":
        for feature in document["features"]:
            yield from _geometries(feature)
    elif document["type"] == "Feature":
        if document["geometry"]:
            yield document["geometry"]
    else:
        yield document


def _rings(geometry: Any) -> Iterator[Ring]:
    if geometry["type"] == "Polygon":
        yield from map(_ring, geometry["coordinates"])
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from map(_ring, polygon)


def _ring(corners: Sequence[Sequence[float]]) -> Ring:
    return tuple((float(corner[0]), float(corner[1])) for corner in corners)
