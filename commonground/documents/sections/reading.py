"""What was read of the extract, and what could not be used. Rows are counted here, never children."""

from __future__ import annotations

from collections.abc import Iterable

from commonground.charts.table import Column, Table
from commonground.documents.content import Block, Bullets, Heading, Paragraph, Section
from commonground.documents.report_input import Reading, ReportInput
from commonground.documents.report_words import thousands


def section(given: ReportInput) -> Section:
    """For the meeting: rows read, used and set aside, the reasons, the unknown labels and the warnings."""
    read = given.reading
    return Section(
        "reading",
        "What could not be read",
        (
            Paragraph(f"Your file was read as: {read.form}. Rows used and rows set aside make up all rows."),
            _rows(read),
            *_set_aside(read),
            *_labels(read),
            *_warnings(read),
        ),
    )


def _rows(read: Reading) -> Table:
    # Rows that only say a child exists are used rows: alone, their number is a number of children
    # without a vaccine, and has not been through disclosure control.
    tally = read.tally
    used = tally.used + tally.without_event
    rows = (
        ("Rows used", thousands(used)),
        ("Rows set aside", thousands(tally.set_aside)),
        ("All rows read", thousands(tally.rows)),
    )
    return Table("Rows of your file", (Column("What became of them"), Column("Rows", numeric=True)), rows)


def _set_aside(read: Reading) -> Iterable[Block]:
    if not read.set_aside or not read.tally.set_aside:
        yield Paragraph("Every row could be used.")
    if not read.set_aside:
        return
    columns = (Column("Reason"), Column("What to do"), Column("Rows", numeric=True))
    told = tuple((item.reason, item.what_to_do, thousands(item.rows)) for item in read.set_aside)
    yield Table("Rows to look at, and why", columns, told)
    yield Paragraph("Each one, with its place in your file, is in stays-here/problems.csv.")


def _labels(read: Reading) -> Iterable[Block]:
    yield Heading("Vaccines that we did not know or do not count")
    if read.unknown_labels:
        yield Paragraph(
            f"{_many(read.unknown_labels, 'vaccine name or code', 'vaccine names or codes')} in your file "
            f"{'is' if read.unknown_labels == 1 else 'are'} not known to the rulebook, on "
            f"{_many(read.unknown_entries, 'entry', 'entries')}. They are not counted as any vaccine. They "
            "are listed in stays-here/problems.csv. A file that says what they mean can be given with "
            "--label-map."
        )
    else:
        yield Paragraph("Every vaccine name and code in your file was known.")
    if read.known_not_counted:
        yield Paragraph("These are known and are not part of this count:")
        yield Bullets(
            tuple(f"{name}: {_many(n, 'entry', 'entries')}" for name, n in read.known_not_counted.items())
        )


def _warnings(read: Reading) -> Iterable[Block]:
    if read.warnings:
        yield Heading("Please also check")
        yield Bullets(read.warnings)


def _many(number: int, one: str, more: str) -> str:
    return f"{thousands(number)} {one if number == 1 else more}"
