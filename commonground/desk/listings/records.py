"""The lists of what was written at visits: factors, the other answers, and each visit with every factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from commonground.core.caller import Caller
from commonground.desk.listings.listing import Column, Listing
from commonground.desk.listings.of_practice import of_practice
from commonground.desk.presenters import places
from commonground.desk.queries import scope
from commonground.engine.rules.visit_book import load_visit_book
from commonground.visits.models import RecordEntry, Visit
from commonground.visits.record_keys import FACTOR_VALUES, book_keys, factor_key

FACTOR = factor_key("")
WAS_HELD = (Visit.State.HELD, Visit.State.WRITTEN_UP, Visit.State.CLOSED)


def title_of_factor(code: str) -> str:
    """What a factor is called in the code book; its code where the book no longer has it."""
    factor = load_visit_book().factors.get(code)
    return factor.title if factor else code


def _of_factor(read: Callable[[Any], str]) -> Callable[[RecordEntry], str]:
    def value(entry: RecordEntry) -> str:
        factor = load_visit_book().factors.get(entry.key.removeprefix(FACTOR))
        return read(factor) if factor else ""

    return value


FACTORS: Listing[RecordEntry] = Listing(
    "factors",
    "Factors found at visits",
    "What helps and what holds back, asked and present or asked and absent",
    lambda caller: scope.entries(caller).filter(key__startswith=FACTOR).order_by("visit", "key"),
    (
        *of_practice(lambda entry: entry.visit.practice),
        Column("Visit", lambda one: one.visit.when, href=lambda one: places.of_visit(one.visit)),
        Column("Group", _of_factor(lambda factor: factor.group)),
        Column("Lens", _of_factor(lambda factor: factor.lens)),
        Column("Factor", lambda one: title_of_factor(one.key.removeprefix(FACTOR))),
        Column("Found", lambda one: FACTOR_VALUES.get(one.value, one.value)),
        Column("Note", lambda one: one.text, personal=True),
    ),
    practice="visit__practice",
)


def _asked(code: str) -> Callable[[Visit], str]:
    """What was found of a factor at a visit: a visit without an entry for it did not ask."""
    key = factor_key(code)

    def value(visit: Visit) -> str:
        found = next((entry.value for entry in visit.record.all() if entry.key == key), "")
        return FACTOR_VALUES[found]

    return value


def _held(caller: Caller) -> QuerySet[Visit]:
    entries = RecordEntry.objects.filter(key__startswith=FACTOR)
    return scope.visits(caller).filter(state__in=WAS_HELD).prefetch_related(Prefetch("record", entries))


ASKED: Listing[Visit] = Listing(
    "factors-by-visit",
    "Every factor of every visit",
    "One row for each visit held, one column for each factor: yes, asked and absent, or not asked",
    _held,
    (
        *of_practice(lambda visit: visit.practice),
        Column("Visit", lambda one: one.when, href=places.of_visit),
        *(
            Column(f"{factor.title} ({factor.lens})", _asked(factor.id))
            for factor in load_visit_book().factors.values()
        ),
    ),
    practice="practice",
)


def _words_of_key(entry: RecordEntry) -> str:
    book = load_visit_book()
    kind, _, rest = entry.key.partition(":")
    if kind == "answer" and rest in book.questions:
        return book.questions[rest].words
    if kind == "note" and rest in book.notes:
        return book.notes[rest].title
    side, _, name = rest.partition(":")
    return f"{book.pulse[name].words} ({side})" if name in book.pulse else entry.key


def _words_of_value(entry: RecordEntry) -> str:
    values = book_keys().get(entry.key) or {}
    return values.get(entry.value, entry.value)


_IN_WORDS = Q(key__startswith="answer:") | Q(key__startswith="note:") | Q(key__startswith="pulse:")
SAID: Listing[RecordEntry] = Listing(
    "said",
    "What was said at visits",
    "Answers in the talk, notes, and how it went for both sides",
    lambda caller: scope.entries(caller).filter(_IN_WORDS).order_by("visit", "key"),
    (
        *of_practice(lambda entry: entry.visit.practice),
        Column("Visit", lambda one: one.visit.when, href=lambda one: places.of_visit(one.visit)),
        Column("About", _words_of_key),
        Column("Chosen", _words_of_value),
        Column("Written", lambda one: one.text, personal=True),
    ),
    practice="visit__practice",
)
