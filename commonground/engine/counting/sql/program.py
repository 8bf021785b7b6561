"""The statements in order: from children and events to the tables of a count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from commonground.engine.counting.sql.courses import course_layers
from commonground.engine.counting.sql.cover import cover_expected, cover_layers
from commonground.engine.counting.sql.diagnosis import Diagnosis
from commonground.engine.counting.sql.dialects import DUCKDB, Dialect
from commonground.engine.counting.sql.due import Standing, due_layers, overdue
from commonground.engine.counting.sql.expressions import Layer, case, mentioned, named, select, some, stacked, text
from commonground.engine.counting.sql.figures import (
    UP_TO_DATE,
    Expected,
    cohort_rows,
    expected_table,
    figures,
    membership,
)
from commonground.engine.counting.sql.missed import Missed
from commonground.engine.counting.sql.periods import Period
from commonground.engine.counting.sql.plan import Plan
from commonground.engine.counting.sql.qof import Qof
from commonground.engine.counting.sql.record import CHILD, Record
from commonground.engine.counting.sql.verdicts import Verdicts
from commonground.engine.rules.model import Rulebook

UNION = "\nUNION ALL\n"


@dataclass(frozen=True)
class Statement:
    """A table and the query that fills it from the inputs and the tables before it."""

    table: str
    query: str


@dataclass(frozen=True)
class Program:
    """All statements of a count, in order, for one rulebook and as-at date.

    Inputs: children (child_id, date_of_birth, practice, registered_on, deregistered_on), one row a child, practice
    NULL for a child that is judged and not counted; events (child_id, entry, event_date, vaccine, kind), entry its
    row number from 0; practices (practice, registration_known), one row for each that is counted.

    `verdicts` fill doses, and need no list of children; `counts` fill states, figures, membership, flags and
    diagnosis. Each has the columns of `results` after one called practice.
    """

    verdicts: tuple[Statement, ...]
    counts: tuple[Statement, ...]


def generate(rulebook: Rulebook, as_at: date, dialect: Dialect = DUCKDB) -> Program:
    """The rules as SQL text. Raises ValueError, in a sentence, for a rulebook the engine can't count by."""
    plan = Plan(rulebook, as_at, dialect)
    record, qof = Record(plan), Qof(plan)
    layers = [
        *record.layers(),
        *course_layers(plan),
        *due_layers(plan),
        *cover_layers(plan),
        *qof.layers(),
    ]
    columns = [*CHILD, *(name for layer in layers for name in layer)]
    doses = Statement("doses", Verdicts(plan, columns).doses())
    counts = tuple(_counts(plan, qof, columns))
    wanted = mentioned(columns, (statement.query for statement in (doses, *counts)))
    judged = Statement("judged", stacked(record.source(), layers, wanted))
    return Program(verdicts=(judged, doses), counts=counts)


def _counts(plan: Plan, qof: Qof, columns: list[str]) -> Iterator[Statement]:
    standing, diagnosis = Standing(plan), Diagnosis(plan)
    expected = [*cover_expected(plan), *qof.expected()]
    indicators = dict.fromkeys((row.definition, row.indicator) for row in expected)
    states, measured, up_to_date = standing.states(), diagnosis.measured(), _up_to_date_rows(plan)
    layers = [*standing.layers(), *Missed(plan).layers()]
    yield Statement("standing", _of_counted(standing, layers, columns, (states, measured, up_to_date)))
    yield Statement("states", states)
    yield Statement("expected", expected_table([*expected, _up_to_date_expected(plan)]))
    yield Statement("cohorts", UNION.join([*(cohort_rows(*one) for one in indicators), up_to_date]))
    yield Statement("figures", figures(plan))
    yield Statement("membership", membership())
    yield Statement("not_counting", diagnosis.not_counting())
    yield Statement("measured", measured)
    yield Statement("flags", diagnosis.flags())
    yield Statement("diagnosis", diagnosis.counts())


def _of_counted(
    standing: Standing, layers: list[Layer], columns: list[str], read_later: tuple[str, ...]
) -> str:
    """The children counted on the as-at date, with the columns of the layers that are read later."""
    wanted = mentioned([*columns, *(name for layer in layers for name in layer)], read_later)
    here = mentioned(columns, (*wanted, *(value for layer in layers for value in layer.values())))
    source = f"(\n{select(here, 'judged', standing.counted())}\n)"
    return stacked(source, layers, wanted)


def _up_to_date_expected(plan: Plan) -> Expected:
    today = Period(plan.as_at.isoformat(), plan.as_at, plan.as_at)
    return Expected(UP_TO_DATE, plan.book.up_to_date.id, today, plan.as_at, None, None, False)


def _up_to_date_rows(plan: Plan) -> str:
    """Up to date at a date: no dose is overdue on it, whatever bars it (rules.md 4)."""
    columns = [
        "practice",
        "child_id",
        named(text(UP_TO_DATE), "definition"),
        named(text(plan.book.up_to_date.id), "indicator"),
        named(plan.today, "period_end"),
        named(case([(some(*map(overdue, plan.rules)), "0")], "1"), "value"),
    ]
    return select(columns, "standing")
