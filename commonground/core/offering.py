"""What a field of a form has to choose from, where that depends on who asks."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm


def offer(form: BaseForm, name: str, choices: QuerySet[Any] | list[tuple[str, str]]) -> None:
    """Set the choices of a field: the rows of a query, or pairs of value and words."""
    field: Any = form.fields[name]
    if isinstance(choices, QuerySet):
        field.queryset = choices
    else:
        field.choices = choices
