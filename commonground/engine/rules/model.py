"""The rulebook in memory: one frozen dataclass for each kind of entry in its files.

Nothing here decides anything; it is the shape that the loader fills and the engines read.
Field names are the words a nurse reads in the YAML files, so a rule reads the same in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, PlainSerializer

from commonground.engine.rules.ages import Age, parse_age

Evidence = Literal["sourced", "inferred", "decided", "sourced and decided", "general knowledge"]
AgeText = Annotated[
    Age, BeforeValidator(lambda v: v if isinstance(v, Age) else parse_age(str(v))), PlainSerializer(str)
]

STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True)
class Source:
    """Where a fact was read: the tag that entries name, and the words that people read.

    `short` is what a sentence calls it; the title stands in full where sources are listed.
    """

    __pydantic_config__ = STRICT
    tag: str
    title: str
    short: str = ""

    @property
    def name(self) -> str:
        """What a sentence calls it: the short name, or the title where there is none."""
        return self.short or self.title


@dataclass(frozen=True)
class Provenance:
    """What every entry carries: its words, where they come from, how sure, and from when to when.

    `valid_from` and `valid_to` are the days on which the fact itself is in force (empty: no limit
    known); which children it is about is said by births_from and births_to where that matters.
    """

    __pydantic_config__ = STRICT
    id: str
    words: str
    source: tuple[str, ...]
    evidence: Evidence
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Vaccine(Provenance):
    """A vaccine as events name it. `components` only rank two entries of a day (rules.md 1, 2)."""

    name: str
    components: tuple[str, ...]
    bars: tuple[str, ...] = ()  # series that a declined or contraindicated entry bars
    counts_like: str | None = None  # the loader names it wherever this vaccine is named: a new product


@dataclass(frozen=True, kw_only=True)
class Series(Provenance):
    """The vaccines whose doses are counted together, and how.

    Its `id` is the rule_id of a verdict that rests on no dose rule (`not needed`, BCG, Hib over one).
    kind: `course` judges doses by the course for the child's birth date; `each date` counts every
    distinct date, numbered; `first date` counts the first and calls the others repeats.
    """

    name: str
    title: str  # as people say it: "6-in-1 and pre-school booster"
    vaccines: tuple[str, ...]
    kind: Literal["course", "each date", "first date"]
    from_age: AgeText | None = None  # entries before this age do not enter the series
    short: str = ""  # what a sentence calls one of its doses: "DTP" in "DTP dose 1"; empty: the title


@dataclass(frozen=True)
class Settled:
    """A condition on another dose of the same course: given validly before an age, or not.

    Until the child has reached that age and while the dose is missing, the condition is open.
    """

    __pydantic_config__ = STRICT
    rule: str
    before_age: AgeText


@dataclass(frozen=True, kw_only=True)
class DoseRule(Provenance):
    """When a recorded date is a valid dose (rules.md 3)."""

    series: str
    dose: str
    minimum_age: AgeText | None = None
    minimum_interval: AgeText | None = None
    follows: str | None = None  # the dose that must be valid first
    spaced_from: tuple[
        str, ...
    ] = ()  # doses the interval runs from where valid on an earlier day: the latest
    before_age: AgeText | None = None  # the last day it may be given is the day before
    last_age: AgeText | None = None  # the last day it may be given
    vaccines: tuple[str, ...] = ()  # only these of the series; empty: all
    only_if: Settled | None = None
    unless: Settled | None = None
    if_missed: Literal["course ends", "next dose"] = "course ends"


@dataclass(frozen=True)
class CourseDose:
    """A dose in a course: when it is recommended, or (a catch-up) when it is offered."""

    __pydantic_config__ = STRICT
    rule: str
    recommended: AgeText | None = None
    programme_start: date | None = None
    offered_from: date | None = None
    offered_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Course(Provenance):
    """The needed doses of a series, in order, for the children born in a span.

    A later course of the same series takes over from its births_from, so that a schedule change
    is a new file that touches no older one.
    """

    series: str
    doses: tuple[CourseDose, ...]
    births_from: date | None = None
    births_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class CompletedBy(Provenance):
    """A dose of other vaccines that completes a missing dose, and makes none late or on time."""

    rule: str  # the dose rule that it completes
    vaccines: tuple[str, ...]
    from_age: AgeText
    as_at_from: date
    births_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Bar(Provenance):
    """A series that a decline or contraindication of a vaccine bars besides its own, from a date."""

    vaccines: tuple[str, ...]
    series: str
    as_at_from: date


@dataclass(frozen=True, kw_only=True)
class GiveAs(Provenance):
    """As what a missing dose is given. The first entry that fits is the answer."""

    order: int  # lower is asked first
    series: str
    vaccine: str
    doses: tuple[str, ...] = ()  # empty: every dose of the series
    births_from: date | None = None
    births_to: date | None = None
    as_at_from: date | None = None
    as_at_to: date | None = None
    unless_series_given: str | None = None  # any dose on record in this series


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What one visit of a schedule version gives."""

    __pydantic_config__ = STRICT
    age: AgeText
    vaccines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScheduleVersion(Provenance):
    """The whole schedule for a span of births, as a poster on the wall shows it.

    As with courses, a later version takes over from its births_from.
    """

    births_from: date | None
    births_to: date | None
    visits: tuple[Visit, ...]


