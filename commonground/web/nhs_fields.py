"""The fields of a form in the pages of allauth, which are Django templates: the same NHS components as everywhere."""

from __future__ import annotations

from django import template
from django.forms import BaseForm
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def nhs_fields(form: BaseForm | None) -> SafeString:
    """Every field of a form."""
    return _macro("fields", form)


@register.simple_tag
def nhs_problems(form: BaseForm | None) -> SafeString:
    """What is wrong in a form, for the top of the page."""
    return _macro("problems", form)


def _macro(name: str, form: BaseForm | None) -> SafeString:
    if form is None:
        return SafeString()
    macros = engines["jinja2"].env.get_template("forms.html").module  # type: ignore[attr-defined]
    shown: SafeString = mark_safe(getattr(macros, name)(form))  # noqa: S308 - Jinja has escaped it
    return shown
