"""What people type: kept as typed, and refused where it names a child."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from commonground.engine.identifiers import holds_nhs_number

REFUSED = "This text holds an NHS number. Take it out: nothing about a child is kept here."


def refuse_nhs_number(text: str) -> None:
    """Raise ValidationError, in a sentence, where a text holds an NHS number."""
    if holds_nhs_number(text):
        raise ValidationError(REFUSED, code="nhs-number")


if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _Line = models.CharField[str, str]
else:
    _Text, _Line = models.TextField, models.CharField


class FreeTextField(_Text):
    """A text of any length that no NHS number may be in."""

    default_validators = [refuse_nhs_number]  # noqa: RUF012 - the shape Django gives it


class ShortTextField(_Line):
    """A line that no NHS number may be in."""

    default_validators = [refuse_nhs_number]  # noqa: RUF012

    def __init__(self, verbose_name: str | None = None, **kwargs: Any) -> None:
        """A line of 200 characters at most, where no other length is given."""
        super().__init__(verbose_name, **{"max_length": 200, **kwargs})
