"""Why children are not covered, counted as children."""

from __future__ import annotations

from collections.abc import Iterable

from commonground.charts.bars import Counted, bar_chart
from commonground.charts.table import Column, Table
from commonground.documents import report_words as words
from commonground.documents.content import Block, Note, Paragraph, Section
from commonground.documents.report_input import ReportInput
from commonground.engine import figures
from commonground.engine.figures import DiagnosisRow
from commonground.engine.rules.model import Measure


def section(given: ReportInput) -> Section:
    """For the meeting: a chart and table of all ages."""
    under = given.rulebook.up_to_date.under_age
    return Section(
        "diagnosis",
        "Why children are not covered",
        (
            Paragraph(
                f"Each number is of children under {under} on your list on {words.day(given.as_at)}. A "
                "child can be in more than one row, so do not add the rows up."
            ),
            Note(
                "“Late” and “Not given” are two numbers. Late doses were given in the end. "
                "Doses not given are still missing. One child can have both."
            ),
            Paragraph(
                "These numbers say where to look. They do not say that anyone did wrong. On a day of a missed "
                "opportunity there may have been a good reason that the record does not show."
            ),
            *_all_ages(given),
        ),
    )


def by_age_section(given: ReportInput) -> Section:
    """In the annex: the same by completed year of age."""
    return Section("by-age", "Why children are not covered, by age", tuple(_by_age(given)))


def _counted(given: ReportInput) -> dict[tuple[str, str], DiagnosisRow]:
    return {(row.measure, row.age_band): row for row in given.shared.diagnosis}


def _measures(given: ReportInput) -> list[Measure]:
    """The measures that were counted, each followed by its parts; every one has a row of all ages."""
    counted = {row.measure for row in given.shared.diagnosis if row.age_band == figures.ALL_AGES}
    return [measure for measure in given.rulebook.measures.values() if measure.id in counted]


def _name(measure: Measure) -> str:
    return f"of these: {measure.title}" if measure.parent else measure.title


def _all_ages(given: ReportInput) -> Iterable[Block]:
    found = _counted(given)
    drawn: list[tuple[str, Counted]] = []
    told = []
    for measure in _measures(given):
        row = found[measure.id, figures.ALL_AGES]
        value = words.children(row, given.rulebook)
        if measure.parent is None:
            drawn.append((measure.title, value))
        told.append(
            (_name(measure), measure.words, words.said(value), words.count(row.of, row, given.rulebook))
        )
    if not told:
        yield Paragraph("There were no children to count.")
        return
    caption = f"Why children are not covered, all under {given.rulebook.up_to_date.under_age}"
    columns = (
        Column("Reason"),
        Column("What it means"),
        Column("Children", numeric=True),
        Column("Of", numeric=True),
    )
    yield bar_chart("diagnosis", caption, drawn, Table(caption, columns, tuple(told)))


def _by_age(given: ReportInput) -> Iterable[Block]:
    found = _counted(given)
    bands = sorted({row.age_band for row in given.shared.diagnosis} - {figures.ALL_AGES})
    measures = _measures(given)
    if not bands or not measures:
        yield Paragraph("There were no children to count.")
        return
    told = [("Children of this age", *(_of(given, found, measures, band) for band in bands))]
    for measure in measures:
        told.append((_name(measure), *(_children(given, found.get((measure.id, band))) for band in bands)))
    columns = (Column("Reason"), *(Column(_age(band), numeric=True) for band in bands))
    yield Table("Why children are not covered, by age in whole years", columns, tuple(told))


def _of(
    given: ReportInput, found: dict[tuple[str, str], DiagnosisRow], measures: list[Measure], band: str
) -> str:
    row = next((row for measure in measures if (row := found.get((measure.id, band)))), None)
    return words.count(row.of, row, given.rulebook) if row else words.NOT_COUNTED


def _children(given: ReportInput, row: DiagnosisRow | None) -> str:
    return words.said(words.children(row, given.rulebook)) if row else words.NOT_COUNTED


def _age(band: str) -> str:
    return {"0": "Under 1 year", "1": "1 year"}.get(band, f"{band} years")
