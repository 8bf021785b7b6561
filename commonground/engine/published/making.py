"""From what a table prints to figures: which numbers are counts, which are derived, which stay what they are.

Zero, missing, withheld and suppressed are four things, and none of them is ever made up from another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from commonground.engine.figures import (
    COVER,
    DENOMINATOR_ONLY,
    DERIVED,
    MISSING,
    NO_CHILDREN,
    OK,
    PERCENTAGE_ONLY,
    SUPPRESSED,
    WITHHELD,
    PublishedRow,
)
from commonground.engine.published.headings import group_of, label_of
from commonground.engine.published.periods import Period
from commonground.engine.published.places import PRACTICE
from commonground.engine.published.reading import ORIGIN, Check, check_of, release_id
from commonground.engine.published.tables import PrintedFigure, not_understood
from commonground.engine.published.values import Printed, known, numerators, status_of
from commonground.engine.statistics.intervals import percentages


@dataclass(frozen=True)
class Edition:
    """What the figures of a release have in common: source, period, digest and name of the file."""

    source: str
    period: Period
    digest: str
    file: str

    @property
    def release(self) -> str:
        """The name of the release."""
        return release_id(self.source, self.period.label, self.digest)


@dataclass(frozen=True)
class Made:
    """A figure with its exact coverage and half the unit it was rounded to, as percentages. apart: kept out."""

    row: PublishedRow
    exact: Fraction | None
    half: Fraction
    apart: bool
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class _Counts:
    status: str
    denominator: int | None = None
    numerator: int | None = None
    percentage: Fraction | None = None
    half: Fraction = Fraction(0)
    note: str = ""
    fault: str = ""
    doubt: str = ""
    do: str = "the percentage stands without a numerator: it may rest on other children than the denominator printed"


def make(figure: PrintedFigure, edition: Edition, note: str = "") -> Made | None:
    """The figure that a table prints; None where no indicator is known for its label at its age."""
    born_from, born_to = edition.period.births(figure.age)
    label = label_of(figure.label, figure.age, born_from)
    if label is None:
        return None
    counts = _counts(figure)
    coverage = lower = upper = None
    if counts.denominator and counts.numerator is not None and not counts.fault:
        coverage, lower, upper = percentages(counts.numerator, counts.denominator)
    elif counts.percentage is not None:
        coverage = round(float(counts.percentage), 1)
    row = PublishedRow(
        org_code=figure.place.code,
        definition=COVER,
        indicator=label.indicator,
        period=edition.period.label,
        period_start=edition.period.start,
        period_end=edition.period.end,
        cohort_from=born_from,
        cohort_to=born_to,
        as_at=edition.period.end,
        denominator=counts.denominator,
        numerator=counts.numerator,
        coverage=coverage,
        lower95=lower,
        upper95=upper,
        excluded=None,
        status=counts.status,
        release=edition.release,
        origin=ORIGIN,
        rule_ids=(),
        rulebook_version="",
        org_name=figure.place.name,
        level=figure.place.level,
        parent_code=figure.place.parent,
        age=figure.age,
        note="; ".join(filter(None, (counts.note, note))),
        file=edition.file,
        sheet=figure.table.sheet.name,
        cell=figure.cell,
    )
    return Made(row, *_exact(counts), bool(counts.fault), tuple(_checks(row, figure, counts)))


def _counts(figure: PrintedFigure) -> _Counts:
    """The status of what is printed, and the numbers that it allows."""
    if figure.numerator is not None:
        return _agreeing(_of_counts(figure.denominator, figure.numerator), figure)
    if figure.denominator is None:
        return _of_percentage(figure)
    return _of_both(figure, figure.denominator)


def _of_counts(denominator: Printed | None, numerator: Printed) -> _Counts:
    if not known(denominator):
        note = f"{numerator.text} are printed without a denominator" if known(numerator) else ""
        status = status_of(denominator)
        return _Counts(status if status != MISSING or note else status_of(numerator), note=note)
    assert denominator is not None  # noqa: S101 - known
    children = denominator.whole
    if children is None:
        return _Counts(MISSING, fault=f"{denominator.text} is no number of children")
    if not known(numerator):
        status = status_of(numerator)
        return _Counts(DENOMINATOR_ONLY if status == MISSING else status, children)
    had = numerator.whole
    if had is None:
        return _Counts(MISSING, children, fault=f"{numerator.text} is no number of children")
    if had > children:
        return _Counts(OK, children, had, fault=f"{had:,} of {children:,} children")
    return _Counts(OK if children else NO_CHILDREN, children, had)


def _agreeing(counts: _Counts, figure: PrintedFigure) -> _Counts:
    """Counts, with a doubt where the percentage printed beside them is another."""
    if counts.fault or not counts.denominator or counts.numerator is None or not known(figure.percentage):
        return counts
    value, half, fault = _per_cent(figure)
    exact = Fraction(100 * counts.numerator, counts.denominator)
    if not fault and abs(value - exact) <= half:
        return counts
    printed_as = "" if figure.percentage is None else figure.percentage.text
    said = f"{counts.numerator:,} of {counts.denominator:,} are {shown(round(exact, 2))}%"
    doubt = f"{said}; {printed_as} stands beside them"
    return replace(counts, doubt=doubt, do="the counts are used; ask the publisher")


def _of_percentage(figure: PrintedFigure) -> _Counts:
    """A percentage in a table that has no denominators."""
    found = figure.percentage
    if not known(found):
        return _Counts(status_of(found))
    value, half, fault = _per_cent(figure)
    return _Counts(PERCENTAGE_ONLY, percentage=value, half=half, fault=fault)


def _of_both(figure: PrintedFigure, denominator: Printed) -> _Counts:
    """A percentage beside a denominator."""
    per_cent = figure.percentage
    if not known(denominator):
        if not known(per_cent):
            return _Counts(status_of(denominator))
        assert per_cent is not None  # noqa: S101 - known
        status = status_of(denominator)
        hidden = SUPPRESSED if figure.place.level == PRACTICE and status == MISSING else status
        if hidden != MISSING:
            return _Counts(
                hidden, note=f"{per_cent.text} is printed where the denominator is {hidden}; not used"
            )
        value, half, fault = _per_cent(figure)
        return _Counts(PERCENTAGE_ONLY, percentage=value, half=half, fault=fault)
    children = denominator.whole
    if children is None:
        return _Counts(MISSING, fault=f"{denominator.text} is no number of children")
    if children == 0:
        return _Counts(NO_CHILDREN, 0, 0)
    if not known(per_cent):
        status = status_of(per_cent)
        return _Counts(DENOMINATOR_ONLY if status == MISSING else status, children)
    value, half, fault = _per_cent(figure)
    if fault:
        return _Counts(MISSING, children, fault=fault)
    return _derived(value, half, children, figure)


def _derived(value: Fraction, half: Fraction, children: int, figure: PrintedFigure) -> _Counts:
    found = numerators(value, half, children)
    own = Fraction(figure.scale, 2 * 10**figure.percentage.places) if figure.percentage else half
    if found.fewest > found.most and own > half:  # one cell of a column that is else printed in full
        half = own
        found = numerators(value, half, children)
    interval = f"{shown(found.lower)}% to {shown(found.upper)}%"
    if found.only is not None:
        note = f"derived: {found.only:,} of {children:,} is the only number that rounds to it ({interval})"
        return _Counts(DERIVED, children, found.only, value, half, note)
    if found.fewest > found.most:
        note = f"no whole number of {children:,} children is {shown(value)}% ({interval})"
        return _Counts(PERCENTAGE_ONLY, children, None, value, half, note, doubt=note)
    note = f"{found.fewest:,} to {found.most:,} of {children:,} round to it ({interval})"
    return _Counts(PERCENTAGE_ONLY, children, None, value, half, note)


def _per_cent(figure: PrintedFigure) -> tuple[Fraction, Fraction, str]:
    """A percentage, half the unit it is rounded to, and what is wrong with it."""
    assert figure.percentage is not None and figure.percentage.number is not None  # noqa: S101 - the callers look
    value = figure.percentage.number * figure.scale
    half = Fraction(figure.scale, 2 * 10**figure.places)
    fault = "" if 0 <= value <= 100 else f"{figure.percentage.text} is no percentage"
    if 0 < value <= 1 and not group_of(figure.label):
        fault = f"{figure.percentage.text} stands among percentages and may be a share, {shown(100 * value)}%"
    return value, half, fault


def _exact(counts: _Counts) -> tuple[Fraction | None, Fraction]:
    if counts.status == OK and counts.denominator and counts.numerator is not None:
        return Fraction(100 * counts.numerator, counts.denominator), Fraction(0)
    return counts.percentage, counts.half


def _checks(row: PublishedRow, figure: PrintedFigure, counts: _Counts) -> Iterator[Check]:
    if counts.fault:
        above = counts.numerator is not None and counts.denominator is not None
        yield check_of(
            row,
            "numerator above denominator" if above else "contradiction",
            counts.fault,
            "this figure is kept apart; ask the publisher",
            apart=True,
        )
    if counts.doubt:
        yield check_of(
            row,
            "contradiction",
            counts.doubt,
            counts.do,
        )
    for cell in not_understood(figure):
        yield check_of(
            replace(row, cell=cell.cell),
            "value not understood",
            f"“{cell.text}” is neither a number nor a mark that is known",
            "it is taken as missing; add it to the marks of the rulebook if it has a meaning",
        )
    if row.level == PRACTICE and counts.status in (SUPPRESSED, WITHHELD) and counts.note:
        yield check_of(row, "hidden denominator", counts.note, "the percentage is not used")


def shown(value: Fraction) -> str:
    """A percentage in a sentence, to six places at most."""
    return f"{float(value):.6f}".rstrip("0").rstrip(".")
