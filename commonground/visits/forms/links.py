"""What somebody at a practice types on the pages of a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from commonground.core.free_text import refuse_nhs_number
from commonground.practices.models import Contact, Surgery
from commonground.visits.forms.arranging import how_field, text_field
from commonground.visits.models import Slot
from commonground.visits.post import moment_in_words


class PickForm(forms.Form):
    """One of the free times."""

    slot = forms.TypedChoiceField(
        label="Choose a time",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a time.", "invalid_choice": "Choose one of these times."},
    )

    mode = how_field("How shall we meet?", help_text="Online, more times can be free.")

    def __init__(self, *args: Any, slots: Sequence[Slot], **kwargs: Any) -> None:
        """slots: the free times, whichever the way of meeting."""
        super().__init__(*args, **kwargs)
        self.offer(slots)

    def offer(self, slots: Sequence[Slot]) -> None:
        """Show these times."""
        choices = [(slot.pk, moment_in_words(slot.starts_at)) for slot in slots]
        self.fields["slot"].choices = choices  # type: ignore[attr-defined]


COLLEAGUES = (1, 2)
PARTS = ("name", "role", "email")


class PickWithColleaguesForm(PickForm):
    """One of the free times, and who else comes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Room for two colleagues."""
        super().__init__(*args, **kwargs)
        for number in COLLEAGUES:
            self.fields[f"name_{number}"] = forms.CharField(
                label="Name", required=False, max_length=200, validators=[refuse_nhs_number]
            )
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label="What they do", choices=[("", "Choose"), *Contact.Role.choices], required=False
            )
            self.fields[f"email_{number}"] = forms.EmailField(label="E-mail", required=False)

    def clean(self) -> dict[str, Any]:
        """A colleague is named whole or not at all."""
        for number in COLLEAGUES:
            given = [self.cleaned_data.get(f"{part}_{number}") for part in PARTS]
            if any(given) and not all(given):
                missing = next(part for part, value in zip(PARTS, given, strict=True) if not value)
                if f"{missing}_{number}" not in self.errors:
                    self.add_error(f"{missing}_{number}", "Give the name, what they do and the e-mail.")
        return self.cleaned_data

    def colleagues(self) -> list[dict[str, str]]:
        """Who else comes: name, role and e-mail of each."""
        rows = [{part: self.cleaned_data[f"{part}_{number}"] for part in PARTS} for number in COLLEAGUES]
        return [row for row in rows if row["name"]]


class OtherTimesForm(forms.Form):
    """Times that would suit."""

    text = text_field("Which days and times suit you?", "For example: Tuesdays after 2pm, not in half-term")


class RingMeForm(forms.Form):
    """When and where to ring."""

    text = text_field("Which number, and when is a good time?", "For example: 020 7946 0000, mornings")


class SomebodyElseForm(forms.ModelForm[Contact]):
    """Who arranges visits."""

    class Meta:
        model = Contact
        fields = ("name", "role", "email", "phone")
        labels = {"role": "What they do", "email": "E-mail"}  # noqa: RUF012 - the shape that Django reads
        widgets = {"role": forms.RadioSelect, "phone": forms.TextInput(attrs={"type": "tel"})}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Without an e-mail address nobody can be written to."""
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True


class ComingForm(forms.Form):
    """Yes or no."""

    coming = forms.ChoiceField(
        label="Can you come?",
        choices=[("yes", "Yes, I can come"), ("no", "No, I cannot come then")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say yes or no."},
    )


class SurgeryToRemoveForm(forms.Form):
    """Which of a practice's surgery hours are none after all."""

    remove = forms.ModelChoiceField(Surgery.objects.none())

    def __init__(self, *args: Any, surgeries: QuerySet[Surgery], **kwargs: Any) -> None:
        """surgeries: those of the practice."""
        super().__init__(*args, **kwargs)
        self.fields["remove"].queryset = surgeries  # type: ignore[attr-defined]
