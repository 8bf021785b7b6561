"""Asking the engine about small lists in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonground.engine.comparing.sides import Side
from commonground.engine.counting import reference
from commonground.engine.counting.results import Count, Question
from commonground.engine.records.read import GivenFile, load_label_book, read_extract
from commonground.engine.records.tables import Extract
from commonground.engine.rules.difference_book import load_difference_book
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.settling import Settling
from tests.engine.comparing.lists_made import AS_AT, PRACTICE, Child, csv_of

RULEBOOK = load_rulebook()
BOOK = load_difference_book()
LABELS = load_label_book()


@dataclass(frozen=True)
class Read:
    """A list, read and counted."""

    extract: Extract
    count: Count

    @property
    def side(self) -> Side:
        """The list, ready to be compared."""
        return Side(self.extract, self.count, self.count.as_at)

    @property
    def settling(self) -> Settling:
        """The list as the practice's."""
        return Settling(self.extract, self.count, RULEBOOK, BOOK)


def read(children: list[Child], as_at: date = AS_AT, code: str = PRACTICE, name: str = "list.csv") -> Read:
    """A list read and counted by the plain engine."""
    file = GivenFile(name, csv_of(children).encode())
    extract = read_extract([file], practice_code=code, as_at=as_at, labels=LABELS)
    question = Question(code, as_at, extract.registration_known)
    return Read(extract, reference.count(extract.children, extract.events, question, RULEBOOK))
