"""A practice's record as it stood on a day, kept at the practice, and what has changed since (design 5.5, methods 3.1).

The baseline keeps the two tables, not figures: counted again by the same rules for the same cohorts, the record of
then and the record of now differ in nothing but what was done to the record between.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from commonground.engine.comparing.attribution import Counts
from commonground.engine.comparing.sides import Asked, Side, counting_days
from commonground.engine.counting.results import Engine, Question
from commonground.engine.errors import UserError
from commonground.engine.figures import DENOMINATOR, JOINED, LEFT, NUMERATOR, REPAIRED, STRUCK_OUT, VACCINATED
from commonground.engine.records.tables import CHILDREN, EVENTS, Extract, Tally
from commonground.engine.rules.model import Rulebook

SCHEMA = "commonground/baseline/1"
FILE = "baseline.json"
_KEPT = ("event_date", "vaccine", "kind")


@dataclass(frozen=True)
class Baseline:
    """The children and entries of a practice's record on a day."""

    practice_code: str
    as_at: date
    registration_known: bool
    children: pa.Table
    events: pa.Table


def baseline_text(extract: Extract, practice_code: str, as_at: date) -> str:
    """The record as a file that stays at the practice: no name, no postcode, and nothing but what counting needs."""
    document = {
        "schema": SCHEMA,
        "practice_code": practice_code,
        "as_at": as_at.isoformat(),
        "registration_known": extract.registration_known,
        "children": _lines(extract.children, CHILDREN.names),
        "events": _lines(extract.events, ("child_id", *_KEPT)),
    }
    return json.dumps(document, indent=0, default=str) + "\n"


def _lines(table: pa.Table, names: Sequence[str]) -> list[list[Any]]:
    return [list(row) for row in zip(*(table[name].to_pylist() for name in names), strict=True)]


def read_baseline(text: str, practice_code: str, as_at: date) -> Baseline:
    """The baseline of a file. Raises UserError where it is none, is another practice's, or is later than as_at."""
    try:
        document = json.loads(text)
        if document["schema"] != SCHEMA:
            raise ValueError(SCHEMA)
        baseline = Baseline(
            document["practice_code"],
            date.fromisoformat(document["as_at"]),
            bool(document["registration_known"]),
            _table(document["children"], CHILDREN.names, CHILDREN),
            _table(document["events"], ("child_id", *_KEPT), EVENTS),
        )
        _check_sound(baseline)
    except (ValueError, KeyError, TypeError, pa.ArrowException, RecursionError) as error:
        raise UserError(
            f"{FILE} is not a baseline that was kept when the practice counted; take it away, and count anew."
        ) from error
    if baseline.practice_code != practice_code:
        raise UserError(
            f"{FILE} is the baseline of another practice than {practice_code}; give this practice's own."
        )
    if baseline.as_at > as_at:
        raise UserError(
            f"{FILE} is of {baseline.as_at.isoformat()}, after the day of this count; count for a later day."
        )
    return baseline


def _check_sound(baseline: Baseline) -> None:
    """Raises ValueError where a child is there twice or has no birthday, or an entry is nobody's or of no day."""
    children = baseline.children["child_id"].to_pylist()
    born = baseline.children["date_of_birth"].to_pylist()
    if None in children or None in born or len(set(children)) < len(children):
        raise ValueError("children")
    days = baseline.events["event_date"].to_pylist()
    if None in days or not set(baseline.events["child_id"].to_pylist()) <= set(children):
        raise ValueError("events")


def _table(lines: list[list[Any]], names: Sequence[str], schema: pa.Schema) -> pa.Table:
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for line in lines:
        held = dict(zip(names, line, strict=True))
        for name in schema.names:
            value = held.get(name)
            dated = schema.field(name).type == pa.date32()
            columns[name].append(date.fromisoformat(value) if dated and value is not None else value)
    return pa.table(
        [pa.array(columns[name], schema.field(name).type) for name in schema.names], schema=schema
    )


def side_then(baseline: Baseline, question: Question, rulebook: Rulebook, count_with: Engine) -> Side:
    """The record of then, counted for the cohorts of now.

    Without a registration date on either record both are counted on the children listed.
    """
    asked = Question(question.practice_code, question.as_at, question.registration_known)
    count = count_with(baseline.children, baseline.events, asked, rulebook)
    nothing = Tally(0, 0, 0, 0, 0, 0)
    extract = Extract(baseline.children, baseline.events, (), nothing, "", True, question.registration_known)
    return Side(extract, count, baseline.as_at)


@dataclass(frozen=True)
class Change:
    """One figure then and now, and the children between: `numerator` and `denominator` by kind of change."""

    asked: Asked
    then: Counts
    now: Counts
    numerator: Mapping[str, int]
    denominator: Mapping[str, int]


def changes_since(then: Side, now: Side, asked: Asked) -> Change:
    """What has changed in a figure between two records of one practice; it adds up exactly.

    A child newly counted is `vaccinated` where the record of now would not count it without a dose dated after the
    day of then, else `repaired`. A child no longer counted is `struck out`. Who is in one denominator alone has
    `joined` or `left`. Numerator now = then + vaccinated + repaired - struck out + joined - left; denominator now =
    then + joined - left.
    """
    before, after = then.members(asked), now.members(asked)
    numerator = dict.fromkeys((VACCINATED, REPAIRED, STRUCK_OUT, JOINED, LEFT), 0)
    denominator = dict.fromkeys((JOINED, LEFT), 0)
    for child in {**before, **after}:
        was, is_now = before.get(child), after.get(child)
        if was is None or is_now is None:
            kind = JOINED if was is None else LEFT
            value, _ = is_now or was or (0, "")
            denominator[kind] += 1
            numerator[kind] += value
        elif is_now[0] and not was[0]:
            numerator[_how(now, asked, child, is_now[1], then.as_at)] += 1
        elif was[0] and not is_now[0]:
            numerator[STRUCK_OUT] += 1
    return Change(asked, _counts(before.values()), _counts(after.values()), numerator, denominator)


def _counts(members: Iterable[tuple[int, str]]) -> Counts:
    values = [value for value, _ in members]
    return Counts(sum(values), len(values))


def _how(now: Side, asked: Asked, child: str, quarter: str, baseline_on: date) -> str:
    """Whether a child newly counted was vaccinated since, or is counted by doses of before that were not on record."""
    counts = asked.indicator.counts
    days = [one.day for one in now.given(child, counts.vaccines) if one.day <= baseline_on]
    met = counting_days(asked.indicator, asked.quarters[quarter], now.born(child), days)
    return REPAIRED if len(met) >= counts.at_least else VACCINATED


NUMERATOR_KINDS = (VACCINATED, REPAIRED, STRUCK_OUT, JOINED, LEFT)
ROWS = tuple(
    [(kind, NUMERATOR) for kind in NUMERATOR_KINDS] + [(kind, DENOMINATOR) for kind in (JOINED, LEFT)]
)
"""The rows of one figure's change, in their order."""
