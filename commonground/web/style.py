"""The style sheet of the NHS design system, without its fonts.

They are licensed to NHS sites and lie on another host: a browser would ask for them, be kept from it by the policy of
our pages, and complain.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
A_DAY = 24 * 60 * 60


@cache_control(public=True, max_age=A_DAY)
def nhs_style(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the shape of a view
    """The style sheet; the same for everybody."""
    return HttpResponse(_without_fonts(), content_type="text/css; charset=utf-8")


@lru_cache(maxsize=1)
def _without_fonts() -> str:
    file = settings.NODE_MODULES / "nhsuk-frontend" / "dist" / "nhsuk" / "nhsuk-frontend.min.css"
    return FONT_FACE.sub("", file.read_text(encoding="utf-8"))
