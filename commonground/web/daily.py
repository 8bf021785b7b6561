"""What a day needs, in parts: each may be run twice without harm, and one that fails leaves the others alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore

from commonground.core.outbox import send_waiting
from commonground.figures.fixes import daily as fixes
from commonground.plans import daily as plans
from commonground.visits import daily as visits

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """A part of the day: its name, and what is done, which says so in sentences."""

    name: str
    run: Callable[[datetime], Sequence[str]]


@dataclass(frozen=True)
class Done:
    """What became of a part, in sentences."""

    name: str
    sentences: tuple[str, ...]
    failed: bool = False


def _send(now: datetime) -> list[str]:
    sent = send_waiting(now=now)
    return [f"{sent} e-mail{'' if sent == 1 else 's'} sent."]


def _forget_sessions(now: datetime) -> list[str]:  # noqa: ARG001 - the sessions carry their own end
    SessionStore.clear_expired()
    return ["Sessions that ended were forgotten."]


PARTS: tuple[Part, ...] = (
    Part("visits", visits.run),
    Part("plans", plans.run),
    Part("fixes", fixes.run),
    Part("outbox", _send),
    Part("sessions", _forget_sessions),
)
"""In this order: what writes letters comes before the outbox is sent."""


def run(now: datetime, only: Sequence[str] = (), parts: Sequence[Part] = PARTS) -> Iterator[Done]:
    """Run the parts, or those of the given names, and say of each what it did."""
    for part in parts:
        if only and part.name not in only:
            continue
        try:
            sentences = tuple(part.run(now))
        except Exception as error:  # its text could hold an address
            log.error("The daily part %s failed: %s", part.name, type(error).__name__)
            why = f"It failed ({type(error).__name__}); run it again."
            yield Done(part.name, (why,), failed=True)
        else:
            yield Done(part.name, sentences)
