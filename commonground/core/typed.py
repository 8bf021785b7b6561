"""What somebody typed and we could not take: shown to them alone, in the same answer, so that it can be sent again."""

from __future__ import annotations

from django.http import HttpRequest

_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field
_SECRET = "password"  # noqa: S105


def holds_secret(request: HttpRequest) -> bool:
    """Whether a password was sent, which is shown and offered to nobody again."""
    return any(_SECRET in name.lower() for name in request.POST)


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field that was sent with a value, beside the token against forged requests."""
    if holds_secret(request):
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != _TOKEN
        for value in values
        if isinstance(value, str)
    ]


def typed_words(request: HttpRequest) -> list[str]:
    """Of what was sent, the texts of several words: what it would take time to type again."""
    return [value for _, value in typed_fields(request) if len(value.split()) > 1]
