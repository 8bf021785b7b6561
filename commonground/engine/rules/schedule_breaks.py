"""Where a COVER series breaks: births for whom the schedule of its vaccines changed. No line is drawn across."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from commonground.engine.rules.model import Rulebook


@dataclass(frozen=True)
class ScheduleBreak:
    """Children born from a day on follow another course, or none: its id in the rulebook, and its words."""

    births_from: date
    rule: str
    words: str


def schedule_breaks(indicator: str, book: Rulebook) -> list[ScheduleBreak]:
    """The breaks of an indicator's series, in order of births; none for one that the rulebook has not.

    A course matters where its series holds every vaccine that the indicator counts. Where an indicator counts only
    children born up to a day, what is published of later ones is about something else.
    """
    known = book.cover.get(indicator)
    if known is None:
        return []
    counted = set(known.counts.vaccines)
    found = [
        ScheduleBreak(course.births_from, course.id, course.words)
        for course in book.courses.values()
        if course.births_from is not None and counted <= set(book.series[course.series].vaccines)
    ]
    if known.births_to is not None and not any(one.births_from > known.births_to for one in found):
        born = known.births_to + timedelta(days=1)
        words = f"Children born from {born.day} {born:%B %Y} on are not offered it as before."
        found.append(ScheduleBreak(born, known.id, words))
    return sorted(found, key=lambda one: one.births_from)
