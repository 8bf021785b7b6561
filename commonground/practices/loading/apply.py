"""Reading a file of the national directory, and changing what was chosen, all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commonground.core.caller import Caller
from commonground.core.services import Changed, RefusedError, save, service
from commonground.engine.published.coordinates import read_postcodes
from commonground.engine.published.ods import read_memberships, read_practices
from commonground.engine.published.opening import open_bytes
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.tables import Problem
from commonground.practices import queries, services
from commonground.practices.loading.differences import (
    Compared,
    Difference,
    Kind,
    compare,
    compare_pcns,
    compare_places,
)
from commonground.practices.models import Load, Practice
from commonground.practices.policies import check_load

ORDER = (
    Kind.OPENED,
    Kind.RENAMED,
    Kind.MOVED,
    Kind.ANOTHER_AREA,
    Kind.PCN,
    Kind.PLACE,
    Kind.MERGED,
    Kind.CLOSED,
)
"""New practices first, so that a closed one can merge into one of them."""


@dataclass(frozen=True)
class Read:
    """What a file of the national directory says, and its rows that could not be used."""

    kind: Load.Kind
    compared: Compared
    problems: list[Problem]


def read(caller: Caller, data: bytes, file: str, *, today: date) -> Read:
    """Read an `epraccur`, an `ePCN` or a table of postcodes, and compare it with ours.

    Raises ExtractError for any other.
    """
    check_load(caller)
    try:
        practices, problems = read_practices(data, file)
    except ExtractError as not_practices:
        try:
            memberships = read_memberships(data, file)
        except ExtractError:
            return _read_places(caller, data, file, not_practices)
        return Read(Load.Kind.PCN, compare_pcns(caller, memberships), [])
    return Read(Load.Kind.ODS, compare(caller, practices, today=today), problems)


def _read_places(caller: Caller, data: bytes, file: str, otherwise: ExtractError) -> Read:
    try:
        places = read_postcodes(open_bytes(data, file))
    except ExtractError:
        raise otherwise from None
    return Read(Load.Kind.PLACES, compare_places(caller, places), [])


@service("directory.loaded")
def change_chosen(
    caller: Caller, found: Read, chosen: Collection[str], file: str, *, now: datetime
) -> Changed[Load]:
    """Change what was chosen of a file's differences, by their keys. Raises RefusedError where nothing was."""
    check_load(caller)
    wanted = [one for one in found.compared.differences if one.key in chosen]
    if not wanted:
        raise RefusedError("Choose at least one difference, or leave the file.")
    merged = [one.code for one in wanted if one.kind is Kind.MERGED]
    if len(merged) != len(set(merged)):
        raise RefusedError("A practice can merge into one other only; choose one of those at its address.")
    for kind in ORDER:
        for one in wanted:
            if one.kind is kind and not (kind is Kind.CLOSED and one.code in merged):
                _change(caller, one)
    load = keep_load(caller, found.kind, file, changes=len(wanted), now=now)
    return Changed(load, details={"kind": found.kind.value, "keys": _counted(wanted)})


def keep_load(caller: Caller, kind: Load.Kind, file: str, *, changes: int, now: datetime) -> Load:
    """Keep that a file was loaded, inside the service that did it."""
    load = Load(kind=kind, file_name=file[:200], loaded_at=now, loaded_by=caller.name, changes=changes)
    return save(load)


def _change(caller: Caller, one: Difference) -> None:
    if one.kind is Kind.OPENED:
        services.add_practice(caller, Practice(code=one.code, **one.values))
        return
    practice = queries.practice(caller, one.code)
    if one.kind is Kind.MERGED:
        services.merge(caller, practice, into=_follower(caller, one.into), on=one.values["on"])
    elif one.kind is Kind.CLOSED:
        services.close(caller, practice, on=one.values["on"])
    else:
        services.change_practice(caller, practice, **one.values)


def _follower(caller: Caller, code: str) -> Practice:
    try:
        return queries.practice(caller, code)
    except Practice.DoesNotExist as error:
        raise RefusedError(
            f"{code} is not in the directory yet; choose it among the new practices too."
        ) from error


def _counted(wanted: Sequence[Difference]) -> dict[str, int]:
    return {kind.value: sum(one.kind is kind for one in wanted) for kind in Kind}
