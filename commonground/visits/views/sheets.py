"""Loading the spreadsheet a commissioner has: give it, say what its columns mean, see what differs, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import WHO_CHANGE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import now, today
from commonground.core.services import RefusedError
from commonground.core.waiting import keep, leave, waiting
from commonground.engine.records.problems import ExtractError
from commonground.practices import queries as practices
from commonground.practices.forms import UploadForm
from commonground.practices.sheet.columns import Headed, open_sheet
from commonground.practices.sheet.differences import compare_sheet
from commonground.practices.sheet.rows import read_rows
from commonground.visits.forms.sheets import ColumnsForm
from commonground.visits.past_visits import compare_visits
from commonground.visits.past_visits import load_sheet as load

IN_SESSION = "sheet"


@signed_in(*WHO_CHANGE)
def load_sheet(request: HttpRequest, caller: Caller) -> HttpResponse:  # noqa: ARG001
    """Give a spreadsheet; one that is about children is refused before anything of it is kept."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile[Any] = form.cleaned_data["file"]
        data = file.read()
        try:
            open_sheet(data, file.name or "")
        except ExtractError as error:
            form.add_error("file", str(error))
        else:
            leave(request.session.get(IN_SESSION, {}).get("kept", ""))
            request.session[IN_SESSION] = {"kept": keep(data, now=now()), "name": file.name}
            return redirect("sheet-columns")
    return render(request, "visits/load_sheet.html", {"form": form})


@signed_in(*WHO_CHANGE)
def sheet_columns(request: HttpRequest, caller: Caller) -> HttpResponse:  # noqa: ARG001
    """What each column means: guessed from its heading, and changed where that is wrong."""
    place, headed = _waiting(request)
    if headed is None:
        return _gone(request)
    form = ColumnsForm(headed, request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[IN_SESSION] = {**place, "columns": form.columns()}
        return redirect("sheet-differences")
    return render(
        request, "visits/sheet_columns.html", {"form": form, "file": place["name"], "headed": headed}
    )


@signed_in(*WHO_CHANGE)
def sheet_differences(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What would change, and each row that can't be used; all of it is kept in one step."""
    place, headed = _waiting(request)
    if headed is None or "columns" not in place:
        return _gone(request)
    ours = {one.code: one for one in practices.practices(caller).select_related("visitor")}
    read = read_rows(headed, place["columns"], ours, today=today())
    found, past = compare_sheet(caller, read.rows), compare_visits(caller, read.rows)
    if request.method == "POST":
        try:
            loaded = load(caller, found, past, place["name"], now=now())
        except RefusedError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, f"{loaded.changes} changes kept.")
        _forget(request)
        return redirect("practices")
    problems = sorted([*read.problems, *past.problems], key=lambda one: one.row)
    context = {
        "file": place["name"],
        "found": found,
        "past": past,
        "problems": problems,
        "rows": len(read.rows),
    }
    return render(request, "visits/sheet_differences.html", context)


@signed_in(*WHO_CHANGE)
@require_POST
def leave_sheet(request: HttpRequest, caller: Caller) -> HttpResponse:  # noqa: ARG001
    """Nothing is changed, and the sheet is not kept."""
    _forget(request)
    messages.success(request, "Nothing was changed, and the sheet is not kept.")
    return redirect("practices")


def _waiting(request: HttpRequest) -> tuple[dict[str, Any], Headed | None]:
    place = request.session.get(IN_SESSION, {})
    data = waiting(place.get("kept", ""))
    return place, open_sheet(data, place["name"]) if data is not None else None


def _gone(request: HttpRequest) -> HttpResponse:
    messages.warning(request, "The sheet waits no longer. Give it once more.")
    return redirect("load-sheet")


def _forget(request: HttpRequest) -> None:
    leave(request.session.pop(IN_SESSION, {}).get("kept", ""))
