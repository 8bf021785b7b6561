"""What a service refuses, said in the form where it was typed; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.forms import BaseForm

from commonground.core.services import RefusedError


def tried(form: BaseForm, call: Callable[[], object]) -> bool:
    """Call a service, and say whether it went; if not, the form shows why, at the field that it is about."""
    try:
        call()
    except RefusedError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    except ValidationError as wrong:
        form.add_error(None, wrong.messages)
    return not form.errors
