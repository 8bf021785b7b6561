"""Every threshold of a rulebook entry, moved a day (a number by one) either way."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import Rulebook

_STEPS = {
    (-1, True): "less one",
    (1, True): "and one more",
    (-1, False): "a day sooner",
    (1, False): "a day later",
}
GROUPS = ("dose_rules", "courses", "completed_by", "bars", "give_as", "cover", "qof", "series")
NOT_COUNTED_BY = ("source", "valid_from", "valid_to", "order")


def moved(entry: Any) -> Iterator[tuple[str, Any]]:
    """(what was moved, the entry so): an age or a date by a day, a number by one, or a name left out."""
    for field in dataclasses.fields(entry):
        if field.name not in NOT_COUNTED_BY:
            for said, value in _moves(getattr(entry, field.name)):
                yield f"{field.name}{said}", dataclasses.replace(entry, **{field.name: value})


def _moves(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Age | date | int):
        for step in (-1, 1):
            yield f" {value} {_STEPS[step, type(value) is int]}", _stepped(value, step)
    elif isinstance(value, tuple):
        yield from _moves_in_a_list(value)
    elif dataclasses.is_dataclass(value):
        for said, moved_value in moved(value):
            yield f".{said}", moved_value


def _stepped(value: Age | date | int, step: int) -> Age | date | int:
    if isinstance(value, Age):
        return Age(value.months, value.days + step)
    return value + timedelta(step) if isinstance(value, date) else max(0, value + step)


def _moves_in_a_list(value: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for place, item in enumerate(value):
        if isinstance(item, str):
            yield f" without {item}", (*value[:place], *value[place + 1 :])
        for said, moved_item in _moves(item):
            name = getattr(item, "rule", place)
            yield f"[{name}]{said}", (*value[:place], moved_item, *value[place + 1 :])


def entries(book: Rulebook) -> Iterator[tuple[str, str, Any]]:
    """(group, key, entry) of all that decides a count by a threshold."""
    for group in GROUPS:
        listed = getattr(book, group)
        for key, entry in listed.items() if isinstance(listed, dict) else [(e.id, e) for e in listed]:
            if group != "series" or entry.kind != "course":
                yield group, key, entry
    yield "up_to_date", book.up_to_date.id, book.up_to_date


def with_entry(book: Rulebook, group: str, key: str, entry: Any) -> Rulebook:
    """The rulebook with one entry in another's place."""
    listed = getattr(book, group)
    if isinstance(listed, dict):
        changed: Any = {**listed, key: entry}
    elif isinstance(listed, tuple):
        changed = tuple(entry if old.id == key else old for old in listed)
    else:
        changed = entry
    return dataclasses.replace(book, **{group: changed})
