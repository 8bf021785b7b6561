"""One published file to its figures: what it is goes by what its headings say, never by its name or place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from commonground.engine.published.checks import checks_within
from commonground.engine.published.combining import one_of_each
from commonground.engine.published.long_layout import find_long
from commonground.engine.published.long_tables import read_long
from commonground.engine.published.opening import open_published
from commonground.engine.published.periods import Period
from commonground.engine.published.reading import Opened, Reading
from commonground.engine.published.regions import read_regions
from commonground.engine.published.tables import tables_of
from commonground.engine.published.workbook import ANNUAL, read_workbook_of_figures
from commonground.engine.records.problems import ExtractError


def read_file(path: Path, told: Period | None = None) -> Reading:
    """The figures of a published file, checked. told: its period, where it says none itself.

    Raises ExtractError, one sentence, where the file is none that is known, is damaged or holds no figure.
    """
    return read_opened(open_published(path), told)


def read_opened(opened: Opened, told: Period | None = None) -> Reading:
    """The figures of a file that is open. Raises ExtractError as `read_file` does."""
    long = find_long(opened.sheets)
    reading = read_long(opened, long, told) if long else _tables(opened, told)
    if not reading.rows:
        raise ExtractError(f"{opened.name} has no figure that can be used; take it from its publisher again.")
    return replace(reading, checks=(*reading.checks, *checks_within(reading)))


def _tables(opened: Opened, told: Period | None) -> Reading:
    tables, others = tables_of(opened.sheets)
    by_region = [made for sheet in others for made in read_regions(opened, sheet, ANNUAL)]
    if not tables and not by_region:
        raise ExtractError(
            f"{opened.name} has no sheet with figures of coverage: no row of headings names places and vaccines; "
            "give the file of COVER or QOF as it was published."
        )
    rows, apart, checks = one_of_each(by_region)
    if not tables:
        return Reading(
            opened.name,
            tuple(sorted({row.release for row in rows})),
            tuple(rows),
            tuple(apart),
            tuple(checks),
        )
    regional = {row.sheet for row in (*rows, *apart)}
    reading = read_workbook_of_figures(
        opened, tables, [one for one in others if one.name not in regional], told
    )
    known = {(row.release, row.org_code, row.indicator) for row in reading.rows}
    more = [row for row in rows if (row.release, row.org_code, row.indicator) not in known]
    return replace(
        reading,
        rows=(*reading.rows, *more),
        apart=(*reading.apart, *apart),
        checks=(*reading.checks, *checks),
        releases=tuple(sorted({row.release for row in (*reading.rows, *more)})),
    )
