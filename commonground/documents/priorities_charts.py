"""The tables and drawings of a list of practices to visit."""

from __future__ import annotations

from collections.abc import Sequence

from commonground.charts.funnel import Dot, Limits, Mark, funnel_chart
from commonground.charts.map import Circle, Spot, map_chart, no_map
from commonground.charts.table import Column, Table
from commonground.charts.values import Chart
from commonground.documents.series_chart import Period, series_chart
from commonground.engine.choosing.counts import counts_of
from commonground.engine.choosing.day_trip import DayTrip, day_trips, reach_km, short_of
from commonground.engine.choosing.model import BY_RANK, Choice, Line
from commonground.engine.choosing.outlines import Outline
from commonground.engine.choosing.record import InputFile
from commonground.engine.choosing.sentences import FIFTHS, percent
from commonground.engine.choosing.window import Window
from commonground.engine.figures import PublishedRow
from commonground.engine.rules.choosing_book import ChoosingBook
from commonground.engine.rules.model import Rulebook
from commonground.engine.rules.schedule_breaks import schedule_breaks
from commonground.engine.rules.visit_book import VisitBook
from commonground.engine.statistics.funnel import ALARM, WARNING, exact_limits
from commonground.engine.statistics.inequality import concentration_index, slope_index
from commonground.engine.statistics.overdispersion import adjusted_limits, of_proportions, pooled

_STEPS = 80
_LABELLED = 10
_TRIPS = 3
_FEWEST_POINTS = 3
_A_FEW_DAYS = 3
"""Quarters differ by so many days in length."""
_LETTERS = "ABC"
_CHILDREN_SHORT = "Children short"


def funnel(choice: Choice, indicator: str) -> Chart:
    """Every practice with a count in its funnel, with limits for chance alone and for what practices differ."""
    lines = [line for line in choice.lines if line.candidate.published]
    counts = [(_covered(line), _children(line)) for line in lines]
    title = f"{indicator}: coverage and number of children, {len(lines)} practices"
    table = Table(
        f"{indicator}, practice by practice",
        (
            Column("Practice"),
            *(Column(name, numeric=True) for name in ("Children", "Covered", "Coverage")),
            Column("Place"),
        ),
        (),
    )
    if len(counts) < 2:
        return no_map("funnel", title, "No funnel: fewer than two practices have a denominator.", table)
    baseline = min(max(pooled(counts), 1e-6), 1 - 1e-6)
    tau2 = of_proportions(counts).tau2
    rows = [
        (
            line.candidate.name,
            f"{n:,}",
            f"{k:,}",
            f"{k / n:.1%}",
            _where(
                k / n, adjusted_limits(baseline, n, WARNING, tau2), adjusted_limits(baseline, n, ALARM, tau2)
            ),
        )
        for line, (k, n) in zip(lines, counts, strict=True)
    ]
    dots = [
        Dot(line.candidate.name, n, k / n, mark_of(line)) for line, (k, n) in zip(lines, counts, strict=True)
    ]
    most = max(n for _, n in counts)
    sizes = sorted({max(5, round(most * step / _STEPS)) for step in range(1, _STEPS + 1)})
    limits = (
        Limits(
            "95% limits, chance alone", "1 4", tuple((n, *exact_limits(baseline, n, WARNING)) for n in sizes)
        ),
        Limits(
            "95% limits, with what practices differ",
            "6 4",
            tuple((n, *adjusted_limits(baseline, n, WARNING, tau2)) for n in sizes),
        ),
        Limits(
            "99.8% limits, the same",
            "",
            tuple((n, *adjusted_limits(baseline, n, ALARM, tau2)) for n in sizes),
        ),
    )
    filled = Table(table.caption, table.columns, tuple(rows))
    return funnel_chart(
        "funnel", title, dots, limits, baseline=baseline, target=choice.asked.target, table=filled
    )


def _where(share: float, warning: tuple[float, float], alarm: tuple[float, float]) -> str:
    if not alarm[0] <= share <= alarm[1]:
        return "above the 99.8% limit" if share > alarm[1] else "below the 99.8% limit"
    if not warning[0] <= share <= warning[1]:
        return "above the 95% limit" if share > warning[1] else "below the 95% limit"
    return "within the limits"


def mark_of(line: Line) -> Mark:
    """How a practice is marked in both drawings."""
    if not line.chosen_by:
        return "none"
    return "rank" if line.chosen_by == BY_RANK else "other"


