"""A practice counted: every child judged, then the tables of results.py filled from the children."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from commonground.engine.counting import results
from commonground.engine.counting.reference.child import read_children
from commonground.engine.counting.reference.cover import rolling_years, single_quarters
from commonground.engine.counting.reference.dates import completed_years, later
from commonground.engine.counting.reference.diagnosis import Case, measures_true_of
from commonground.engine.counting.reference.doses import JudgedChild, judge
from commonground.engine.counting.reference.due import standings
from commonground.engine.counting.reference.figures import Figure
from commonground.engine.counting.reference.qof import contract_years
from commonground.engine.counting.results import Count, Question
from commonground.engine.rules.ages import MONTHS_IN_A_YEAR
from commonground.engine.rules.model import Rulebook

Row = dict[str, Any]


def count(children: pa.Table, events: pa.Table, question: Question, rulebook: Rulebook) -> Count:
    """Count one practice, one child at a time, in plain Python: slow, and meant to be checked by eye.

    children: CHILDREN, events: EVENTS (records.tables), already cleaned. Returns the tables of
    results.py. Without a list of children only `doses` has rows. Source: rules.md, all of it, as
    docs/decisions/0003-reading-of-the-counting-rules.md reads it.
    """
    judged = [judge(child, rulebook) for child in read_children(children, events)]
    doses = [row for child in judged for row in _dose_rows(child)]
    if not question.lists_children:
        return _as_count(question, rulebook, doses=doses)
    ours = [child for child in judged if child.child.of_practice(question.practice_code)]
    today = [
        _case(child, question.as_at, rulebook) for child in ours if _is_current(child, question, rulebook)
    ]
    figures, membership = _figure_rows(ours, today, question, rulebook)
    flags = [row for case in today for row in _flag_rows(case)]
    return _as_count(
        question,
        rulebook,
        doses=doses,
        states=[row for case in today for row in _state_rows(case)],
        figures=figures,
        membership=membership,
        flags=flags,
        diagnosis=_diagnosis_rows(flags, today, rulebook),
    )


def _is_current(child: JudgedChild, question: Question, book: Rulebook) -> bool:
    """Registered on the as-at date and under six: whom the worklist and the diagnosis are about."""
    too_old_on = later(child.child.born, book.up_to_date.under_age)
    return child.child.registered_on_day(question.as_at) and question.as_at < too_old_on


def _case(child: JudgedChild, as_at: date, book: Rulebook) -> Case:
    return Case(child, tuple(standings(child, as_at, book)), as_at, book)


def _dose_rows(judged: JudgedChild) -> list[Row]:
    return [
        {
            "child_id": judged.child.child_id,
            "entry": verdict.entry.row,
            "date_of_birth": judged.child.born,
            "event_date": verdict.entry.day,
            "vaccine": verdict.entry.vaccine,
            "series": verdict.series,
            "verdict": verdict.verdict,
            "dose": verdict.dose,
            "rule_id": verdict.rule_id,
            "limit_on": verdict.limit_on,
            "after_on": verdict.after_on,
        }
        for verdict in judged.verdicts
    ]


def _state_rows(case: Case) -> list[Row]:
    return [
        {
            "child_id": case.judged.child.child_id,
            "series": standing.dose.rule.series,
            "dose": standing.dose.rule.dose,
            "rule_id": standing.dose.rule.id,
            "status": standing.status,
            "valid_on": standing.valid_on,
            "due_on": standing.due_on,
            "days_overdue": standing.days_overdue,
            "offer_until": standing.offer_until,
            "give_as": standing.give_as,
            "wait_from": standing.wait_from,
        }
        for standing in case.standings
    ]


def _figure_rows(
    ours: Sequence[JudgedChild], today: Sequence[Case], question: Question, book: Rulebook
) -> tuple[list[Row], list[Row]]:
    """The rows of FIGURES, and of MEMBERSHIP, which leaves the rolling years out."""
    children = [child.child for child in ours]
    single = [
        *single_quarters(children, question.as_at, book),
        *contract_years(children, question.as_at, question.registration_known, book),
        _up_to_date(today, question.as_at, book),
    ]
    years = rolling_years(children, question.as_at, book)
    figures = [_figure_row(figure) for figure in [*single, *years]]
    membership = [
        {
            "child_id": child_id,
            "definition": figure.definition,
            "indicator": figure.indicator,
            "period": figure.period,
            "value": int(in_numerator),
        }
        for figure in single
        for child_id, in_numerator in figure.members
    ]
    return figures, membership


def _up_to_date(today: Sequence[Case], as_at: date, book: Rulebook) -> Figure:
    """Up to date at a date: no dose is overdue on it, whatever bars it (rules.md 4)."""
    return Figure(
        definition="up_to_date",
        indicator=book.up_to_date.id,
        period=as_at.isoformat(),
        period_start=as_at,
        period_end=as_at,
        cohort_from=None,
        cohort_to=None,
        members=tuple(
            (
                case.judged.child.child_id,
                not any(standing.timing == "overdue" for standing in case.standings),
            )
            for case in today
        ),
    )


def _figure_row(figure: Figure) -> Row:
    return {
        "definition": figure.definition,
        "indicator": figure.indicator,
        "period": figure.period,
        "period_start": figure.period_start,
        "period_end": figure.period_end,
        "cohort_from": figure.cohort_from,
        "cohort_to": figure.cohort_to,
        "denominator": figure.denominator,
        "numerator": figure.numerator,
        "excluded": figure.excluded,
        "status": figure.status,
        "rule_ids": [figure.indicator],
    }


def _age_band(case: Case) -> int:
    return completed_years(case.judged.child.born, case.as_at)


def _flag_rows(case: Case) -> list[Row]:
    return [
        {"child_id": case.judged.child.child_id, "age_band": _age_band(case), "measure": measure}
        for measure in measures_true_of(case)
    ]


def _diagnosis_rows(flags: Sequence[Row], today: Sequence[Case], book: Rulebook) -> list[Row]:
    """Every measure for every completed year of age and for all, also where no child has it."""
    ages = [_age_band(case) for case in today]
    rows: list[Row] = []
    for measure in book.measures:
        with_it = [flag["age_band"] for flag in flags if flag["measure"] == measure]
        for age in range(book.up_to_date.under_age.months // MONTHS_IN_A_YEAR):
            rows.append(_diagnosis_row(measure, str(age), with_it.count(age), ages.count(age)))
        rows.append(_diagnosis_row(measure, "all", len(with_it), len(ages)))
    return rows


def _diagnosis_row(measure: str, age_band: str, children: int, of: int) -> Row:
    return {"measure": measure, "age_band": age_band, "children": children, "of": of}


def _as_count(
    question: Question,
    book: Rulebook,
    *,
    doses: Iterable[Row],
    states: Iterable[Row] = (),
    figures: Iterable[Row] = (),
    membership: Iterable[Row] = (),
    flags: Iterable[Row] = (),
    diagnosis: Iterable[Row] = (),
) -> Count:
    return Count(
        practice_code=question.practice_code,
        as_at=question.as_at,
        rulebook_version=book.version,
        registration_known=question.registration_known,
        doses=pa.Table.from_pylist(list(doses), schema=results.DOSES),
        states=pa.Table.from_pylist(list(states), schema=results.STATES),
        figures=pa.Table.from_pylist(list(figures), schema=results.FIGURES),
        membership=pa.Table.from_pylist(list(membership), schema=results.MEMBERSHIP),
        flags=pa.Table.from_pylist(list(flags), schema=results.CHILD_FLAGS),
        diagnosis=pa.Table.from_pylist(list(diagnosis), schema=results.DIAGNOSIS),
    )
