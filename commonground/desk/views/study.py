"""The page that remakes what the study reported, and its files."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import today
from commonground.desk.forms import SpanForm
from commonground.desk.listings.writing import Sheet
from commonground.desk.presenters.progress import current_round
from commonground.desk.presenters.study import CAVEAT, Report, report
from commonground.desk.queries.study import Span
from commonground.desk.views.lists import as_csv, as_xlsx
from commonground.engine.rules.visit_book import load_visit_book


@signed_in(*EVERYONE)
def study(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What the study reported, for a round or for any days."""
    form = _form(request, caller)
    context = {
        "form": form,
        "caveat": CAVEAT,
        "report": _report(caller, form) if form.is_valid() else None,
        "asked": request.GET.urlencode(),
    }
    return render(request, "desk/study.html", context)


@signed_in(*EVERYONE)
def study_csv(request: HttpRequest, caller: Caller) -> StreamingHttpResponse:
    """The same as CSV, one table below another."""
    return as_csv(_sheets(request, caller), "what-was-done")


@signed_in(*EVERYONE)
def study_xlsx(request: HttpRequest, caller: Caller) -> FileResponse:
    """The same as a workbook, a sheet a table."""
    return as_xlsx(_sheets(request, caller), "what-was-done")


def _form(request: HttpRequest, caller: Caller) -> SpanForm:
    """What was chosen; to begin with, the round that is under way."""
    if request.GET:
        return SpanForm(caller, request.GET)
    this = current_round(caller, today())
    return SpanForm(caller, {"round": str(this.pk) if this else ""})


def _report(caller: Caller, form: SpanForm) -> Report:
    return report(caller, form.span(), load_visit_book())


def _sheets(request: HttpRequest, caller: Caller) -> list[Sheet]:
    form = _form(request, caller)
    span = form.span() if form.is_valid() else Span()
    tables = report(caller, span, load_visit_book()).tables
    about = Sheet("About", ["What this is"], [[CAVEAT]])
    return [
        about,
        *(Sheet(table.caption, [column.heading for column in table.columns], table.rows) for table in tables),
    ]
