"""Small vaccination histories written as a nurse would, for tests of counting.

    history("2024-01-10", "MMR 2025-01-10", "MMR declined 2025-02-01", registered="2024-02-01")

An entry is a vaccine, then `declined`, `contraindicated` or `not attended` where it was not given,
then a day: an ISO date, or `+56` for so many days after the birth.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

import pyarrow as pa

from commonground.engine.records.tables import CHILDREN, EVENTS, KINDS

PRACTICE = "Z99001"
"""An invented practice: the one that is asked about unless a test says otherwise."""


class History(NamedTuple):
    """One child or several: the two tables that every engine counts."""

    children: pa.Table
    events: pa.Table


def history(
    born: str,
    *entries: str,
    child_id: str = "child",
    practice: str | None = PRACTICE,
    registered: str | None = None,
    left: str | None = None,
) -> History:
    """One child's tables, its entries in the order given. Raises ValueError for an entry it can't read."""
    child = {
        "child_id": child_id,
        "date_of_birth": date.fromisoformat(born),
        "practice_code": practice,
        "registered_on": _day(registered),
        "deregistered_on": _day(left),
    }
    rows = [_event(child_id, date.fromisoformat(born), entry) for entry in entries]
    return History(pa.Table.from_pylist([child], schema=CHILDREN), pa.Table.from_pylist(rows, schema=EVENTS))


def together(*histories: History) -> History:
    """Several children as one extract; an entry's row number counts on from child to child."""
    ids = [child for one in histories for child in one.children["child_id"].to_pylist()]
    if len(set(ids)) < len(ids):
        raise ValueError("two of these children have the same child_id; give each its own")
    return History(
        pa.concat_tables([CHILDREN.empty_table(), *(one.children for one in histories)]),
        pa.concat_tables([EVENTS.empty_table(), *(one.events for one in histories)]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _event(child_id: str, born: date, entry: str) -> dict[str, Any]:
    words, _, when = entry.rpartition(" ")
    if not words:
        raise ValueError(f"“{entry}” is not an entry; write it like MMR declined 2025-02-01, or MMR +400")
    kind = next((kind for kind in KINDS if words.endswith(f" {kind}")), "given")
    return {
        "child_id": child_id,
        "event_date": born + timedelta(days=int(when)) if when.startswith("+") else _day(when),
        "vaccine": words.removesuffix(f" {kind}"),
        "kind": kind,
    }
