"""Made-up counts by practices, as the file share.json that a practice sends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.engine.counting import reference
from commonground.engine.counting.results import FIGURES, Count, Question
from commonground.engine.quarters import QUARTERS_IN_A_YEAR, quarter_of
from commonground.engine.records.tables import CHILDREN, EVENTS
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.share import share_document, shared_rows

AS_AT = date(2026, 11, 20)
QUARTER = "2026-27 Q1"
INDICATOR = "mmr1_24m"
Row = dict[str, Any]
Cells = Mapping[tuple[str, str], tuple[int, int]]
"""By indicator and quarter, the vaccinated and all children."""
READ = {"rows": 900, "set_aside": 40, "children": 300}


def a_share(
    code: str,
    cells: Cells | None = None,
    *,
    as_at: date = AS_AT,
    differences: Sequence[Row] = (),
    agreement: Sequence[Row] = (),
    changes: Sequence[Row] = (),
) -> Row:
    """The document of a practice's count: these quarters, the years that they are in, and no child anywhere else."""
    count = _nobody(as_at)
    rows = _filled(count.figures.to_pylist(), cells or {(INDICATOR, QUARTER): (49, 54)})
    count = replace(count, practice_code=code, figures=pa.Table.from_pylist(rows, schema=FIGURES))
    document = share_document(count, shared_rows(count, load_rulebook()), READ)
    own = [{**row, "against_release": row["against_release"].replace("CODE", code)} for row in differences]
    return {
        **document,
        "differences": own,
        "agreement": list(agreement),
        "changes": list(changes),
    }


def difference(cause: str, children: int | str | None, points: float | None, **other: Any) -> Row:
    """A row of the differences against the child health service's list."""
    row = {
        "indicator": INDICATOR,
        "period": QUARTER,
        "against": "chis list",
        "against_release": "chis-list/CODE/2026-11-01",
        "cause": cause,
        "only_in": "practice",
        "children": children,
        "points": points,
        "status": "ok" if isinstance(children, int) else "small" if children else "hidden",
    }
    return {**row, **other}


def agreement(both: int, chis_only: int, practice_only: int, neither: int) -> Row:
    """How the records of the children on both lists agree."""
    counts = {"both": both, "chis_only": chis_only, "practice_only": practice_only, "neither": neither}
    return {"indicator": INDICATOR, "period": QUARTER, **counts, "status": "ok"}


def change(
    kind: str, children: int | str, counts_in: str = "numerator", since: date = date(2026, 5, 1)
) -> Row:
    """A part of what changed since a baseline."""
    row = {"indicator": INDICATOR, "period": QUARTER, "baseline_as_at": since.isoformat(), "kind": kind}
    status = "ok" if isinstance(children, int) else "small"
    return {**row, "counts_in": counts_in, "children": children, "status": status}


def as_file(document: object, name: str = "share.json") -> SimpleUploadedFile:
    """The file as a browser sends it."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return SimpleUploadedFile(name, data, "application/json")


@lru_cache(maxsize=8)
def _nobody(as_at: date) -> Count:
    return reference.count(
        CHILDREN.empty_table(), EVENTS.empty_table(), Question("Z99001", as_at, True), load_rulebook()
    )


def _filled(rows: list[Row], cells: Cells) -> list[Row]:
    last = {row["period"]: quarter_of(row["period_end"]) for row in rows if row["definition"] == "cover"}
    wanted = {(indicator, last[period]): counts for (indicator, period), counts in cells.items()}
    for row in rows:
        if row["definition"] != "cover":
            continue
        end = quarter_of(row["period_end"])
        quarters = 1 if quarter_of(row["period_start"]) == end else QUARTERS_IN_A_YEAR
        found = [wanted.get((row["indicator"], end - back), (0, 0)) for back in range(quarters)]
        row["numerator"], row["denominator"] = sum(x for x, _ in found), sum(n for _, n in found)
        if row["denominator"]:
            row["status"] = "ok" if row["status"] == "no children" else row["status"]
    return rows
