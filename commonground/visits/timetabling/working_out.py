"""A round's timetable worked out: what is kept of practices and visitors in, a record as plain values out."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from commonground.core.caller import Caller
from commonground.documents.timetable import TimetableInput, how_near, price
from commonground.engine.errors import UserError
from commonground.engine.rules.visit_book import VisitBook, load_visit_book
from commonground.engine.timetable.power import Power, power
from commonground.engine.timetable.replan import replan
from commonground.engine.timetable.search import Search
from commonground.engine.timetable.season import season
from commonground.engine.timetable.values import Season
from commonground.engine.timetable.values import Timetable as Planned
from commonground.engine.timetable.writing.record import Asked, numbers_used, record, versions
from commonground.visits.models import Timetable
from commonground.visits.timetabling.asks import (
    Going,
    Listed,
    as_plain_values,
    ask_of,
    beside,
    going,
    season_of,
    sorted_list,
)
from commonground.visits.timetabling.earlier import booked_visits, planned_before
from commonground.visits.timetabling.stake import children_of

NOTHING_TO_PLAN = "No practice of this round waits for a day: each has one, or gets no visit for now."


@dataclass(frozen=True)
class Plan:
    """What a timetable rests on (`asked`) and what it is (`found`), so that it can be made again from these alone."""

    asked: dict[str, Any]
    found: dict[str, Any]


def worked_out(caller: Caller, timetable: Timetable, search: Search, *, on: date) -> Plan:
    """The timetable that somebody asked for. Raises UserError, saying what to relax, where none is possible."""
    book = load_visit_book()
    listed = sorted_list(caller, timetable, on=on)
    days = season_of(timetable, on=on)
    who = going(caller, timetable, days.last)
    if timetable.follows is None:
        return made_new(timetable, listed, who, days, search, book)
    return _made_again(timetable, timetable.follows, listed, who, days, search, book, on=on)


def made_new(
    timetable: Timetable, listed: Listed, who: Going, days: Season, search: Search, book: VisitBook
) -> Plan:
    """A season planned from nothing, beside the visits that have a day already."""
    if not listed.to_plan:
        raise UserError(NOTHING_TO_PLAN)
    who = beside(who, listed.firm)
    ask = ask_of(timetable, listed, listed.to_plan, who, days, book)
    bands = int(book.number("timetable-bands"))
    made = season(ask, search, random_order=timetable.random_order, band_number=bands)
    page = TimetableInput(ask, made.timetable, search.seed)
    if timetable.random_order:
        design = _power(made.timetable, listed, book)
        page = replace(page, free=made.free, power=design, outside=made.outside)
    return _plan(timetable, listed, who, page, book)


def _made_again(
    timetable: Timetable,
    follows: Timetable,
    listed: Listed,
    who: Going,
    days: Season,
    search: Search,
    book: VisitBook,
    *,
    on: date,
) -> Plan:
    """A season planned again: what is booked stays, the months that were drawn stay, and the rest moves least."""
    booked = {code: one for code, one in listed.firm.items() if one[0] in who.names}
    waiting = {one.practice.code for one in listed.to_plan}
    wanted = [one for one in listed.every if one.practice.code in waiting | booked.keys()]
    ask = ask_of(timetable, listed, wanted, who, days, book)
    earlier = [
        *booked_visits(ask.hours, booked, who.names, follows),
        *planned_before(follows, listed, who.names, on=on),
    ]
    months = {one.practice.code: one.assigned_month for one in wanted if one.assigned_month is not None}
    again = replan(ask, earlier, months, search)
    page = TimetableInput(
        ask, again.timetable, search.seed, changes=again.changes or ("Nothing had to move.",)
    )
    return _plan(timetable, listed, who, page, book)


def _plan(timetable: Timetable, listed: Listed, who: Going, page: TimetableInput, book: VisitBook) -> Plan:
    asked = as_plain_values(page.ask, timetable, who, listed)
    inputs = tuple(
        (what, f"round {timetable.round_id}", _digest(asked[what])) for what in ("practices", "visitors")
    )
    drawn = page.power is not None
    numbers = {**numbers_used(book), "travel-km-an-hour": timetable.km_an_hour}
    given = Asked(inputs, timetable.seed, drawn, timetable.seconds, versions(), numbers)
    found = json.loads(record(page.ask, given, page.timetable, free=page.free, power=page.power))
    for claim in filter(None, (found["claim"], found["without_random_order"])):
        claim["gap"] = claim["gap"] if math.isfinite(claim["gap"]) else None
    told = found["claim"]["gap"] is not None
    found["near"] = how_near(page) if told else "How near it is to the best could not be told."
    found["price"] = list(price(page))
    found["outside"] = list(page.outside)
    return Plan(asked, found)


def _power(made: Planned, listed: Listed, book: VisitBook) -> Power:
    months = [one.assigned_month for one in made.visits if one.assigned_month]
    months += [one.assigned_month for one in made.left_out if one.assigned_month]
    known = children_of(listed.choice, {one.practice.code for one in listed.to_plan})
    return power(months, known.children, known.covered, book, years=known.years)


def _digest(values: object) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
