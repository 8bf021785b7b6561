"""Loading the national directory: a file is given, what differs is chosen, and changed in one step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import signed_in
from commonground.core.caller import Caller, Role
from commonground.core.clock import now, today
from commonground.core.services import RefusedError
from commonground.core.waiting import keep, leave, waiting
from commonground.engine.records.problems import ExtractError
from commonground.practices import queries
from commonground.practices.forms import UploadForm
from commonground.practices.loading.apply import change_chosen, read

IN_SESSION = "directory-file"


@signed_in(Role.ADMINISTRATOR)
def load_directory(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Give a file of the national directory; the ones that were loaded before."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile[Any] = form.cleaned_data["file"]
        data = file.read()
        try:
            read(caller, data, file.name or "", today=today())
        except ExtractError as error:
            form.add_error("file", str(error))
        else:
            leave(request.session.get(IN_SESSION, {}).get("kept", ""))
            request.session[IN_SESSION] = {"kept": keep(data, now=now()), "name": file.name}
            return redirect("directory-differences")
    return render(
        request, "practices/load_directory.html", {"form": form, "loads": queries.loads(caller)[:20]}
    )


@signed_in(Role.ADMINISTRATOR)
def directory_differences(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What the file says that is not so here; what is ticked is changed in one step."""
    place = request.session.get(IN_SESSION, {})
    data = waiting(place.get("kept", ""))
    if data is None:
        messages.warning(request, "The file waits no longer. Give it once more.")
        return redirect("load-directory")
    found = read(caller, data, place["name"], today=today())
    chosen = {one.key for one in found.compared.differences if one.proposed}
    refused = ""
    if request.method == "POST":
        chosen = set(request.POST.getlist("chosen"))
        try:
            load = change_chosen(caller, found, chosen, place["name"], now=now())
        except RefusedError as error:
            refused = str(error)
        else:
            leave(place["kept"])
            del request.session[IN_SESSION]
            messages.success(request, f"{load.changes} changes made.")
            return redirect("load-directory")
    context = {"found": found, "chosen": chosen, "file": place["name"], "refused": refused}
    return render(request, "practices/directory_differences.html", context)


@signed_in(Role.ADMINISTRATOR)
@require_POST
def leave_directory(request: HttpRequest, caller: Caller) -> HttpResponse:  # noqa: ARG001
    """Nothing is changed, and the file is not kept."""
    leave(request.session.pop(IN_SESSION, {}).get("kept", ""))
    messages.success(request, "Nothing was changed, and the file is not kept.")
    return redirect("load-directory")
