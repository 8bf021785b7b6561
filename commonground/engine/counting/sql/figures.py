"""The figures: which rows there are, and the children counted into them (`results.FIGURES`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commonground.engine.counting.sql.dialects import Dialect
from commonground.engine.counting.sql.expressions import (
    UNION_ALL,
    case,
    column,
    every,
    named,
    select,
    text,
)
from commonground.engine.counting.sql.periods import Period

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
    def single(self) -> bool:
        """Whether it is of one period, and adds up no others."""
        return self.first_end == self.period.end


def period_end(indicator: str) -> str:
    """The last day of the period in whose denominator a child is, or would be but for its exclusion; NULL: none."""
    return column("period_end", indicator)


def value(indicator: str) -> str:
    """1 in the numerator, 0 in the denominator only; NULL: excluded, or in no cohort."""
    return column("value", indicator)


def in_cohort(indicator: str) -> str:
    """Whether a child is in a cohort that is counted."""
    return f"practice IS NOT NULL AND {period_end(indicator)} IS NOT NULL"


def sums(rows: Iterable[Expected], sql: Dialect) -> str:
    """The children of each practice, indicator and single period, without rows for those that have none."""
    return UNION_ALL.join(
        select(
            [
                "practice",
                named(text(definition), "definition"),
                named(text(indicator), "indicator"),
                named(period_end(indicator), "period_end"),
                named(f"count({value(indicator)})", "denominator"),
                named(sql.total(value(indicator)), "numerator"),
                named(f"count(*) - count({value(indicator)})", "excluded"),
            ],
            "judged",
            in_cohort(indicator),
        )
        + f"\nGROUP BY practice, {period_end(indicator)}"
        for definition, indicator in _indicators(rows)
    )


def membership(rows: Iterable[Expected], sql: Dialect) -> str:
    """A row for each child in a single period's denominator (`results.MEMBERSHIP`)."""
    rows = tuple(rows)
    parts = []
    for definition, indicator in _indicators(rows):
        periods = [row.period for row in rows if row.indicator == indicator and row.single]
        if not periods:
            continue
        ends = [(f"{period_end(indicator)} = {sql.day(period.end)}", text(period.name)) for period in periods]
        columns = [
            "practice",
            "child_id",
            named(text(definition), "definition"),
            named(text(indicator), "indicator"),
            named(case(ends), "period"),
            named(f"CAST({value(indicator)} AS TINYINT)", "value"),
        ]
        shown = f"{period_end(indicator)} >= {sql.day(min(period.end for period in periods))}"
        condition = f"{in_cohort(indicator)} AND {value(indicator)} IS NOT NULL AND {shown}"
        parts.append(select(columns, "judged", condition))
    return UNION_ALL.join(parts)


def _indicators(rows: Iterable[Expected]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((row.definition, row.indicator) for row in rows))


def expected_table(rows: Iterable[Expected]) -> str:
    """The rows as a table."""
    dates = ("period_start", "period_end", "first_end", "cohort_from", "cohort_to")
    lines = []
    for row in rows:
        days = (row.period.start, row.period.end, row.first_end, row.cohort_from, row.cohort_to)
        values = [
            row.definition,
            row.indicator,
            row.period.name,
            *(str(day) if day else None for day in days),
        ]
        lines.append(f"({', '.join(map(text, values))}, {str(row.mixed).upper()})")
    names = ["definition", "indicator", "period", *dates, "mixed"]
    listed = f"(VALUES\n  {', '.join(lines)}\n) AS rows_expected ({', '.join(names)})"
    columns = [named(f"CAST({name} AS DATE)", name) if name in dates else name for name in names]
    return select(columns, listed)


def figures(sql: Dialect) -> str:
    """A row for each practice and expected row, however many children it has (`results.FIGURES`)."""
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
    of_row = ["practices.practice", "practices.registration_known", *(f"expected.{key}" for key in keys)]
    counts = ("denominator", "numerator", "excluded")
    added_up = [named(f"coalesce({sql.total(f'sums.{count}')}, 0)", count) for count in counts]
    source = (
        "practices CROSS JOIN expected LEFT JOIN sums ON sums.practice = practices.practice"
        " AND sums.definition = expected.definition AND sums.indicator = expected.indicator"
        " AND sums.period_end BETWEEN expected.first_end AND expected.period_end"
    )
    counted = select([*of_row, *added_up], source) + f"\nGROUP BY {', '.join(of_row)}"
    status = case([("denominator = 0", text("no children")), ("mixed", text("mixed cohort"))], text("ok"))
    known = every(f"definition = {text(QOF)}", "registration_known")
    columns = [
        "practice",
        *keys[:-1],
        "denominator",
        "numerator",
        named(case([(known, "excluded")]), "excluded"),
        named(status, "status"),
        named(sql.list_of("indicator"), "rule_ids"),
    ]
    return select(columns, f"(\n{counted}\n)")