def map_of_practices(
    choice: Choice, outlines: Sequence[Outline], book: ChoosingBook, visits: VisitBook
) -> Chart:
    """The practices on a map with the places from which a day's travel reaches most children, or why there is none."""
    title = (
        f"Children short of {percent(choice.asked.target)}, and where a day’s travel would reach most of them"
    )
    minutes = book.number("day-minutes")
    reach = reach_km(minutes, visits.number("travel-km-an-hour"), visits.number("travel-detour"))
    within = f"Practices within {reach:.0f} km ({minutes:.0f} minutes)"
    columns = (Column("A day around"), Column(within), Column(_CHILDREN_SHORT, numeric=True))
    caption = "Where a day’s travel would reach most children"
    spots = [_spot(line) for line in choice.lines if line.ranked and line.candidate.place]
    if not spots:
        words = "No map: no practice that is ranked has coordinates; give their latitude and longitude."
        return no_map("map", title, words, Table(caption, columns, ()))
    trips = day_trips(choice.lines, reach, _TRIPS)
    table = Table(
        caption,
        columns,
        tuple(_trip_row(letter, trip) for letter, trip in zip(_LETTERS, trips, strict=False)),
    )
    circles = [_circle(letter, trip, reach) for letter, trip in zip(_LETTERS, trips, strict=False)]
    rings = [ring for one in outlines for ring in one.rings]
    return map_chart("map", title, spots, rings, circles, table)


def _spot(line: Line) -> Spot:
    latitude, longitude = line.candidate.place or (0.0, 0.0)
    rank = line.ranked.rank if line.ranked else 0
    label = str(rank) if rank <= _LABELLED and line.chosen_by else ""
    return Spot(line.candidate.name, latitude, longitude, short_of(line), mark_of(line), label)


def _circle(letter: str, trip: DayTrip, reach: float) -> Circle:
    latitude, longitude = trip.around.candidate.place or (0.0, 0.0)
    return Circle(latitude, longitude, reach, letter)


def _trip_row(letter: str, trip: DayTrip) -> tuple[str, str, str]:
    told = [line for line in trip.lines if round(short_of(line))] or list(trip.lines[:1])
    named = ", ".join(f"{line.candidate.name} ({short_of(line):.0f})" for line in told)
    if len(told) < len(trip.lines):
        named += f" and {len(trip.lines) - len(told)} with fewer than one"
    return f"{letter}: {trip.around.candidate.name}", named, f"{trip.short:.0f}"


def to_visit(chosen: Sequence[Line], choice: Choice) -> Table:
    """Those chosen, with the uncertainty of their places."""
    columns = (
        Column("Practice"),
        Column("Place"),
        Column("Coverage"),
        Column(_CHILDREN_SHORT, numeric=True),
        Column(f"Chance of the top {choice.by_rank}", numeric=True),
        Column("What for"),
        Column("Chosen by"),
    )
    return Table("Practices to visit", columns, tuple(_visit_row(line) for line in chosen))


def _visit_row(line: Line) -> tuple[str, ...]:
    ranked = line.ranked
    name = f"{line.candidate.name} ({line.candidate.code})"
    if ranked is None:
        return name, "not ranked", line.candidate.not_ranked, "", "", line.action, line.chosen_by
    scored = ranked.scored
    place = f"{ranked.rank} ({ranked.rank_range[0]} to {ranked.rank_range[1]})"
    coverage = f"{scored.coverage:.1%} ({scored.limits[0]:.1%} to {scored.limits[1]:.1%})"
    return (
        name,
        place + (f", tied {ranked.tie[0]} to {ranked.tie[1]}" if ranked.tie else ""),
        coverage,
        f"{scored.short:.1f}",
        f"{ranked.p_top:.0%}",
        line.action,
        line.chosen_by,
    )


def every_practice(choice: Choice) -> Table:
    """All practices in the order of the list, raw beside shrunk."""
    columns = (
        Column("Practice"),
        Column("Place"),
        Column("Covered", numeric=True),
        Column("Children", numeric=True),
        Column("Coverage", numeric=True),
        Column("Shrunk", numeric=True),
        Column(_CHILDREN_SHORT, numeric=True),
        Column("Weight", numeric=True),
        Column("Priority", numeric=True),
        Column("What for"),
    )
    return Table("Every practice of the area", columns, tuple(_every_row(line) for line in choice.lines))


def _every_row(line: Line) -> tuple[str, ...]:
    name = f"{line.candidate.name} ({line.candidate.code})"
    if line.ranked is None:
        return name, line.candidate.not_ranked, *("",) * 7, line.action
    scored = line.ranked.scored
    return (
        name,
        str(line.ranked.rank),
        f"{_covered(line):,}",
        f"{_children(line):,}",
        f"{scored.coverage:.1%}",
        f"{scored.shrunk:.1%}",
        f"{scored.short:.1f}",
        f"{scored.weight:g}",
        f"{scored.priority:.1f}",
        line.action,
    )


