"""Counting cases with an engine, and saying where its answers are not the expected ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from commonground.engine.cases.model import (
    Case,
    DiagnosisExpected,
    Expected,
    FigureExpected,
    MembershipExpected,
    StateExpected,
    VerdictExpected,
)
from commonground.engine.counting.results import Count, Engine, Question
from commonground.engine.records.tables import CHILDREN, EVENTS
from commonground.engine.rules.model import Rulebook

PRACTICE = "Z99001"
ANOTHER_PRACTICE = "Z99002"

Row = Mapping[str, Any]


def check_case(case: Case, engine: Engine, rulebook: Rulebook) -> list[str]:
    """What an engine answers otherwise than the case expects, in sentences; none where it agrees."""
    return check_cases([case], engine, rulebook)[case]


def check_cases(cases: Iterable[Case], engine: Engine, rulebook: Rulebook) -> dict[Case, list[str]]:
    """The differences of each case. Cases of one day are counted together, as children of one practice."""
    together: dict[object, list[Case]] = defaultdict(list)
    for case in cases:
        together[_what_must_be_alike(case)].append(case)
    differences: dict[Case, list[str]] = {}
    for group in together.values():
        count = engine(*_tables(group), _question(group[0]), rulebook)
        answers = _Answers.of(count)
        for place, case in enumerate(group):
            child = _Child(str(place), _first_entry(group, place), len(group))
            differences[case] = [
                sentence for expected in case.expected for sentence in _differences(expected, answers, child)
            ]
    return differences


def _what_must_be_alike(case: Case) -> object:
    """Exclusions from QOF are known only as a number, so that children asked of them must expect the same."""
    figures = [expected for expected in case.expected if isinstance(expected, FigureExpected)]
    exclusions = frozenset(
        (expected.indicator, expected.period, expected.excluded)
        for expected in case.expected
        if isinstance(expected, MembershipExpected) and expected.excluded is not None
    )
    return case.as_at, case.registration_known, exclusions, case if figures else None


def _question(case: Case) -> Question:
    return Question(PRACTICE, case.as_at, registration_known=case.registration_known)


def _tables(group: Sequence[Case]) -> tuple[pa.Table, pa.Table]:
    children = [
        {
            "child_id": str(place),
            "date_of_birth": case.born,
            "practice_code": ANOTHER_PRACTICE if case.other_practice else PRACTICE,
            "registered_on": case.registered_on,
            "deregistered_on": case.left_on,
        }
        for place, case in enumerate(group)
    ]
    events = [
        {"child_id": str(place), "event_date": entry.on, "vaccine": entry.vaccine, "kind": entry.kind}
        for place, case in enumerate(group)
        for entry in case.entries
    ]
    return pa.Table.from_pylist(children, schema=CHILDREN), pa.Table.from_pylist(events, schema=EVENTS)


def _first_entry(group: Sequence[Case], place: int) -> int:
    return sum(len(case.entries) for case in group[:place])


@dataclass(frozen=True)
class _Child:
    """Where a case's child stands in what was counted together."""

    child_id: str
    first_entry: int
    of: int


@dataclass(frozen=True)
class _Answers:
    """A count's tables, ready to be asked about one child."""

    as_at: date
    doses: Mapping[int, Sequence[Row]]
    states: Mapping[str, Sequence[Row]]
    membership: Mapping[str, Sequence[Row]]
    flags: Mapping[str, frozenset[str]]
    figures: Sequence[Row]

    @staticmethod
    def of(count: Count) -> _Answers:
        flags: dict[str, set[str]] = defaultdict(set)
        for row in count.flags.to_pylist():
            flags[row["child_id"]].add(row["measure"])
        return _Answers(
            count.as_at,
            _by(count.doses, "entry"),
            _by(count.states, "child_id"),
            _by(count.membership, "child_id"),
            {child: frozenset(measures) for child, measures in flags.items()},
            count.figures.to_pylist(),
        )


