"""timetable.csv: a row for every practice chosen, visited or not."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from commonground.engine.records.words import guard
from commonground.engine.timetable.claims import in_order
from commonground.engine.timetable.values import Ask, Practice, Timetable, Visit

COLUMNS = (
    "practice_code",
    "name",
    "visitor",
    "date",
    "weekday",
    "half_day",
    "start",
    "minutes",
    "status",
    "assigned_month",
    "actual_month",
    "band",
    "chosen_by",
    "priority",
    "sequence",
    "uid",
    "why_no_visit",
)
_MONTH = "%Y-%m"


def table(ask: Ask, timetable: Timetable) -> str:
    """The file's text."""
    return text_of(_rows(ask, timetable, {one.code: one for one in ask.practices}))


def text_of(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as a file, what they lack left empty. What was typed or came from a file is text in it, and no formula."""
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: guard(value) for name, value in row.items()})
    return written.getvalue()


def _rows(ask: Ask, timetable: Timetable, practices: dict[str, Practice]) -> Iterator[dict[str, str]]:
    for visit in in_order(timetable.visits):
        yield _practice(practices[visit.practice]) | visit_row(ask, visit)
    for left in timetable.left_out:
        month = left.assigned_month
        yield _practice(practices[left.practice]) | {
            "assigned_month": f"{month:{_MONTH}}" if month else "",
            "why_no_visit": left.why,
        }


def _practice(practice: Practice) -> dict[str, str]:
    return {
        "practice_code": practice.code,
        "name": practice.name,
        "chosen_by": practice.chosen_by,
        "priority": "" if practice.priority is None else f"{practice.priority:g}",
    }


def visit_row(ask: Ask, visit: Visit) -> dict[str, str]:
    """What a row says of a visit, by column."""
    return {
        "visitor": visit.visitor,
        "date": visit.day.isoformat(),
        "weekday": f"{visit.day:%A}",
        "half_day": visit.half.value,
        "start": f"{visit.clock:%H:%M}",
        "minutes": str(ask.hours.visit),
        "status": visit.status.value,
        "assigned_month": f"{visit.assigned_month:{_MONTH}}" if visit.assigned_month else "",
        "actual_month": f"{visit.actual_month:{_MONTH}}",
        "band": str(visit.band) if visit.band else "",
        "sequence": str(visit.sequence),
        "uid": visit.uid,
    }
