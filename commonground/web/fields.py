"""What the form templates need to know of a Django form, as plain values for the NHS macros."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, BoundField, RadioSelect

from commonground.core.form_words import MISSING

NO_CHOICE = "---------"
"""What Django writes where nothing is chosen yet."""


def form_choices(bound: BoundField) -> list[dict[str, Any]]:
    """The options of a select, of radios or of checkboxes, with the chosen ones marked."""
    options = [widget.data for widget in bound.subwidgets]
    if isinstance(bound.field.widget, RadioSelect):
        options = [option for option in options if option["label"] != NO_CHOICE]
    return [
        {
            "value": str(option["value"]),
            "text": "Choose" if option["label"] == NO_CHOICE else option["label"],
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
        label = str(form[name].label) if name in form.fields else ""
        found += [{"text": _named(str(error), label), "href": f"#{target}"} for error in errors]
    return found


def _named(error: str, label: str) -> str:
    """An error that does not say of which field it is, with the name of the field before it."""
    if error not in MISSING.values() or not label:
        return error
    return f"{label.rstrip('?:')}: {error[0].lower()}{error[1:]}"