def _by(table: pa.Table, column: str) -> Mapping[Any, Sequence[Row]]:
    rows: dict[Any, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        rows[row[column]].append(row)
    return rows


def _differences(expected: Expected, answers: _Answers, child: _Child) -> Iterator[str]:
    checks: Mapping[type, Callable[[Any, _Answers, _Child], Iterable[str]]] = {
        VerdictExpected: _verdict,
        StateExpected: _state,
        MembershipExpected: _membership,
        FigureExpected: _figure,
        DiagnosisExpected: _diagnosis,
    }
    for found in checks[type(expected)](expected, answers, child):
        yield f"expected “{expected.said}”; {found}"


def _verdict(expected: VerdictExpected, answers: _Answers, child: _Child) -> Iterator[str]:
    rows = answers.doses.get(child.first_entry + expected.entry, ())
    row = next((row for row in rows if row["series"] == expected.series), None)
    if expected.verdict is None:
        if row is not None:
            yield f"it is {_said(row, 'verdict', 'series', 'dose')}"
    elif row is None:
        found = " and ".join(_said(other, "verdict", "series", "dose") for other in rows) or "not there"
        yield f"the entry is {found}"
    else:
        yield from _other_columns(row, {"verdict": expected.verdict, **_judged(expected)})


def _judged(expected: VerdictExpected) -> dict[str, object]:
    return ({"dose": expected.dose} if expected.dose else {}) | dict(expected.columns)


def _state(expected: StateExpected, answers: _Answers, child: _Child) -> Iterator[str]:
    rows = [
        row
        for row in answers.states.get(child.child_id, ())
        if row["series"] == expected.series and expected.dose in (None, row["dose"])
    ]
    if not expected.listed:
        if rows:
            yield f"it is listed: {', '.join(_said(row, 'series', 'dose', 'status') for row in rows)}"
    elif not rows:
        yield "it is not listed"
    else:
        yield from _other_columns(rows[0], dict(expected.columns))


def _membership(expected: MembershipExpected, answers: _Answers, child: _Child) -> Iterator[str]:
    period = answers.as_at.isoformat() if expected.definition == "up_to_date" else expected.period
    values = [
        row["value"]
        for row in answers.membership.get(child.child_id, ())
        if (row["definition"], row["indicator"]) == (expected.definition, expected.indicator)
        and period in (None, row["period"])
    ]
    if values != ([] if expected.value is None else [expected.value]):
        yield f"it is {' and '.join(str(value) for value in values) or 'not in the denominator'}"
    if expected.excluded is not None:
        yield from _excluded(expected, answers, child)


def _excluded(expected: MembershipExpected, answers: _Answers, child: _Child) -> Iterator[str]:
    row = _figure_row(answers, expected.definition, expected.indicator, expected.period)
    found = row["excluded"] if row else 0
    wanted = None if expected.excluded == "not known" else int(expected.excluded or 0) * child.of
    if found != wanted:
        yield f"of {child.of} such children counted together {found} are excluded"


def _figure_row(answers: _Answers, definition: str, indicator: str, period: str | None) -> Row | None:
    wanted = (definition, indicator, period)
    found = (row for row in answers.figures if (row["definition"], row["indicator"], row["period"]) == wanted)
    return next(found, None)


def _figure(expected: FigureExpected, answers: _Answers, _child: _Child) -> Iterator[str]:
    row = _figure_row(answers, expected.definition, expected.indicator, expected.period)
    if row is None:
        if expected.listed:
            yield "the figure has no row"
    elif not expected.listed:
        yield f"the figure has a row: {_said(row, 'denominator', 'numerator', 'status')}"
    else:
        yield from _other_columns(row, dict(expected.columns))


def _diagnosis(expected: DiagnosisExpected, answers: _Answers, child: _Child) -> Iterator[str]:
    true = answers.flags.get(child.child_id, frozenset())
    missing = [measure for measure in expected.true if measure not in true]
    surplus = [measure for measure in expected.not_true if measure in true]
    if missing or surplus or (expected.nothing and true):
        yield f"true of the child: {', '.join(sorted(true)) or 'none'}"


def _other_columns(row: Row, wanted: Mapping[str, object]) -> Iterator[str]:
    for column, value in wanted.items():
        if row[column] != value:
            yield f"{column.replace('_', ' ')} is {_plain(row[column])}"


def _said(row: Row, *columns: str) -> str:
    return " ".join(_plain(row[column]) for column in columns if row[column] is not None)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return "empty" if value is None else str(value)
