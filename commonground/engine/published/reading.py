"""What comes of reading a published file: figures, what was found wrong, and the release they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from commonground.engine.figures import PublishedRow
from commonground.engine.records.sheets import Sheet

CheckKind = Literal[
    "booster above its primary",
    "caveat without its place",
    "change beyond chance",
    "closed, merged or moved",
    "cohort dates",
    "column not understood",
    "columns changed over",
    "contradiction",
    "denominator changed",
    "England against its authorities",
    "few authorities",
    "hidden denominator",
    "label against content",
    "named without a code",
    "not read",
    "numerator above denominator",
    "place not known before",
    "row of no place",
    "same figure twice",
    "value not understood",
]
ORIGIN = "published"


@dataclass(frozen=True)
class Check:
    """Something found in a file, and where. `apart`: what it is about was kept out of the figures.

    found says what stands there and what it is held against; what_to_do is for the person who loads the file.
    """

    kind: CheckKind
    file: str
    sheet: str
    cell: str
    org_code: str
    org_name: str
    indicator: str
    period: str
    found: str
    what_to_do: str
    apart: bool = False


@dataclass(frozen=True)
class Opened:
    """A published file, opened: `digest` is of its bytes, unpacked, so that the same file is the same release."""

    name: str
    digest: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Reading:
    """One published file, read.

    rows: its figures, one for each organisation, indicator and period of a release; apart: those that a check
    keeps out of them; notes: what its caveats say, by the code of a place; addresses: postcodes of practices.
    """

    file: str
    releases: tuple[str, ...]
    rows: tuple[PublishedRow, ...]
    apart: tuple[PublishedRow, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)


def release_id(source: str, period: str, digest: str) -> str:
    """The name of a release: `cover-quarterly/2019-20 Q2/3f2a9c1b`."""
    return f"{source}/{period}/{digest}"


def release_source(release: str) -> str:
    """The source that a release's name begins with."""
    return source_and_period(release)[0]


def source_and_period(key: str) -> tuple[str, str]:
    """A release's key is `source/period/content`; a period may hold a slash itself (2015/16)."""
    source, rest = key.split("/", 1)
    return source, rest.rsplit("/", 1)[0]


def check_of(
    row: PublishedRow, kind: CheckKind, found: str, what_to_do: str, *, apart: bool = False
) -> Check:
    """A check about one figure, at its cell."""
    return Check(
        kind,
        row.file,
        row.sheet,
        row.cell,
        row.org_code,
        row.org_name,
        row.indicator,
        row.period,
        found,
        what_to_do,
        apart,
    )


def by_kind(checks: Iterable[Check]) -> dict[str, int]:
    """How many checks there are of each kind, by its name."""
    counted: dict[str, int] = {}
    for check in sorted(checks, key=lambda check: check.kind):
        counted[check.kind] = counted.get(check.kind, 0) + 1
    return counted


def all_rows(readings: Sequence[Reading]) -> list[PublishedRow]:
    """The figures of several files. A file given twice is one release, and its figures stand once."""
    kept: dict[tuple[str, str, str, object], PublishedRow] = {}
    for reading in readings:
        for row in reading.rows:
            kept.setdefault((row.release, row.org_code, row.indicator, row.period_end), row)
    return list(kept.values())


def once(readings: Sequence[Reading]) -> tuple[list[Reading], list[str]]:
    """Each file once, and a sentence for each that is another's copy: the same releases are the same bytes."""
    first: dict[tuple[str, ...], Reading] = {}
    copies = []
    for reading in readings:
        held = first.setdefault(reading.releases, reading)
        if held is not reading:
            copies.append(f"  {reading.file} is the same file as {held.file}, and was taken once")
    return list(first.values()), copies
