"""What is typed about the hours and days on which no visit suits a practice."""

from __future__ import annotations

from django import forms

from commonground.practices.models import ClosedDay, Surgery

WEEKDAYS = ((0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"))


class SurgeryForm(forms.ModelForm[Surgery]):
    """Hours of a weekday."""

    weekday = forms.TypedChoiceField(label="Weekday", choices=WEEKDAYS, coerce=int)

    class Meta:
        model = Surgery
        fields = ("weekday", "starts", "ends")
        labels = {"starts": "From", "ends": "To"}  # noqa: RUF012 - the shape that Django reads
        widgets = {  # noqa: RUF012
            "starts": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "ends": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }


class ClosedDayForm(forms.ModelForm[ClosedDay]):
    """A day, and why if that is known."""

    class Meta:
        model = ClosedDay
        fields = ("day", "reason")
        widgets = {"day": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}  # noqa: RUF012
