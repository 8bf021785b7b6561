"""The files that stay at the practice: who is due, which doses count, who is in which figure, and why not.

All are CSV in UTF-8 with a header and ISO dates, one child or entry a row. A text that comes from the
extract and begins as a spreadsheet formula does is written with an apostrophe before it, so that opening
a file runs nothing (`guard`); it is the only change made to any value.
"""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from commonground.engine.counting.causes import (
    Record,
    cause_left_out,
    cause_not_counted,
    cause_not_up_to_date,
    days_with,
)
from commonground.engine.counting.explain import (
    Beside,
    Period,
    Registration,
    explain_dose,
    explain_due,
    explain_left_out,
    explain_not_counted,
    explain_not_up_to_date,
)
from commonground.engine.counting.results import ROLLING_YEAR, Count, figures_in_order
from commonground.engine.records.tables import Extract, Problem
from commonground.engine.records.words import guard
from commonground.engine.rules.model import CoverIndicator, QofIndicator, Rulebook

Row = dict[str, Any]
Cells = Sequence[object]
"""A row of a file, in the order of its header."""
FigureKey = tuple[str, str, str]  # definition, indicator, period

WORKLIST = (
    "child_id",
    "date_of_birth",
    "vaccine",
    "dose",
    "due_on",
    "days_overdue",
    "status",
    "offer_until",
    "give_as",
    "reason",
    "rule_id",
)
DOSES = ("child_id", "event_date", "vaccine", "series", "counts_as", "verdict", "rule_id", "explanation")
CHILD = ("child_id", "date_of_birth")
PROBLEMS = ("file", "sheet", "row", "column", "value", "reason", "what_to_do")
NOT_COUNTED = (
    "child_id",
    "date_of_birth",
    "definition",
    "indicator",
    "period",
    "explanation",
    "rule_id",
    "cause",
)

FILES = ("worklist.csv", "doses.csv", "children.csv", "problems.csv", "not_counted.csv")
"""What `stays_here_texts` makes, in its order."""

TO_INVITE = ("due", "overdue")
LISTED = (*TO_INVITE, "offered", "declined", "contraindicated")


def stays_here_texts(extract: Extract, count: Count, rulebook: Rulebook) -> dict[str, str]:
    """The text of each of FILES. `count` must have been counted from `extract` by `rulebook`."""
    children = PracticeChildren(extract, count)
    figures = _single_periods(count, rulebook)
    tables: list[tuple[Sequence[str], Iterable[Cells]]] = [
        (WORKLIST, worklist_rows(children, count, rulebook)),
        (DOSES, dose_rows(count, rulebook)),
        ((*CHILD, *map(_column, figures)), child_rows(children, count, figures)),
        (PROBLEMS, problem_rows(extract.problems)),
        (NOT_COUNTED, not_counted_rows(children, extract, count, rulebook)),
    ]
    return {name: csv_text(*table) for name, table in zip(FILES, tables, strict=True)}


class PracticeChildren:
    """The children of one practice in the extract, in its order."""

    def __init__(self, extract: Extract, count: Count) -> None:
        rows = extract.children.to_pylist()
        self.born: dict[str, date] = {row["child_id"]: row["date_of_birth"] for row in rows}
        self.own = [row for row in rows if row["practice_code"] in (None, "", count.practice_code)]
        self.by_birth = sorted(self.own, key=itemgetter("date_of_birth", "child_id"))
        self._births = [row["date_of_birth"] for row in self.by_birth]

    def born_between(self, first: date, last: date) -> list[Row]:
        """The practice's children born from `first` to `last`, both included."""
        return self.by_birth[bisect_left(self._births, first) : bisect_right(self._births, last)]


def worklist_rows(children: PracticeChildren, count: Count, rulebook: Rulebook) -> Iterator[Cells]:
    """Doses to give, a child's together: first those whom one visit would complete, then those nearest
    to losing a dose for good, then those longest overdue."""
    by_child = _by_child(count.states.filter(pc.is_in(count.states["status"], value_set=pa.array(LISTED))))
    one_visit = _by_child(count.flags.filter(pc.equal(count.flags["measure"], "one_visit_away")))
    as_counted = itemgetter("series", "dose", "due_on", "days_overdue", "status", "offer_until", "give_as")
    order = {rule: place for place, rule in enumerate(rulebook.dose_rules)}
    for child_id in sorted(by_child, key=lambda child: _urgency(child, by_child[child], child in one_visit)):
        born = children.born[child_id]
        by_child[child_id].sort(key=lambda row: (row["due_on"] or date.max, order[row["rule_id"]]))
        for row in by_child[child_id]:
            reason = explain_due(row, born, rulebook, count.as_at)
            yield guard(child_id), born, *as_counted(row), reason, row["rule_id"]


def _urgency(child_id: str, rows: Sequence[Row], one_visit: bool) -> tuple[bool, date, int, str]:
    to_invite = [row for row in rows if row["status"] in TO_INVITE]
    lost_after = min((row["offer_until"] or date.max for row in to_invite), default=date.max)
    longest = max((row["days_overdue"] for row in to_invite), default=0)
    return not one_visit, lost_after, -longest, child_id


def dose_rows(count: Count, rulebook: Rulebook) -> Iterator[Cells]:
    """One row for each entry and series with its verdict and why, by child and day."""
    rows = count.doses.to_pylist()
    rows.sort(key=lambda row: (row["child_id"], row["event_date"], row["entry"], row["series"] or ""))
    record = _Record(rows)
    for row in rows:
        counts = row["verdict"] == "counts"
        yield (
            guard(row["child_id"]),
            row["event_date"],
            guard(row["vaccine"]),
            row["series"],
            f"{row['series']} {row['dose']}" if counts else None,
            row["verdict"],
            row["rule_id"],
            explain_dose(row, rulebook, record.beside(row, rulebook)),
        )


