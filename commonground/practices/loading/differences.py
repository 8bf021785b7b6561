"""What a file of the national directory says that ours does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from commonground.accounts.queries import areas
from commonground.core.caller import Caller
from commonground.core.models import Area
from commonground.engine.published.coordinates import PostcodePlace, postcode_of
from commonground.engine.published.ods import GP_PRACTICE, Membership, OdsPractice
from commonground.engine.records.words import key
from commonground.practices import queries
from commonground.practices.models import Practice


class Kind(StrEnum):
    """What happened to a practice, in the order in which it is shown."""

    OPENED = "opened"
    MERGED = "merged"
    CLOSED = "closed"
    RENAMED = "renamed"
    MOVED = "moved"
    ANOTHER_AREA = "another_area"
    PCN = "pcn"
    PLACE = "place"


SAME_PLACE = 0.0005
"""So many degrees, some fifty metres, are the same place."""
TITLES: Mapping[Kind, str] = {
    Kind.OPENED: "New here",
    Kind.MERGED: "Closed, and another practice is open there. Did they merge?",
    Kind.CLOSED: "Closed",
    Kind.RENAMED: "Another name",
    Kind.MOVED: "Another address",
    Kind.ANOTHER_AREA: "Another area",
    Kind.PCN: "Another PCN",
    Kind.PLACE: "Where it is on the map",
}


@dataclass(frozen=True)
class Difference:
    """One thing that can be changed. `values` are the fields of the practice; `into` the practice it merged into."""

    kind: Kind
    code: str
    name: str
    words: str
    values: Mapping[str, Any] = field(default_factory=dict)
    into: str = ""

    @property
    def key(self) -> str:
        """By which it is chosen on the screen; the same when the file is read again."""
        return ":".join(filter(None, (self.kind.value, self.code, self.into)))

    @property
    def proposed(self) -> bool:
        """Whether it is chosen unless somebody says otherwise: a merger is for people to say."""
        return self.kind is not Kind.MERGED


@dataclass(frozen=True)
class Compared:
    """The differences; how many GP practices of the file lie elsewhere; our open practices that it has not."""

    differences: list[Difference]
    elsewhere: int
    missing: list[str]

    def by_kind(self) -> list[tuple[Kind, str, list[Difference]]]:
        """The differences with their title, each kind that there is."""
        sorted_by = {kind: [one for one in self.differences if one.kind is kind] for kind in Kind}
        return [(kind, TITLES[kind], found) for kind, found in sorted_by.items() if found]


def compare(caller: Caller, rows: Sequence[OdsPractice], *, today: date) -> Compared:
    """Compare a directory with the practices that the caller may see. Only areas that the caller has are looked at."""
    ours = {one.code: one for one in queries.practices(caller).select_related("area__parent__parent")}
    places = {area.code: area for area in areas(caller)}
    at_postcode = defaultdict(list)
    for row in rows:
        if row.active and row.setting == GP_PRACTICE and row.postcode:
            at_postcode[row.postcode].append(row)
    differences: list[Difference] = []
    elsewhere = 0
    for row in rows:
        place = next((places[code] for code in row.areas if code in places), None)
        practice = ours.get(row.code)
        if practice is not None:
            differences += _of(practice, row, place, at_postcode[row.postcode], today)
        elif place is None:
            elsewhere += row.active and row.setting == GP_PRACTICE
        elif _is_open(row, today) and row.setting == GP_PRACTICE:
            differences.append(_opened(row, place))
    known = {row.code for row in rows}
    missing = [str(one) for one in ours.values() if one.code not in known and one.closed_on is None]
    return Compared(differences, elsewhere, sorted(missing))


def compare_pcns(caller: Caller, memberships: Iterable[Membership]) -> Compared:
    """Compare who is in which PCN."""
    ours = {one.code: one for one in queries.practices(caller).filter(closed_on=None)}
    now = {one.code: one for one in memberships}
    differences = [
        Difference(
            Kind.PCN,
            code,
            practice.name,
            f"{practice.pcn_name or 'no PCN known'} becomes {now[code].pcn_name}",
            {"pcn_code": now[code].pcn_code, "pcn_name": now[code].pcn_name},
        )
        for code, practice in ours.items()
        if code in now and (practice.pcn_code, practice.pcn_name) != (now[code].pcn_code, now[code].pcn_name)
    ]
    return Compared(differences, len(now.keys() - ours.keys()), [])


def compare_places(caller: Caller, places: Iterable[PostcodePlace]) -> Compared:
    """Compare where practices are, by their postcodes, with where a table says that these are."""
    at = {one.postcode: one for one in places}
    differences, missing = [], []
    for practice in queries.practices(caller).filter(closed_on=None):
        place = at.get(postcode_of(practice.postcode))
        if place is None:
            if practice.latitude is None:
                missing.append(str(practice))
            continue
        here = {"latitude": round(place.latitude, 5), "longitude": round(place.longitude, 5)}
        apart = [
            now is None or abs(now - there) > SAME_PLACE
            for now, there in zip((practice.latitude, practice.longitude), here.values(), strict=True)
        ]
        if any(apart):
            words = f"{place.postcode} is at {here['latitude']}, {here['longitude']}"
            differences.append(Difference(Kind.PLACE, practice.code, practice.name, words, here))
    return Compared(differences, 0, missing)


def _opened(row: OdsPractice, place: Area) -> Difference:
    values = {
        "name": row.name,
        "address": row.address,
        "postcode": row.postcode,
        "phone": row.phone[:30],
        "opened_on": row.opened_on,
        "area": place,
    }
    since = f", open since {_day(row.opened_on)}" if row.opened_on else ""
    return Difference(Kind.OPENED, row.code, row.name, f"{row.postcode}, in {place.name}{since}", values)


def _of(
    practice: Practice, row: OdsPractice, place: Area | None, there: list[OdsPractice], today: date
) -> Iterator[Difference]:
    def differs(kind: Kind, words: str, into: str = "", **values: Any) -> Difference:
        return Difference(kind, practice.code, practice.name, words, values, into)

    if not _is_open(row, today):
        if practice.closed_on is None and row.closed_on:
            yield from _closed(differs, row.closed_on, _closest(practice, there))
        return
    if key(row.name) != key(practice.name):
        yield differs(Kind.RENAMED, f"is now called {row.name}", name=row.name)
    if key(row.postcode) != key(practice.postcode) or key(row.address) != key(practice.address):
        words = f"{practice.address} {practice.postcode}".strip() or "no address known"
        address = {"address": row.address, "postcode": row.postcode}
        if key(row.postcode) != key(practice.postcode):
            address |= {"latitude": None, "longitude": None}  # type: ignore[dict-item]
        yield differs(Kind.MOVED, f"{words} becomes {row.address} {row.postcode}", **address)
    if place is not None and not _lies_in(practice.area, place):
        yield differs(Kind.ANOTHER_AREA, f"{practice.area.name} becomes {place.name}", area=place)


def _closed(differs: Callable[..., Difference], on: date, there: list[OdsPractice]) -> Iterator[Difference]:
    for other in there:
        words = f"closed on {_day(on)}; {other.name} ({other.code}) is open at {other.postcode}"
        yield differs(Kind.MERGED, words, other.code, on=on)
    yield differs(Kind.CLOSED, f"closed on {_day(on)}", on=on)


def _closest(practice: Practice, there: list[OdsPractice]) -> list[OdsPractice]:
    """Those at the very address, where there are some; else all at the postcode."""
    same = [other for other in there if key(other.address) == key(practice.address)]
    return same or there


def _is_open(row: OdsPractice, today: date) -> bool:
    return row.active and (row.closed_on is None or row.closed_on > today)


def _lies_in(area: Area | None, place: Area) -> bool:
    while area is not None:
        if area.pk == place.pk:
            return True
        area = area.parent
    return False


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
