"""The columns that say of which practice a row is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonground.desk.listings.listing import Column
from commonground.desk.presenters import places
from commonground.practices.models import Practice


def of_practice(read: Callable[[Any], Practice]) -> tuple[Column[Any], ...]:
    """Name, code and place, the same at the head of every list."""
    return (
        Column("Practice", lambda row: read(row).name, href=lambda row: places.of_practice(read(row))),
        Column("Code", lambda row: read(row).code),
        Column("Place", lambda row: read(row).area.name),
    )
