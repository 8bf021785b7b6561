"""A page of something that is worked on behind it: it asks for its progress again and again, then for itself anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class WorkedOn(Protocol):
    """Something that may still be worked on."""

    @property
    def busy(self) -> bool:
        """Whether it still is."""
        ...


def asks_for_progress(request: HttpRequest) -> bool:
    """Whether the page is there already and asks how far it is."""
    return "HX-Request" in request.headers


def progress_of(
    request: HttpRequest, thing: WorkedOn, template: str, shown: Mapping[str, Any]
) -> HttpResponse:
    """How far it is; once it is done, the page is told to come anew."""
    response = render(request, template, dict(shown))
    if not thing.busy:
        response["HX-Refresh"] = "true"
    return response
