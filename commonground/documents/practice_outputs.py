"""All that a practice's check gives, as texts by file name: from files in memory, so that a browser can ask too.

Nothing here touches a disk, a clock or a screen. Whoever calls it reads the files and writes the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commonground.documents.practice_summary import counts_in_words, reading_in_words
from commonground.documents.report import ReportInput, practice_report, reading_of
from commonground.engine.counting.causes import cause_rows
from commonground.engine.counting.results import Engine, Question
from commonground.engine.counting.stays_here import FILES, stays_here_texts
from commonground.engine.records.read import (
    GivenFile,
    load_label_book,
    read_column_map,
    read_extract,
    read_label_map,
)
from commonground.engine.rules.model import Rulebook
from commonground.engine.share import (
    leaving_texts,
    read_tallies,
    share_document,
    share_text,
    shared_rows,
)

STAYING = FILES
LEAVING = ("figures.csv", "diagnosis.csv", "causes.csv", "share.json", "report.html")
"""Every file that a check may give, in the order of writing: what stays at the practice, and what may leave."""


@dataclass(frozen=True)
class AskedOf:
    """What is asked of a practice's files.

    files: the extract; column_map and label_map: the user's own maps; date_order as in `read_extract`.
    """

    files: tuple[GivenFile, ...]
    practice_code: str
    as_at: date
    column_map: GivenFile | None = None
    label_map: GivenFile | None = None
    date_order: str | None = None


@dataclass(frozen=True)
class Outputs:
    """The texts of the files that stay at the practice and of those that may leave, by name, and lines to show."""

    stays_here: Mapping[str, str]
    may_leave: Mapping[str, str]
    summary: tuple[str, ...]


def practice_outputs(asked: AskedOf, rulebook: Rulebook, count_with: Engine) -> Outputs:
    """Read the files, count them with an engine, hide what is small, and say all of it.

    Raises UserError, one sentence, where a file can't be used.
    """
    extract = read_extract(
        asked.files,
        practice_code=asked.practice_code,
        as_at=asked.as_at,
        labels=load_label_book(),
        column_map=read_column_map(asked.column_map) if asked.column_map else None,
        label_map=read_label_map(asked.label_map) if asked.label_map else None,
        date_order=asked.date_order,
    )
    question = Question(asked.practice_code, asked.as_at, extract.registration_known, extract.lists_children)
    count = count_with(extract.children, extract.events, question, rulebook)
    shared = shared_rows(count, rulebook, cause_rows(extract, count, rulebook))
    given = ReportInput(count.practice_code, count.as_at, rulebook, shared, reading_of(extract))
    document = share_document(count, shared, read_tallies(extract.tally, rulebook))
    may_leave = {
        **leaving_texts(shared),
        "share.json": share_text(document),
        "report.html": practice_report(given),
    }
    summary = (*reading_in_words(extract), *counts_in_words(shared, rulebook))
    return Outputs(stays_here_texts(extract, count, rulebook), may_leave, summary)
