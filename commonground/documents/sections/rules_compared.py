"""The three definitions in full: a chart, a table and the limits of each comparison, for the annex."""

from __future__ import annotations

from collections.abc import Iterable

from commonground.documents.content import Block, Bullets, Details, Heading, Note, Paragraph, Section
from commonground.documents.report_input import ReportInput
from commonground.documents.sections.definitions import compared, three_figures
from commonground.documents.sections.figure_tables import figures_chart
from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import Comparison, CoverIndicator, DoseCount, QofIndicator


def section(given: ReportInput) -> Section:
    """In the annex: the figures compared with their periods and ranges, and the limits that set them apart."""
    return Section(
        "definitions-in-full",
        "The three definitions in full",
        (
            *(block for comparison in compared(given) for block in _comparison(given, comparison)),
            _published_differs(),
        ),
    )


def _comparison(given: ReportInput, comparison: Comparison) -> tuple[Block, ...]:
    title = f"{comparison.title}: the three definitions"
    cover, qof = given.rulebook.cover[comparison.cover], given.rulebook.qof[comparison.qof]
    return (
        Heading(comparison.title),
        figures_chart(given, f"three-{comparison.id}", title, three_figures(given, comparison)),
        Paragraph("Why these three differ:"),
        Bullets(tuple(_reasons(given, cover, qof))),
    )


def _reasons(given: ReportInput, cover: CoverIndicator, qof: QofIndicator) -> Iterable[str]:
    rule = given.rulebook.up_to_date
    yield (
        f"Different children. COVER takes those who reached {cover.cohort_age} in four quarters. QOF takes "
        f"{_qof_children(qof)}. Up to date takes every child under {rule.under_age}."
    )
    yield (
        f"A different time limit. COVER stops at {cover.counts.last_age}. QOF stops "
        f"{' and '.join(dict.fromkeys(_limit(part) for part in qof.parts))}. Up to date takes a later "
        "dose too, if it counts."
    )
    yield (
        f"Different vaccines. COVER: {cover.title}. QOF: {qof.title}. "
        "Up to date: every vaccine the child should have had by now."
    )


def _qof_children(qof: QofIndicator) -> str:
    if qof.reaches is not None:
        return f"those who reached {qof.reaches} in the contract year"
    return f"those from {qof.aged_from} to under {qof.aged_under} old at its end"


def _limit(part: DoseCount) -> str:
    return f"at {part.last_age}" if part.last_age else f"before {_or_any(part.before_age)}"


def _or_any(age: Age | None) -> str:
    return str(age) if age else "any age"


def _published_differs() -> Details:
    return Details(
        "Why the published COVER figure may differ from your own",
        (
            Note(
                "The published figure opens a talk. It does not show just what is on your system. "
                "Your own count shows what your file holds."
            ),
            Bullets(
                (
                    "Your records may not have been sent for all of the quarter, or not at all.",
                    "The child health service may not know a code that your practice uses.",
                    "A child who moved in, or came from abroad, may have vaccines that one list lacks.",
                    "A child who has left may still be on one of the lists.",
                    "A vaccine given at a school, a hospital or a pharmacy may be on one record only.",
                    "One dose may be on the record twice, or under another name.",
                )
            ),
        ),
    )
