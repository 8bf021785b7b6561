"""What the practice's report is made from: only what may leave the practice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from commonground.engine.comparing.attribution import Counts
from commonground.engine.differences_table import Compared
from commonground.engine.figures import PublishedRow, Shared
from commonground.engine.records.tables import Extract, Problem, Tally
from commonground.engine.rules.difference_book import DifferenceBook
from commonground.engine.rules.model import Rulebook

_FROM_THE_FILE = re.compile(r"“[^”]*”|\"[^\"]*\"|\d[\d /.\-]{5,}\d")
"""A quotation, or figures long enough for a date or an NHS number: text that a file may have put there."""

_HOW_OFTEN = re.compile(r"; entries with it: \d+")
"""What a reason says of one row only: rows that differ in nothing else have one reason."""


@dataclass(frozen=True)
class SetAside:
    """Rows that could not be used for one reason, and what to do about them."""

    reason: str
    what_to_do: str
    rows: int


@dataclass(frozen=True)
class Reading:
    """How an extract was read, without a word that stood in it.

    `unknown_labels` is how many different labels and codes the rulebook does not know and
    `unknown_entries` the entries that carry them. A label is text from the file and may hold
    anything typed, even a name, so the labels themselves are not here. `known_not_counted` holds
    entries by the rulebook's own name of a vaccine it knows and does not count.
    """

    form: str
    tally: Tally
    warnings: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    unknown_labels: int
    unknown_entries: int
    known_not_counted: Mapping[str, int]
    lists_children: bool
    registration_known: bool


@dataclass(frozen=True)
class SettlingInput:
    """Both figures side by side, and the change since a baseline.

    compared: what the steps from one coverage to the other are drawn from, only where every count in it may be shown;
    counts: the other count of each figure compared, by indicator, period and against. differences, agreement and
    changes are in `shared` of the report, or not hidden on a page that stays at the practice.
    """

    book: DifferenceBook
    published: tuple[PublishedRow, ...]
    counts: Mapping[tuple[str, str, str], Counts]
    compared: tuple[Compared, ...]
    matched: tuple[str, ...]
    baseline_as_at: date | None


@dataclass(frozen=True)
class ReportInput:
    """One practice's report: `shared` is after disclosure control (engine/disclosure.py)."""

    org_code: str
    as_at: date
    rulebook: Rulebook
    shared: Shared
    reading: Reading
    settling: SettlingInput | None = None


def reading_of(extract: Extract) -> Reading:
    """The summary of an extract that may leave the practice: counts of rows, reasons and nothing else."""
    return Reading(
        form=extract.form,
        tally=extract.tally,
        warnings=tuple(_without_text_of_the_file(words) for words in extract.warnings),
        set_aside=_by_reason(extract.problems),
        unknown_labels=len(extract.unknown_labels),
        unknown_entries=sum(extract.unknown_labels.values()),
        known_not_counted=dict(sorted(extract.set_aside_by_name.items())),
        lists_children=extract.lists_children,
        registration_known=extract.registration_known,
    )


def _by_reason(problems: Iterable[Problem]) -> tuple[SetAside, ...]:
    """Problems counted by reason, the commonest first. Rows are counted, not children."""
    rows = Counter(
        (
            _without_text_of_the_file(_HOW_OFTEN.sub("", problem.reason)),
            _without_text_of_the_file(problem.what_to_do),
        )
        for problem in problems
    )
    ordered = sorted(rows.items(), key=lambda item: (-item[1], item[0]))
    return tuple(SetAside(reason, what_to_do, count) for (reason, what_to_do), count in ordered)


def _without_text_of_the_file(words: str) -> str:
    return _FROM_THE_FILE.sub("…", words)
