"""Whether an action says what is done, or only what is hoped for (story 17)."""

from __future__ import annotations

import re

from commonground.core.services import RefusedError
from commonground.engine.rules.visit_book import VaguePhrase, load_visit_book

_WORD = re.compile(r"[\w'’-]+")


def check_says_what(text: str) -> None:
    """Raise RefusedError, with an example of what to write, where a text names nothing to do."""
    book = load_visit_book()
    least = int(book.number("action-words-least"))
    rest, vague = text.casefold(), None
    for phrase in book.vague.values():
        rest, found = _pattern(phrase.words).subn(" ", rest)
        vague = phrase if found and vague is None else vague
    fillers = book.word_lists["filler-words"].items
    if vague and len([word for word in _WORD.findall(rest) if word not in fillers]) < least:
        raise RefusedError(_too_vague(vague), field="what")
    if len(_WORD.findall(text)) < least:
        example = next(iter(book.vague.values())).instead
        raise RefusedError(
            f"This is too short to act on. Say who does what, for example: “{example}”.", field="what"
        )


def _too_vague(phrase: VaguePhrase) -> str:
    return (
        f"“{phrase.words}” is too vague: it says what you hope for. Write what somebody does, "
        f"for example: “{phrase.instead}”."
    )


def _pattern(phrase: str) -> re.Pattern[str]:
    """The phrase with up to three words in between, so that “improve our MMR uptake” is the same."""
    first, *others = (re.escape(word) for word in phrase.split())
    return re.compile(rf"\b{first}\b" + "".join(rf"(?:\W+[\w'’-]+){{0,3}}?\W+{word}\b" for word in others))
