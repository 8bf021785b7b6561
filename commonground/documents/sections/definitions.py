"""Three ways to say covered, side by side for the same vaccines, and why they differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commonground.charts.values import NotShown
from commonground.documents import report_words as words
from commonground.documents.content import (
    Block,
    Bullets,
    Card,
    Cards,
    Details,
    Heading,
    Note,
    Paragraph,
    Section,
)
from commonground.documents.report_input import ReportInput
from commonground.documents.sections.figure_tables import figures_chart
from commonground.engine import figures
from commonground.engine.figures import FigureRow
from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import CoverIndicator, DoseCount, QofIndicator


@dataclass(frozen=True)
class Comparison:
    """A COVER and a QOF indicator that ask about the same vaccines."""

    key: str
    title: str
    cover: str
    qof: str


COMPARISONS = (
    Comparison("first-mmr", "The first MMR", cover="mmr1_24m", qof="VI002"),
    Comparison("second-mmr", "The second MMR and the pre-school booster", cover="mmr2_5y", qof="VI003"),
)


def section(given: ReportInput) -> Section:
    """Section 2: for each comparison the three figures as cards, a chart, a table and the reasons."""
    return Section(
        "definitions",
        "Three ways to say “covered”",
        (
            Paragraph(
                "COVER, QOF and “up to date” each ask a different question. All three can be right at once "
                "and still give different numbers. This is the same list of children, counted each way."
            ),
            *(
                block
                for comparison in COMPARISONS
                if comparison.cover in given.rulebook.cover and comparison.qof in given.rulebook.qof
                for block in _comparison(given, comparison)
            ),
            Heading("What else makes the three differ"),
            Bullets(_ALWAYS),
            _published_differs(),
        ),
    )


def _comparison(given: ReportInput, comparison: Comparison) -> tuple[Block, ...]:
    cover = given.rulebook.cover[comparison.cover]
    qof = given.rulebook.qof[comparison.qof]
    rows = given.shared.figures
    of_cover = words.latest(rows, figures.COVER, cover.id, rolling=True)
    of_qof = words.latest(rows, figures.QOF, qof.id)
    today = words.latest(rows, figures.UP_TO_DATE, given.rulebook.up_to_date.id)
    named = (
        (f"COVER: {cover.title}", of_cover),
        (f"QOF {qof.id}: {qof.title}", of_qof),
        (f"{given.rulebook.up_to_date.title} on {words.day(given.as_at)}: all vaccines", today),
    )
    return (
        Heading(comparison.title),
        Cards(
            (
                _card(given, *named[0], _cover_facts(cover, of_cover)),
                _card(given, *named[1], _qof_facts(given, qof, of_qof)),
                _card(given, *named[2], _today_facts(given)),
            )
        ),
        figures_chart(given, f"three-{comparison.key}", f"{comparison.title}: the three definitions", named),
        Paragraph("Why these three differ:"),
        Bullets(tuple(_reasons(given, cover, qof))),
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
        (
            "What it asks",
            f"Of the children who reached {cover.cohort_age}, how many had the vaccine by that birthday?",
        ),
        ("What counts", cover.words),
        (
            "Who is in it",
            f"Children born from {_births(row)}, on your list on the last day of the quarter in which they "
            f"reached {cover.cohort_age}.",
        ),
        ("Period", _period(row)),
    )


def _qof_facts(given: ReportInput, qof: QofIndicator, row: FigureRow | None) -> tuple[tuple[str, str], ...]:
    day = words.day(row.period_end) if row else "the last day of the contract year"
    left_out = words.count(row.excluded, row, given.rulebook) if row else words.NOT_COUNTED
    return (
        ("What it asks", "Of the children of this age in the contract year, how many met the payment rule?"),
        ("What counts", qof.words),
        ("Who is in it", f"Children born from {_births(row)}, on your list on {day}."),
        ("Left out by the QOF rules", left_out),
        ("Period", _period(row)),
    )


def _today_facts(given: ReportInput) -> tuple[tuple[str, str], ...]:
    rule = given.rulebook.up_to_date
    return (
        ("What it asks", "Of the children on your list today, how many have no dose overdue?"),
        ("What counts", rule.words),
        ("Who is in it", f"Children under {rule.under_age} on your list on {words.day(given.as_at)}."),
    )


def _period(row: FigureRow | None) -> str:
    return f"{row.period}: {words.span(row.period_start, row.period_end)}" if row else words.NOT_COUNTED


def _births(row: FigureRow | None) -> str:
    return words.span(row.cohort_from, row.cohort_to) if row else "days not counted yet"


_ALWAYS = (
    "A different day on the list. COVER asks who was on your list at the end of the quarter, QOF at the end "
    "of the contract year, up to date today.",
    "COVER and QOF count a dose even if it came too soon after the last one. Up to date does not count it, "
    "and the child is due another. That does not mean that the nurse made a mistake.",
    "QOF leaves some children out, such as those who joined late or for whom the vaccine is not safe. "
    "COVER and up to date leave nobody out. A vaccine that was declined is missing in all three.",
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
