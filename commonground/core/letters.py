"""The words of the letters: those of the rulebook, unless the region (or another area) wrote its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commonground.core.models import Area, LetterTemplate
from commonground.core.outbox import LINK_STANDS_HERE
from commonground.engine.rules.visit_book import Letter, load_visit_book

_NAME = re.compile(r"\{([a-z_]+)\}")
LINK = LINK_STANDS_HERE.strip("{}")


@dataclass(frozen=True)
class LetterInForce:
    """A letter of the rulebook with the words in force in an area. own: those of the area, or of what it lies in."""

    letter: Letter
    own: LetterTemplate | None

    @property
    def subject(self) -> str:
        """The subject in force, with its {names}."""
        return self.own.subject if self.own else self.letter.subject

    @property
    def body(self) -> str:
        """The body in force, with its {names}."""
        return self.own.body if self.own else self.letter.body


def words_of(kind: str, area: Area) -> tuple[str, str]:
    """The subject and the body of a letter in force in an area, with `{name}` where a name is filled in.

    Raises KeyError where the rulebook has no such letter.
    """
    found = letter_in_force(kind, area)
    return found.subject, found.body


def filled(text: str, values: Mapping[str, str]) -> str:
    """Words with their names filled in. A name without a value stays, as the link does until the letter is sent."""
    return _NAME.sub(lambda found: values.get(found.group(1), found.group()), text)


def letter_in_force(kind: str, area: Area) -> LetterInForce:
    """One letter in an area. Raises KeyError where the rulebook has no such letter."""
    own = {one.area_id: one for one in LetterTemplate.objects.filter(kind=kind)}
    return LetterInForce(load_visit_book().letters[kind], _nearest(own, area))


def letters_in_force(area: Area) -> list[LetterInForce]:
    """Every letter of the rulebook in an area."""
    own: dict[str, dict[int, LetterTemplate]] = {}
    for one in LetterTemplate.objects.all():
        own.setdefault(one.kind, {})[one.area_id] = one
    return [
        LetterInForce(letter, _nearest(own.get(kind, {}), area))
        for kind, letter in load_visit_book().letters.items()
    ]


def names_allowed(letter: Letter) -> tuple[str, ...]:
    """The names that may stand in a letter: those that the rulebook says, and those of its own words."""
    return tuple(dict.fromkeys([*letter.names, *_NAME.findall(letter.subject + letter.body)]))


def faults(letter: Letter, subject: str, body: str) -> Iterator[tuple[str, str]]:
    """What is wrong with new words of a letter: the field, and a sentence."""
    allowed = names_allowed(letter)
    for field, text in (("subject", subject), ("body", body)):
        unknown = sorted(set(_NAME.findall(text)) - set(allowed))
        if unknown:
            yield (
                field,
                f"Nothing is filled in for {', '.join(f'{{{one}}}' for one in unknown)}. Use the names below.",
            )
        if {"{", "}"} & set(_NAME.sub("", text)):
            yield (
                field,
                "A curly bracket stands alone. Write names as {practice}, and no other curly brackets.",
            )
    if LINK in allowed and LINK in _NAME.findall(letter.body) and LINK not in _NAME.findall(body):
        yield "body", "The letter needs {link}: without it the practice can't answer."
    if LINK in _NAME.findall(subject):
        yield "subject", "{link} belongs into the letter itself."


def preview(text: str) -> str:
    """Words with each name in square brackets, as they will be filled in."""
    return _NAME.sub(lambda found: f"[{found.group(1).replace('_', ' ')}]", text)


def _nearest(own: Mapping[int, LetterTemplate], area: Area) -> LetterTemplate | None:
    """What an area wrote itself, else what the area wrote in which it lies."""
    at: Area | None = area if own else None
    while at is not None and at.pk not in own:
        at = at.parent
    return own[at.pk] if at is not None else None
