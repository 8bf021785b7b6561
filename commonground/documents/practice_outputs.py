"""All that a practice's check gives, as texts by file name: from files in memory, so that a browser can ask too.

Nothing here touches a disk, a clock or a screen. Whoever calls it reads the files and writes the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from commonground.documents.practice_settling import STAYING as SETTLING
from commonground.documents.practice_settling import Beside, settle
from commonground.documents.practice_summary import counts_in_words, reading_in_words
from commonground.documents.report import ReportInput, practice_report, reading_of
from commonground.engine.comparing.baseline import baseline_text, read_baseline
from commonground.engine.comparing.sides import Side
from commonground.engine.counting.causes import cause_rows
from commonground.engine.counting.results import Engine, Question
from commonground.engine.counting.stays_here import FILES, stays_here_texts
from commonground.engine.errors import UserError
from commonground.engine.figures import PublishedRow
from commonground.engine.records.labels import LabelBook
from commonground.engine.records.read import (
    GivenFile,
    read_column_map,
    read_extract,
    read_label_map,
)
from commonground.engine.records.tables import Extract
from commonground.engine.rules.difference_book import DifferenceBook
from commonground.engine.rules.model import Rulebook
from commonground.engine.share import (
    figure_rows,
    leaving_texts,
    read_tallies,
    share_document,
    share_text,
    shared_rows,
)

STAYING = (*FILES, *SETTLING)
LEAVING = ("figures.csv", "diagnosis.csv", "causes.csv", "share.json", "report.html")
"""Every file that a check may give, in the order of writing: what stays at the practice, and what may leave."""


@dataclass(frozen=True)
class Books:
    """What a check goes by. A browser has no folder of rules to load: it is given them ready."""

    rulebook: Rulebook
    labels: LabelBook
    differences: DifferenceBook


@dataclass(frozen=True)
class AskedOf:
    """What is asked of a practice's files.

    files: the extract; column_map and label_map: the user's own maps; date_order as in `read_extract`. chis: the list
    that the child health service holds, and chis_as_at the day on which it stands (as_at where that is not said); its
    own maps and date order, or the practice's where it has none. published: published figures. baseline: the text of
    the baseline that the practice kept; keep_baseline: give one where there is none yet.
    """

    files: tuple[GivenFile, ...]
    practice_code: str
    as_at: date
    column_map: GivenFile | None = None
    label_map: GivenFile | None = None
    date_order: str | None = None
    chis: tuple[GivenFile, ...] = ()
    chis_as_at: date | None = None
    chis_column_map: GivenFile | None = None
    chis_label_map: GivenFile | None = None
    chis_date_order: str | None = None
    published: tuple[PublishedRow, ...] = ()
    baseline: str | None = None
    keep_baseline: bool = False


@dataclass(frozen=True)
class Outputs:
    """The texts of the files that stay at the practice and of those that may leave, by name, and lines to show.

    unknown_labels: how often each label or code stands in the files that nobody here knows; it stays too. baseline:
    the text of a baseline to keep at the practice; empty where none was asked for.
    """

    stays_here: Mapping[str, str]
    may_leave: Mapping[str, str]
    summary: tuple[str, ...]
    unknown_labels: Mapping[str, int]
    baseline: str = ""


def practice_outputs(asked: AskedOf, books: Books, count_with: Engine) -> Outputs:
    """Read the files, count them with an engine, hide what is small, and say all of it.

    Raises UserError, one sentence, where a file can't be used.
    """
    rulebook = books.rulebook
    extract = _read(asked, asked.files, asked.as_at, books.labels)
    question = Question(asked.practice_code, asked.as_at, extract.registration_known, extract.lists_children)
    count = count_with(extract.children, extract.events, question, rulebook)
    shared = shared_rows(count, rulebook, cause_rows(extract, count, rulebook))
    given = ReportInput(count.practice_code, count.as_at, rulebook, shared, reading_of(extract))
    summary = [*reading_in_words(extract), *counts_in_words(shared, rulebook)]
    stays_here = stays_here_texts(extract, count, rulebook)
    if beside := _beside(asked, extract, books, count_with):
        figures = tuple(figure_rows(count, rulebook))
        settled = settle(extract, count, question, beside, given, figures, books.differences, count_with)
        given = replace(given, shared=settled.shared, settling=settled.settling)
        stays_here |= settled.stays_here
        summary += ["", "Settling the figures", *settled.summary]
    document = share_document(count, given.shared, read_tallies(extract.tally, rulebook))
    may_leave = {
        **leaving_texts(given.shared),
        "share.json": share_text(document),
        "report.html": practice_report(given),
    }
    keep = asked.keep_baseline and asked.baseline is None
    baseline = baseline_text(extract, asked.practice_code, asked.as_at) if keep else ""
    return Outputs(stays_here, may_leave, tuple(summary), extract.unknown_labels, baseline)


def _read(asked: AskedOf, files: tuple[GivenFile, ...], as_at: date, labels: LabelBook) -> Extract:
    return read_extract(
        files,
        practice_code=asked.practice_code,
        as_at=as_at,
        labels=labels,
        column_map=read_column_map(asked.column_map) if asked.column_map else None,
        label_map=read_label_map(asked.label_map) if asked.label_map else None,
        date_order=asked.date_order,
    )


def _beside(asked: AskedOf, extract: Extract, books: Books, count_with: Engine) -> Beside:
    """What the count is set beside. Raises UserError where there is no list of children to compare."""
    chis = _chis_side(asked, books, count_with) if asked.chis else None
    baseline = None
    if asked.baseline is not None:
        baseline = read_baseline(asked.baseline, asked.practice_code, asked.as_at)
    beside = Beside(chis, asked.published, baseline)
    if beside and not extract.lists_children:
        raise UserError(
            "The extract names only children with an entry, so there is no figure to compare; give the list of "
            "children too."
        )
    return beside


def _chis_side(asked: AskedOf, books: Books, count_with: Engine) -> Side:
    held = {file.data for file in asked.files}
    if twin := next((file for file in asked.chis if file.data in held), None):
        raise UserError(
            f"{twin.name} was given as the practice's extract and as the child health service's list; give each once."
        )
    as_at = asked.chis_as_at or asked.as_at
    theirs = replace(
        asked,
        column_map=asked.chis_column_map or asked.column_map,
        label_map=asked.chis_label_map or asked.label_map,
        date_order=asked.chis_date_order or asked.date_order,
    )
    extract = _read(theirs, asked.chis, as_at, books.labels)
    if not extract.lists_children:
        raise UserError(
            f"{asked.chis[0].name} names only children with an entry; give the child health service's list of "
            "children too."
        )
    question = Question(asked.practice_code, asked.as_at, extract.registration_known)
    return Side(extract, count_with(extract.children, extract.events, question, books.rulebook), as_at)
