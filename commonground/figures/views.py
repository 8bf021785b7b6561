"""Published figures: given, looked at, taken in; then shown by organisation."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from commonground.accounts.entrance import EVERYONE, WHO_LEAD, signed_in
from commonground.core.behind import asks_for_progress, progress_of
from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.waiting import leave as throw_away
from commonground.figures import queries, services
from commonground.figures.forms import FileForm, FindForm, IndicatorForm
from commonground.figures.models import Figure, Release, Upload
from commonground.figures.policies import may_take_in
from commonground.figures.presenters import indicators, series_of
from commonground.figures.tasks import read_file, take_in_file

A_PAGE = 100


@signed_in(*EVERYONE)
def index(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The releases taken in, and the files that wait."""
    page = Paginator(queries.published_releases(caller), A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "figures/index.html",
        {
            "page": page,
            "replaced": {one.pk for one in page if one.replaced_by_id is not None},
            "uploads": queries.uploads(caller).exclude(state__in=(Upload.State.TAKEN, Upload.State.LEFT))[
                :20
            ],
            "may_take_in": may_take_in(caller),
            "form": FindForm(),
        },
    )


@signed_in(*WHO_LEAD)
def give(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A file is given; it is read behind the page."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile[Any] = form.cleaned_data["file"]
        with transaction.atomic():
            given = services.give(
                caller, file.name or "a file", file.read(), told=form.cleaned_data["period"], now=now()
            )
            read_file.enqueue(given.pk)
        return redirect("figures-file", pk=given.pk)
    return render(request, "figures/give.html", {"form": form})


@signed_in(*WHO_LEAD)
def upload(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """How far a file is, what it holds and what the checks found: nothing of it is in yet."""
    found = _upload(caller, pk)
    if asks_for_progress(request):
        return progress_of(request, found, "figures/progress.html", {"upload": found})
    return render(request, "figures/file.html", {"upload": found})


@signed_in(*WHO_LEAD)
@require_POST
def take_in(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:  # noqa: ARG001
    """What was looked at is taken in."""
    with transaction.atomic():
        begun = services.begin_to_take_in(caller, _upload(caller, pk))
        take_in_file.enqueue(begun.pk)
    return redirect("figures-file", pk=pk)


@signed_in(*WHO_LEAD)
@require_POST
def leave(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:  # noqa: ARG001
    """Nothing of the file is kept."""
    found = _upload(caller, pk)
    kept = found.kept
    services.leave(caller, found)
    throw_away(kept)
    return redirect("figures")


@signed_in(*EVERYONE)
def release(request: HttpRequest, caller: Caller, pk: int) -> HttpResponse:
    """A release: what it holds, what the checks found, what replaces it."""
    try:
        found = queries.release(caller, pk)
    except Release.DoesNotExist as error:
        raise Http404 from error
    shown = {
        "release": found,
        "later": found.replaced_by,
        "levels": queries.by_level(caller, found),
        "page": Paginator(queries.faults(caller, found), A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "figures/release.html", shown)


@signed_in(*EVERYONE)
def find(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The organisations with a name or a code."""
    form = FindForm(request.GET)
    words = form.words()
    found = queries.organisations(caller, words) if words else []
    return render(request, "figures/find.html", {"form": form, "words": words, "found": found})


@signed_in(*EVERYONE)
def organisation(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """An organisation's series: a table, the run of it and its limits, with the release of each number."""
    every = list(queries.of_organisation(caller, code))
    if not every:
        raise Http404
    offered = indicators(every)
    form = IndicatorForm(offered, request.GET or None)
    chosen = request.GET.get("indicator", "")
    chosen = chosen if chosen in dict(offered) else offered[0][0]
    shown = series_of([one for one in every if one.indicator == chosen])
    return render(
        request,
        "figures/organisation.html",
        {"code": code, "newest": _newest(every), "form": form, "chosen": chosen, "shown": shown},
    )


def _newest(every: list[Figure]) -> Figure:
    return max(every, key=lambda figure: (figure.period_end, figure.pk))


def _upload(caller: Caller, pk: int) -> Upload:
    try:
        return queries.upload(caller, pk)
    except Upload.DoesNotExist as error:
        raise Http404 from error
