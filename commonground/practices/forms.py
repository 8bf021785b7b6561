"""What is typed about practices and the people there."""

from __future__ import annotations

from django import forms

from commonground.practices.models import Contact, Staffing


class FindForm(forms.Form):
    """The filters of the list of practices, kept in the address."""

    q = forms.CharField(label="Name, code, postcode or PCN", required=False)


class ContactForm(forms.ModelForm[Contact]):
    """A person at a practice."""

    class Meta:
        model = Contact
        fields = ("name", "role", "email", "phone", "source")
        labels = {"source": "Who told you"}  # noqa: RUF012 - the shape that Django reads
        help_texts = {"source": "For example: the practice's website, or the receptionist"}  # noqa: RUF012
        widgets = {"role": forms.RadioSelect, "phone": forms.TextInput(attrs={"type": "tel"})}  # noqa: RUF012


class StaffingForm(forms.ModelForm[Staffing]):
    """How a practice is staffed today."""

    class Meta:
        model = Staffing
        fields = ("nurse_hours", "trained_staff", "vacancies", "weekly_slots", "note")
        widgets = {"note": forms.Textarea}  # noqa: RUF012
