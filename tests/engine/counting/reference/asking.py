"""Short questions to the reference engine, and its answers as plain text or rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from commonground.engine.counting.reference import count
from commonground.engine.counting.results import Count, Question
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.model import Rulebook
from tests.engine.counting.histories import PRACTICE, History, history, together

TODAY = "2026-10-04"
Row = dict[str, Any]


def counted(
    *histories: History,
    as_at: str = TODAY,
    registration_known: bool = True,
    lists_children: bool = True,
    book: Rulebook | None = None,
) -> Count:
    """The whole count of the practice every history belongs to unless it says otherwise."""
    question = Question(PRACTICE, date.fromisoformat(as_at), registration_known, lists_children)
    return count(*together(*histories), question, book or load_rulebook())


def verdicts(born: str, *entries: str, series: str = "", book: Rulebook | None = None) -> list[str]:
    """The verdicts of one child's entries as text, of one series or of all: `dtp counts 1`.

    Asked long after the last entry, because the as-at date bears on no verdict.
    """
    rows = counted(history(born, *entries), as_at="2037-01-01", book=book).doses.to_pylist()
    return [_verdict(row) for row in rows if row["series"] == series or not series]


def _verdict(row: Row) -> str:
    after = f"after {row['after_on']}" if row["after_on"] else None
    parts = (row["series"], row["verdict"], row["dose"], row["limit_on"], after)
    return " ".join(str(part) for part in parts if part is not None)


def states(one: History, as_at: str = TODAY, book: Rulebook | None = None) -> dict[str, Row]:
    """Where each listed dose of one child stands, by its name: `dtp 4`."""
    rows = counted(one, as_at=as_at, book=book).states.to_pylist()
    return {f"{row['series']} {row['dose']}": row for row in rows}


def status(one: History, dose: str, as_at: str = TODAY) -> str | None:
    """The status of one dose; None: it is not one of this child's."""
    row = states(one, as_at).get(dose)
    return None if row is None else str(row["status"])


def due_on(one: History, dose: str, as_at: str = TODAY) -> str | None:
    """The day a dose fell or falls due, as text."""
    day = states(one, as_at)[dose]["due_on"]
    return None if day is None else str(day)


def figure(answer: Count, indicator: str, period: str) -> Row | None:
    """One row of the figures; None where there is none."""
    rows = [
        row for row in answer.figures.to_pylist() if row["indicator"] == indicator and row["period"] == period
    ]
    assert len(rows) <= 1, "a figure stands once"
    return rows[0] if rows else None


def tally(answer: Count, indicator: str, period: str) -> tuple[int, int] | None:
    """Numerator and denominator of a figure; None where there is no such row."""
    row = figure(answer, indicator, period)
    return None if row is None else (row["numerator"], row["denominator"])


def measures(one: History, as_at: str = TODAY) -> set[str]:
    """The measures of the diagnosis that are true of one child."""
    return {row["measure"] for row in counted(one, as_at=as_at).flags.to_pylist()}
