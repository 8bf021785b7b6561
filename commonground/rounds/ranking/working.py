"""A ranking worked out: the choice, its record, and what its page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from commonground.core.caller import Caller
from commonground.documents.content import Section
from commonground.documents.priorities_report import PrioritiesInput, about_the_list
from commonground.engine.choosing.choose import choose
from commonground.engine.choosing.record import record_of, versions_of
from commonground.engine.rules.choosing_book import load_choosing_book
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.visit_book import load_visit_book
from commonground.rounds.models import Ranking
from commonground.rounds.ranking.asking import asked_of, beside_of
from commonground.rounds.ranking.given import given_for, inputs_of


@dataclass(frozen=True)
class Made:
    """The record of a choice, and the parts of its page beside the list."""

    record: dict[str, Any]
    shown: list[dict[str, Any]]


def worked_out(caller: Caller, ranking: Ranking, *, on: date, told: Callable[[str, int], None]) -> Made:
    """The choice that a ranking asks for. Raises UserError, one sentence, where there is nothing to rank.

    told: called with each step and how far it is in percent.
    """
    book, rulebook = load_choosing_book(), load_rulebook()
    told("Reading the figures", 10)
    asked = asked_of(ranking.asked, ranking.round.area.code, on)
    beside = beside_of(ranking.beside)
    own = bool(ranking.asked.get("own_counts"))
    given = given_for(caller, ranking.round, asked, beside, own_counts=own, on=on, book=book)
    told("Drawing the ranks", 30)
    choice = choose(given, asked, book)
    told("Drawing the charts", 80)
    inputs = inputs_of(caller, given, asked, beside)
    report = PrioritiesInput(choice, given, book, load_visit_book(), rulebook, beside.outlines, tuple(inputs))
    return Made(record_of(choice, inputs, versions_of(rulebook.version), book), kept(about_the_list(report)))


def kept(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """Sections as they are kept, each block with its kind."""
    return [
        {
            "key": section.key,
            "heading": section.heading,
            "blocks": [{"kind": type(block).__name__.lower(), **asdict(block)} for block in section.blocks],
        }
        for section in sections
    ]
