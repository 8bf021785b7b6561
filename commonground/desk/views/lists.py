"""The lists: on the screen in pages, and as files."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import today
from commonground.desk.listings.every import LISTINGS
from commonground.desk.listings.listing import Listing
from commonground.desk.listings.writing import Sheet, csv_text, write_workbook

A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(sheets: list[Sheet], name: str) -> StreamingHttpResponse:
    """Sheets as a CSV file, sent as it is made."""
    response = StreamingHttpResponse(csv_text(sheets), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{today()}.csv"'
    return response


def as_xlsx(sheets: list[Sheet], name: str) -> FileResponse:
    """Sheets as a workbook."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_workbook(file, sheets)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}-{today()}.xlsx", content_type=XLSX)


@signed_in(*EVERYONE)
def take_away(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Every list, to look at or to take away."""
    found = [one for one in LISTINGS.values() if caller.role in one.roles]
    return render(request, "desk/take_away.html", {"listings": found, "sees_names": caller.sees_names})


@signed_in(*EVERYONE)
def listing(request: HttpRequest, caller: Caller, key: str) -> HttpResponse:
    """One list on the screen, narrowed to the practices that hold some words."""
    this, words = _listing(key), _words(request)
    columns = this.shown(caller)
    page = Paginator(this.found(caller, words), A_PAGE).get_page(request.GET.get("page"))
    rows = [
        [(column.value(row), column.href(row) if column.href else "") for column in columns] for row in page
    ]
    context = {
        "listing": this,
        "columns": columns,
        "page": page,
        "rows": rows,
        "words": words,
        "sees_names": caller.sees_names,
    }
    return render(request, "desk/listing.html", context)


@signed_in(*EVERYONE)
def listing_csv(request: HttpRequest, caller: Caller, key: str) -> StreamingHttpResponse:
    """One list as CSV."""
    this = _listing(key)
    return as_csv([_sheet(this, caller, _words(request))], this.key)


@signed_in(*EVERYONE)
def listing_xlsx(request: HttpRequest, caller: Caller, key: str) -> FileResponse:
    """One list as a workbook."""
    this = _listing(key)
    return as_xlsx([_sheet(this, caller, _words(request))], this.key)


def _sheet(this: Listing[Any], caller: Caller, words: str) -> Sheet:
    this.check_open(caller)
    headings = [column.heading for column in this.shown(caller)]
    return Sheet(this.title, headings, this.cells(caller, words))


def _listing(key: str) -> Listing[Any]:
    try:
        return LISTINGS[key]
    except KeyError as error:
        raise Http404 from error


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()
