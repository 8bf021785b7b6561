"""The lines of Today, and the parts that they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from commonground.accounts.models import User
from commonground.core.caller import Caller, Role

MOST = 10
"""Lines of a part; the list that it belongs to has all."""
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Line:
    """One thing to do: in words, at which practice, where it is done, by when, and whose it is."""

    words: str
    practice: str
    href: str
    due: date | datetime | None = None
    due_words: str = ""
    late: bool = False
    whose: str = ""


@dataclass(frozen=True)
class Part:
    """The lines of one kind. `total` counts those that are not shown too; `href` leads to all of them."""

    title: str
    lines: tuple[Line, ...]
    total: int
    href: str = ""

    @property
    def more(self) -> int:
        """How many lines there is no room for."""
        return self.total - len(self.lines)


def part(title: str, found: QuerySet[M], line: Callable[[M], Line], href: str = "") -> Part:
    """A part with the first lines of what was found, and how many there are in all."""
    lines = tuple(line(one) for one in found[:MOST])
    total = found.count() if len(lines) == MOST else len(lines)
    return Part(title, lines, total, href)


def whose(caller: Caller) -> Callable[[User | None], str]:
    """Whose a line is: said to a lead; a commissioner's lines are all their own."""
    if caller.role is Role.COMMISSIONER:
        return lambda person: ""  # noqa: ARG005
    return lambda person: person.name if person else "nobody"
