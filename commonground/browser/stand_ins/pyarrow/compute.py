"""Comparing a column with a value, as pyarrow.compute does: an empty value is neither equal nor greater."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any


def equal(values: Sequence[Any], wanted: object) -> list[bool]:
    """Which values are that one."""
    return [value is not None and value == wanted for value in values]


def greater(values: Sequence[Any], least: Any) -> list[bool]:
    """Which values are above that one."""
    return [value is not None and value > least for value in values]


def is_in(values: Sequence[Any], value_set: Collection[Any]) -> list[bool]:
    """Which values are among those."""
    wanted = set(value_set)
    return [value in wanted for value in values]
