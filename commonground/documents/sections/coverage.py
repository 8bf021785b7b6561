"""Coverage: COVER by years and quarters, QOF by contract years, up to date today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from commonground.charts.table import Column, Table
from commonground.charts.values import NotShown
from commonground.documents import report_words as words
from commonground.documents.content import Block, Details, Heading, Note, Paragraph, Section
from commonground.documents.report_input import ReportInput
from commonground.documents.sections.figure_tables import figures_chart, figures_table
from commonground.engine import figures
from commonground.engine.figures import FigureRow
from commonground.engine.quarters import is_rolling_year
from commonground.engine.rules.model import CoverIndicator


def section(given: ReportInput) -> Section:
    """In the annex. A chart and table for each age of COVER, then QOF, then up to date; quarters in details."""
    return Section(
        "coverage",
        "Coverage",
        (
            *_cautions(given),
            Heading("COVER: the newest four quarters together"),
            Paragraph(
                "One quarter holds few children, so four are added up. Each quarter is in a table further "
                "down."
            ),
            *_cover(given),
            Heading("QOF: by contract year"),
            *_qof(given),
            Heading(f"{given.rulebook.up_to_date.title} on {words.day(given.as_at)}"),
            *_up_to_date(given),
        ),
    )


def why_there_is_none() -> Section:
    """In place of the counts, where the extract names only children with an entry."""
    return Section(
        "coverage",
        "Why there is no coverage here",
        (
            Paragraph(
                "Your file lists vaccines and not all the children on your list, so we cannot tell how many "
                "children there are, and no coverage can be counted from it."
            ),
            Paragraph(
                "Run the count again with a list of all the children too. The doses that were read, each "
                "with a "
                "plain reason why it counts or not, are in stays-here/doses.csv."
            ),
        ),
    )


def _cautions(given: ReportInput) -> Iterable[Block]:
    statuses = {part.strip() for row in given.shared.figures for part in row.status.split(";")}
    if figures.TODAYS_LIST in statuses or not given.reading.registration_known:
        yield Note(
            "Today’s list only. Your file has no dates of joining, so past periods count the children on "
            "your list "
            "now. Children who have left are missing, and who is left out by the QOF rules is not known."
        )
    if figures.MIXED in statuses:
        yield Note(
            "Mixed cohort. A rule changed for children born from some day on, and the period has births on "
            "both sides "
            "of it. Only the births that the rule is for are counted, so do not compare it with other "
            "periods."
        )


def _by_age(given: ReportInput) -> Iterable[tuple[str, list[CoverIndicator]]]:
    """The indicators that have figures, by the age they ask about, youngest first."""
    counted = {row.indicator for row in given.shared.figures if row.definition == figures.COVER}
    listed = [indicator for indicator in given.rulebook.cover.values() if indicator.id in counted]
    listed.sort(key=lambda indicator: (indicator.cohort_age.months, indicator.cohort_age.days))
    for age, indicators in groupby(listed, key=lambda indicator: indicator.cohort_age):
        yield str(age), list(indicators)


def _cover(given: ReportInput) -> Iterable[Block]:
    rows = [row for row in given.shared.figures if row.definition == figures.COVER]
    for age, indicators in _by_age(given):
        named = [
            (indicator.title, row)
            for indicator in indicators
            if (row := words.latest(rows, figures.COVER, indicator.id, rolling=True))
        ]
        key = f"cover-{age.replace(' ', '-')}"
        yield figures_chart(given, key, f"COVER at {age}, the newest year", named)
    for summary, rolling in (
        ("Each quarter of COVER, one by one", False),
        ("Each year of COVER, by the quarter it ends with", True),
    ):
        chosen = [row for row in rows if is_rolling_year(row) == rolling]
        if chosen:
            yield Details(summary, tuple(_over_time(given, chosen, summary)))


def _over_time(given: ReportInput, rows: Sequence[FigureRow], summary: str) -> Iterable[Table]:
    """Indicators down, periods across, oldest first: coverage with its counts in each cell."""
    periods = list(dict.fromkeys(row.period for row in sorted(rows, key=lambda row: row.period_end)))
    columns = (
        Column("Indicator"),
        *(Column(period.removeprefix(words.ROLLING), numeric=True) for period in periods),
    )
    for age, indicators in _by_age(given):
        told = []
        for indicator in indicators:
            found = {row.period: row for row in rows if row.indicator == indicator.id}
            if found:
                cells = (_cell(given, found.get(period)) for period in periods)
                told.append((indicator.title, *cells))
        if told:
            yield Table(f"{summary}: at {age}", columns, tuple(told))


def _cell(given: ReportInput, row: FigureRow | None) -> str:
    value = words.share(row, given.rulebook)
    if row is None or isinstance(value, NotShown):
        return words.percent(value)
    mixed = f" {figures.MIXED}" if figures.MIXED in row.status else ""
    counts = [words.count(number, row, given.rulebook) for number in (row.numerator, row.denominator)]
    return f"{words.percent(value)} {'/'.join(counts)}{mixed}"


def _qof(given: ReportInput) -> Iterable[Block]:
    rows = [row for row in given.shared.figures if row.definition == figures.QOF]
    if not rows:
        yield Paragraph("No QOF year that the rules cover had ended by the date of this count.")
        return
    newest = max(row.period_end for row in rows)
    ordered = sorted(rows, key=lambda row: (row.indicator, row.period_end))
    named = [(f"{row.indicator}: {given.rulebook.qof[row.indicator].title}", row) for row in ordered]
    year = [(name, row) for name, row in named if row.period_end == newest]
    yield figures_chart(given, "qof", f"QOF {year[0][1].period}", year)
    older = [(name, row) for name, row in named if row.period_end != newest]
    if older:
        yield Details("Earlier QOF years", (figures_table(given, "QOF, earlier years", older),))


def _up_to_date(given: ReportInput) -> Iterable[Block]:
    rule = given.rulebook.up_to_date
    row = words.latest(given.shared.figures, figures.UP_TO_DATE, rule.id)
    value = words.share(row, given.rulebook)
    if row is None or isinstance(value, NotShown):
        yield Paragraph(f"Children under {rule.under_age} with no dose overdue: {words.percent(value)}.")
        return
    yield Paragraph(
        f"{words.count(row.numerator, row, given.rulebook)} of "
        f"{words.count(row.denominator, row, given.rulebook)} children under {rule.under_age} have no dose "
        f"overdue. That is {words.percent(value)} (95% range {words.limits(value)})."
    )
