"""The rows that may leave a practice: a figure, a line of the diagnosis, a line of what is due.

One shape for a figure, whoever counted it. The same dataclasses hold a row before disclosure
control (every count a number) and after it (a count blank, or in words).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

OK = "ok"
MIXED = "mixed cohort"
NO_CHILDREN = "no children"
TODAYS_LIST = "today's list only"
HIDDEN = "hidden"
SMALL = "small"
NOT_KNOWN = "not known"

MISSING = "missing"
WITHHELD = "withheld"
SUPPRESSED = "suppressed"
NOT_APPLICABLE = "not applicable"
DERIVED = "derived"
PERCENTAGE_ONLY = "percentage only"
DENOMINATOR_ONLY = "denominator only"
"""What a published cell may be besides a count: zero is none of them, and they are never mixed."""

COVER = "cover"
QOF = "qof"
UP_TO_DATE = "up_to_date"

ALL_AGES = "all"
"""The age band that is the sum of the others."""

NEVER = "never"
"""The measure that is the complement of up to date: a dose is overdue at the as-at date."""

ONE_VISIT_AWAY = "one_visit_away"
MISSED_FOR_GOOD = "missed_for_good"


BOTH, FIRST, SECOND, NEITHER = "both", "first", "second", "neither"
"""Which of two definitions compared count a child, or ask about it."""


@dataclass(frozen=True)
class FigureRow:
    """One figure: organisation, definition, indicator, period, counts and where they come from.

    Fields are the columns of figures.csv, in its order. Percentages have one decimal place. A
    count is None where it is hidden; coverage and limits also where there are no children;
    `excluded` also where the definition excludes nobody, and the words `not known` where it cannot
    be told. `status` is OK, MIXED, TODAYS_LIST, both joined by a semicolon, NO_CHILDREN or HIDDEN.
    """

    org_code: str
    definition: str
    indicator: str
    period: str
    period_start: date | None
    period_end: date
    cohort_from: date | None
    cohort_to: date | None
    as_at: date
    denominator: int | None
    numerator: int | None
    coverage: float | None
    lower95: float | None
    upper95: float | None
    excluded: int | str | None
    status: str
    release: str
    origin: str
    rule_ids: tuple[str, ...]
    rulebook_version: str


@dataclass(frozen=True)
class PublishedRow(FigureRow):
    """A figure that somebody published, with its organisation and the cell it came from.

    `status` is OK where the counts were printed; DERIVED where the numerator is the only one that gives the printed
    percentage; else one of MISSING, WITHHELD, SUPPRESSED, NOT_APPLICABLE, PERCENTAGE_ONLY, DENOMINATOR_ONLY. `level`
    is `practice`, `pcn`, `authority`, `region`, `area team`, `pct`, `sub-icb`, `icb` or `country`; `age` the cohort's,
    as `24 months`; `cell` as a spreadsheet names it (`F12`). `rule_ids` is empty and `rulebook_version` blank: no rule
    of ours counted here.
    """

    org_name: str = ""
    level: str = ""
    parent_code: str = ""
    age: str = ""
    note: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True)
class DiagnosisRow:
    """Children of whom a measure is true, by completed year of age or `all`, out of how many.

    `children` is words where the count is small. `status` is OK, SMALL, HIDDEN or NO_CHILDREN.
    """

    measure: str
    age_band: str
    children: int | str | None
    of: int | None
    status: str


@dataclass(frozen=True)
class DueRow:
    """Children with a dose of a series due or overdue on the as-at date. `status` is OK or SMALL."""

    series: str
    children: int | str
    status: str


@dataclass(frozen=True)
class CauseRow:
    """Children whom two definitions count alike or not, and by which cause.

    The rows of a pair have each child of either denominator once. `counted_in` says which numerators
    the children are in (BOTH, FIRST, SECOND, NEITHER), `asked_of` which denominators (BOTH, FIRST,
    SECOND), and `cause` why the other definition does not count them: empty where both or neither do
    and both ask. `children` and `status` are as in DiagnosisRow, but for NO_CHILDREN.
    """

    first: str
    first_period: str
    second: str
    second_period: str
    counted_in: str
    asked_of: str
    cause: str
    children: int | str | None
    status: str


PRACTICE, CHIS = "practice", "chis"
"""Whose list or record has what the other lacks."""

CHIS_LIST, PUBLISHED = "chis list", "published"
"""What a practice count is compared with: the child health service's list, or a published figure."""

VACCINATED, REPAIRED, STRUCK_OUT, JOINED, LEFT = "vaccinated", "repaired", "struck out", "joined", "left"
CHANGES = (VACCINATED, REPAIRED, STRUCK_OUT, JOINED, LEFT)
"""How a child's count has changed since a baseline; the third takes from the numerator, the last from both counts."""

NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass(frozen=True)
class DifferenceRow:
    """Children of one indicator and period whom a practice count and another count see differently, by cause.

    `against` is CHIS_LIST or PUBLISHED and `against_release` which one. `cause` is an id of the rulebook's list;
    `unresolved` is what nothing explains yet. `only_in` says whose list has the child, or whose record the dose:
    PRACTICE or CHIS (BOTH is kept for a cause of neither alone). Against a published figure nobody sees its children:
    the unresolved are a difference of two counts. `points` are the cause's Shapley share of the difference in coverage
    (practice less other), in percentage points; None wherever a small count could be told from it. `status` is OK,
    SMALL or HIDDEN.
    """

    indicator: str
    period: str
    against: str
    against_release: str
    cause: str
    only_in: str
    children: int | str | None
    points: float | None
    status: str


@dataclass(frozen=True)
class AgreementRow:
    """Children on both lists for one indicator and period, by whose record counts them as vaccinated.

    All four counts are None where one could tell a small number. `status` is OK or HIDDEN.
    """

    indicator: str
    period: str
    both: int | None
    chis_only: int | None
    practice_only: int | None
    neither: int | None
    status: str


@dataclass(frozen=True)
class ChangeRow:
    """Children of a cohort whose count has changed since a baseline, by how (CHANGES).

    `counts_in` is NUMERATOR or DENOMINATOR. Numerator now = then + vaccinated + repaired - struck out + joined -
    left; denominator now = then + joined - left. `children` and `status` are as in DifferenceRow.
    """

    indicator: str
    period: str
    baseline_as_at: date
    kind: str
    counts_in: str
    children: int | str | None
    status: str


@dataclass(frozen=True)
class Shared:
    """Everything that may leave a practice, after disclosure control."""

    figures: tuple[FigureRow, ...]
    diagnosis: tuple[DiagnosisRow, ...]
    due: tuple[DueRow, ...]
    causes: tuple[CauseRow, ...] = ()
    differences: tuple[DifferenceRow, ...] = ()
    agreement: tuple[AgreementRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
