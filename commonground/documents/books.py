"""The books a practice's check goes by, loaded from the package's rulebook."""

from __future__ import annotations

from commonground.documents.practice_outputs import Books
from commonground.engine.records.book import load_label_book
from commonground.engine.rules.difference_book import load_difference_book
from commonground.engine.rules.loader import load_rulebook


def load_books() -> Books:
    """The rulebook, labels and causes of this installation. Raises RulebookError where a file of them is wrong."""
    return Books(load_rulebook(), load_label_book(), load_difference_book())
