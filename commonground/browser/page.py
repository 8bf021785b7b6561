"""What the page asks of Python, each with plain values as JSON: `answer` is its only door."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files as resources
from typing import Any

import pyarrow as pa

from commonground.browser.database import EPOCH, BrowserDatabase, Wasm
from commonground.engine.counting.in_database import TABLES, count_in
from commonground.engine.counting.results import Question
from commonground.engine.records.tables import CHILDREN, EVENTS
from commonground.engine.rules.model import Rulebook


@cache
def rulebook() -> Rulebook:
    """The rulebook that this page came with."""
    return pickle.loads(resources("commonground.browser").joinpath("rulebook.pickle").read_bytes())  # noqa: S301 - ours


def answer(
    ask: str, given: str, files: Mapping[str, bytes], database: Wasm, say: Callable[[str], None]
) -> str:
    """The answer to one of ASKED, as JSON."""
    found = ASKED[ask](json.loads(given), files, BrowserDatabase(database), say)
    return json.dumps(found)


def tables(
    given: Mapping[str, Any],
    files: Mapping[str, bytes],  # noqa: ARG001
    database: BrowserDatabase,
    say: Callable[[str], None],  # noqa: ARG001
) -> dict[str, Any]:
    """The tables of a count, for holding them against the command line's: days as days from 1970."""
    question = Question(
        given["practice"], date.fromisoformat(given["as_at"]), given["registration_known"], given["lists_children"]
    )
    children, events = (
        pa.table([pa.array(_days(f.type, v)) for f, v in zip(schema, given[name], strict=True)], schema=schema)
        for name, schema in (("children", CHILDREN), ("events", EVENTS))
    )
    count = count_in(database, children, events, question, rulebook())
    return {
        name: [
            [value.toordinal() - EPOCH if isinstance(value, date) else value for value in column]
            for column in getattr(count, name).columns
        ]
        for name in TABLES
    }


def _days(kind: pa.DataType, values: list[Any]) -> list[Any]:
    if kind != pa.date32():
        return values
    return [None if value is None else date.fromordinal(value + EPOCH) for value in values]


ASKED = {"tables": tables}
