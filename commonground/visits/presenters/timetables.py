"""A timetable as a page shows it: the season at a glance, each person's visits, who is left out, what would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby
from typing import Any

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.personal import SOMEBODY, shown
from commonground.documents.timetable import hours
from commonground.engine.timetable.random_order import SENTENCE
from commonground.practices.models import Practice
from commonground.visits.models import Timetable, Visit

HALVES = {"am": "in the morning", "pm": "in the afternoon"}
BOOKED_BEFORE = "It is booked for the day before: agree the new day with the practice."


@dataclass(frozen=True)
class Row:
    """A person's season: how many visits in each week, and in all."""

    name: str
    weeks: tuple[int, ...]

    @property
    def total(self) -> int:
        """In all."""
        return sum(self.weeks)


@dataclass(frozen=True)
class Glance:
    """Visitors by weeks. months: each with the number of its weeks; weeks: their Mondays."""

    months: tuple[tuple[date, int], ...]
    weeks: tuple[date, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Line:
    """A visit of a timetable. assigned: the month drawn, if it was; actual: the day booked or held, if there is one."""

    practice: Practice
    day: date
    clock: time
    assigned: date | None
    actual: date | None


@dataclass(frozen=True)
class Change:
    """Where a practice's visit was in the timetable before, and where it would be; what to do, if anything."""

    practice: Practice
    before: str
    now: str
    to_do: str = ""


@dataclass(frozen=True)
class Shown:
    """All that the page of a timetable says. elsewhere: how many practices are booked for another day than planned."""

    facts: tuple[tuple[str, str], ...]
    random_order: str
    price: tuple[str, ...]
    notes: tuple[str, ...]
    changes: tuple[Change, ...]
    elsewhere: int
    glance: Glance
    people: tuple[tuple[int, str, tuple[Line, ...]], ...]
    left_out: tuple[tuple[Practice, str], ...]
    without: tuple[tuple[Practice, str], ...]


def shown_of(
    caller: Caller,
    timetable: Timetable,
    seen: Mapping[str, Practice],
    visits: Mapping[int, Visit],
    people: Mapping[int, User],
) -> Shown:
    """A timetable for a caller.

    seen: the practices that they may see, by code; visits: those of the round; people: its visitors.
    """
    found = timetable.found
    called = called_by(caller, timetable, people)
    changes, elsewhere = _changes(timetable, seen, visits, called)
    own = [row for row in found["visits"] if row["practice_code"] in seen]
    by_person = {
        name: tuple(_line(seen[row["practice_code"]], row, visits) for row in own if row["visitor"] == name)
        for name in called
    }
    return Shown(
        tuple(_facts(timetable, own, found)),
        SENTENCE if found["random_order"]["drawn"] else "",
        tuple(found["price"]),
        tuple(found["notes"]),
        tuple(changes),
        elsewhere,
        _glance({called[name]: lines for name, lines in by_person.items()}),
        tuple(
            (row["person"], called[row["name"]], lines)
            for row in timetable.asked["visitors"]
            if (lines := by_person[row["name"]])
        ),
        _those(found["left_out"], seen),
        _those(timetable.asked["without"], seen),
    )


def called_by(caller: Caller, timetable: Timetable, people: Mapping[int, User]) -> dict[str, str]:
    """By the name in the record, what a visitor is called to this reader."""
    rows = timetable.asked["visitors"]
    if caller.sees_names:
        return {row["name"]: row["name"] for row in rows}
    return {row["name"]: shown(caller, people.get(row["person"]), "name") or SOMEBODY for row in rows}


def _facts(
    timetable: Timetable, own: Sequence[Mapping[str, Any]], found: Mapping[str, Any]
) -> list[tuple[str, str]]:
    every = len(found["visits"]) + len(found["left_out"])
    days = len({(row["visitor"], row["date"]) for row in found["visits"]})
    people = len({row["visitor"] for row in found["visits"]})
    facts = [
        ("Practices with a visit", f"{len(found['visits']):,} of {every:,}"),
        ("Visitors and their days", f"{people} visitors, {days:,} days"),
        (
            "Time on the way",
            f"{hours(found['claim']['travel_minutes'])}, at {timetable.km_an_hour} km an hour",
        ),
        ("How near to the best", found["near"]),
        ("Seed", f"{timetable.seed}"),
    ]
    if len(own) < len(found["visits"]):
        facts.insert(1, ("Of these in your area", f"{len(own):,}"))
    return facts


def _line(practice: Practice, row: Mapping[str, Any], visits: Mapping[int, Visit]) -> Line:
    visit = visits.get(practice.pk)
    return Line(
        practice,
        date.fromisoformat(row["date"]),
        time.fromisoformat(row["start"]),
        date.fromisoformat(f"{row['assigned_month']}-01") if row["assigned_month"] else None,
        visit.agreed_time if visit else None,
    )


def _glance(by_person: Mapping[str, Sequence[Line]]) -> Glance:
    days = sorted(line.day for lines in by_person.values() for line in lines)
    if not days:
        return Glance((), (), ())
    first, last = _monday(days[0]), _monday(days[-1])
    weeks = [first + timedelta(days=7 * n) for n in range((last - first).days // 7 + 1)]
    rows = []
    for name, lines in by_person.items():
        counted = Counter(_monday(line.day) for line in lines)
        rows.append(Row(name, tuple(counted[week] for week in weeks)))
    months = tuple(
        (month, len(list(some)))
        for month, some in groupby(weeks, lambda week: max(week, days[0]).replace(day=1))
    )
    return Glance(months, tuple(weeks), tuple(rows))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _those(
    rows: Sequence[Mapping[str, Any]], seen: Mapping[str, Practice]
) -> tuple[tuple[Practice, str], ...]:
    return tuple((seen[row["practice_code"]], row["why"]) for row in rows if row["practice_code"] in seen)


def _changes(
    timetable: Timetable, seen: Mapping[str, Practice], visits: Mapping[int, Visit], called: Mapping[str, str]
) -> tuple[list[Change], int]:
    """What moves beside the timetable before; and how many visits are not where it had them, but as they were booked.

    A practice that gets no visit for now is said elsewhere on the page, with the reason.
    """
    if timetable.follows is None:
        return [], 0
    before = {row["practice_code"]: row for row in timetable.follows.found["visits"]}
    now = {row["practice_code"]: row for row in timetable.found["visits"]}
    without = {row["practice_code"] for row in timetable.asked["without"]}
    changes, elsewhere = [], 0
    for code in sorted((before.keys() | now.keys()) & seen.keys() - without):
        old, new = before.get(code), now.get(code)
        if old and new and _place(old) == _place(new):
            continue
        if new and new["status"] == "booked":
            elsewhere += 1
            continue
        to_do = BOOKED_BEFORE if _is_booked(visits.get(seen[code].pk)) else ""
        changes.append(Change(seen[code], _words(old, called), _words(new, called), to_do))
    return changes, elsewhere


def _place(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["visitor"], row["date"], row["half_day"]


def _words(row: Mapping[str, Any] | None, called: Mapping[str, str]) -> str:
    if row is None:
        return "No visit"
    day = date.fromisoformat(row["date"])
    who = called.get(row["visitor"], "somebody who no longer visits")
    return f"{day:%A} {day.day} {day:%B %Y}, {HALVES[row['half_day']]}, {who}"


def _is_booked(visit: Visit | None) -> bool:
    return visit is not None and visit.state == Visit.State.BOOKED
