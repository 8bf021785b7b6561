"""The letters of a fix: who is asked to put what right by when, and who is asked again."""

from __future__ import annotations

from datetime import datetime

from commonground.core.letters import filled, words_of
from commonground.core.models import OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox
from commonground.engine.choosing.window import day_in_words
from commonground.engine.rules.difference_book import load_difference_book
from commonground.figures.fixes.states import state_in_words
from commonground.figures.models import Fix
from commonground.figures.titles import titles

ASKED, LATE = "fix-asked", "fix-late"


def letter_of(kind: str, fix: Fix, *, name: str, email: str) -> tuple[str, str]:
    """The subject and the words of a letter about a fix, from somebody."""
    subject, body = words_of(kind, fix.practice.area)
    cause = load_difference_book().causes[fix.cause]
    values = {
        "practice": fix.practice.name,
        "code": fix.practice.code,
        "indicator": titles().get(fix.indicator, fix.indicator),
        "period": fix.period,
        "children": f"{fix.children:,}",
        "cause": f"{cause.title}. {cause.words}",
        "ask": fix.words,
        "asked": day_in_words(fix.asked_on),
        "due": day_in_words(fix.due_on),
        "state": state_in_words(fix),
        "visitor": name,
        "visitor_email": email,
    }
    return filled(subject, values).replace("\n", " ")[:200], filled(body, values).strip() + "\n"


def send(kind: str, fix: Fix, *, name: str, email: str, now: datetime) -> OutboxMessage:
    """Put a letter about a fix in the outbox. Its owner must have an address."""
    subject, body = letter_of(kind, fix, name=name, email=email)
    letter = Letter(
        kind=kind,
        to=fix.to,
        subject=subject,
        body=body,
        from_name=name,
        reply_to=email,
        practice_code=fix.practice.code,
    )
    return put_in_outbox(letter, now=now)
