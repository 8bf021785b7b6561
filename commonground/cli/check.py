"""One practice from its file to every output: reads the files, has all worked out, and writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commonground.cli.places import (
    MAY_LEAVE,
    STAYS_HERE,
    baseline_place,
    take_away_what_was_written,
    warning_of_strangers,
)
from commonground.cli.today import warning_of_the_future
from commonground.cli.writing import writing_to
from commonground.documents.books import load_books
from commonground.documents.practice_outputs import AskedOf, Outputs, practice_outputs
from commonground.documents.report_words import day
from commonground.engine.counting import duckdb_engine, reference
from commonground.engine.counting.results import Engine
from commonground.engine.errors import UserError
from commonground.engine.figure_files import read_figures
from commonground.engine.records.read import given_file
from commonground.engine.rules.model import Rulebook

ENGINES: Mapping[str, Engine] = {"duckdb": duckdb_engine.count, "reference": reference.count}


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line."""

    extracts: tuple[Path, ...]
    practice_code: str
    as_at: date
    out: Path
    column_map: Path | None = None
    label_map: Path | None = None
    date_order: str | None = None
    engine: str = "duckdb"
    chis: tuple[Path, ...] = ()
    chis_as_at: date | None = None
    chis_map: Path | None = None
    chis_label_map: Path | None = None
    chis_date_order: str | None = None
    published: tuple[Path, ...] = ()
    baseline: Path | None = None


@dataclass(frozen=True)
class Checked:
    """What was found, in lines to print, and the files written."""

    summary: tuple[str, ...]
    written: tuple[Path, ...]
    report: Path


def check_practice(asked: Asked) -> Checked:
    """Count a practice's extract and write its files.

    Everything is read and counted before anything is written, so that a fault leaves no half of an
    output; then what an earlier run wrote to the same place is taken away first. Raises UserError, one
    sentence, where the extract or a map can't be used.
    """
    books = load_books()
    outputs = practice_outputs(_read(asked), books, ENGINES[asked.engine])
    written = _write(asked, outputs)
    lines = (*_summary(asked, outputs, books.rulebook), *warning_of_strangers(asked.out, written))
    return Checked(lines, tuple(written), asked.out / MAY_LEAVE / "report.html")


def _read(asked: Asked) -> AskedOf:
    return AskedOf(
        files=tuple(given_file(path) for path in asked.extracts),
        practice_code=asked.practice_code,
        as_at=asked.as_at,
        column_map=given_file(asked.column_map) if asked.column_map else None,
        label_map=given_file(asked.label_map) if asked.label_map else None,
        date_order=asked.date_order,
        chis=tuple(given_file(path) for path in asked.chis),
        chis_as_at=asked.chis_as_at,
        chis_column_map=given_file(asked.chis_map) if asked.chis_map else None,
        chis_label_map=given_file(asked.chis_label_map) if asked.chis_label_map else None,
        chis_date_order=asked.chis_date_order,
        published=tuple(row for path in asked.published for row in read_figures(path)),
        baseline=_kept_baseline(asked.baseline) if asked.baseline else None,
        keep_baseline=asked.baseline is not None,
    )


def _kept_baseline(folder: Path) -> str | None:
    """The baseline in a folder; None where there is none yet. Raises UserError where it can't be read or kept."""
    place = baseline_place(folder)
    if not place.exists():
        return None
    try:
        return place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{place} can't be read; name the folder where the baseline was kept.") from error


def _write(asked: Asked, outputs: Outputs) -> list[Path]:
    out = asked.out
    written = []
    with writing_to(out):
        take_away_what_was_written(out)
        for folder in (MAY_LEAVE, STAYS_HERE):
            (out / folder).mkdir(parents=True, exist_ok=True)
        for folder, texts in ((STAYS_HERE, outputs.stays_here), (MAY_LEAVE, outputs.may_leave)):
            for name, content in texts.items():
                path = out / folder / name
                path.write_text(content, encoding="utf-8", newline="")
                written.append(path)
        if asked.baseline and outputs.baseline:
            kept = baseline_place(asked.baseline)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(outputs.baseline, encoding="utf-8", newline="")
            written.append(kept)
    return written


def _summary(asked: Asked, outputs: Outputs, rulebook: Rulebook) -> Iterator[str]:
    yield f"Practice {asked.practice_code}, as at {day(asked.as_at)}, rulebook {rulebook.version}"
    yield from warning_of_the_future(asked.as_at)
    yield from outputs.summary
