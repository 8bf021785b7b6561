"""The only small-number rule: what leaves a practice, and what leaves the programme (rules.md 8).

Gate 1, `to_commissioner`, in four sentences:

- A figure about 1 to 4 children is hidden.
- If a quarter of a COVER age has 1 to 4 children, the age is shown as whole rolling years only, and
  as years that do not overlap where overlapping ones would tell the quarter. Where no registration
  date is known every figure counts the same children, so this holds for all ages and QOF together.
- A diagnosis count of 1 to 4 is shown in words; where one age has 1 to 4 children, only all ages
  together are shown, and no QOF figure that counts the same list on the same day.
- Wherever such a count could be worked out from others, less is shown of the whole measure, until
  each of them could have two values at least. What is hidden follows from which counts are none,
  small or not small, so that replaying this program tells no more (docs/decisions/0005).

Gate 2, `commonground.engine.disclosure_public`, uses the same test of what is small.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from commonground.engine.diagnosis_table import OF, UP_TO_DATE_CELL, safe_table
from commonground.engine.figures import (
    COVER,
    HIDDEN,
    MIXED,
    NO_CHILDREN,
    OK,
    QOF,
    SMALL,
    UP_TO_DATE,
    DiagnosisRow,
    DueRow,
    FigureRow,
    Shared,
)
from commonground.engine.quarters import every_fourth, is_rolling_year, quarter_counts, quarters_at_risk
from commonground.engine.rules.model import Rulebook, SmallNumbers
from commonground.engine.working_out import Table

TO_THE_COMMISSIONER = "to-the-commissioner"
VALUES_LEFT = 2
"""A hidden count must be able to be at least so many numbers; with one it would be told."""


def small_counts(gate: SmallNumbers) -> range:
    """The counts that are not shown: from 1 to one less than the smallest shown. Zero is shown."""
    return range(1, gate.smallest_shown)


def in_words(count: int, gate: SmallNumbers) -> int | str:
    """A count that stands alone, or the words for a small one."""
    return gate.shown_as if count in small_counts(gate) else count


def hide_figure(row: FigureRow) -> FigureRow:
    """The figure without any of its counts."""
    return replace(
        row,
        denominator=None,
        numerator=None,
        coverage=None,
        lower95=None,
        upper95=None,
        excluded=None,
        status=HIDDEN,
    )


def to_commissioner(
    figures: Sequence[FigureRow],
    diagnosis: Sequence[DiagnosisRow],
    due: Sequence[DueRow],
    rulebook: Rulebook,
    *,
    registration_known: bool,
) -> Shared:
    """Gate 1: what a practice may share with its commissioner, from rows in which nothing is hidden.

    Takes the ages of COVER cohorts and the families of measures from the rulebook. Every row comes
    back, in its order; hidden ones keep their names and dates.
    """
    gate = rulebook.small_numbers[TO_THE_COMMISSIONER]
    small = small_counts(gate)
    hidden = {row for row in figures if row.denominator in small}
    ages_hidden = any(row.of in small for row in diagnosis)
    if registration_known:
        hidden |= {row for row in figures if ages_hidden and _counts_todays_list(row)}
        for rows in _by_cohort_age(figures, rulebook):
            hidden |= _hidden_for_quarters(rows, small)
    else:
        hidden |= _hidden_on_one_list(figures, ages_hidden, small)
    up_to_date = next((row for row in figures if row.definition == UP_TO_DATE), None)
    table = safe_table(diagnosis, up_to_date, rulebook, small, VALUES_LEFT)
    if up_to_date and UP_TO_DATE_CELL in table.cells and not table.cells[UP_TO_DATE_CELL].shown:
        hidden.add(up_to_date)
    return Shared(
        tuple(hide_figure(row) if row in hidden else row for row in figures),
        tuple(_shown_diagnosis(row, table, gate) for row in diagnosis),
        tuple(_shown_due(row, gate) for row in due),
    )


# Figures


def _by_cohort_age(figures: Sequence[FigureRow], rulebook: Rulebook) -> Iterable[list[FigureRow]]:
    ages: dict[str, list[FigureRow]] = {}
    for row in figures:
        if row.definition == COVER:
            ages.setdefault(str(rulebook.cover[row.indicator].cohort_age), []).append(row)
    return ages.values()


def _whole_years(rows: Iterable[FigureRow]) -> list[FigureRow]:
    # A mixed year lacks births of one quarter, which a whole year beside it would tell.
    return [row for row in rows if is_rolling_year(row) and MIXED not in row.status]


def _hidden_for_quarters(rows: Sequence[FigureRow], small: range) -> set[FigureRow]:
    """The rows of one cohort age to hide because of its quarters, shown singly or derived."""
    counts = quarter_counts(rows)
    if not any(one.denominator in small for quarters in counts.values() for one in quarters.values()):
        return set()
    years = _whole_years(rows)
    kept = every_fourth(years) if quarters_at_risk(years, counts, small) else years
    return set(rows) - set(kept)


def _counts_todays_list(row: FigureRow) -> bool:
    """Whether a figure counts those registered on the as-at date whom an age band may be: QOF then."""
    return row.definition == QOF and row.period_end == row.as_at


def _hidden_on_one_list(figures: Sequence[FigureRow], ages_hidden: bool, small: range) -> set[FigureRow]:
    """The rows to hide where every COVER and QOF figure counts the children registered today.

    An age band is then a year of the same births as a rolling year, so that one hidden age band
    leaves no such figure.
    """
    rows = [row for row in figures if row.definition != UP_TO_DATE]
    if ages_hidden:
        return set(rows)
    counts = quarter_counts([row for row in rows if row.definition == COVER])
    quarters = (one.denominator for by_quarter in counts.values() for one in by_quarter.values())
    if not any(count in small for count in (*quarters, *(row.denominator for row in rows))):
        return set()
    qof = [row for row in rows if row.definition != COVER and row.denominator not in small]
    kept: list[FigureRow] = []
    for row in sorted(_whole_years(rows), key=_latest_first) + sorted(qof, key=_latest_first):
        if not any(_cohorts_cross(row, other) for other in kept):
            kept.append(row)
    return set(rows) - set(kept)


def _latest_first(row: FigureRow) -> tuple[int, str]:
    return -row.period_end.toordinal(), row.indicator


def _cohorts_cross(row: FigureRow, other: FigureRow) -> bool:
    """Whether two cohorts of births overlap and are not the same; one that is not known does."""
    if not (row.cohort_from and row.cohort_to and other.cohort_from and other.cohort_to):
        return True
    if (row.cohort_from, row.cohort_to) == (other.cohort_from, other.cohort_to):
        return False
    return row.cohort_from <= other.cohort_to and other.cohort_from <= row.cohort_to


# Diagnosis and due


def _shown_diagnosis(row: DiagnosisRow, table: Table, gate: SmallNumbers) -> DiagnosisRow:
    if not table.cells[(OF, row.age_band)].shown:
        return replace(row, children=None, of=None, status=HIDDEN)
    if row.of == 0:
        return replace(row, status=NO_CHILDREN)
    cell = table.cells[(row.measure, row.age_band)]
    if cell.shown:
        return replace(row, status=OK)
    if cell.highest in small_counts(gate):
        return replace(row, children=gate.shown_as, status=SMALL)
    return replace(row, children=None, status=HIDDEN)


def _shown_due(row: DueRow, gate: SmallNumbers) -> DueRow:
    children = in_words(int(row.children), gate)
    return replace(row, children=children, status=OK if children == row.children else SMALL)
