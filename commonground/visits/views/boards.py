"""The same visits as a board, as a calendar and as a list, with the same filters."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import today
from commonground.visits.forms.boards import FilterForm, kept
from commonground.visits.presenters.boards import STATES, columns, month_of, weeks
from commonground.visits.queries import rounds as round_queries

IN_A_COLUMN = 20
A_PAGE = 50


@signed_in(*EVERYONE)
def board(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The visits by state, side by side."""
    form = FilterForm(caller, request.GET)
    found = round_queries.filtered(caller, form.filters(), on=today())
    first = round_queries.first_of_each_state(found, IN_A_COLUMN)
    shown = {
        "columns": columns(first, round_queries.counts(found)),
        "without_state": kept(request.GET, "state"),
    }
    return _page(request, form, "board", shown)


@signed_in(*EVERYONE)
def month(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The visits that have a date, in the calendar of a month."""
    form = FilterForm(caller, request.GET)
    asked = month_of(request.GET.get("month", ""), today())
    found = round_queries.filtered(caller, form.filters(), on=today())
    in_month = found.filter(starts_at__gte=asked.begins, starts_at__lt=asked.ends).order_by("starts_at", "pk")
    shown = {
        "month": asked,
        "weeks": weeks(in_month, asked),
        "undated": found.filter(starts_at=None).count(),
        "today": today(),
        "without_month": kept(request.GET, "month"),
    }
    return _page(request, form, "calendar", shown)


@signed_in(*EVERYONE)
def table(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The visits line by line, the latest first."""
    form = FilterForm(caller, request.GET)
    found = round_queries.in_order(round_queries.filtered(caller, form.filters(), on=today()))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return _page(request, form, "table", {"page": page, "without_page": kept(request.GET, "page")})


def _page(request: HttpRequest, form: FilterForm, kind: str, shown: dict[str, Any]) -> HttpResponse:
    common = {
        "form": form,
        "kind": kind,
        "states": STATES,
        "filters": kept(request.GET, "page", "month"),
    }
    return render(request, f"visits/{kind}.html", {**common, **shown})