class _Record:
    """Which days of each child's record count, to say what a dose is judged beside."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._judged: set[tuple[str, str, date]] = set()
        self._valid: dict[tuple[str, str], date] = {}
        self._counted: dict[tuple[str, str], list[date]] = defaultdict(list)
        for row in rows:
            if row["verdict"] != "repeat":
                self._judged.add((row["child_id"], row["series"], row["event_date"]))
            if row["verdict"] == "counts":
                self._valid[row["child_id"], row["rule_id"]] = row["event_date"]
                self._counted[row["child_id"], row["series"]].append(row["event_date"])

    def beside(self, row: Row, rulebook: Rulebook) -> Beside | None:
        """What the sentence about a row needs of the child's other rows."""
        child_id, series, day = row["child_id"], row["series"], row["event_date"]
        if row["verdict"] == "counts":
            rule = rulebook.dose_rules.get(row["rule_id"])
            named = [(child_id, name) for name in (rule.follows, *rule.spaced_from) if name] if rule else []
            days = [self._valid[key] for key in named if key in self._valid]
        elif row["verdict"] == "repeat":
            days = self._counted[child_id, series]
        else:
            return None
        earlier = max((valid for valid in days if valid < day), default=None)
        return Beside((child_id, series, day) in self._judged, earlier)


def _single_periods(count: Count, rulebook: Rulebook) -> list[Row]:
    """The figures of one quarter, year or day; a rolling year has no column of its own."""
    return [row for row in figures_in_order(count, rulebook) if not row["period"].startswith(ROLLING_YEAR)]


def _key(row: Row) -> FigureKey:
    return row["definition"], row["indicator"], row["period"]


def _column(figure: Row) -> str:
    """The column of children.csv for a figure: `cover_mmr1_24m_2025-26 Q2`, `up_to_date`."""
    definition, indicator, period = _key(figure)
    return definition if definition == indicator else f"{definition}_{indicator}_{period}"


def child_rows(children: PracticeChildren, count: Count, figures: Sequence[Row]) -> Iterator[Cells]:
    """Every child of the practice: 1 in the numerator, 0 in the denominator only, blank in neither."""
    place = {_key(figure): number for number, figure in enumerate(figures)}
    values: dict[str, list[int | None]] = defaultdict(lambda: [None] * len(figures))
    for row in count.membership.to_pylist():
        values[row["child_id"]][place[_key(row)]] = row["value"]
    for child in children.own:
        yield guard(child["child_id"]), child["date_of_birth"], *values[child["child_id"]]


def problem_rows(problems: Iterable[Problem]) -> Iterator[Cells]:
    """What could not be used; every text of it may hold words of the extract."""
    for problem in problems:
        yield [guard(getattr(problem, name)) for name in PROBLEMS]


def not_counted_rows(
    children: PracticeChildren, extract: Extract, count: Count, rulebook: Rulebook
) -> Iterator[Cells]:
    """For each figure, in its order, the children of the age who are not in its numerator, and why."""
    members: dict[FigureKey, dict[str, int]] = defaultdict(dict)
    for row in count.membership.to_pylist():
        members[_key(row)][row["child_id"]] = row["value"]
    record = Record(extract, count)
    contraindicated = days_with(extract.events, "contraindicated")
    every_series = tuple(rulebook.series)
    for figure in _single_periods(count, rulebook):
        inside = members[_key(figure)]
        indicator = _indicator(figure, rulebook)
        period = Period(figure["period"], figure["period_end"])
        if indicator is None:
            missed = [child for child in children.by_birth if inside.get(child["child_id"]) == 0]
        else:
            cohort = children.born_between(figure["cohort_from"], figure["cohort_to"])
            missed = [child for child in cohort if inside.get(child["child_id"]) != 1]
        for child in missed:
            child_id, born = child["child_id"], child["date_of_birth"]
            if indicator is None:
                overdue = record.overdue[child_id]
                said = explain_not_up_to_date(overdue, born, rulebook, count.as_at)
                cause = cause_not_up_to_date(overdue, record.not_counting[child_id], every_series)
            elif child_id in inside:
                given = record.given[child_id]
                said = explain_not_counted(indicator, period, born, given, rulebook)
                cause = cause_not_counted(indicator, period, born, given, rulebook)
            else:
                spell = Registration(child["registered_on"], child["deregistered_on"])
                said = explain_left_out(indicator, period, born, spell, contraindicated[child_id], rulebook)
                cause = cause_left_out(spell, period.last_day)
            yield guard(child_id), born, *_key(figure), said, figure["indicator"], cause


def _indicator(figure: Row, rulebook: Rulebook) -> CoverIndicator | QofIndicator | None:
    """The indicator of a figure; none for up to date, which counts overdue doses."""
    return rulebook.cover.get(figure["indicator"]) or rulebook.qof.get(figure["indicator"])


def _by_child(table: pa.Table) -> dict[str, list[Row]]:
    """The rows of each child, in the table's order; none for a child who is not in it."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        rows[row["child_id"]].append(row)
    return rows


def csv_text(header: Sequence[str], rows: Iterable[Cells]) -> str:
    """A file as text; its lines end as a spreadsheet writes them."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue()
