"""What is wrong with the causes of a share.json: rows that are twice there, contradict or do not add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from commonground.engine.figures import BOTH, FIRST, HIDDEN, SECOND, SMALL

Row = Mapping[str, Any]
Fault = tuple[int | None, str]

PAIR = ("first", "first_period", "second", "second_period")
PLACE = (*PAIR, "counted_in", "asked_of", "cause")


def cause_faults(document: Row) -> Iterator[Fault]:
    """Each fault with the number of its row, from 0; none where it is about all rows of a pair.

    The document must fit the schema.
    """
    rows: list[Row] = document["causes"]
    figures = {(row["indicator"], row["period"]): row for row in document["figures"]}
    repeated = Counter(tuple(row[name] for name in PLACE) for row in rows)
    for index, row in enumerate(rows):
        if repeated[tuple(row[name] for name in PLACE)] > 1:
            yield index, "the row is there more than once."
        if (row["children"] is None) != (row["status"] == HIDDEN):
            yield index, "a blank count and the status hidden go together."
        if isinstance(row["children"], str) != (row["status"] == SMALL):
            yield index, "a count in words and the status small go together."
        for side in (FIRST, SECOND):
            if (row[side], row[f"{side}_period"]) not in figures:
                yield index, "the file has no such figure."
    for pair, of_pair in groupby(rows, key=lambda row: tuple(row[name] for name in PAIR)):
        yield from _sums_that_differ(pair, list(of_pair), figures)


def _sums_that_differ(
    pair: tuple[str, ...], rows: list[Row], figures: Mapping[tuple[str, str], Row]
) -> Iterator[Fault]:
    for side, key in ((FIRST, pair[:2]), (SECOND, pair[2:])):
        figure = figures.get((key[0], key[1]), {})
        for count, column in (("numerator", "counted_in"), ("denominator", "asked_of")):
            parts = [row["children"] for row in rows if row[column] in (BOTH, side)]
            whole = figure.get(count)
            shown = whole is not None and all(isinstance(part, int) for part in parts)
            if shown and sum(parts) != whole:
                yield None, f"causes ({pair[0]}, {pair[2]}): they do not add up to the {count} of the {side}."
