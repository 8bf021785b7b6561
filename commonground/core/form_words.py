"""What a form says where something is missing. Django's own words name neither the field nor what to do."""

from __future__ import annotations

from django import forms

MISSING: dict[type[forms.Field], str] = {
    forms.Field: "Fill this in.",
    forms.ChoiceField: "Choose one.",
    forms.MultipleChoiceField: "Choose at least one.",
    forms.ModelMultipleChoiceField: "Choose at least one.",
    forms.FileField: "Choose a file.",
    forms.BooleanField: "Tick this to go on.",
}
"""A field that has words of its own keeps them."""


def use_our_words() -> None:
    """Say it so in every form, those of libraries among them."""
    for kind, words in MISSING.items():
        kind.default_error_messages = {**kind.__dict__.get("default_error_messages", {}), "required": words}
