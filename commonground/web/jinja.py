"""The Jinja environment of the pages: the NHS macros, dates in words, addresses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from commonground.accounts.models import User
from commonground.accounts.queries import has_second_step
from commonground.core.caller import Role
from commonground.core.opened_links import proof_field
from commonground.core.personal import hidden_as, reader
from commonground.web.fields import form_choices, form_errors

SECTIONS = (
    ("home", "Today"),
    ("practices", "Practices"),
    ("arranging", "Visits"),
    ("follow-up", "Promises"),
    ("questions", "Questions"),
    ("rounds", "Rounds"),
    ("figures", "Figures"),
    ("study", "Reports"),
)
"""The parts of the navigation: the name of each first page, which leads to the others of its part, and its words."""
FOR_ADMINISTRATORS = (("people", "People"),)


class Pages(Environment):
    """Templates, which show of people and of what they typed what `core.personal` lets their reader see."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`visit.visitor.name`"""
        return _shown(obj, attribute, super().getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """`visitors | map(attribute="name")`"""
        return _shown(obj, argument, super().getitem(obj, argument))


def _shown(obj: Any, attribute: Any, value: Any) -> Any:
    caller = reader()
    hidden = hidden_as(caller, obj, attribute, value) if caller else None
    return value if hidden is None else hidden


def environment(**options: Any) -> Environment:
    """What Django's Jinja backend asks for. ChainableUndefined is what the NHS macros are written for."""
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = ChainableUndefined
    found = Pages(**options)
    found.globals.update(
        static=static, url=url, form_choices=form_choices, form_errors=form_errors, proof_field=proof_field
    )
    found.filters.update(
        day=day, moment=moment, clock=clock, number=number, day_or_moment=day_or_moment, cell=cell
    )
    return found


def page(request: HttpRequest) -> dict[str, Any]:
    """What every page knows of the request."""
    user = request.user if isinstance(request.user, User) else None
    administers = user is not None and user.role == Role.ADMINISTRATOR
    return {
        "user": user,
        "messages": messages.get_messages(request),
        "demo": settings.DEMO,
        "path": request.path,
        "sections": (*SECTIONS, *FOR_ADMINISTRATORS) if administers else SECTIONS,
        "lacks_second_step": lambda: user is not None and not has_second_step(user),
        "cspNonce": str(getattr(request, "csp_nonce", "")),
    }


def url(name: str, **kwargs: Any) -> str:
    """The address of a page."""
    return reverse(name, kwargs=kwargs or None)


def day(value: date | datetime | None) -> str:
    """A day as 4 October 2015; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime | None) -> str:
    """A moment in England as Thursday 4 October 2015, 2:30pm."""
    if value is None:
        return ""
    return f"{timezone.localtime(value):%A} {day(value)}, {clock(value)}"


def clock(value: datetime) -> str:
    """The time of day in England as 2:30pm."""
    local = timezone.localtime(value)
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def day_or_moment(value: date | datetime | None) -> str:
    """A moment with its hour, a day without one."""
    return moment(value) if isinstance(value, datetime) else day(value)


def cell(value: object) -> str:
    """A cell of a table: numbers with commas, days and moments in words."""
    if isinstance(value, date):
        return day_or_moment(value)
    return number(value) if isinstance(value, int | float) else "" if value is None else str(value)


def number(value: float | None) -> str:
    """A number with commas; nothing for none."""
    return "" if value is None else f"{value:,}"
