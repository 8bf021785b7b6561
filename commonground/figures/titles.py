"""What indicators are called."""

from __future__ import annotations

from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.published_book import load_published_book


def titles() -> dict[str, str]:
    """The indicators in words, in the rulebook's order."""
    rulebook = load_rulebook()
    published = load_published_book().indicators
    counted = {key: one.title for key, one in rulebook.cover.items()}
    return (
        counted
        | {key: one.title for key, one in rulebook.qof.items()}
        | {key: one.title for key, one in published.items()}
    )
