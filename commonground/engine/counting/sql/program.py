"""The statements in order: from children and events to the tables of a count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from commonground.engine.counting.sql.courses import course_layers
from commonground.engine.counting.sql.cover import cover_expected, cover_layers
from commonground.engine.counting.sql.diagnosis import Diagnosis
from commonground.engine.counting.sql.dialects import DUCKDB, Dialect
from commonground.engine.counting.sql.due import COUNTED, Standing, due_layers, overdue
from commonground.engine.counting.sql.expressions import Layer, case, mentioned, some, stacked
from commonground.engine.counting.sql.figures import (
    UP_TO_DATE,
    Expected,
    expected_table,
    figures,
    membership,
    period_end,
    sums,
    value,
)
from commonground.engine.counting.sql.missed import Missed
from commonground.engine.counting.sql.periods import Period
from commonground.engine.counting.sql.plan import Plan
from commonground.engine.counting.sql.qof import Qof
from commonground.engine.counting.sql.record import CHILD, Record
from commonground.engine.counting.sql.verdicts import Verdicts
from commonground.engine.rules.model import Rulebook


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

    `verdicts` ends with doses, and needs no list of children; `counts` fills states, figures, membership, flags and
    diagnosis. Each has the columns of `results` after one called practice.
    """

    verdicts: tuple[Statement, ...]
    counts: tuple[Statement, ...]


def generate(rulebook: Rulebook, as_at: date, dialect: Dialect = DUCKDB) -> Program:
    """The rules as SQL text. Raises ValueError, in a sentence, for a rulebook the engine can't count by."""
    plan = Plan(rulebook, as_at, dialect)
    record = Record(plan)
    layers = list(_layers(plan, record))
    columns = [*CHILD, *(name for layer in layers for name in layer)]
    doses = Statement("doses", Verdicts(plan, columns).doses())
    counts = tuple(_counts(plan))
    wanted = mentioned(columns, (statement.query for statement in (doses, *counts)))
    judged = Statement("judged", stacked(record.source(), layers, wanted))
    return Program(verdicts=(judged, doses), counts=counts)


def _layers(plan: Plan, record: Record) -> Iterator[Layer]:
    """All that is worked out of a child, in its one row."""
    yield from record.layers()
    yield from course_layers(plan)
    yield from due_layers(plan)
    yield from Standing(plan).layers()
    yield from Missed(plan).layers()
    yield Diagnosis(plan).layer()
    yield from cover_layers(plan)
    yield from Qof(plan).layers()
    # Up to date at a date: no dose is overdue on it, whatever bars it (rules.md 4).
    up_to_date = plan.book.up_to_date.id
    yield {
        period_end(up_to_date): case([(COUNTED, plan.today)]),
        value(up_to_date): case([(some(*map(overdue, plan.rules)), "0")], "1"),
    }


def _counts(plan: Plan) -> Iterator[Statement]:
    diagnosis, sql = Diagnosis(plan), plan.dialect
    today = Period(plan.as_at.isoformat(), plan.as_at, plan.as_at)
    up_to_date = Expected(UP_TO_DATE, plan.book.up_to_date.id, today, plan.as_at, None, None, False)
    rows = [*cover_expected(plan), *Qof(plan).expected(), up_to_date]
    yield Statement("states", Standing(plan).states())
    yield Statement("expected", expected_table(rows))
    yield Statement("sums", sums(rows, sql))
    yield Statement("figures", figures(sql))
    yield Statement("membership", membership(rows, sql))
    yield Statement("not_counting", diagnosis.not_counting())
    yield Statement("measured", diagnosis.measured())
    yield Statement("flags", diagnosis.flags())
    yield Statement("diagnosis", diagnosis.counts())
