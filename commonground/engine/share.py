"""The files that may leave a practice: figures.csv, diagnosis.csv, causes.csv and share.json.

Rows are made from a count, pass disclosure control, and are written in the order and with the
columns that practices, commissioners and `practice share-check` agree on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from commonground.engine.causes_table import safe_causes
from commonground.engine.counting.results import ROLLING_YEAR, Count, diagnosis_in_order, figures_in_order
from commonground.engine.disclosure import TO_THE_COMMISSIONER, in_words, to_commissioner
from commonground.engine.figure_files import rows_text
from commonground.engine.figures import (
    COVER,
    MIXED,
    NO_CHILDREN,
    NOT_KNOWN,
    OK,
    QOF,
    TODAYS_LIST,
    CauseRow,
    DiagnosisRow,
    DueRow,
    FigureRow,
    Shared,
)
from commonground.engine.records.tables import Tally
from commonground.engine.rules.model import Rulebook
from commonground.engine.share_check import check_share
from commonground.engine.statistics.intervals import percentages

__all__ = [
    "check_share",
    "diagnosis_rows",
    "due_rows",
    "figure_rows",
    "leaving_texts",
    "read_tallies",
    "share_document",
    "share_text",
    "shared_rows",
]

SCHEMA = "commonground/share/1"
ORIGIN = "practice count"
JOINED = "; "
DUE = ("due", "overdue")


def figure_rows(count: Count, rulebook: Rulebook) -> list[FigureRow]:
    """The figures of a count with coverage, limits, status and origin; nothing hidden yet.

    Raises ValueError where a numerator is above its denominator.
    """
    return [_figure(count, figure) for figure in figures_in_order(count, rulebook)]


def diagnosis_rows(count: Count, rulebook: Rulebook) -> list[DiagnosisRow]:
    """The diagnosis of a count; nothing hidden yet."""
    return [DiagnosisRow(**row, status=OK) for row in diagnosis_in_order(count, rulebook)]


def due_rows(count: Count) -> list[DueRow]:
    """Children with a dose due or overdue by series; nothing hidden yet."""
    children: dict[str, set[str]] = {}
    columns = (count.states[name].to_pylist() for name in ("series", "child_id", "status"))
    for series, child, status in zip(*columns, strict=True):
        children.setdefault(series, set()).update({child} if status in DUE else ())
    return [DueRow(series, len(found), OK) for series, found in sorted(children.items())]


def shared_rows(count: Count, rulebook: Rulebook, causes: Sequence[CauseRow] = ()) -> Shared:
    """Everything of a count that may leave the practice, after disclosure control.

    `causes` are those of the count with nothing hidden yet (`counting.causes.cause_rows`).
    """
    shared = to_commissioner(
        figure_rows(count, rulebook),
        diagnosis_rows(count, rulebook),
        due_rows(count),
        rulebook,
        registration_known=count.registration_known,
    )
    return replace(shared, causes=safe_causes(causes, shared.figures, rulebook))


def read_tallies(tally: Tally, rulebook: Rulebook) -> dict[str, int | str]:
    """Of what was read, the numbers from which no small number of children can be worked out.

    Children set aside are not among them: a few rows set aside may be just those children.
    """
    gate = rulebook.small_numbers[TO_THE_COMMISSIONER]
    return {
        "rows": tally.rows,
        "set_aside": tally.set_aside,
        "children": in_words(tally.children, gate),
    }


def share_document(count: Count, shared: Shared, read: Mapping[str, int | str]) -> dict[str, Any]:
    """share.json: the three CSV files, what is due, differences, agreement, changes, and `read_tallies`."""
    return {
        "schema": SCHEMA,
        "org_code": count.practice_code,
        "as_at": count.as_at.isoformat(),
        "rulebook_version": count.rulebook_version,
        "release": _release(count),
        "origin": ORIGIN,
        "registration_known": count.registration_known,
        "figures": [_plain(row) for row in shared.figures],
        "diagnosis": [_plain(row) for row in shared.diagnosis],
        "due": [_plain(row) for row in shared.due],
        "causes": [_plain(row) for row in shared.causes],
        "differences": [_plain(row) for row in shared.differences],
        "agreement": [_plain(row) for row in shared.agreement],
        "changes": [_plain(row) for row in shared.changes],
        "read": dict(read),
    }


def leaving_texts(shared: Shared) -> dict[str, str]:
    """figures.csv, diagnosis.csv and causes.csv as text, by name."""
    return {
        "figures.csv": rows_text(FigureRow, shared.figures),
        "diagnosis.csv": rows_text(DiagnosisRow, shared.diagnosis),
        "causes.csv": rows_text(CauseRow, shared.causes),
    }


def share_text(document: Mapping[str, Any]) -> str:
    """share.json, one line a row so that a person can read it and a change can be seen."""
    lists = {key: value for key, value in document.items() if isinstance(value, list)}
    single = {key: value for key, value in document.items() if key not in lists}
    lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in single.items()]
    for key, rows in lists.items():
        inner = ",\n".join(f"  {json.dumps(row)}" for row in rows)
        lines.append(f" {json.dumps(key)}: [\n{inner}\n ]")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _release(count: Count) -> str:
    return f"practice-count/{count.practice_code}/{count.as_at.isoformat()}"


def _figure(count: Count, figure: Mapping[str, Any]) -> FigureRow:
    numerator, denominator = figure["numerator"], figure["denominator"]
    coverage, lower, upper = percentages(numerator, denominator) if denominator else (None, None, None)
    unknown = figure["definition"] == QOF and not count.registration_known
    return FigureRow(
        org_code=count.practice_code,
        definition=figure["definition"],
        indicator=figure["indicator"],
        period=figure["period"],
        period_start=figure["period_start"],
        period_end=figure["period_end"],
        cohort_from=figure["cohort_from"],
        cohort_to=figure["cohort_to"],
        as_at=count.as_at,
        denominator=denominator,
        numerator=numerator,
        coverage=coverage,
        lower95=lower,
        upper95=upper,
        excluded=NOT_KNOWN if unknown else figure["excluded"],
        status=_status(count, figure),
        release=_release(count),
        origin=ORIGIN,
        rule_ids=tuple(figure["rule_ids"] or ()),
        rulebook_version=count.rulebook_version,
    )


def _status(count: Count, figure: Mapping[str, Any]) -> str:
    """`no children` stands alone; a mixed cohort may be counted on today's list only as well.

    Only a quarter that ends on the as-at date has no past day in it; a year to that quarter has three.
    """
    if figure["denominator"] == 0:
        return NO_CHILDREN
    words = [MIXED] if figure["status"] == MIXED else []
    past = figure["definition"] == QOF or (
        figure["definition"] == COVER
        and (figure["period_end"] < count.as_at or figure["period"].startswith(ROLLING_YEAR))
    )
    if past and not count.registration_known:
        words.append(TODAYS_LIST)
    return JOINED.join(words) or OK


def _plain(row: object) -> dict[str, Any]:
    return {
        key: value.isoformat()
        if isinstance(value, date)
        else list(value)
        if isinstance(value, tuple)
        else value
        for key, value in vars(row).items()
    }