@dataclass(frozen=True, kw_only=True)
class DoseCount:
    """So many distinct dates of these vaccines in a window of age; the one kind of numerator there is.

    from_age is included; the end is either before_age (excluded) or last_age (included).
    `after_earlier` asks that a date in the window has at least so many earlier dates.
    """

    __pydantic_config__ = STRICT
    vaccines: tuple[str, ...]
    at_least: int
    from_age: AgeText | None = None
    before_age: AgeText | None = None
    last_age: AgeText | None = None
    after_earlier: int = 0


@dataclass(frozen=True, kw_only=True)
class CoverIndicator(Provenance):
    """A COVER indicator: of the children who reach cohort_age in the quarter, those with the doses."""

    title: str
    plain: str = ""  # what counts, in words for a meeting; empty: the words
    cohort_age: AgeText
    counts: DoseCount
    births_from: date | None = None
    births_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class LateRegistration:
    """Registered at or after an age with so many of the doses still missing: removed from the denominator."""

    __pydantic_config__ = STRICT
    missing_at_least: int
    from_age: AgeText | None = None
    after_age: AgeText | None = None


@dataclass(frozen=True, kw_only=True)
class QofIndicator(Provenance):
    """A QOF indicator: of the children of an age at the year end, those for whom every part is met.

    The cohort is either those aged aged_from to under aged_under on 31 March, or those who
    reach `reaches` in the year. A child who fails is excluded when every unmet part was
    contraindicated before its window closed, or by a late registration.
    """

    title: str
    plain: str = ""
    parts: tuple[DoseCount, ...]
    first_year: int  # the contract year 2021/22 is 2021
    late_registration: tuple[LateRegistration, ...]
    late_registration_first_year: int
    aged_from: AgeText | None = None
    aged_under: AgeText | None = None
    reaches: AgeText | None = None


@dataclass(frozen=True, kw_only=True)
class UpToDate(Provenance):
    """The third definition and the words of being due."""

    title: str
    plain: str = ""
    overdue_after: AgeText  # due from due_on to due_on + this; overdue after
    under_age: AgeText  # worklist, diagnosis and up to date are about children younger than this


@dataclass(frozen=True, kw_only=True)
class Measure(Provenance):
    """A line of the diagnosis. Which count it is, the engine knows by its id."""

    title: str
    parent: str | None = None
    last_doses: tuple[str, ...] = ()  # dose rules: the end of the course for drop-out and missed for good


Definition = Literal["cover", "qof", "up_to_date"]


@dataclass(frozen=True, kw_only=True)
class Comparison(Provenance):
    """A COVER and a QOF indicator that ask about the same vaccines, beside up to date."""

    title: str
    cover: str
    qof: str


@dataclass(frozen=True, kw_only=True)
class Cause(Provenance):
    """Why a definition does not count a child whom another counts; the first of the list that holds.

    `asked`: the child is in the definition's denominator and not in its numerator; else in neither.
    Which children it is true of, the engine knows by its id (CAUSES).
    """

    title: str  # ends the sentence "not counted there: ..."
    of: tuple[Definition, ...]
    asked: bool


CAUSES = (
    "other_age",
    "not_on_the_list",
    "excluded",
    "given_too_early",
    "given_too_late",
    "too_few_doses",
    "none_on_record",
    "dose_does_not_count",
    "dose_overdue",
    "other_vaccine_overdue",
)
"""The causes that the engine can tell; the rulebook has each of them and no other."""


@dataclass(frozen=True, kw_only=True)
class Payment(Provenance):
    """A payment rule: what an indicator or a dose earns, from when to when; None where not known."""

    kind: Literal["qof points", "item of service", "target payment", "repayment"]
    title: str
    indicator: str | None = None
    points: int | None = None
    lower_percent: float | None = None
    upper_percent: float | None = None
    points_at_lower: int | None = None
    pounds: float | None = None
    not_known: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SmallNumbers(Provenance):
    """The thresholds of one disclosure gate (rules.md 8)."""

    smallest_shown: int
    shown_as: str


@dataclass(frozen=True)
class Rulebook:
    """Everything loaded and cross-checked, by id; `version` names the exact text it was loaded from."""

    version: str
    sources: Mapping[str, Source]
    vaccines: Mapping[str, Vaccine]  # by name
    series: Mapping[str, Series]  # by name
    dose_rules: Mapping[str, DoseRule]
    courses: Mapping[str, Course]
    completed_by: tuple[CompletedBy, ...]
    bars: tuple[Bar, ...]
    give_as: tuple[GiveAs, ...]
    versions: Mapping[str, ScheduleVersion]
    cover: Mapping[str, CoverIndicator]
    qof: Mapping[str, QofIndicator]
    up_to_date: UpToDate
    measures: Mapping[str, Measure]
    payments: Mapping[str, Payment]
    small_numbers: Mapping[str, SmallNumbers]
    comparisons: Mapping[str, Comparison]
    causes: Mapping[str, Cause]  # in order of precedence
    places: Mapping[str, str] = field(default_factory=dict)  # entry id -> file:line

    def courses_of(self, series: str) -> tuple[Course, ...]:
        """The courses of a series by birth date; the loader has ended each the day before the next begins."""
        found = [course for course in self.courses.values() if course.series == series]
        return tuple(sorted(found, key=lambda course: course.births_from or date.min))
