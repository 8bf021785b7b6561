"""The page a practice takes to its meeting: may-leave/report.html.

It tells what the practice's own count says and nothing about one child. All counts come from
`Shared`, which has been through disclosure control; nothing here counts children.
"""

from __future__ import annotations

from commonground.documents.content import Page, Section
from commonground.documents.html import html_page
from commonground.documents.report_input import Reading, ReportInput, SetAside, SettlingInput, reading_of
from commonground.documents.report_words import day
from commonground.documents.sections import (
    coverage,
    definitions,
    diagnosis,
    due,
    introduction,
    reading,
    rules,
    rules_compared,
    settling,
)

__all__ = [
    "Reading",
    "ReportInput",
    "SetAside",
    "SettlingInput",
    "practice_report",
    "reading_of",
    "report_content",
    "settling_page",
]


def practice_report(given: ReportInput) -> str:
    """The report as one self-contained HTML file, to print or to read on a screen."""
    return html_page(report_content(given))


def settling_page(given: ReportInput) -> str:
    """Both figures side by side and the change since the baseline with nothing hidden: for the practice alone."""
    sections = [part for part in (settling.section(given), settling.change_section(given)) if part]
    return html_page(
        Page(
            title="Settling the figures",
            kicker=f"Practice {given.org_code}, {day(given.as_at)}. This page stays at the practice.",
            sections=tuple(sections),
            annex=(),
            footer=(
                "Nothing on this page is hidden, however few children it counts: do not send it. "
                "stays-here/differences.csv has each child, why, and what to do.",
            ),
        )
    )


def report_content(given: ReportInput) -> Page:
    """What the report says: what a meeting needs, then the annex.

    Without a list of children it has no coverage, no due and no diagnosis.
    """
    return Page(
        title="Your own count of childhood vaccination",
        kicker=f"Practice {given.org_code}, {day(given.as_at)}",
        sections=(introduction.section(given), *_counts(given), reading.section(given)),
        annex=(*_figures(given), rules.section(given)),
        footer=(
            f"Practice {given.org_code}. Counted on the record as it stood on {day(given.as_at)}.",
            f"Rulebook version {given.rulebook.version}. Numbers only; nothing about one child.",
        ),
    )


def _counts(given: ReportInput) -> tuple[Section, ...]:
    if not given.reading.lists_children:
        return (coverage.why_there_is_none(),)
    compared = [part for part in (settling.section(given), settling.change_section(given)) if part]
    return (definitions.section(given), *compared, due.section(given), diagnosis.section(given))


def _figures(given: ReportInput) -> tuple[Section, ...]:
    if not given.reading.lists_children:
        return ()
    return (
        introduction.words_section(given),
        rules_compared.section(given),
        coverage.section(given),
        diagnosis.by_age_section(given),
    )
