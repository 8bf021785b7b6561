"""QOF: a percentage for each practice, and counts of children where the table has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from commonground.engine.figures import MISSING, OK, PERCENTAGE_ONLY, QOF, PublishedRow
from commonground.engine.published.long_layout import Long
from commonground.engine.published.making import Made
from commonground.engine.published.periods import Period, year_in
from commonground.engine.published.places import PRACTICE
from commonground.engine.published.reading import ORIGIN, Opened, check_of, release_id
from commonground.engine.published.values import UNKNOWN, Printed, is_share
from commonground.engine.records.problems import ExtractError
from commonground.engine.statistics.intervals import percentages

OF_QOF = "qof"
QOF_INDICATOR = "VI001_or_VI002"
"""What a table is about that does not name its indicator."""

_NONE = Printed("", "", None, MISSING)


def qof_figures(opened: Opened, found: Long, told: Period | None) -> Iterator[Made]:
    """The figures of a table of QOF. told: the year that the user says, for a table that says none.

    Raises ExtractError where nobody says the year.
    """
    rows = list(found.rows())
    cells = [found.number("qof_percentage", at, row) or _NONE for at, row, _ in rows]
    scale = 100 if is_share(cells) else 1
    for (at, row, said), cell in zip(rows, cells, strict=True):
        period = year_in(said.get("long_year", "")) or told
        if period is None:
            raise ExtractError(
                f"{opened.name} says nowhere which year it is about; give its period (--period)."
            )
        counts = [found.number(f"long_{name}", at, row) or _NONE for name in ("numerator", "denominator")]
        yield _made(_row(opened, found.sheet.name, said, cell, period), cell, scale, counts[0], counts[1])


def _made(row: PublishedRow, cell: Printed, scale: int, numerator: Printed, denominator: Printed) -> Made:
    """The figure with its numbers; kept apart where they can't be true."""
    had, children = numerator.whole, denominator.whole
    percentage = None if cell.number is None else cell.number * scale
    known = vars(row)
    if had is not None and children:
        coverage, lower, upper = percentages(min(had, children), children)
        changed = {"numerator": had, "denominator": children, "coverage": coverage, "status": OK}
        row = PublishedRow(**{**known, **changed, "lower95": lower, "upper95": upper})
        percentage = Fraction(100 * had, children)
    elif percentage is not None and 0 <= percentage <= 100:
        row = PublishedRow(**{**known, "coverage": round(float(percentage), 1), "status": PERCENTAGE_ONLY})
    if had is not None and children is not None and had > children:
        fault = f"{had:,} of {children:,} children"
        check = check_of(row, "numerator above denominator", fault, _APART, apart=True)
        return Made(row, percentage, Fraction(0), apart=True, checks=(check,))
    fault = _fault(percentage, cell) if row.status != OK else ""
    if fault:
        check = check_of(row, "contradiction", fault, _APART, apart=True)
        return Made(row, percentage, Fraction(0), apart=True, checks=(check,))
    if cell.status == UNKNOWN:
        unknown = check_of(
            row, "value not understood", f"“{cell.text}” is neither a number nor a mark", _MISSING
        )
        return Made(row, percentage, Fraction(0), apart=False, checks=(unknown,))
    return Made(row, percentage, Fraction(0), apart=False, checks=())


_APART = "this figure is kept apart; ask the publisher"
_MISSING = "it is taken as missing; add it to the marks of the rulebook if it has a meaning"


def _fault(percentage: Fraction | None, cell: Printed) -> str:
    if percentage is None:
        return ""
    if not 0 <= percentage <= 100:
        return f"{cell.text} is no percentage"
    if 0 < percentage <= 1:
        return f"{cell.text} stands among percentages and may be a share of one"
    return ""


def _row(opened: Opened, sheet: str, said: Mapping[str, str], cell: Printed, period: Period) -> PublishedRow:
    """A figure of QOF without its numbers."""
    year = f"{period.year}/{(period.year + 1) % 100:02d}"
    return PublishedRow(
        org_code=said["long_practice"].upper(),
        definition=QOF,
        indicator=said.get("long_item", "").upper() or QOF_INDICATOR,
        period=year,
        period_start=period.start,
        period_end=period.end,
        cohort_from=None,
        cohort_to=None,
        as_at=period.end,
        denominator=None,
        numerator=None,
        coverage=None,
        lower95=None,
        upper95=None,
        excluded=None,
        status=MISSING if cell.status in ("", UNKNOWN) else cell.status,
        release=release_id(OF_QOF, year.replace("/", "-"), opened.digest),
        origin=ORIGIN,
        rule_ids=(),
        rulebook_version="",
        org_name=said.get("long_name", ""),
        level=PRACTICE,
        file=opened.name,
        sheet=sheet,
        cell=cell.cell,
    )
