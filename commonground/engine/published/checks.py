"""What one file is checked for: figures against each other. A check reports, and changes no figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from commonground.engine.figures import PublishedRow
from commonground.engine.published.places import AUTHORITY
from commonground.engine.published.reading import Check, Reading, check_of, release_source
from commonground.engine.published.workbook import QUARTERLY
from commonground.engine.rules.published_book import load_published_book

ENGLAND = "E92000001"


def checks_within(reading: Reading) -> Iterator[Check]:
    """The checks of one file's figures against each other."""
    by_place: dict[tuple[str, str], dict[str, PublishedRow]] = defaultdict(dict)
    for row in reading.rows:
        by_place[row.release, row.org_code][row.indicator] = row
    for rows in by_place.values():
        yield from _boosters(rows)
    for release in reading.releases:
        if release_source(release) == QUARTERLY:
            rows_of = [row for row in reading.rows if row.release == release]
            yield from _england(rows_of)
            yield from _few(rows_of)


def _boosters(rows: Mapping[str, PublishedRow]) -> Iterator[Check]:
    """A booster above its primary course in the same cohort."""
    for pair in load_published_book().pairs:
        booster, primary = rows.get(pair.booster), rows.get(pair.primary)
        if booster is None or primary is None:
            continue
        if booster.denominator == primary.denominator and None not in (booster.numerator, primary.numerator):
            above = (booster.numerator or 0) > (primary.numerator or 0)
            said = f"{booster.numerator:,} children; {pair.primary} has {primary.numerator:,}"
        elif booster.coverage is not None and primary.coverage is not None:
            above = booster.coverage > primary.coverage
            said = f"{booster.coverage}%; {pair.primary} has {primary.coverage}%"
        else:
            continue
        if above:
            yield check_of(
                booster,
                "booster above its primary",
                f"{said} (cell {primary.cell} of sheet {primary.sheet})",
                "ask the publisher: no child has the later dose without the earlier",
            )


def _england(rows: Sequence[PublishedRow]) -> Iterator[Check]:
    """England's row against the sum of the authorities that are printed."""
    england = {row.indicator: row for row in rows if row.org_code == ENGLAND}
    members: dict[str, list[PublishedRow]] = defaultdict(list)
    for row in rows:
        if row.level == AUTHORITY:
            members[row.indicator].append(row)
    for indicator, whole in england.items():
        counted = [row for row in members[indicator] if row.denominator is not None]
        if not counted:
            continue
        hidden = [row for row in members[indicator] if row.denominator is None]
        children = sum(row.denominator or 0 for row in counted)
        if whole.denominator is None or children == whole.denominator:
            continue
        yield check_of(
            whole,
            "England against its authorities",
            f"{len(counted)} authorities add up to {children:,} children, the row of England says "
            f"{whole.denominator:,}; {len(hidden)} authorities have no number",
            "use neither as the other: some authorities are left out of one of the two",
        )


def _few(rows: Sequence[PublishedRow]) -> Iterator[Check]:
    """A quarter in which authorities are missing from the counts."""
    fewest = load_published_book().number("fewest-authorities")
    by_indicator: dict[str, list[PublishedRow]] = defaultdict(list)
    for row in rows:
        if row.level == AUTHORITY and row.denominator is not None and row.indicator in _whole_country():
            by_indicator[row.indicator].append(row)
    for found in by_indicator.values():
        if len(found) < fewest:
            yield check_of(
                found[0],
                "few authorities",
                f"{len(found)} authorities have a denominator, of about 150",
                "read which are left out before adding up",
            )


def _whole_country() -> frozenset[str]:
    """The indicators of programmes that every authority reports."""
    return frozenset(label.indicator for label in load_published_book().labels if not label.group)
