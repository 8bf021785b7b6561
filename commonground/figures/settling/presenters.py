"""The two figures side by side as their page shows them: the sides, what lies between them, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from commonground.charts.values import Chart
from commonground.core.caller import Caller
from commonground.engine.choosing.window import day_in_words
from commonground.engine.figures import CHIS_LIST, QOF
from commonground.engine.rules.difference_book import UNRESOLVED, DifferenceCause, load_difference_book
from commonground.figures.fixes import presenters as fixes
from commonground.figures.models import Change, Difference, Figure, Fix, RowOfACount
from commonground.figures.settling import queries
from commonground.figures.settling.queries import Cell, Pair
from commonground.figures.settling.sides import Side, exact, qof_of, side
from commonground.figures.settling.waterfall import chart_of
from commonground.figures.titles import titles
from commonground.practices.models import Practice

S = RowOfACount.Status
ONLY_IN = {
    "practice": "on the practice’s side alone",
    "chis": "on the child health service’s side alone",
    "both": "on both sides, differently",
}
AGAINST = {
    CHIS_LIST: "Child by child, against the child health service’s list",
    "published": "Against the published figure, as far as the practice’s own record tells",
}
KINDS = {
    "vaccinated": "Vaccinated: the dose is dated after the baseline",
    "repaired": "Repaired: the dose was given before, and recorded since",
    "struck out": "Struck out: the dose was on record before, and is not now",
    "joined": "Joined the list",
    "left": "Left the list",
}
LIST = "chis-list"
TAKES_AWAY = ("struck out", "left")


@dataclass(frozen=True)
class Gap:
    """What lies between the published figure and the practice's own, in words."""

    covered: str
    children: str
    points: str


@dataclass(frozen=True)
class CauseLine:
    """A cause with its children and its points, as they may be shown. `may_fix`: somebody can be asked."""

    difference: Difference
    cause: DifferenceCause
    children: str
    points: str
    where: str
    owner: str
    fixes: tuple[fixes.Line, ...]
    may_fix: bool

    @property
    def unresolved(self) -> bool:
        """Whether it is what nothing explains yet."""
        return self.cause.code == "U"


@dataclass(frozen=True)
class Causes:
    """The causes of one comparison. `replaced`: what it was compared with has been issued anew since."""

    title: str
    release: str
    lines: tuple[CauseLine, ...]
    replaced: bool
    chart: Chart | None


@dataclass(frozen=True)
class Split:
    """A part of what changed since the baseline."""

    words: str
    children: str


@dataclass(frozen=True)
class Changes:
    """What changed of one indicator and period since the baseline, by count. They add up, where all are shown."""

    title: str
    period: str
    since: str
    until: str
    parts: tuple[tuple[str, tuple[Split, ...], str], ...]


def sides_of(caller: Caller, practice: Practice, pair: Pair) -> list[Side]:
    """Every figure of a cell, published ones first."""
    found: list[Side] = []
    if pair.published is not None:
        faults = queries.faults_about(caller, pair.published)
        found.append(side("Published", pair.published, faults))
    for edition in pair.later:
        found.append(side("Published, issued again since", edition))
    if pair.own_then is not None:
        found.append(
            side("Practice count, as at the release", pair.own_then, more=_days_apart(pair, pair.own_then))
        )
    if pair.own is not None:
        found.append(side("Practice count", pair.own, more=_days_apart(pair, pair.own)))
    asked = qof_of(pair.cell.indicator)
    found += [
        side(f"QOF {one.indicator}, {one.period}, published", one)
        for one in queries.published_qof(caller, practice, asked)[:1]
    ]
    own_qof = [one for name in asked for one in _of_the_year(name, pair)]
    found += [side(_other(one), one) for one in own_qof]
    found += [side(_other(one), one) for one in pair.others if one.definition != QOF]
    return found


def _of_the_year(indicator: str, pair: Pair) -> list[Figure]:
    """The practice's QOF figure of the year in which a cell ends, else of the newest year."""
    years = [one for one in pair.others if one.definition == QOF and one.indicator == indicator]
    inside = [
        one for one in years if one.period_start and one.period_start <= pair.cell.last <= one.period_end
    ]
    return (inside or sorted(years, key=lambda one: one.period_end))[-1:]


def gap_of(pair: Pair) -> Gap | None:
    """The practice's own figure less the published one; None where one of them is not there at all."""
    published, own = pair.published, pair.own
    if published is None or own is None:
        return None
    points = _less(exact(own), exact(published))
    return Gap(
        covered=_signed(_less(own.numerator, published.numerator), "can’t be told"),
        children=_signed(_less(own.denominator, published.denominator), "can’t be told"),
        points="can’t be told" if points is None else f"{_points(points)} points",
    )


def causes_of(
    found: Sequence[Difference], replaced: Sequence[str], asked: Sequence[fixes.Line], pair: Pair
) -> list[Causes]:
    """The differences by what was compared with, in order of precedence; `asked`: the fixes about these children."""
    book = load_difference_book().causes
    order = {key: place for place, key in enumerate(book)}
    made: list[Causes] = []
    for against, title in AGAINST.items():
        of_one = _told([one for one in found if one.against == against and one.cause in book])
        if of_one:
            rows = sorted(of_one, key=lambda one: (order[one.cause], one.only_in))
            lines = tuple(_cause_line(one, book[one.cause], asked) for one in rows)
            release = rows[0].against_release
            words = _compared_with(release)
            titled = [(book[one.cause].title.capitalize(), one) for one in rows]
            chart = chart_of(f"steps-{len(made)}", titled, pair)
            made.append(Causes(title, words, lines, release in replaced, chart))
    return made


