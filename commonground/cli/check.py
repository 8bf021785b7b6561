"""One practice from its file to every output: read, count, hide what is small, write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from commonground.cli.places import (
    LEAVING,
    MAY_LEAVE,
    STAYS_HERE,
    take_away_what_was_written,
    warning_of_strangers,
)
from commonground.cli.summary import counts_in_words, reading_in_words
from commonground.cli.today import warning_of_the_future
from commonground.cli.writing import writing_to
from commonground.documents.report import ReportInput, practice_report, reading_of
from commonground.documents.report_words import day
from commonground.engine.counting import duckdb_engine, reference
from commonground.engine.counting.causes import cause_rows
from commonground.engine.counting.results import Count, Engine, Question
from commonground.engine.counting.stays_here import write_stays_here
from commonground.engine.figures import Shared
from commonground.engine.records.read import load_label_book, read_column_map, read_extract, read_label_map
from commonground.engine.records.tables import Extract
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.model import Rulebook
from commonground.engine.share import (
    read_tallies,
    share_document,
    shared_rows,
    write_causes,
    write_diagnosis,
    write_figures,
    write_share,
)

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
    rulebook = load_rulebook()
    extract = read_extract(
        asked.extracts,
        practice_code=asked.practice_code,
        as_at=asked.as_at,
        labels=load_label_book(),
        column_map=read_column_map(asked.column_map) if asked.column_map else None,
        label_map=read_label_map(asked.label_map) if asked.label_map else None,
        date_order=asked.date_order,
    )
    question = Question(asked.practice_code, asked.as_at, extract.registration_known, extract.lists_children)
    count = ENGINES[asked.engine](extract.children, extract.events, question, rulebook)
    shared = shared_rows(count, rulebook, cause_rows(extract, count, rulebook))
    written = _write(asked.out, extract, count, shared, rulebook)
    lines = (*_summary(asked, extract, shared, rulebook), *warning_of_strangers(asked.out, written))
    return Checked(lines, tuple(written), written[-1])


def _write(out: Path, extract: Extract, count: Count, shared: Shared, rulebook: Rulebook) -> list[Path]:
    report = practice_report(
        ReportInput(count.practice_code, count.as_at, rulebook, shared, reading_of(extract))
    )
    document = share_document(count, shared, read_tallies(extract.tally, rulebook))
    may_leave = out / MAY_LEAVE
    figures, diagnosis, causes, share, page = (may_leave / name for name in LEAVING)
    with writing_to(out):
        take_away_what_was_written(out)
        may_leave.mkdir(parents=True, exist_ok=True)
        stays_here = write_stays_here(out / STAYS_HERE, extract, count, rulebook)
        write_figures(figures, shared.figures)
        write_diagnosis(diagnosis, shared.diagnosis)
        write_causes(causes, shared.causes)
        write_share(share, document)
        page.write_text(report, encoding="utf-8")
    return [*stays_here, figures, diagnosis, causes, share, page]


def _summary(asked: Asked, extract: Extract, shared: Shared, rulebook: Rulebook) -> Iterator[str]:
    yield f"Practice {asked.practice_code}, as at {day(asked.as_at)}, rulebook {rulebook.version}"
    yield from warning_of_the_future(asked.as_at)
    yield from reading_in_words(extract)
    yield from counts_in_words(shared, rulebook)
