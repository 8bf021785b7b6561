"""The figures: which rows there are, and the children counted into them (`results.FIGURES`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commonground.engine.counting.sql.expressions import Span, case, column, every, named, select, text
from commonground.engine.counting.sql.periods import Period
from commonground.engine.counting.sql.plan import Plan

COVER, QOF, UP_TO_DATE = "cover", "qof", "up_to_date"


@dataclass(frozen=True)
class Expected:
    """A row that the figures have, with children or without.

    first_end: the last day of the first period that it adds up; a single period's own end. mixed: some births of the
    cohort are not covered.
    """

    definition: str
    indicator: str
    period: Period
    first_end: date
    cohort_from: date | None
    cohort_to: date | None
    mixed: bool

    @property
    def births(self) -> Span:
        """The births of its cohort."""
        return self.cohort_from, self.cohort_to


def period_end(indicator: str) -> str:
    """The last day of the period in whose denominator a child is, or would be but for its exclusion; NULL: none."""
    return column("period_end", indicator)


def value(indicator: str) -> str:
    """1 in the numerator, 0 in the denominator only; NULL: excluded, or in no cohort."""
    return column("value", indicator)


def cohort_rows(definition: str, indicator: str) -> str:
    """A row for each child in a cohort of an indicator."""
    columns = [
        "practice",
        "child_id",
        named(text(definition), "definition"),
        named(text(indicator), "indicator"),
        named(period_end(indicator), "period_end"),
        named(value(indicator), "value"),
    ]
    return select(columns, "judged", f"practice IS NOT NULL AND {period_end(indicator)} IS NOT NULL")


def expected_table(rows: Iterable[Expected]) -> str:
    """The rows as a table."""
    dates = ("period_start", "period_end", "first_end", "cohort_from", "cohort_to")
    lines = []
    for row in rows:
        days = (row.period.start, row.period.end, row.first_end, row.cohort_from, row.cohort_to)
        values = [row.definition, row.indicator, row.period.name, *(str(day) if day else None for day in days)]
        lines.append(f"({', '.join(map(text, values))}, {str(row.mixed).upper()})")
    names = ["definition", "indicator", "period", *dates, "mixed"]
    listed = f"(VALUES\n  {', '.join(lines)}\n) AS rows_expected ({', '.join(names)})"
    columns = [named(f"CAST({name} AS DATE)", name) if name in dates else name for name in names]
    return select(columns, listed)


def figures(plan: Plan) -> str:
    """A row for each practice and expected row, however many children it has."""
    sql = plan.dialect
    sums = select(
        [
            "practice",
            "definition",
            "indicator",
            "period_end",
            named("count(value)", "denominator"),
            named(sql.total("value"), "numerator"),
            named("count(*) - count(value)", "excluded"),
        ],
        "cohorts",
    )
    sums += "\nGROUP BY practice, definition, indicator, period_end"
    keys = [
        "definition",
        "indicator",
        "period",
        "period_start",
        "period_end",
        "cohort_from",
        "cohort_to",
        "mixed",
    ]
    of_row = [f"expected.{key}" for key in keys]
    counted = select(
        [
            "practices.practice",
            "practices.registration_known",
            *of_row,
            *(
                named(f"coalesce({sql.total(f'sums.{part}')}, 0)", part)
                for part in ("denominator", "numerator", "excluded")
            ),
        ],
        "practices CROSS JOIN expected LEFT JOIN sums ON "
        "sums.practice = practices.practice AND sums.definition = expected.definition"
        " AND sums.indicator = expected.indicator"
        " AND sums.period_end BETWEEN expected.first_end AND expected.period_end",
    )
    counted += "\nGROUP BY practices.practice, practices.registration_known, " + ", ".join(of_row)
    status = case([("denominator = 0", text("no children")), ("mixed", text("mixed cohort"))], text("ok"))
    known = every(f"definition = {text(QOF)}", "registration_known")
    final = select(
        [
            "practice",
            *keys[:-1],
            "denominator",
            "numerator",
            named(case([(known, "excluded")]), "excluded"),
            named(status, "status"),
            named(sql.list_of("indicator"), "rule_ids"),
        ],
        "counted",
    )
    return f"WITH sums AS (\n{sums}\n), counted AS (\n{counted}\n)\n{final}"


def membership() -> str:
    """A row for each child in a single period's denominator (`results.MEMBERSHIP`)."""
    columns = [
        "practice",
        "child_id",
        "definition",
        "indicator",
        "period",
        named("CAST(value AS TINYINT)", "value"),
    ]
    return select(
        columns,
        "cohorts JOIN expected USING (definition, indicator, period_end)",
        "value IS NOT NULL AND expected.first_end = expected.period_end",
    )