def changes_in_words(found: Sequence[Change]) -> list[Changes]:
    """What changed, by indicator and period; the parts of each count with the sum, where each part is shown."""
    by_cell: dict[tuple[str, str], list[Change]] = {}
    for one in found:
        by_cell.setdefault((one.indicator, one.period), []).append(one)
    named = titles()
    return [
        Changes(
            title=named.get(indicator, indicator),
            period=period,
            since=day_in_words(rows[0].baseline_as_at),
            until=day_in_words(rows[0].count.as_at),
            parts=tuple(
                (words, _splits(of_count), _sum(of_count))
                for counts_in, words in (
                    ("numerator", "Children vaccinated"),
                    ("denominator", "Children on the list"),
                )
                if (of_count := [one for one in rows if one.counts_in == counts_in])
            ),
        )
        for (indicator, period), rows in by_cell.items()
    ]


def changes_since(caller: Caller, practice: Practice, *, since: datetime | None = None) -> list[Changes]:
    """What changed by the newest count with a baseline, of the latest year that it is about, indicator by indicator.

    since: the time of a visit; only counts after it are looked at.
    """
    day = None if since is None else timezone.localtime(since).date()
    found = list(queries.changes_of(caller, practice, since=day))
    latest = max((queries.in_order(one.period) for one in found), default=None)
    return changes_in_words([one for one in found if queries.in_order(one.period) == latest])


def cells_in_words(cells: Sequence[Cell], names: dict[Cell, str]) -> list[tuple[str, str]]:
    """The periods to choose from, the newest first: the value in the address, and the words."""
    ordered = sorted(set(cells), key=lambda one: (one.last, one.first), reverse=True)
    return [(f"{one.first}..{one.last}", names[one]) for one in ordered]


def children_in_words(row: RowOfACount, children: int | None) -> str:
    """A count that may be small or hidden."""
    return {S.SMALL: "1 to 4", S.HIDDEN: "hidden"}.get(
        S(row.status), "" if children is None else f"{children:,}"
    )


def _told(rows: list[Difference]) -> list[Difference]:
    """The rows with a child; where nothing is left unexplained, one row that says so."""
    some = [one for one in rows if one.children != 0]
    explained = all(one.cause != UNRESOLVED for one in some)
    none = [one for one in rows if one.children == 0 and one.cause == UNRESOLVED]
    return [*some, *none[:1]] if explained else some


def _cause_line(one: Difference, cause: DifferenceCause, asked: Sequence[fixes.Line]) -> CauseLine:
    own = tuple(
        line
        for line in asked
        if (line.fix.cause, line.fix.only_in) == (one.cause, one.only_in)
        and (line.fix.counted_in_id == one.count_id or not line.fix.settled)
    )
    open_ = any(not line.fix.settled for line in own)
    return CauseLine(
        difference=one,
        cause=cause,
        children=children_in_words(one, one.children),
        points="" if one.points is None else _points(one.points),
        where=ONLY_IN.get(one.only_in, one.only_in) if one.children != 0 else "nothing is left unexplained",
        owner=str(Fix.Owner(cause.owner).label),
        fixes=own,
        may_fix=not open_ and (bool(one.children) or one.status == S.SMALL),
    )


def _splits(rows: Sequence[Change]) -> tuple[Split, ...]:
    order = {kind: place for place, kind in enumerate(KINDS)}
    ordered = sorted(rows, key=lambda one: order.get(one.kind, len(order)))
    return tuple(Split(KINDS.get(one.kind, one.kind), _with_sign(one)) for one in ordered)


def _with_sign(one: Change) -> str:
    words = children_in_words(one, one.children)
    return (
        words
        if one.children == 0 or words == "hidden"
        else f"{'−' if one.kind in TAKES_AWAY else '+'}{words}"
    )


def _sum(rows: Sequence[Change]) -> str:
    if any(one.children is None for one in rows):
        return "can’t be told: a part is small or hidden"
    return _signed(sum((-1 if one.kind in TAKES_AWAY else 1) * (one.children or 0) for one in rows), "")


def _other(figure: Figure) -> str:
    return (
        f"QOF {figure.indicator}, {figure.period}, by the practice"
        if figure.definition == QOF
        else "Up to date, by the practice"
    )


def _days_apart(pair: Pair, own: Figure) -> list[str]:
    if pair.published is None:
        return []
    apart = (own.as_at - pair.published.as_at).days
    if not apart:
        return ["counted as at the day of the published figure"]
    after = "after" if apart > 0 else "before"
    return [f"the same children, counted as at {abs(apart):,} days {after} the published figure"]


def _points(points: float) -> str:
    """Points with their sign; what rounds to nothing has none."""
    told = f"{points:+.1f}".replace("-", "−")
    return "0.0" if told[1:] == "0.0" else told


def _compared_with(release: str) -> str:
    """What a count was compared with: the list of a day, or a release by its source and period."""
    kind, _, rest = release.partition("/")
    if kind == LIST:
        return (
            f"the child health service’s list of {day_in_words(date.fromisoformat(rest.rpartition('/')[2]))}"
        )
    return f"{kind}, {rest.rpartition('/')[0]}" if rest else "what is published"


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _signed(number: float | None, none: str) -> str:
    return none if number is None else "0" if not number else f"{number:+,.0f}".replace("-", "−")
