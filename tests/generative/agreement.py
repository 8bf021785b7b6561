"""Holding two engines against each other, table by table, whatever the order of the rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from commonground.engine.counting.results import Count, Engine
from commonground.engine.rules.model import Rulebook
from tests.generative.practices import Practice

TABLES = ("doses", "states", "figures", "membership", "flags", "diagnosis")


def rows(table: pa.Table) -> Counter[tuple[Any, ...]]:
    """The rows of a table, each as often as it is there."""
    return Counter(
        tuple(tuple(value) if isinstance(value, list) else value for value in row.values())
        for row in table.to_pylist()
    )


def differences(practice: Practice, book: Rulebook, one: Engine, other: Engine, most: int = 10) -> list[str]:
    """What the two engines answer differently, with the history of a child it is about; none: they agree."""
    ours = one(practice.children, practice.events, practice.question, book)
    theirs = other(practice.children, practice.events, practice.question, book)
    said = [line for table in TABLES for line in _differences(table, ours, theirs, most)]
    return [*said, *_histories(practice, said)] if said else []


def _differences(table: str, ours: Count, theirs: Count, most: int) -> list[str]:
    here, there = getattr(ours, table), getattr(theirs, table)
    if here.schema != there.schema:
        return [f"{table}: the columns differ: {here.schema} and {there.schema}"]
    only_here, only_there = rows(here) - rows(there), rows(there) - rows(here)
    return [
        f"{table}, {who}: {' | '.join(map(str, row))}"
        for who, only in (("one only", only_here), ("other only", only_there))
        for row in sorted(only, key=str)[:most]
    ]


def _histories(practice: Practice, said: list[str]) -> list[str]:
    lines = [f"as at {practice.question.as_at}, registration known: {practice.question.registration_known}"]
    for child in practice.children.to_pylist():
        if any(child["child_id"] in line.replace("|", " ").replace(":", " ").split() for line in said):
            lines.append(" ".join(f"{key}={value}" for key, value in child.items()))
            entries = [
                (entry["event_date"], number, entry["vaccine"], entry["kind"])
                for number, entry in enumerate(practice.events.to_pylist())
                if entry["child_id"] == child["child_id"]
            ]
            lines += [
                f"    {day} {vaccine} {kind} (entry {number})"
                for day, number, vaccine, kind in sorted(entries)
            ]
    return lines
