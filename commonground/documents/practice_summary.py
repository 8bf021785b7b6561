"""What `practice check` says on the screen: what was read, what stands out, and with which caveats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from commonground.charts.values import NotShown
from commonground.documents import report_words as words
from commonground.engine.figures import (
    ALL_AGES,
    COVER,
    MISSED_FOR_GOOD,
    OK,
    ONE_VISIT_AWAY,
    QOF,
    UP_TO_DATE,
    FigureRow,
    Shared,
)
from commonground.engine.quarters import is_rolling_year
from commonground.engine.records.tables import Extract
from commonground.engine.rules.model import Rulebook

NO_LIST = (
    "This file names only children with an entry, so there is no list of children to count "
    "coverage of: doses and problems are written, coverage is not."
)
TOLD_OF_THE_DIAGNOSIS = (ONE_VISIT_AWAY, MISSED_FOR_GOOD)


def reading_in_words(extract: Extract) -> Iterator[str]:
    """What was read, and what of it is not counted; the rows add up."""
    tally = extract.tally
    yield (
        f"Read {_many(tally.rows, 'row')} ({extract.form}): {_many(tally.used, 'entry', 'entries')} used, "
        f"{_many(tally.without_event, 'row')} that only list{'s' if tally.without_event == 1 else ''} a child, "
        f"{_many(tally.set_aside, 'row')} set aside; {_many(tally.children, 'child', 'children')} kept, "
        f"{tally.children_set_aside:,} set aside."
    )
    if extract.unknown_labels:
        yield (
            f"Not known as a vaccine: {_many(len(extract.unknown_labels), 'name or code', 'names or codes')} on "
            f"{_many(sum(extract.unknown_labels.values()), 'entry', 'entries')}, listed in problems.csv; "
            "a --label-map says what they mean."
        )
    if extract.set_aside_by_name:
        yield f"Known and not part of this count: {_listed(extract.set_aside_by_name)}."
    yield from extract.warnings
    if not extract.lists_children:
        yield NO_LIST


def counts_in_words(shared: Shared, rulebook: Rulebook) -> Iterator[str]:
    """The newest figures under the definition and period each belongs to, and what can be done now."""
    titles = {name: cover.title for name, cover in rulebook.cover.items()}
    titles |= {name: qof.title for name, qof in rulebook.qof.items()}
    titles[rulebook.up_to_date.id] = rulebook.up_to_date.title
    headings = {
        COVER: "COVER, {period}",
        QOF: "QOF, {period}",
        UP_TO_DATE: "{period}: children on the list now, every vaccine",
    }
    heading = ""
    for row in _newest(shared.figures):
        if (here := headings[row.definition].format(period=words.period(row))) != heading:
            yield from ("", heading := here)
        yield _figure(titles[row.indicator], row, rulebook)
    yield from _to_do(shared, rulebook)


def _newest(rows: Sequence[FigureRow]) -> Iterable[FigureRow]:
    """The newest figure of each indicator, for COVER of four quarters; those of one period together."""
    newest: dict[tuple[str, str], FigureRow] = {}
    for row in rows:
        if row.definition != COVER or is_rolling_year(row):
            newest[row.definition, row.indicator] = row
    order = (COVER, QOF, UP_TO_DATE)
    return sorted(newest.values(), key=lambda row: (order.index(row.definition), -row.period_end.toordinal()))


def _figure(title: str, row: FigureRow, rulebook: Rulebook) -> str:
    value = words.share(row, rulebook)
    if isinstance(value, NotShown):
        return f"  {title:<50} {value.words}"
    counts = f"{row.numerator} of {row.denominator}"
    caveat = "" if row.status == OK else f"  [{row.status}]"
    return f"  {title:<50} {counts:>10}  {words.percent(value):>6} ({words.limits(value)}){caveat}"


def _to_do(shared: Shared, rulebook: Rulebook) -> Iterator[str]:
    if shared.due:
        yield from ("", "Children due or overdue a dose, by vaccine")
        for row in shared.due:
            number = words.said(words.children(row, rulebook))
            yield f"  {rulebook.series[row.series].title:<50} {number:>10}"
    told = [
        row for row in shared.diagnosis if row.age_band == ALL_AGES and row.measure in TOLD_OF_THE_DIAGNOSIS
    ]
    for found in told:
        measure = rulebook.measures[found.measure]
        number = words.said(words.children(found, rulebook))
        yield f"{measure.title} (children): {number}. {measure.words}"


def _listed(entries: Mapping[str, int]) -> str:
    return ", ".join(
        f"{name} ({_many(number, 'entry', 'entries')})" for name, number in sorted(entries.items())
    )


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"
