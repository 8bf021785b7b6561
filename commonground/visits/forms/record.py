"""What is typed after a visit."""

from __future__ import annotations

from typing import Any

from django import forms

from commonground.engine.rules.visit_book import load_visit_book
from commonground.plans.forms import DayInput
from commonground.visits.models import Correction
from commonground.visits.record_keys import PULSE_VALUES


class CorrectionForm(forms.ModelForm[Correction]):
    """What is wrong in the summary, and why."""

    class Meta:
        model = Correction
        fields = ("text",)
        labels = {"text": "That is wrong, because …"}  # noqa: RUF012 - the shape that Django reads
        help_texts = {"text": "Tell us in your own words. No child's name or number, please."}  # noqa: RUF012
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}  # noqa: RUF012


class PulseForm(forms.Form):
    """The three questions on the relationship, as the practice answers them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in load_visit_book().pulse.values():
            self.fields[one.id] = forms.ChoiceField(
                label=one.words,
                choices=[(value, words) for value, words in PULSE_VALUES.items() if value],
                widget=forms.RadioSelect,
            )


class CloseForm(forms.Form):
    """When to come again."""

    next_due_on = forms.DateField(label="Next visit, from", widget=DayInput)
