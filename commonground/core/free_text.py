"""What people type: kept as typed, and refused where it names a child."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from commonground.engine.identifiers import holds_nhs_number, phone_holds_nhs_number

REFUSED = "This text holds an NHS number. Take it out: nothing about a child is kept here."
REFUSED_AS_PHONE = (
    "This may be an NHS number. Write a phone number with its first 0, for example 020 7946 0000."
)


def refuse_nhs_number(text: str) -> None:
    """Raise ValidationError, in a sentence, where a text holds an NHS number."""
    if holds_nhs_number(text):
        raise ValidationError(REFUSED, code="nhs-number")


def refuse_nhs_number_for_phone(text: str) -> None:
    """Raise ValidationError, in a sentence, where a telephone number may be an NHS number."""
    if phone_holds_nhs_number(text):
        raise ValidationError(REFUSED_AS_PHONE, code="nhs-number")


if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _Line = models.CharField[str, str]
    _Address = models.EmailField[str, str]
else:
    _Text, _Line, _Address = models.TextField, models.CharField, models.EmailField


class FreeTextField(_Text):
    """A text of any length that no NHS number may be in."""

    default_validators = [refuse_nhs_number]  # noqa: RUF012 - the shape Django gives it


class ShortTextField(_Line):
    """A line that no NHS number may be in."""

    default_validators = [refuse_nhs_number]  # noqa: RUF012

    def __init__(self, verbose_name: str | None = None, **kwargs: Any) -> None:
        """A line of 200 characters at most, where no other length is given."""
        super().__init__(verbose_name, **{"max_length": 200, **kwargs})


class PhoneField(_Line):
    """A telephone number as somebody typed it, which is no NHS number."""

    default_validators = [refuse_nhs_number_for_phone]  # noqa: RUF012

    def __init__(self, verbose_name: str | None = None, **kwargs: Any) -> None:
        """Room for a number with its extension."""
        super().__init__(verbose_name, **{"max_length": 30, **kwargs})


class AddressField(_Address):
    """An e-mail address without an NHS number in it."""

    default_validators = [*models.EmailField.default_validators, refuse_nhs_number]  # noqa: RUF012
