"""The tree of areas."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonground.accounts import queries, services
from commonground.accounts.entrance import signed_in
from commonground.accounts.forms import AreaForm
from commonground.core.caller import Caller, Role
from commonground.core.models import Area
from commonground.core.services import RefusedError


@signed_in(Role.ADMINISTRATOR)
def areas(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The areas, each under the one it lies in."""
    return render(request, "accounts/areas.html", {"areas": queries.area_tree(caller)})


@signed_in(Role.ADMINISTRATOR)
def new_area(request: HttpRequest, caller: Caller) -> HttpResponse:
    """An area is added."""
    form = AreaForm(caller, request.POST or None)
    if request.method == "POST" and form.is_valid():
        area = services.add_area(caller, form.save(commit=False))
        messages.success(request, f"{area.name} is added.")
        return redirect("areas")
    return render(request, "accounts/area.html", {"form": form})


@signed_in(Role.ADMINISTRATOR)
def change_area(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """An area has another name, or lies somewhere else."""
    try:
        area = queries.area(caller, pk)
    except Area.DoesNotExist as error:
        raise Http404 from error
    form = AreaForm(caller, request.POST or None, instance=area)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_area(caller, form.save(commit=False))
        except RefusedError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"What you changed about {area.name} is kept.")
            return redirect("areas")
    return render(request, "accounts/area.html", {"form": form, "area": area})
