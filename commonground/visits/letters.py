"""The words of the letters: as the region edited them, else those of the visit book."""

from __future__ import annotations

from commonground.engine.rules.visit_book import load_visit_book
from commonground.visits.models import LetterTemplate


def words_of(kind: str) -> tuple[str, str]:
    """The subject and the body of a letter, with {names} still in them."""
    edited = LetterTemplate.objects.filter(kind=kind).first()
    letter = edited or load_visit_book().letters[kind]
    return letter.subject, letter.body
