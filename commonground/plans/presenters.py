"""Plans as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commonground.core.caller import Caller
from commonground.core.personal import shown
from commonground.engine.rules.visit_book import Intervention, load_visit_book
from commonground.plans.models import OPEN_STATES, WANT_HELP, Action, CheckIn, Plan


@dataclass(frozen=True)
class ActionCard:
    """An action with all that is said of it."""

    action: Action
    factor: str
    intervention: Intervention | None
    check_ins: tuple[CheckIn, ...]
    is_open: bool
    wants_help: bool
    who: str


@dataclass(frozen=True)
class PlanCards:
    """A plan: what the practice does, what we promised, and what was given up."""

    practice: tuple[ActionCard, ...]
    promises: tuple[ActionCard, ...]
    dropped: tuple[ActionCard, ...]


def plan_cards(caller: Caller, plan: Plan, check_ins: Iterable[CheckIn] = ()) -> PlanCards:
    """The actions of a plan, in order of their dates."""
    asked: dict[int, list[CheckIn]] = {}
    for one in check_ins:
        asked.setdefault(one.action_id, []).append(one)
    cards = [_card(caller, action, asked.get(action.pk, [])) for action in plan.actions.all()]
    kept = [card for card in cards if card.action.state != Action.State.DROPPED]
    return PlanCards(
        practice=tuple(card for card in kept if card.action.side == Action.Side.PRACTICE),
        promises=tuple(card for card in kept if card.action.side == Action.Side.COMMISSIONER),
        dropped=tuple(card for card in cards if card.action.state == Action.State.DROPPED),
    )


@dataclass(frozen=True)
class LibraryEntry:
    """An intervention with its sources in words."""

    intervention: Intervention
    factors: tuple[str, ...]
    sources: tuple[str, ...]


def library(factor: str = "") -> list[LibraryEntry]:
    """What can be agreed, with its effect and sources; for one factor, or all."""
    book = load_visit_book()
    return [
        LibraryEntry(
            one,
            tuple(book.factors[name].title for name in one.factors),
            tuple(book.sources[tag].title for tag in one.source),
        )
        for one in book.interventions.values()
        if not factor or factor in one.factors
    ]


def _card(caller: Caller, action: Action, check_ins: list[CheckIn]) -> ActionCard:
    book = load_visit_book()
    factor = book.factors.get(action.factor)
    return ActionCard(
        action,
        factor.title if factor else "",
        book.interventions.get(action.intervention),
        tuple(check_ins),
        action.state in OPEN_STATES,
        action.state in WANT_HELP and action.helped_on is None,
        shown(caller, action, "who"),
    )
