"""Three ways to say covered, side by side for the same vaccines, and why they differ, child by child."""

from __future__ import annotations

from commonground.charts.values import NotShown
from commonground.documents import report_words as words
from commonground.documents.content import Block, Bullets, Card, Cards, Heading, Paragraph, Section
from commonground.documents.report_input import ReportInput
from commonground.documents.sections.causes import causes_table
from commonground.engine import figures
from commonground.engine.figures import FigureRow
from commonground.engine.rules.model import Comparison, CoverIndicator, QofIndicator


def section(given: ReportInput) -> Section:
    """For the meeting: for each comparison the three figures as cards, and a count by cause."""
    return Section(
        "definitions",
        "Three ways to say “covered”",
        (
            Paragraph(
                "COVER, QOF and “up to date” each ask a different question. All three can be right at once "
                "and still give different numbers. This is the same list of children, counted each way."
            ),
            *(block for comparison in compared(given) for block in _comparison(given, comparison)),
            Heading("What makes the three differ"),
            Bullets(_ALWAYS),
        ),
    )


def compared(given: ReportInput) -> list[Comparison]:
    """The comparisons whose indicators are there."""
    book = given.rulebook
    return [one for one in book.comparisons.values() if one.cover in book.cover and one.qof in book.qof]


def three_figures(given: ReportInput, comparison: Comparison) -> tuple[tuple[str, FigureRow | None], ...]:
    """COVER's newest year, QOF's newest year and up to date, each with its name; None where not counted."""
    cover, qof = given.rulebook.cover[comparison.cover], given.rulebook.qof[comparison.qof]
    rows, today = given.shared.figures, given.rulebook.up_to_date
    return (
        (f"COVER: {cover.title}", words.latest(rows, figures.COVER, cover.id, rolling=True)),
        (f"QOF {qof.id}: {qof.title}", words.latest(rows, figures.QOF, qof.id)),
        (
            f"{today.title} on {words.day(given.as_at)}: all vaccines",
            words.latest(rows, figures.UP_TO_DATE, today.id),
        ),
    )


def _comparison(given: ReportInput, comparison: Comparison) -> tuple[Block, ...]:
    cover, qof = given.rulebook.cover[comparison.cover], given.rulebook.qof[comparison.qof]
    of_cover, of_qof, today = three_figures(given, comparison)
    return (
        Heading(comparison.title),
        Cards(
            (
                _card(given, *of_cover, _cover_facts(cover, of_cover[1])),
                _card(given, *of_qof, _qof_facts(given, qof, of_qof[1])),
                _card(given, *today, _today_facts(given)),
            )
        ),
        *causes_table(given, comparison),
    )


def _card(
    given: ReportInput, heading: str, row: FigureRow | None, facts: tuple[tuple[str, str], ...]
) -> Card:
    value = words.share(row, given.rulebook)
    if row is None:
        under = "No whole period has ended yet"
    elif isinstance(value, NotShown):
        under = words.period(row)
    else:
        under = (
            f"{words.count(row.numerator, row, given.rulebook)} of "
            f"{words.count(row.denominator, row, given.rulebook)} children. 95% range {words.limits(value)}"
        )
    return Card(heading, words.percent(value), under, facts)


def _cover_facts(cover: CoverIndicator, row: FigureRow | None) -> tuple[tuple[str, str], ...]:
    return (
        ("What counts", cover.plain or cover.words),
        (
            "Who is in it",
            f"Children born from {_births(row)}, on your list at the end of the quarter in which they "
            f"reached {cover.cohort_age}.",
        ),
        ("When", _period(row)),
    )


def _qof_facts(given: ReportInput, qof: QofIndicator, row: FigureRow | None) -> tuple[tuple[str, str], ...]:
    day = words.day(row.period_end) if row else "the last day of the contract year"
    left_out = words.count(row.excluded, row, given.rulebook) if row else words.NOT_COUNTED
    return (
        ("What counts", qof.plain or qof.words),
        ("Who is in it", f"Children born from {_births(row)}, on your list on {day}."),
        ("Left out by the QOF rules", left_out),
        ("When", _period(row)),
    )


def _today_facts(given: ReportInput) -> tuple[tuple[str, str], ...]:
    rule = given.rulebook.up_to_date
    return (
        ("What counts", rule.plain or rule.words),
        ("Who is in it", f"Children under {rule.under_age} on your list on {words.day(given.as_at)}."),
    )


def _period(row: FigureRow | None) -> str:
    return words.period(row) if row else words.NOT_COUNTED


def _births(row: FigureRow | None) -> str:
    return words.span(row.cohort_from, row.cohort_to) if row else "days not counted yet"


_ALWAYS: tuple[str, ...] = (
    "A different day on the list. COVER asks who was on your list at the end of the quarter, QOF at the end "
    "of the contract year, up to date today.",
    "COVER and QOF count a dose even if it came too soon after the last one. Up to date does not count it, "
    "and the child is due another. That does not mean that the nurse made a mistake.",
    "QOF leaves some children out, such as those who joined late or for whom the vaccine is not safe. "
    "COVER and up to date leave nobody out. A vaccine that was declined is missing in all three.",
)
