"""Checks of several releases against each other, and of practices against the national directory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from commonground.engine.figures import PublishedRow
from commonground.engine.published.ods import GP_PRACTICE, OdsPractice
from commonground.engine.published.places import PRACTICE, SUB_ICB
from commonground.engine.published.reading import Check, Reading, all_rows, check_of, release_source
from commonground.engine.rules.published_book import PublishedBook, load_published_book
from commonground.engine.statistics.two_proportions import change_probability, size_probability

_MONTHS_APART = 13


def checks_across(readings: Sequence[Reading]) -> Iterator[Check]:
    """Changes beyond chance from each release of a source to the next, and re-issues, in files given together."""
    book = load_published_book()
    series: dict[tuple[str, str, str], list[PublishedRow]] = defaultdict(list)
    for row in all_rows(readings):
        series[release_source(row.release), row.org_code, row.indicator].append(row)
    for rows in series.values():
        ordered = sorted(rows, key=lambda row: (row.period_end, row.release))
        for earlier, later in pairwise(ordered):
            if _follows(earlier, later):
                yield from _change(earlier, later, book)


def _follows(earlier: PublishedRow, later: PublishedRow) -> bool:
    """Whether a release is of the same period as another, or of the one after it."""
    if later.period_end == earlier.period_end:
        return True
    months = (
        (later.period_end.year - earlier.period_end.year) * 12
        + later.period_end.month
        - earlier.period_end.month
    )
    quarters = " Q" in later.period
    return months < _MONTHS_APART and (months <= 3 if quarters else True)


def _change(earlier: PublishedRow, later: PublishedRow, book: PublishedBook) -> Iterator[Check]:
    since = f"release {earlier.release}, cell {earlier.cell}"
    level = book.number("jump-level")
    if earlier.denominator and later.denominator:
        large = abs(later.denominator / earlier.denominator - 1) >= book.number("population-change")
        if large and size_probability(earlier.denominator, later.denominator) < level:
            yield check_of(
                later,
                "denominator changed",
                f"{later.denominator:,} children, {earlier.denominator:,} before ({since})",
                "ask if practices or areas joined or left",
            )
    if None in (earlier.numerator, later.numerator) or not (earlier.denominator and later.denominator):
        return
    first, second = earlier.numerator or 0, later.numerator or 0
    points = 100 * (second / later.denominator - first / earlier.denominator)
    if abs(points) < book.number("jump-points"):
        return
    if change_probability(first, earlier.denominator, second, later.denominator) < level:
        yield check_of(
            later,
            "change beyond chance",
            f"{later.coverage}%, {earlier.coverage}% before: {points:+.1f} points ({since})",
            "ask what changed in the data before taking it for a change in vaccination",
        )


def checks_of_practices(
    readings: Sequence[Reading], directory: Sequence[OdsPractice], file: str
) -> Iterator[Check]:
    """Practices with figures that the directory (file: its name) does not have, has closed, or has elsewhere."""
    known = {practice.code: practice for practice in directory}
    at_postcode: dict[str, list[OdsPractice]] = defaultdict(list)
    for practice in directory:
        if practice.active and practice.setting == GP_PRACTICE and practice.postcode:
            at_postcode[practice.postcode].append(practice)
    for reading in readings:
        latest: dict[str, PublishedRow] = {}
        for row in reading.rows:
            if row.level == PRACTICE and (
                row.org_code not in latest or row.period_end > latest[row.org_code].period_end
            ):
                latest[row.org_code] = row
        for code, row in latest.items():
            found = _of_practice(row, known.get(code), at_postcode, reading.addresses, file)
            if found:
                yield check_of(row, "closed, merged or moved", *found)


def _of_practice(
    row: PublishedRow,
    practice: OdsPractice | None,
    at_postcode: Mapping[str, Sequence[OdsPractice]],
    addresses: Mapping[str, str],
    file: str,
) -> tuple[str, str] | None:
    if practice is None:
        return f"{file} has no practice {row.org_code}", "look for its successor before you plan a visit"
    if not practice.active:
        closed = f"closed on {_day(practice.closed_on)}" if practice.closed_on else "not active"
        heirs = [other for other in at_postcode.get(practice.postcode, ()) if other.code != practice.code]
        if heirs:
            return (
                f"{closed}; {heirs[0].code} {heirs[0].name} is open at the same postcode, so it may have merged",
                "visit the practice that its patients went to",
            )
        return f"{closed} by {file}", "look for its successor before you plan a visit"
    printed = addresses.get(row.org_code, "").upper().replace(" ", "")
    if printed and practice.postcode and printed != practice.postcode.replace(" ", ""):
        return (
            f"its table gives the postcode {addresses[row.org_code]}, {file} gives {practice.postcode}",
            "it moved; go by the directory",
        )
    if (
        row.parent_code
        and len(row.parent_code) == 3
        and practice.areas[0]
        and row.parent_code != practice.areas[0]
    ):
        return (
            f"its table gives {SUB_ICB} {row.parent_code}, {file} gives {practice.areas[0]}",
            "it lies in another area now; go by the directory",
        )
    return None


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
