"""What comes up everywhere in the differences of many practices, so that a region mends what is the region's."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.core.caller import Caller
from commonground.desk.listings.writing import Sheet
from commonground.desk.presenters.differences import everywhere
from commonground.desk.queries import differences as queries
from commonground.desk.views.lists import as_csv, as_xlsx
from commonground.figures.forms import IndicatorForm
from commonground.figures.titles import titles

NAME = "what-comes-up-everywhere"
ABOUT = (
    "Of each practice its newest count, the latest period. Means are over practices, with a range by drawing the "
    "practices again. A practice where a cause is small is left out of its mean, which so tends to be too large. "
    "What nobody explained yet stands alone, and is never spread."
)


@signed_in(*EVERYONE)
def differences(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Causes, systems and child health services, over all practices that a caller may see."""
    offered, chosen = _chosen(request, caller)
    shown = {
        "form": IndicatorForm(offered, request.GET or {"indicator": chosen}) if offered else None,
        "chosen": chosen,
        "title_of": dict(offered).get(chosen, ""),
        "about": ABOUT,
        "found": everywhere(queries.of_practices(caller, chosen)) if chosen else None,
    }
    return render(request, "desk/differences.html", shown)


@signed_in(*EVERYONE)
def differences_csv(request: HttpRequest, caller: Caller) -> StreamingHttpResponse:
    """The same as CSV, one table below another."""
    return as_csv(_sheets(request, caller), NAME)


@signed_in(*EVERYONE)
def differences_xlsx(request: HttpRequest, caller: Caller) -> FileResponse:
    """The same as a workbook, a sheet a table."""
    return as_xlsx(_sheets(request, caller), NAME)


def _chosen(request: HttpRequest, caller: Caller) -> tuple[list[tuple[str, str]], str]:
    """The indicators to choose from, and the one that is looked at; empty where no count tells a difference."""
    there, named = queries.indicators(caller), titles()
    offered = [(key, title) for key, title in named.items() if key in there]
    asked = request.GET.get("indicator", "")
    return offered, asked if asked in dict(offered) else offered[0][0] if offered else ""


def _sheets(request: HttpRequest, caller: Caller) -> list[Sheet]:
    offered, chosen = _chosen(request, caller)
    about = Sheet("About", ["What this is"], [[dict(offered).get(chosen, "No count yet")], [ABOUT]])
    if not chosen:
        return [about]
    tables = everywhere(queries.of_practices(caller, chosen)).tables
    return [
        about,
        *(Sheet(table.caption, [column.heading for column in table.columns], table.rows) for table in tables),
    ]
