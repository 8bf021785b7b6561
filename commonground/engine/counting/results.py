"""What a counting engine returns: the same tables whichever engine counted.

Two engines fill these (`sql/` and `reference/`); tests hold them equal row for row, and everything
after them (files, report, disclosure) reads only these.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

from commonground.engine.rules.model import Rulebook

DOSES = pa.schema(
    [
        ("child_id", pa.string()),
        ("entry", pa.int64()),  # row number of the entry in the events table, from 0
        ("date_of_birth", pa.date32()),
        ("event_date", pa.date32()),
        ("vaccine", pa.string()),
        ("series", pa.string()),  # null: not recognised
        ("verdict", pa.string()),  # one of VERDICTS
        ("dose", pa.string()),  # it is, or was judged against: "1", "booster", "late 1"; or null
        ("rule_id", pa.string()),  # the dose rule, or the series' own id; null: not recognised
        ("limit_on", pa.date32()),  # first day it would have counted (too early, too soon), or last
        ("after_on", pa.date32()),  # too soon: the day of the valid dose the interval runs from
    ]
)
VERDICTS = (
    "counts",
    "repeat",
    "too early",
    "too soon",
    "too late",
    "not needed",
    "not recognised",
)

STATES = pa.schema(
    [
        ("child_id", pa.string()),
        ("series", pa.string()),
        ("dose", pa.string()),
        ("rule_id", pa.string()),
        ("status", pa.string()),  # one of STATUSES
        ("valid_on", pa.date32()),  # the day the valid dose was given, if complete by a dose of the series
        ("due_on", pa.date32()),  # only of a valid dose, or of the next missing dose of the series
        ("days_overdue", pa.int64()),  # 0 where not overdue; a bar does not hide it
        ("offer_until", pa.date32()),  # the last day it may be given; null where there is no latest age
        ("give_as", pa.string()),  # null where complete, no longer offered or contraindicated
        ("wait_from", pa.date32()),  # the valid dose whose interval sets due_on, where it does; else null
    ]
)
STATUSES = (
    "complete",
    "not yet due",
    "due",
    "overdue",
    "offered",
    "declined",
    "contraindicated",
    "no longer offered",
)

FIGURES = pa.schema(
    [
        ("definition", pa.string()),  # cover, qof, up_to_date
        ("indicator", pa.string()),
        ("period", pa.string()),  # 2025-26 Q2; year to 2025-26 Q2; 2025/26; 2026-10-04
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("cohort_from", pa.date32()),
        ("cohort_to", pa.date32()),
        ("denominator", pa.int64()),
        ("numerator", pa.int64()),
        ("excluded", pa.int64()),  # null: not known, or no such thing in this definition
        ("status", pa.string()),  # ok, mixed cohort, no children; before disclosure control
        ("rule_ids", pa.list_(pa.string())),
    ]
)

ROLLING_YEAR = "year to "
"""How the period of a figure that adds up four quarters begins."""

MEMBERSHIP = pa.schema(
    [
        ("child_id", pa.string()),
        ("definition", pa.string()),
        ("indicator", pa.string()),
        ("period", pa.string()),  # single quarters, contract years and the as-at date; no rolling years
        ("value", pa.int8()),  # 1 in the numerator, 0 in the denominator only; no row: not in the cohort
    ]
)

CHILD_FLAGS = pa.schema(
    [
        ("child_id", pa.string()),
        ("age_band", pa.int64()),  # completed years of age, 0 to 5
        ("measure", pa.string()),  # a diagnosis measure true of this child
    ]
)
"""Children registered on the as-at date and under six only; the counts in DIAGNOSIS are counts of these."""

DIAGNOSIS = pa.schema(
    [
        ("measure", pa.string()),
        ("age_band", pa.string()),  # 0 to 5, all
        ("children", pa.int64()),
        ("of", pa.int64()),  # children of that age registered on the as-at date
    ]
)


@dataclass(frozen=True)
class Count:
    """One practice counted: the tables above, and what they were counted with."""

    practice_code: str
    as_at: date
    rulebook_version: str
    registration_known: bool
    doses: pa.Table
    states: pa.Table  # every needed dose of every child registered today and under six
    figures: pa.Table
    membership: pa.Table
    flags: pa.Table
    diagnosis: pa.Table


@dataclass(frozen=True)
class Question:
    """What is asked of an engine. `registration_known` as in `records.tables.Extract`."""

    practice_code: str
    as_at: date
    registration_known: bool = True
    lists_children: bool = True


def figures_in_order(count: Count, rulebook: Rulebook) -> list[dict[str, Any]]:
    """The figures as people look for them: COVER, QOF, up to date; each by indicator and then by period."""
    place = {
        key: number for number, key in enumerate((*rulebook.cover, *rulebook.qof, rulebook.up_to_date.id))
    }

    def key(row: dict[str, Any]) -> tuple[int, date, int, str]:
        # Of two periods with one end the rolling year began first, and stands after the quarter.
        return place[row["indicator"]], row["period_end"], -row["period_start"].toordinal(), row["period"]

    return sorted(count.figures.to_pylist(), key=key)


def diagnosis_in_order(count: Count, rulebook: Rulebook) -> list[dict[str, Any]]:
    """The diagnosis by measure as the rulebook lists them, the youngest first and all ages last."""
    place = {measure: number for number, measure in enumerate(rulebook.measures)}
    return sorted(count.diagnosis.to_pylist(), key=lambda row: (place[row["measure"]], row["age_band"]))


class Engine(Protocol):
    """Counts one practice's children and events by a rulebook.

    With `lists_children` false only `doses` has rows. Children whose practice_code is set and is
    another practice's are judged (doses) and not counted.
    """

    def __call__(
        self, children: pa.Table, events: pa.Table, question: Question, rulebook: Rulebook
    ) -> Count: ...