def gap_table(choice: Choice) -> tuple[Table | None, list[str]]:
    """Coverage by deprivation fifth and what the gap comes to; None where fewer than two fifths are known."""
    lines = [line for line in choice.ranked if line.candidate.quintile]
    fifths = sorted({line.candidate.quintile for line in lines if line.candidate.quintile})
    if len(fifths) < 2:
        return None, []
    children = [sum(_children(line) for line in lines if line.candidate.quintile == one) for one in fifths]
    covered = [sum(_covered(line) for line in lines if line.candidate.quintile == one) for one in fifths]
    shares = [k / n for k, n in zip(covered, children, strict=True)]
    slope, index = slope_index(children, shares), concentration_index(children, shares)
    rows = tuple(
        (FIFTHS[one], f"{n:,}", f"{k:,}", f"{k / n:.1%}")
        for one, n, k in zip(fifths, children, covered, strict=True)
    )
    columns = (
        Column("Deprivation"),
        *(Column(name, numeric=True) for name in ("Children", "Covered", "Coverage")),
    )
    return Table("Coverage by deprivation of the practice", columns, rows), [
        f"From the poorest to the richest end coverage differs by {100 * slope.sii:+.1f} points (slope index), or "
        f"{slope.rii:.2f} times (relative index).",
        f"Concentration index corrected for a share: {index.erreygers:.3f} (Erreygers), {index.wagstaff:.3f} "
        "(Wagstaff); 0 is no gap.",
        "Keep these beside the same numbers after the round: coverage may rise and the gap stay.",
    ]


def area_over_time(
    figures: Sequence[PublishedRow], choice: Choice, book: ChoosingBook, rulebook: Rulebook
) -> Chart | None:
    """Ranked practices together, period by period of one length; None where there are fewer than three."""
    asked = choice.asked
    codes = {line.candidate.code for line in choice.ranked}
    rows = [row for row in figures if row.indicator == asked.indicator and row.org_code in codes]
    births = {(row.period_start, row.period_end): row.cohort_to for row in rows}
    spans = sorted((first, last) for first, last in births if first)
    shortest = min(((last - first).days for first, last in spans), default=0)
    found = []
    for first, last in spans:
        counts = [
            one.count for one in counts_of(rows, asked.indicator, Window(first, last)).values() if one.count
        ]
        if counts and (last - first).days <= shortest + _A_FEW_DAYS:
            covered, children = (
                sum(part) for part in zip(*((one.covered, one.children) for one in counts), strict=True)
            )
            found.append(Period(first, last, covered, children, len(counts), births[first, last]))
    if len(found) < _FEWEST_POINTS:
        return None
    breaks = schedule_breaks(asked.indicator, rulebook)
    title = "Coverage of the ranked practices together"
    return series_chart("series", title, found, breaks, int(book.number("xmr-from")))


def spread_in_words(choice: Choice) -> str:
    """How much more the practices differ than chance makes them."""
    counts = [(_covered(line), _children(line)) for line in choice.ranked]
    if len(counts) < 2:
        return ""
    phi = of_proportions(counts).phi
    how = (
        "about as much as chance makes them"
        if phi <= 1
        else f"{phi:.1f} times as much as chance alone would make them"
    )
    return f"These practices differ {how} (variance, after drawing in the tenths at either end)."


def weights_table(choice: Choice) -> Table:
    """What a child counts by deprivation fifth."""
    rows = tuple((FIFTHS[fifth], f"{weight:g}") for fifth, weight in sorted(choice.asked.weights.items()))
    known = any(line.candidate.quintile for line in choice.lines)
    caption = "Weights (ours)" if known else "Weights (ours; not used here, as no deprivation was given)"
    return Table(caption, (Column("Deprivation"), Column("Weight", numeric=True)), rows)


def inputs_table(inputs: Sequence[InputFile]) -> Table:
    """The files the list was made from."""
    columns = (Column("Given as"), Column("File"), Column("Releases"), Column("SHA-256 begins"))
    rows = tuple((one.role, one.file, ", ".join(one.releases), one.sha256[:16]) for one in inputs)
    return Table("Files", columns, rows)


def numbers_table(book: ChoosingBook) -> Table:
    """Every number of the rule, and whose it is."""
    rows = tuple(
        (
            entry.words,
            f"{entry.number:g} {entry.unit}",
            ", ".join(book.sources[tag].name for tag in entry.source),
        )
        for entry in book.numbers.values()
    )
    return Table("Numbers of the rule", (Column("Rule"), Column("Number"), Column("Whose")), rows)


def _covered(line: Line) -> int:
    return line.candidate.published.covered if line.candidate.published else 0


def _children(line: Line) -> int:
    return line.candidate.published.children if line.candidate.published else 0
