"""The rows of a share.json as they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from commonground.engine.figures import PublishedRow
from commonground.engine.rules.difference_book import UNRESOLVED
from commonground.figures.models import Agreement, Change, Difference, Figure, PracticeCount, Release
from commonground.figures.queries import PRACTICE
from commonground.figures.rows import figure_of

DAYS = ("period_start", "period_end", "cohort_from", "cohort_to", "as_at")
Row = Mapping[str, Any]


def figures_in(document: Row, count: PracticeCount) -> Iterator[Figure]:
    """The figures of a count."""
    practice, release = count.practice, count.release
    for row in document["figures"]:
        days = {name: date.fromisoformat(row[name]) if row[name] else None for name in DAYS}
        given = {**row, **days, "rule_ids": tuple(row["rule_ids"]), "release": release.key}
        yield figure_of(
            PublishedRow(**given, org_name=practice.name, level=PRACTICE, parent_code=practice.area.code),
            release,
        )


def differences_in(document: Row, count: PracticeCount) -> Iterator[Difference]:
    """Its differences by cause. A cause without a row has no child; what is not explained is kept, none or not."""
    for row in document["differences"]:
        if row["children"] == 0 and row["cause"] != UNRESOLVED:
            continue
        yield Difference(count=count, **{**row, "children": _number(row["children"])})


def agreements_in(document: Row, count: PracticeCount) -> Iterator[Agreement]:
    """How the two records of the children on both lists agree."""
    for row in document["agreement"]:
        yield Agreement(count=count, **row)


def changes_in(document: Row, count: PracticeCount) -> Iterator[Change]:
    """What changed since the baseline: of the cohorts in which something did, or of all where nothing did anywhere."""
    moved = {_cell(row) for row in document["changes"] if row["children"] != 0}
    for row in document["changes"]:
        if moved and _cell(row) not in moved:
            continue
        day = date.fromisoformat(row["baseline_as_at"])
        yield Change(count=count, **{**row, "baseline_as_at": day, "children": _number(row["children"])})


def release_of(document: Row, digest: str) -> Release:
    """The release that a count is: one key for one content, and one period for one practice and day."""
    source, code, as_at = document["release"].split("/")
    return Release(
        key=f"{document['release']}/{digest[:8]}",
        source=source,
        period=f"{code}, {as_at}",
        origin=document["origin"],
        file_name="share.json",
        sha256=digest,
    )


def _cell(row: Row) -> tuple[str, str]:
    return row["indicator"], row["period"]


def _number(children: object) -> int | None:
    """A count that is a number; one in words is small, as its status says."""
    return children if isinstance(children, int) else None
