"""What is wrong with the differences, agreement and changes of a share.json: rows twice there, or that contradict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from commonground.engine.figures import CHIS_LIST, DENOMINATOR, HIDDEN, JOINED, LEFT, SMALL
from commonground.engine.rules.difference_book import DIFFERENCES

Row = Mapping[str, Any]
Fault = tuple[str, int, str]

PLACES = {
    "differences": ("indicator", "period", "against", "cause", "only_in"),
    "agreement": ("indicator", "period"),
    "changes": ("indicator", "period", "kind", "counts_in"),
}
"""What tells a row of each table from the others."""

_AGREED = ("both", "chis_only", "practice_only", "neither")


def settling_faults(document: Row) -> Iterator[Fault]:
    """Each fault with its table and the number of its row, from 0. The document must fit the schema."""
    for table, names in PLACES.items():
        rows: list[Row] = document[table]
        repeated = Counter(tuple(row[name] for name in names) for row in rows)
        figures = {(row["indicator"], row["period"]): row for row in document["figures"]}
        for index, row in enumerate(rows):
            if repeated[tuple(row[name] for name in names)] > 1:
                yield table, index, "the row is there more than once."
            if (row["indicator"], row["period"]) not in figures:
                yield table, index, "the file has no such figure."
            elif figures[row["indicator"], row["period"]]["status"] == HIDDEN and row["status"] != HIDDEN:
                yield table, index, "the figure it is about is hidden, and it is not."
            yield from ((table, index, fault) for fault in _row_faults(table, row, document))
    yield from _several(document)


def _row_faults(table: str, row: Row, document: Row) -> Iterator[str]:
    if table == "agreement":
        if {row[name] is None for name in _AGREED} != {row["status"] == HIDDEN}:
            yield "all four counts are blank where the status is hidden, and none where it is not."
        return
    if (row["children"] is None) != (row["status"] == HIDDEN):
        yield "a blank count and the status hidden go together."
    if isinstance(row["children"], str) != (row["status"] == SMALL):
        yield "a count in words and the status small go together."
    yield from _difference_faults(row, document) if table == "differences" else _change_faults(row, document)


def _difference_faults(row: Row, document: Row) -> Iterator[str]:
    if row["cause"] not in DIFFERENCES:
        yield "there is no such cause of a difference."
    if row["points"] is not None and not isinstance(row["children"], int):
        yield "its points are shown and its count is not."
    ours = f"chis-list/{document['org_code']}/"
    if (row["against"] == CHIS_LIST) != row["against_release"].startswith(ours):
        yield "what it is compared with is not a list of this practice, or not a published release."


def _change_faults(row: Row, document: Row) -> Iterator[str]:
    if row["counts_in"] == DENOMINATOR and row["kind"] not in (JOINED, LEFT):
        yield "only who joined or left changes a denominator."
    if row["baseline_as_at"] > document["as_at"]:
        yield "its baseline is later than the file."


def _several(document: Row) -> Iterator[Fault]:
    """A file is about one baseline, and about one list of the child health service."""
    lists = {row["against_release"] for row in document["differences"] if row["against"] == CHIS_LIST}
    if len(lists) > 1:
        yield "differences", 0, "the file compares with several lists of the child health service."
    if len({row["baseline_as_at"] for row in document["changes"]}) > 1:
        yield "changes", 0, "the file has several baselines."
