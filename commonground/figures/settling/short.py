"""The two figures of practices in a sentence each, for pages about something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from commonground.core.caller import Caller
from commonground.engine.figures import COVER
from commonground.engine.rules.difference_book import UNRESOLVED, load_difference_book
from commonground.figures.counts.queries import newest_counts
from commonground.figures.models import Difference, Figure
from commonground.figures.queries import figures, newest_of_practices
from commonground.figures.settling.presenters import children_in_words
from commonground.figures.settling.queries import Cell
from commonground.figures.settling.sides import exact
from commonground.figures.titles import titles

CAUSES_NAMED = 2
Found = Mapping[tuple[str, str, str], list[Difference]]


@dataclass(frozen=True)
class Short:
    """What to say of a practice's two figures, and what the page of them is asked for."""

    code: str
    words: str
    asked: str


def two_figures_of(caller: Caller, codes: Iterable[str], indicator: str = "") -> dict[str, Short]:
    """By code, of practices that counted themselves, both figures of one cell: of the indicator wished for, where there
    are both, the latest and of these the longest period."""
    count_of = {
        one.practice.code: one for one in newest_counts(caller).filter(practice__code__in=list(codes))
    }
    if not count_of:
        return {}
    publisheds = newest_of_practices(caller).filter(
        org_code=OuterRef("org_code"),
        indicator=OuterRef("indicator"),
        period_start=OuterRef("period_start"),
        period_end=OuterRef("period_end"),
    )
    own = figures(caller).filter(
        Exists(publisheds),
        release__in=[one.release_id for one in count_of.values()],
        definition=COVER,
        denominator__gt=0,
    )
    best: dict[str, Figure] = {}
    order = list(titles())
    for one in own.select_related("release__count"):
        if one.org_code not in best or _rank(one, indicator, order) > _rank(
            best[one.org_code], indicator, order
        ):
            best[one.org_code] = one
    published = _published(caller, best.values())
    causes = _causes(best.values())
    return {code: _short(one, published, causes) for code, one in best.items()}


def _rank(one: Figure, indicator: str, order: Sequence[str]) -> tuple[object, ...]:
    place = order.index(one.indicator) if one.indicator in order else len(order)
    days = (one.period_end - one.period_start).days if one.period_start else 0
    return one.indicator == indicator, one.period_end, days, -place


def _published(caller: Caller, own: Iterable[Figure]) -> dict[tuple[str, Cell | None], Figure]:
    rows = list(own)
    found = newest_of_practices(caller).filter(
        org_code__in=[one.org_code for one in rows],
        indicator__in={one.indicator for one in rows},
        period_end__in={one.period_end for one in rows},
    )
    return {(one.org_code, Cell.of(one)): one for one in found.order_by("release__taken_in_at", "pk")}


def _causes(own: Iterable[Figure]) -> Found:
    counts = {one.release.count.pk: one for one in own}
    found: dict[tuple[str, str, str], list[Difference]] = {}
    for row in Difference.objects.filter(count__in=counts).exclude(cause=UNRESOLVED).exclude(children=0):
        one = counts[row.count_id]
        if (row.indicator, row.period) == (one.indicator, one.period):
            found.setdefault((one.org_code, row.indicator, row.period), []).append(row)
    return found


def _short(one: Figure, published: Mapping[tuple[str, Cell | None], Figure], causes: Found) -> Short:
    cell = Cell.of(one)
    other = published[one.org_code, cell]
    title = titles().get(one.indicator, one.indicator)
    words = f"{title}, {other.period}: published {_percent(other)}, by the practice {_percent(one)}."
    rows = causes.get((one.org_code, one.indicator, one.period), [])
    known = load_difference_book().causes
    largest = sorted(rows, key=lambda row: (abs(row.points or 0), row.children or 0), reverse=True)
    named = [
        f"{known[row.cause].title} ({children_in_words(row, row.children)})" for row in largest[:CAUSES_NAMED]
    ]
    return Short(
        code=one.org_code,
        words=f"{words} Causes: {'; '.join(named)}." if named else words,
        asked=f"?indicator={one.indicator}&period={one.period_start}..{one.period_end}",
    )


def _percent(figure: Figure) -> str:
    value = exact(figure)
    return "not known" if value is None else f"{value:.1f}%"
