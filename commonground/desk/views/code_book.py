"""The code book: what is asked about at visits, through which lens, and how often it was found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.core.caller import Caller
from commonground.desk.presenters.code_book import groups, lenses
from commonground.desk.queries.study import Span, factors, held
from commonground.engine.rules.visit_book import load_visit_book


@signed_in(*EVERYONE)
def code_book(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Every factor with its lens, and at how many of the caller's visits it was found, absent, or not asked about."""
    book = load_visit_book()
    visits = held(caller, Span()).count()
    context = {
        "lenses": lenses(book),
        "groups": groups(book, factors(caller, Span()), visits),
        "visits": visits,
    }
    return render(request, "desk/code_book.html", context)
