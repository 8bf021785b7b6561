"""Who is locked out after too many wrong passwords: told apart by address and e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def who(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The e-mail address that somebody tries to sign in with, as django-axes wants it."""
    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(typed).strip().casefold()
