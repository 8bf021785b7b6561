"""Whether the parts of a share.json add up wherever all of them are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from commonground.engine.figures import ALL_AGES, COVER
from commonground.engine.quarters import QUARTERS_IN_A_YEAR, quarter_of

Row = Mapping[str, Any]


def sums_that_differ(document: Row) -> Iterator[str]:
    """One sentence for each rolling year and each `all` that is not the sum of its shown parts.

    The document must fit the schema.
    """
    yield from _years_that_differ(document["figures"])
    yield from _bands_that_differ(document["diagnosis"])


def _years_that_differ(rows: list[Row]) -> Iterator[str]:
    quarters: dict[tuple[str, int], Row] = {}
    years: list[tuple[int, Row]] = []
    for index, row in enumerate(rows):
        if row["definition"] != COVER:
            continue
        first, last = (quarter_of(date.fromisoformat(row[name])) for name in ("period_start", "period_end"))
        if first == last:
            quarters[row["indicator"], last] = row
        else:
            years.append((index, row))
    for index, row in years:
        last = quarter_of(date.fromisoformat(row["period_end"]))
        parts = [quarters.get((row["indicator"], last - back)) for back in range(QUARTERS_IN_A_YEAR)]
        for name in ("denominator", "numerator"):
            counts = [part[name] for part in parts if part]
            shown = len(counts) == QUARTERS_IN_A_YEAR and None not in (*counts, row[name])
            if shown and sum(counts) != row[name]:
                names = f"{row['indicator']}, {row['period']}"
                yield f"figures row {index + 1} ({names}): the {name} is not the sum of its four quarters."


def _bands_that_differ(rows: list[Row]) -> Iterator[str]:
    for measure in dict.fromkeys(row["measure"] for row in rows):
        of_measure = [row for row in rows if row["measure"] == measure]
        for name in ("children", "of"):
            bands = [row[name] for row in of_measure if row["age_band"] != ALL_AGES]
            whole = [row[name] for row in of_measure if row["age_band"] == ALL_AGES]
            shown = all(isinstance(count, int) for count in bands + whole)
            if bands and whole and shown and sum(bands) != whole[0]:
                yield f"diagnosis ({measure}): the age bands of {name} do not add up to all."
