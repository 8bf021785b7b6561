"""What a list is: where its rows come from, its columns, and which of them name people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

from commonground.accounts.entrance import EVERYONE
from commonground.core.caller import Caller, Role
from commonground.core.services import NotAllowedError

M = TypeVar("M")
Cell = str | int | float | Decimal | date | datetime | None
Rows = QuerySet[Any, M] | Sequence[M]
"""What the database finds, or what was counted from it."""
CHUNK = 1000


@dataclass(frozen=True)
class Column(Generic[M]):
    """A heading and how its cell is read. personal: it names a person, or holds what people typed freely."""

    heading: str
    value: Callable[[M], Cell]
    personal: bool = False
    href: Callable[[M], str] | None = None


@dataclass(frozen=True)
class Listing(Generic[M]):
    """A list. `practice` is the way from a row to its practice, by which it is narrowed to some words."""

    key: str
    title: str
    about: str
    rows: Callable[[Caller], Rows[M]]
    columns: tuple[Column[M], ...]
    practice: str = ""
    roles: tuple[Role, ...] = EVERYONE

    def check_open(self, caller: Caller) -> None:
        """Raise NotAllowedError where the list is not for the caller's role."""
        if caller.role not in self.roles:
            raise NotAllowedError("This list is for other people in the programme.")

    def shown(self, caller: Caller) -> tuple[Column[M], ...]:
        """The columns a caller gets: none that name people for who sees no names."""
        return tuple(column for column in self.columns if caller.sees_names or not column.personal)

    def found(self, caller: Caller, words: str = "") -> Rows[M]:
        """The rows a caller may see, of the practices whose name or code holds the words."""
        self.check_open(caller)
        rows = self.rows(caller)
        if not words or not self.practice or not isinstance(rows, QuerySet):
            return rows
        way = "" if self.practice == "self" else f"{self.practice}__"
        return rows.filter(Q((f"{way}name__icontains", words)) | Q((f"{way}code__icontains", words)))

    def cells(self, caller: Caller, words: str = "") -> Iterator[list[Cell]]:
        """Every row, cell by cell, read a thousand at a time."""
        columns = self.shown(caller)
        rows = self.found(caller, words)
        for row in rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows:
            yield [column.value(row) for column in columns]
