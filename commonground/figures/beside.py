"""A file beside what is here: changes since the release before it, and practices that closed or merged since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from commonground.core.caller import SYSTEM
from commonground.engine.figures import PublishedRow
from commonground.engine.published.across import checks_across
from commonground.engine.published.reading import Check, Reading, check_of, release_source
from commonground.figures.queries import PRACTICE, before, codes_known, newest_of_each
from commonground.figures.rows import row_of
from commonground.practices.queries import closed_among

A_YEAR_BEFORE = timedelta(days=370)
"""The release before a yearly one lies inside; the checks look no further."""


def checks_beside(reading: Reading) -> tuple[Check, ...]:
    """What can be said of a file only beside what was taken in before it, and beside our own directory."""
    return (
        *_since_the_release_before(reading),
        *_of_closed_practices(reading),
        *_of_places_not_known_before(reading),
    )


def _since_the_release_before(reading: Reading) -> Iterator[Check]:
    first = min(row.period_end for row in reading.rows) - A_YEAR_BEFORE
    last = max(row.period_end for row in reading.rows)
    sources = {release_source(key) for key in reading.releases}
    kept = [
        row_of(figure)
        for figure in newest_of_each(before(SYSTEM, sources, first=first, last=last))
        if figure.release.key not in reading.releases
    ]
    here = Reading("what is here", tuple(sorted({row.release for row in kept})), tuple(kept))
    own = {(row.org_code, row.indicator, row.period, row.cell) for row in reading.rows}
    for check in checks_across([here, reading]):
        if (check.org_code, check.indicator, check.period, check.cell) in own and check.file == reading.file:
            yield check


def _of_places_not_known_before(reading: Reading) -> Iterator[Check]:
    """An authority or region of a code that no release of the source has here: a new council, or a slip."""
    first: dict[tuple[str, str], PublishedRow] = {}
    for row in reading.rows:
        if row.level != PRACTICE:
            first.setdefault((release_source(row.release), row.org_code), row)
    known = {source: codes_known(SYSTEM, source) for source, _ in first}
    for (source, code), row in first.items():
        if known[source] and code not in known[source]:
            yield check_of(
                row,
                "place not known before",
                f"no release of this source that is here has the code {code}",
                "ask whether a council is new or was split; else the code is a slip",
            )


def _of_closed_practices(reading: Reading) -> Iterator[Check]:
    of_practices: dict[str, PublishedRow] = {}
    for row in reading.rows:
        if row.level == PRACTICE:
            of_practices.setdefault(row.org_code, row)
    for practice in closed_among(SYSTEM, of_practices):
        merged = f" and merged into {practice.successor}" if practice.successor else ""
        yield check_of(
            of_practices[practice.code],
            "closed, merged or moved",
            f"our directory says that it closed on {practice.closed_on:%-d %B %Y}{merged}",
            "plan no visit there; what it was counts for who goes on",
        )
