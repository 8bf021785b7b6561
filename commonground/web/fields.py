"""What the form templates need to know of a Django form, as plain values for the NHS macros."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, BoundField


def form_choices(bound: BoundField) -> list[dict[str, Any]]:
    """The options of a select, of radios or of checkboxes, with the chosen ones marked."""
    options = (widget.data for widget in bound.subwidgets)
    return [
        {
            "value": str(option["value"]),
            "text": option["label"],
            "selected": option["selected"],
            "checked": option["selected"],
        }
        for option in options
        if "value" in option
    ]


def form_errors(form: BaseForm) -> list[dict[str, str]]:
    """Every error of a form, each with the address of its field, for the summary at the top."""
    found = []
    for name, errors in form.errors.items():
        target = form[name].auto_id if name in form.fields else "maincontent"
        found += [{"text": str(error), "href": f"#{target}"} for error in errors]
    return found
