"""A form says what is missing, of which field, and what to do."""

from __future__ import annotations

from typing import Any

from django import forms

from commonground.practices.models import Contact
from commonground.visits.forms.links import SomebodyElseForm
from commonground.web.fields import form_choices, form_errors


class Every(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name")
    role = forms.ChoiceField(label="What do they do?", choices=Contact.Role.choices)
    days = forms.MultipleChoiceField(label="Days", choices=[("1", "Monday")])
    file = forms.FileField(label="The file")
    sure = forms.BooleanField(label="I am sure")
    told = forms.CharField(label="Why", error_messages={"required": "Say why."})


def test_the_summary_names_each_field_that_is_missing() -> None:
    assert [one["text"] for one in form_errors(Every({}))] == [
        "Name: fill this in.",
        "What do they do: choose one.",
        "Days: choose at least one.",
        "The file: choose a file.",
        "I am sure: tick this to go on.",
        "Say why.",
    ]


def test_beside_the_field_its_name_is_not_said_again() -> None:
    assert Every({}).errors["name"] == ["Fill this in."]


def test_nothing_is_not_a_choice_among_radios() -> None:
    shown: list[dict[str, Any]] = form_choices(SomebodyElseForm()["role"])
    assert [one["text"] for one in shown] == Contact.Role.labels


def test_a_list_says_that_one_is_to_be_chosen() -> None:
    class Pick(forms.ModelForm[Contact]):
        class Meta:
            model = Contact
            fields = ("role",)

    assert form_choices(Pick()["role"])[0]["text"] == "Choose"
