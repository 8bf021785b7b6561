"""Small pieces of SQL text that every database reads alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from commonground.engine.counting.sql.dialects import Dialect

TRUE, FALSE, NULL = "TRUE", "FALSE", "NULL"
UNION_ALL = "\nUNION ALL\n"

NEVER = date(1, 1, 1)
"""Stands for a day before every birth."""
FOREVER = date(9999, 12, 30)
"""Stands for a day after every day that is asked about."""

Span = tuple[date | None, date | None]
"""The births from a day to a day, both included; None: no limit."""


def column(*words: str) -> str:
    """A column's name: `column("valid", "dtp-1")` is valid_dtp_1."""
    return "_".join(re.sub(r"\W", "_", word) for word in words)


def text(value: str | None) -> str:
    """A string as SQL writes it."""
    return NULL if value is None else "'" + value.replace("'", "''") + "'"


def every(*conditions: str) -> str:
    """All of the conditions."""
    wanted = list(dict.fromkeys(condition for condition in conditions if condition != TRUE))
    if FALSE in wanted:
        return FALSE
    return _joined(wanted, "AND", TRUE)


def some(*conditions: str) -> str:
    """At least one of the conditions."""
    wanted = list(dict.fromkeys(condition for condition in conditions if condition != FALSE))
    if TRUE in wanted:
        return TRUE
    return _joined(wanted, "OR", FALSE)


def _joined(conditions: Sequence[str], word: str, when_none: str) -> str:
    if len(conditions) < 2:
        return conditions[0] if conditions else when_none
    return "(" + f" {word} ".join(conditions) + ")"


def negated(condition: str) -> str:
    """The opposite of a condition that is never NULL."""
    return {TRUE: FALSE, FALSE: TRUE}.get(condition, f"NOT {condition}")


def case(branches: Iterable[tuple[str, str]], otherwise: str = NULL) -> str:
    """The value of the first condition that holds."""
    kept: list[tuple[str, str]] = []
    for condition, value in branches:
        if condition == TRUE:
            otherwise = value
            break
        if condition != FALSE:
            kept.append((condition, value))
    if not kept:
        return otherwise
    whens = " ".join(f"WHEN {condition} THEN {value}" for condition, value in kept)
    return f"CASE {whens} ELSE {otherwise} END"


def latest(*days: str) -> str:
    """The latest of days none of which is NULL."""
    return _extreme("greatest", days)


def earliest(*days: str) -> str:
    """The earliest of days none of which is NULL."""
    return _extreme("least", days)


def _extreme(function: str, days: Sequence[str]) -> str:
    wanted = list(dict.fromkeys(days))
    return wanted[0] if len(wanted) == 1 else f"{function}({', '.join(wanted)})"


def latest_known(*days: str) -> str:
    """The latest of the days that are not NULL; engines differ on what greatest() makes of a NULL."""
    first, *others = dict.fromkeys(days)
    for other in others:
        first = (
            f"CASE WHEN {first} IS NULL OR {other} > {first} THEN coalesce({other}, {first}) ELSE {first} END"
        )
    return first


def otherwise_never(day: str, dialect: Dialect) -> str:
    """A day, or a day before every birth where it is NULL."""
    return f"coalesce({day}, {dialect.day(NEVER)})"


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans of births without those that begin where another ends."""
    found: list[Span] = []
    for start, end in sorted(spans, key=lambda span: span[0] or date.min):
        last_end = found[-1][1] if found else None
        touches = found and (last_end is None or start is None or (start - last_end).days <= 1)
        if touches:
            ends = (last_end, end)
            found[-1] = (found[-1][0], None if None in ends else max(day for day in ends if day))
        else:
            found.append((start, end))
    return found


def within(day: str, spans: Iterable[Span], dialect: Dialect) -> str:
    """Whether a day lies in one of the spans."""
    return some(
        *(
            every(
                TRUE if start is None else f"{day} >= {dialect.day(start)}",
                TRUE if end is None else f"{day} <= {dialect.day(end)}",
            )
            for start, end in merged(spans)
        )
    )


def by_span(day: str, choices: Iterable[tuple[Span, str]], dialect: Dialect) -> str:
    """The value of the span in which a day lies, where it lies in one of them."""
    spans: dict[str, list[Span]] = {}
    for span, value in choices:
        spans.setdefault(value, []).append(span)
    if len(spans) == 1:
        return next(iter(spans))
    return case((within(day, found, dialect), value) for value, found in spans.items())


def select(columns: Iterable[str], source: str, where: str = TRUE) -> str:
    """A SELECT, one column to a line."""
    condition = "" if where == TRUE else f"\nWHERE {where}"
    return "SELECT\n  " + ",\n  ".join(columns) + f"\nFROM {source}{condition}"


Layer = Mapping[str, str]
"""Columns by name, each a value made from the columns of the layers below."""


def stacked(source: str, layers: Iterable[Layer], wanted: Iterable[str]) -> str:
    """Columns added to a source layer upon layer, and at the end those wanted."""
    for layer in layers:
        if layer:
            columns = ["*", *(named(value, name) for name, value in layer.items())]
            source = f"(\n{select(columns, source)}\n)"
    return select(wanted, source)


def mentioned(names: Iterable[str], texts: Iterable[str]) -> list[str]:
    """The names that stand somewhere in the texts as whole words, each once."""
    words = set(re.findall(r"\w+", "\n".join(texts)))
    return [name for name in dict.fromkeys(names) if name in words]


def named(value: str, name: str) -> str:
    """A value as a column of that name."""
    return f"{value} AS {name}"
