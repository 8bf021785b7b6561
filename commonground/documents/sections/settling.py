"""Both figures side by side: what each counts, how far apart they are, and why; and the change since a baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from commonground.charts.table import Column, Table
from commonground.charts.values import Chart
from commonground.charts.waterfall import Move, waterfall_chart
from commonground.documents import report_words as words
from commonground.documents.content import Block, Card, Cards, Details, Heading, Note, Paragraph, Section
from commonground.documents.report_input import ReportInput, SettlingInput
from commonground.engine.comparing.attribution import Counts, waterfall
from commonground.engine.differences_table import Compared
from commonground.engine.figures import (
    CHIS,
    CHIS_LIST,
    HIDDEN,
    PRACTICE,
    QOF,
    UP_TO_DATE,
    AgreementRow,
    ChangeRow,
    DifferenceRow,
    FigureRow,
)
from commonground.engine.statistics.agreement import agreement, verification_factor
from commonground.engine.statistics.intervals import percentages

NAMES = {CHIS_LIST: "the child health service’s list", "published": "the published figure"}
ONLY_IN = {CHIS: "only theirs", PRACTICE: "only yours"}
CAVEATS = (
    "A published figure opens the conversation. It is no direct picture of your record: it rests on what reached the "
    "child health service by a day, under codes that its system knows."
)


def section(given: ReportInput) -> Section | None:
    """Published and practice count side by side; none where nothing was compared."""
    settling, rows = given.settling, given.shared.differences
    if settling is None or not rows:
        return None
    blocks: list[Block] = [
        Paragraph(CAVEATS),
        *(Paragraph(line) for line in settling.matched),
        Paragraph(
            "Each child whom the two count differently has one cause. What nothing explains is called “not explained "
            "yet” and is never shared out over the rest."
        ),
        _overview(given, settling),
    ]
    for _, group in groupby(rows, key=lambda row: (row.indicator, row.period, row.against)):
        blocks += _figure(given, settling, list(group))
    return Section("settling", "Published and practice count side by side", tuple(blocks))


def _title(given: ReportInput, row: DifferenceRow | AgreementRow | ChangeRow) -> str:
    return f"{given.rulebook.cover[row.indicator].title}, {row.period}"


def _ours(given: ReportInput, row: DifferenceRow) -> FigureRow | None:
    found = (
        one for one in given.shared.figures if (one.indicator, one.period) == (row.indicator, row.period)
    )
    return next(found, None)


def _overview(given: ReportInput, settling: SettlingInput) -> Table:
    columns = (
        Column("Figure"),
        Column("Beside"),
        Column("Theirs", numeric=True),
        Column("Yours", numeric=True),
        Column("Yours less theirs, children"),
        Column("Points", numeric=True),
    )
    firsts = dict.fromkeys((row.indicator, row.period, row.against) for row in given.shared.differences)
    lines = []
    for key in firsts:
        row = next(one for one in given.shared.differences if (one.indicator, one.period, one.against) == key)
        ours = _ours(given, row)
        theirs = settling.counts.get(key)
        lines.append((_title(given, row), NAMES[row.against], *_apart(given, theirs, ours)))
    return Table("How far apart the two counts are", columns, tuple(lines))


def _apart(given: ReportInput, theirs: Counts | None, ours: FigureRow | None) -> tuple[str, str, str, str]:
    shown = theirs is not None and ours is not None and ours.numerator is not None
    if not shown or theirs is None or ours is None or ours.numerator is None or ours.denominator is None:
        hidden = words.hidden(given.rulebook)
        return (_said(theirs) if theirs else hidden, hidden, hidden, hidden)
    mine = Counts(ours.numerator, ours.denominator)
    vaccinated, listed = ours.numerator - theirs.numerator, ours.denominator - theirs.denominator
    more = f"{vaccinated:+d} vaccinated, {listed:+d} on the list"
    if mine.percent is None or theirs.percent is None:
        return _said(theirs), _said(mine), more, words.NOT_COUNTED
    return _said(theirs), _said(mine), more, f"{mine.percent - theirs.percent:+.1f}"


def _said(counts: Counts) -> str:
    percent = "" if counts.percent is None else f" ({counts.percent:.1f}%)"
    return f"{counts.numerator} of {counts.denominator}{percent}"


def _figure(given: ReportInput, settling: SettlingInput, rows: Sequence[DifferenceRow]) -> Iterator[Block]:
    first = rows[0]
    key = first.indicator, first.period, first.against
    compared = next(
        (one for one in settling.compared if (one.indicator, one.period, one.against) == key), None
    )
    inside: list[Block] = [Heading("The figures"), _cards(given, settling, first)]
    if all(row.status == HIDDEN for row in rows):
        inside.append(Note("The causes are hidden: they would tell a small number of children."))
    else:
        inside.append(_causes(given, settling, rows))
    if compared and (chart := _waterfall(settling, compared, _title(given, first))):
        inside.append(chart)
    inside += _agreement(given, first)
    yield Details(f"{_title(given, first)}: beside {NAMES[first.against]}", tuple(inside))


def _cards(given: ReportInput, settling: SettlingInput, first: DifferenceRow) -> Cards:
    theirs = settling.counts.get((first.indicator, first.period, first.against))
    ours = _ours(given, first)
    published = next(
        (
            row
            for row in settling.published
            if ours and (row.indicator, row.period_end) == (first.indicator, ours.period_end)
            and row.period_start == ours.period_start
        ),
        None,
    )  # fmt: skip
    cards = []
    if published is not None and published.numerator is not None and published.denominator:
        counts = Counts(published.numerator, published.denominator)
        source = (
            ("Source", f"{published.release}, {published.file or 'as published'} {published.cell}".strip()),
            ("As at", words.day(published.as_at)),
            ("Caveat", published.note or "Small numbers swing: read the range, not the figure alone."),
        )
        cards.append(_card("Published", counts, source))
    if first.against == CHIS_LIST and theirs is not None:
        cards.append(_card("The child health service’s list", theirs, (("Source", first.against_release),)))
    cards.append(_own_card("Your count of the same cohort", given, ours))
    for comparison in given.rulebook.comparisons.values():
        if comparison.cover == first.indicator:
            qof = words.latest(given.shared.figures, QOF, comparison.qof)
            today = words.latest(given.shared.figures, UP_TO_DATE, given.rulebook.up_to_date.id)
            cards.append(_own_card(f"QOF {comparison.qof}", given, qof))
            cards.append(_own_card("Up to date today", given, today))
    return Cards(tuple(cards))


def _card(heading: str, counts: Counts, facts: tuple[tuple[str, str], ...]) -> Card:
    if not counts.denominator:
        return Card(heading, "no children", "", facts)
    percent, lower, upper = percentages(counts.numerator, counts.denominator)
    under = f"{counts.numerator} of {counts.denominator} children. 95% range {lower:.1f}% to {upper:.1f}%"
    return Card(heading, f"{percent:.1f}%", under, facts)


def _own_card(heading: str, given: ReportInput, row: FigureRow | None) -> Card:
    value = words.share(row, given.rulebook)
    if row is None or row.coverage is None:
        return Card(heading, words.percent(value), "", ())
    under = f"{row.numerator} of {row.denominator} children. 95% range {words.limits(value)}"
    facts = [("Source", f"your record as at {words.day(row.as_at)}"), ("Period", words.period(row))]
    if caveat := words.caveats(row):
        facts.append(("Caveat", caveat))
    return Card(heading, words.percent(value), under, tuple(facts))


def _causes(given: ReportInput, settling: SettlingInput, rows: Sequence[DifferenceRow]) -> Table:
    columns = (
        Column("Cause"),
        Column("Whose"),
        Column("Children", numeric=True),
        Column("Points", numeric=True),
        Column("Who can put it right"),
    )
    owners = {
        "practice": "you",
        "chis": "the child health service",
        "commissioner": "the commissioner",
        "supplier": "your system’s supplier",
    }
    lines = []
    for row in rows:
        if row.children == 0:
            continue
        cause = settling.book.causes[row.cause]
        children = words.hidden(given.rulebook) if row.children is None else str(row.children)
        points = "" if row.points is None else f"{row.points:+.1f}"
        lines.append(
            (f"{cause.code} {cause.title}", ONLY_IN[row.only_in], children, points, owners[cause.owner])
        )
    return Table(f"{_title(given, rows[0])}: why the two differ", columns, tuple(lines))


def _waterfall(settling: SettlingInput, compared: Compared, title: str) -> Chart | None:
    steps = waterfall(compared.other, compared.parts)
    start, end = compared.other.percent, compared.practice.percent
    if not steps or start is None or end is None:
        return None
    moves = []
    before = start
    for step in steps:
        cause = settling.book.causes[step.part.cause]
        moves.append(Move(f"{cause.title}, {ONLY_IN[step.part.only_in]}", before, step.percent))
        before = step.percent
    theirs = NAMES[compared.against]
    table = Table(
        f"{title}: from one coverage to the other",
        (Column("Step"), Column("Points in this order", numeric=True), Column("Coverage", numeric=True)),
        (
            (theirs, "", f"{start:.1f}%"),
            *((move.words, f"{move.after - move.before:+.1f}", f"{move.after:.1f}%") for move in moves),
            ("your count", "", f"{end:.1f}%"),
        ),
    )
    key = f"steps-{compared.indicator}-{compared.period}-{compared.against}".replace(" ", "-")
    return waterfall_chart(key, f"{title}: step by step", (theirs, start), moves, ("your count", end), table)


def _agreement(given: ReportInput, first: DifferenceRow) -> Iterator[Block]:
    key = first.indicator, first.period
    row = next((one for one in given.shared.agreement if (one.indicator, one.period) == key), None)
    if first.against != CHIS_LIST or row is None or row.both is None:
        return
    both, theirs, ours, neither = (
        int(n or 0) for n in (row.both, row.chis_only, row.practice_only, row.neither)
    )
    yield Table(
        f"{_title(given, first)}: children on both lists",
        (
            Column("Your record says"),
            Column("Theirs: vaccinated", numeric=True),
            Column("Theirs: not", numeric=True),
        ),
        (("vaccinated", str(both), str(ours)), ("not vaccinated", str(theirs), str(neither))),
    )
    if both + theirs + ours + neither:
        found = agreement(both, theirs, ours, neither)
        kappa = (
            "" if found.kappa is None else f", kappa {found.kappa:.2f} (low where nearly all are vaccinated)"
        )
        yield Paragraph(
            f"The two records agree on {found.observed:.0%} of these children (AC1 {found.ac1:.2f}{kappa}; a "
            f"difference as one-sided as this by chance: p = {found.mcnemar:.2f})."
        )
    if both + theirs and both + ours:
        factor = verification_factor(both, theirs, ours)
        yield Paragraph(
            f"Verification factor: {factor.value:.2f} (95% range {factor.lower:.2f} to {factor.upper:.2f}): children "
            "vaccinated by your record for each by theirs, of the children on both."
        )


def change_section(given: ReportInput) -> Section | None:
    """The change since the baseline; none where there is no baseline."""
    settling, rows = given.settling, given.shared.changes
    if settling is None or settling.baseline_as_at is None or not rows:
        return None
    since = words.day(settling.baseline_as_at)
    columns = (
        Column("Figure"),
        Column("What changed"),
        Column("Children", numeric=True),
    )
    names = {
        "vaccinated": "newly counted: vaccinated since",
        "repaired": "newly counted: the record was put right",
        "struck out": "no longer counted: taken off the record",
        "joined": "joined",
        "left": "left",
    }
    lines = []
    for row in rows:
        if row.children != 0:
            counts_in = "on the list" if row.counts_in == "denominator" else "of those vaccinated"
            said = (
                names[row.kind] if row.kind not in ("joined", "left") else f"{names[row.kind]}, {counts_in}"
            )
            children = words.hidden(given.rulebook) if row.children is None else str(row.children)
            lines.append((_title(given, row), said, children))
    return Section(
        "change",
        "The change since the baseline",
        (
            Paragraph(
                f"The same cohorts, counted on the record as it stood on {since} and as it stands now. Vaccinated: by "
                f"a dose dated after {since}. Put right: by doses dated before, which were not on the record or not "
                "coded. Then plus vaccinated, put right and joined, less taken off and left, is now, exactly."
            ),
            Table(f"What changed since {since}", columns, tuple(lines))
            if lines
            else Paragraph("Nothing has changed."),
        ),
    )
