"""Made-up practices for the disclosure and share tests: rows and counts, with nothing hidden yet."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from commonground.engine.counting.results import (
    CHILD_FLAGS,
    DIAGNOSIS,
    DOSES,
    FIGURES,
    MEMBERSHIP,
    STATES,
    Count,
)
from commonground.engine.figures import DiagnosisRow, FigureRow
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.share import diagnosis_rows, figure_rows

BOOK = load_rulebook()
PRACTICE = "Z99001"
AS_AT = date(2026, 10, 4)
LAST_QUARTER = (2026, 7)  # the quarter that begins in July 2026
QUARTERS = 11  # eight shown singly, and the three more that rolling years reach
SHOWN = 8
BANDS = ("0", "1", "2", "3", "4", "5")

# Two indicators for all births, one that begins in a quarter shown, and one of another age.
INDICATORS = ("mmr1_24m", "pcv_booster_24m", "mmr2_24m", "mmr1_5y")
FIRST_QUARTER = {"mmr2_24m": 7}
AGE_IN_MONTHS = {"mmr1_24m": 24, "pcv_booster_24m": 24, "mmr2_24m": 24, "mmr1_5y": 60}

Row = dict[str, Any]


def month(year: int, number: int, later: int = 0) -> date:
    """The first day of a month, so many months later."""
    months = year * 12 + number - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def quarter_start(index: int) -> date:
    """The first day of quarter 0 (the earliest) to 10 (the latest)."""
    return month(*LAST_QUARTER, later=3 * (index - QUARTERS + 1))


def quarter_name(start: date) -> str:
    """2025-26 Q2."""
    year = start.year if start.month >= 4 else start.year - 1
    return f"{year}-{(year + 1) % 100:02d} Q{(start.month - 4) % 12 // 3 + 1}"


def cover_row(indicator: str, first: int, last: int, counts: Sequence[tuple[int, int]], mixed: bool) -> Row:
    """A COVER row from quarter first to last; counts are (numerator, denominator) of its quarters."""
    start, end = quarter_start(first), quarter_start(last + 1) - timedelta(days=1)
    back = AGE_IN_MONTHS[indicator]
    denominator = sum(n for _, n in counts)
    name = quarter_name(quarter_start(last))
    return {
        "definition": "cover",
        "indicator": indicator,
        "period": name if first == last else f"year to {name}",
        "period_start": start,
        "period_end": end,
        "cohort_from": month(start.year, start.month, -back),
        "cohort_to": month(end.year, end.month, 1 - back) - timedelta(days=1),
        "denominator": denominator,
        "numerator": sum(x for x, _ in counts),
        "excluded": None,
        "status": "no children" if not denominator else "mixed cohort" if mixed else "ok",
        "rule_ids": [indicator],
    }


Counts = Mapping[str, Sequence[tuple[int, int]]]


def cover_rows(counts: Counts) -> list[Row]:
    """Single quarters and rolling years of each indicator from its eleven (numerator, denominator)."""
    rows = []
    for indicator, quarters in counts.items():
        first = FIRST_QUARTER.get(indicator, 0)
        for last in range(QUARTERS - SHOWN, QUARTERS):
            if last >= first:
                rows.append(cover_row(indicator, last, last, [quarters[last]], mixed=False))
                covered = quarters[max(first, last - 3) : last + 1]
                rows.append(cover_row(indicator, last - 3, last, covered, mixed=first > last - 3))
    return rows


def random_cover(chance: random.Random, children: float, indicators: Sequence[str] = INDICATORS) -> Counts:
    """Counts of a practice with so many children a quarter; the same children for one age's indicators."""
    ages = {age: [_poisson(chance, children) for _ in range(QUARTERS)] for age in set(AGE_IN_MONTHS.values())}
    found = {}
    for indicator in indicators:
        uptake = chance.choice([0.0, 0.5, 0.9, 0.95, 1.0])
        first = FIRST_QUARTER.get(indicator, 0)
        found[indicator] = [
            (sum(chance.random() < uptake for _ in range(n)), n) if index >= first else (0, 0)
            for index, n in enumerate(ages[AGE_IN_MONTHS[indicator]])
        ]
    return found


def _poisson(chance: random.Random, mean: float) -> int:
    return sum(chance.random() < mean / 40 for _ in range(40))


def random_diagnosis(chance: random.Random, children: int) -> list[Row]:
    """A diagnosis of every measure of the rulebook: unions are unions, bands add up."""
    ages = [chance.choices(BANDS, [3, 1, 2, 2, 2, 0.5])[0] for _ in range(children)]
    rate = {measure: chance.choice([0.0, 0.02, 0.1, 0.3, 0.9, 1.0]) for measure in BOOK.measures}
    parents = {measure.parent for measure in BOOK.measures.values()}
    true: dict[tuple[str, str], int] = {}
    for band in ages:
        flags = {id_ for id_ in BOOK.measures if id_ not in parents and chance.random() < rate[id_]}
        flags |= {parent for id_ in flags if (parent := BOOK.measures[id_].parent)}
        for id_ in flags:
            for key in ((id_, band), (id_, "all")):
                true[key] = true.get(key, 0) + 1
    of = {band: ages.count(band) for band in BANDS} | {"all": children}
    return [
        {"measure": id_, "age_band": band, "children": true.get((id_, band), 0), "of": of[band]}
        for id_ in BOOK.measures
        for band in (*BANDS, "all")
    ]


def up_to_date_row(diagnosis: Sequence[Row]) -> Row:
    """The up to date figure of the same children."""
    never = next(row for row in diagnosis if (row["measure"], row["age_band"]) == ("never", "all"))
    numerator = never["of"] - never["children"]
    return {
        "definition": "up_to_date",
        "indicator": "up_to_date",
        "period": AS_AT.isoformat(),
        "period_start": AS_AT,
        "period_end": AS_AT,
        "cohort_from": None,
        "cohort_to": None,
        "denominator": never["of"],
        "numerator": numerator,
        "excluded": None,
        "status": "ok" if never["of"] else "no children",
        "rule_ids": ["up_to_date"],
    }


def a_count(
    figures: Sequence[Row],
    diagnosis: Sequence[Row] = (),
    *,
    registration_known: bool = True,
    states: Sequence[Row] = (),
    doses: Sequence[Row] = (),
    version: str = "2026-11-23+0a1b2c3d4e",
) -> Count:
    """A count with these tables; the others are empty."""
    return Count(
        practice_code=PRACTICE,
        as_at=AS_AT,
        rulebook_version=version,
        registration_known=registration_known,
        doses=pa.Table.from_pylist(list(doses), schema=DOSES),
        states=pa.Table.from_pylist(list(states), schema=STATES),
        figures=pa.Table.from_pylist(list(figures), schema=FIGURES),
        membership=pa.Table.from_pylist([], schema=MEMBERSHIP),
        flags=pa.Table.from_pylist([], schema=CHILD_FLAGS),
        diagnosis=pa.Table.from_pylist(list(diagnosis), schema=DIAGNOSIS),
    )


def figures_of(figures: Sequence[Row], *, registration_known: bool = True) -> list[FigureRow]:
    """Figure rows as made from a count."""
    return figure_rows(a_count(figures, registration_known=registration_known), load_rulebook())


def diagnosis_of(diagnosis: Sequence[Row]) -> list[DiagnosisRow]:
    """Diagnosis rows as made from a count."""
    return diagnosis_rows(a_count([], diagnosis), load_rulebook())
