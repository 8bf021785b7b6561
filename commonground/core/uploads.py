"""What is far too large is refused before any of it is read, whoever sends it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase

LARGEST_BODY = 60_000_000
"""Bytes of a whole request. Ours: three times the largest file that any page takes."""
SENTENCE = (
    "What you sent is far too large, so none of it was read. Go back, and choose the file that is asked for."
)


class RefuseLargeBodies:
    """Stands before everything that reads a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, or refuse it by the length that it says; a body without one is never read."""
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not said.isascii() or not said.isdigit() or int(said[:20]) > LARGEST_BODY:
            return HttpResponse(
                SENTENCE, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, content_type="text/plain; charset=utf-8"
            )
        return self.get_response(request)
