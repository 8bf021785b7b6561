"""The two figures of a practice, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import today
from commonground.engine.figures import COVER
from commonground.figures.fixes.presenters import lines_of
from commonground.figures.fixes.queries import fixes_about
from commonground.figures.models import Change, Figure
from commonground.figures.presenters import indicators
from commonground.figures.queries import replaced
from commonground.figures.settling import presenters, queries
from commonground.figures.settling.definitions import definitions_of
from commonground.figures.settling.forms import CellForm
from commonground.figures.settling.queries import Cell, Pins
from commonground.figures.settling.verifying import verified
from commonground.practices.models import Practice
from commonground.practices.policies import may_change
from commonground.practices.queries import whole_history
from commonground.practices.views import practice_or_404


@signed_in(*EVERYONE)
def side_by_side(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """One indicator and period of a practice: every figure there is, what lies between them, and why.

    The address can name the editions looked at (`published`, `count`), so that a page can be opened again as it was.
    """
    practice = practice_or_404(caller, code)
    published, own = queries.published_of(caller, practice), queries.own_figures(caller, practice)
    merged = whole_history(caller, practice)[1:]
    cells = _cells(published, own)
    if not cells:
        return render(request, "figures/two_figures.html", {"practice": practice, "merged": merged})
    offered = indicators([*published, *(one for one in own if one.definition == COVER)])
    indicator = request.GET.get("indicator", "")
    if indicator not in dict(offered):
        indicator = _first(offered, published, own)
    of_indicator = {cell: name for cell, name in cells.items() if cell.indicator == indicator}
    periods = presenters.cells_in_words(list(of_indicator), of_indicator)
    cell = _chosen(request.GET.get("period", ""), list(of_indicator), published, own)
    pins = Pins(_number(request.GET.get("published")), _number(request.GET.get("count")))
    pair = queries.pair(cell, published, own, pins)
    period = f"{cell.first}..{cell.last}"
    found = (
        queries.differences(caller, pair.count, indicator, pair.own.period) if pair.count and pair.own else []
    )
    keys = {one.against_release for one in found}
    agreed = (
        queries.agreement(caller, pair.count, indicator, pair.own.period) if pair.count and pair.own else None
    )
    asked = lines_of(fixes_about(caller, practice, cell), today())
    shown = {
        "practice": practice,
        "merged": merged,
        "form": CellForm(offered, periods, initial={"indicator": indicator, "period": period}),
        "title_of": dict(offered)[indicator],
        "period": of_indicator[cell],
        "pair": pair,
        "sides": presenters.sides_of(caller, practice, pair),
        "gap": presenters.gap_of(pair),
        "verified": verified(agreed),
        "definitions": definitions_of(pair.count.causes) if pair.count else [],
        "causes": presenters.causes_of(found, [one.key for one in replaced(caller, keys)], asked, pair),
        "changes": presenters.changes_in_words(_of_cell(caller, practice, indicator, pair)),
        "kept_as": _kept_as(indicator, period, pair),
        "may_change": may_change(caller, practice),
    }
    return render(request, "figures/two_figures.html", shown)


def _of_cell(caller: Caller, practice: Practice, indicator: str, pair: queries.Pair) -> list[Change]:
    """What changed in the cohort that is looked at."""
    period = pair.own.period if pair.own else ""
    return list(queries.changes_of(caller, practice).filter(indicator=indicator, period=period))


def _cells(published: Sequence[Figure], own: Sequence[Figure]) -> dict[Cell, str]:
    """Every cell that there is a figure of, with the name of its period: as published, where it is."""
    counted = [one for one in own if one.definition == COVER]
    named = [(Cell.of(one), one.period) for one in (*counted, *published)]
    return {cell: period for cell, period in named if cell is not None}


def _first(offered: list[tuple[str, str]], published: Sequence[Figure], own: Sequence[Figure]) -> str:
    """The first indicator of which both figures are there, else the first."""
    both = {one.indicator for one in published} & {one.indicator for one in own}
    return next((key for key, _ in offered if key in both), offered[0][0])


def _chosen(written: str, cells: Sequence[Cell], published: Sequence[Figure], own: Sequence[Figure]) -> Cell:
    """The period asked for; else the newest with both figures, else the newest."""
    asked = next((one for one in cells if f"{one.first}..{one.last}" == written), None)
    if asked is not None:
        return asked
    both = {Cell.of(one) for one in published} & {Cell.of(one) for one in own}
    return max([one for one in cells if one in both] or cells, key=lambda one: (one.last, one.first))


def _kept_as(indicator: str, period: str, pair: queries.Pair) -> str:
    """The part of the address that names what is looked at, edition and all."""
    pins = [("published", pair.published.release_id if pair.published else None)]
    pins += [("count", pair.count.release_id if pair.count else None)]
    named = "".join(f"&{name}={key}" for name, key in pins if key)
    return f"?indicator={indicator}&period={period}{named}"


def _number(written: str | None) -> int | None:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 19 else None
