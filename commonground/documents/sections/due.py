"""How many children are due a dose, by vaccine."""

from __future__ import annotations

from commonground.charts.bars import bar_chart
from commonground.charts.table import Column, Table
from commonground.documents import report_words as words
from commonground.documents.content import Paragraph, Section
from commonground.documents.report_input import ReportInput


def section(given: ReportInput) -> Section:
    """For the meeting: totals due, as children, with a chart and its table."""
    rulebook = given.rulebook
    under = rulebook.up_to_date.under_age
    rows = [(rulebook.series[row.series].title, words.children(row, rulebook)) for row in given.shared.due]
    caption = "Children due or overdue, by vaccine"
    table = Table(
        caption,
        (Column("Vaccine"), Column("Children", numeric=True)),
        tuple((name, words.said(value)) for name, value in rows),
    )
    return Section(
        "due",
        "Who is due a vaccine",
        (
            Paragraph(
                f"These are the children under {under} on your list who could be called in on "
                f"{words.day(given.as_at)}. A child who is due two vaccines is in two rows, so do not add "
                "the rows up."
            ),
            bar_chart("due", caption, rows, table) if rows else Paragraph("No vaccine is counted here."),
            Paragraph(
                "The children themselves, those whom one visit would complete first, are in "
                "stays-here/worklist.csv. "
                "That file stays at your practice."
            ),
        ),
    )
