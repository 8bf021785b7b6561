"""What the page is, whose it is, and how to read its words."""

from __future__ import annotations

from collections.abc import Iterable

from commonground.documents.content import Block, Bullets, Facts, Heading, Note, Paragraph, Section
from commonground.documents.report_input import ReportInput
from commonground.documents.report_words import children, day, hidden, latest, said, small_numbers, thousands
from commonground.engine import figures

WORKLIST = "stays-here/worklist.csv"
MOST_DUE = 3


def section(given: ReportInput) -> Section:
    """Section 1: practice, date, who may see the page, and what its special words mean."""
    counted = given.reading.lists_children
    return Section(
        "about",
        "What this page is",
        (
            Paragraph(_COUNTED if counted else _ONLY_READ),
            Paragraph("It is here to support your practice. It is not an inspection."),
            *_in_short(given),
            _whose(given),
            Note("There are no names, dates of birth or NHS numbers on this page."),
        ),
    )


def words_section(given: ReportInput) -> Section:
    """In the annex: what the words stand for that take the place of a number."""
    return Section("words", "How to read the numbers", (_words(given),))


_COUNTED = (
    "This is your own count, from your own list. It shows how many children have had their vaccines, how "
    "many are due one, and why."
)
_ONLY_READ = "This is what was read of your own file. It shows what could be used and what could not."


def _in_short(given: ReportInput) -> Iterable[Block]:
    """What a meeting with five minutes needs: how many are up to date, whom one visit helps, what is due."""
    lines = [*_up_to_date(given), *_one_visit(given), *_most_due(given)]
    if lines:
        yield Heading("In short")
        yield Bullets((*lines, f"{WORKLIST} has the children, those whom one visit would complete first."))


def _up_to_date(given: ReportInput) -> Iterable[str]:
    rule = given.rulebook.up_to_date
    row = latest(given.shared.figures, figures.UP_TO_DATE, rule.id)
    if row is not None and row.numerator is not None and row.denominator:
        yield (
            f"{thousands(row.numerator)} of {thousands(row.denominator)} children under {rule.under_age} "
            "have no dose overdue."
        )


def _one_visit(given: ReportInput) -> Iterable[str]:
    for row in given.shared.diagnosis:
        if (row.measure, row.age_band) == (figures.ONE_VISIT_AWAY, figures.ALL_AGES) and row.children:
            number = said(children(row, given.rulebook))
            yield f"One visit could give {number} children every dose that they lack."


def _most_due(given: ReportInput) -> Iterable[str]:
    due = [(row.series, row.children) for row in given.shared.due if isinstance(row.children, int)]
    most = sorted(due, key=lambda item: -item[1])[:MOST_DUE]
    told = [f"{given.rulebook.series[name].title} ({thousands(number)})" for name, number in most if number]
    if told:
        yield f"Most children are due or overdue: {', '.join(told)}."


def _whose(given: ReportInput) -> Facts:
    return Facts(
        (
            ("Practice", given.org_code),
            ("Date of the count", day(given.as_at)),
            ("Rules used", f"Rulebook version {given.rulebook.version}"),
            (
                "Who may see it",
                "Your practice, and your commissioner if you choose to send it. It is not to be published.",
            ),
            (
                "Same numbers in",
                "figures.csv, diagnosis.csv, causes.csv and share.json, in the same folder as this page",
            ),
        )
    )


def _words(given: ReportInput) -> Bullets:
    small = small_numbers(given.rulebook)
    return Bullets(
        (
            "0 means that we counted, and there were none.",
            f"“{small.shown_as}” is a small number. We do not say which, so that no child can be picked out.",
            f"“{hidden(given.rulebook)}” means that we counted, and do not show the number.",
            "“no children” means that there was nobody to count.",
            "“not counted” means that the rule was not for the children of that time, "
            "or that the time is not over.",
            "“not known” means that your file did not say. It does not mean 0.",
            "The 95% range shows how far the number may be from the true one by chance. "
            "The fewer the children, the wider it is.",
        )
    )
