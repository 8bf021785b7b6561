"""Made-up published figures, practice counts and directories of practices, written as files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from commonground.engine import figures
from commonground.engine.figure_files import write_figures
from commonground.engine.figures import PublishedRow

YEAR = (date(2024, 4, 1), date(2025, 3, 31))
INDICATOR = "mmr1_24m"
AREA = "99Z"


def published(
    code: str,
    covered: int | None,
    children: int | None,
    *,
    period: tuple[date, date] = YEAR,
    status: str = figures.OK,
    indicator: str = INDICATOR,
    definition: str = figures.COVER,
    release: str = "COVER 2024-25",
    as_at: date = date(2025, 6, 30),
    parent: str = "",
    level: str = "practice",
    note: str = "",
) -> PublishedRow:
    """A figure of a practice for a year."""
    return PublishedRow(
        org_code=code,
        definition=definition,
        indicator=indicator,
        period=f"{period[0]:%b %Y} to {period[1]:%b %Y}",
        period_start=period[0],
        period_end=period[1],
        cohort_from=None,
        cohort_to=None,
        as_at=as_at,
        denominator=children,
        numerator=covered,
        coverage=None,
        lower95=None,
        upper95=None,
        excluded=None,
        status=status,
        release=release,
        origin="UKHSA",
        rule_ids=(),
        rulebook_version="",
        level=level,
        parent_code=parent,
        note=note,
    )


def figures_file(path: Path, rows: Iterable[PublishedRow]) -> Path:
    """The rows as a figures file."""
    write_figures(path, rows)
    return path


def directory(path: Path, names: Mapping[str, str], *, area: str = AREA, closed: Iterable[str] = ()) -> Path:
    """An `epraccur` file of practices by code; those closed closed on 31 March 2025."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for code, name in names.items():
            row = [""] * 27
            row[0:4] = [code, name, "Y99", "QZZ"]
            row[9:13] = ["", "20000401", "20250331" if code in closed else "", "C" if code in closed else "A"]
            row[14], row[25] = area, "4"
            writer.writerow(row)
    return path


def table(path: Path, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> Path:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)
    return path
