"""What is typed, mostly with a thumb, about attempts to arrange visits and about e-mails that came back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from commonground.engine.rules.visit_book import load_visit_book
from commonground.rounds.forms import DayField
from commonground.visits.models import ContactAttempt

Outcome = ContactAttempt.Outcome
BY_PHONE = (Outcome.RANG, Outcome.NO_ANSWER, Outcome.WRONG_PERSON, Outcome.REPLIED)
OUTCOMES = [
    (one.value, str(one.label)) for one in (*BY_PHONE, Outcome.IN_PERSON, Outcome.SENT, Outcome.BOUNCED)
]
"""What one taps; that of a phone first, since e-mails are counted by themselves."""
OTHER = "other"
MINUTES = ("1", "5", "10", "15", OTHER)
MOST_YEARS = 10
LONGEST_MINUTES = 480  # a working day: more is a slip of the finger
LARGEST_MAILBOX = 10_000_000


class AttemptForm(forms.ModelForm[ContactAttempt]):
    """One attempt: the outcome is the button that sends the form."""

    took = forms.ChoiceField(
        label="How many minutes it took",
        choices=[(one, one.capitalize()) for one in MINUTES],
        widget=forms.RadioSelect,
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    other_minutes = forms.IntegerField(
        label="Other: how many minutes", min_value=0, max_value=LONGEST_MINUTES, required=False
    )

    class Meta:
        model = ContactAttempt
        fields = ("note", "outcome")
        labels = {"note": "A note, if you like"}  # noqa: RUF012
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["took"].initial = str(int(load_visit_book().number("attempt-minutes")))

    def clean(self) -> dict[str, Any]:
        """The minutes, chosen or written."""
        values: dict[str, Any] = super().clean() or {}
        self.instance.form_key = values.get("form_key")
        other = values.get("other_minutes")
        if values.get("took") != OTHER:
            self.instance.minutes = int(values.get("took") or 0)
        elif other is not None:
            self.instance.minutes = other
        elif "other_minutes" not in self.errors:
            self.add_error("other_minutes", "Write how many minutes it took.")
        return values


class PeriodForm(forms.Form):
    """From which day to which: the filter of the effort report, kept in the address."""

    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, nor far from it."""
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day is before the first.")
        elif since and until and until.year - since.year > MOST_YEARS:
            self.add_error("until", f"Choose {MOST_YEARS} years at most.")
        return values

    def days(self, today: date) -> tuple[date, date]:
        """The first day and the last; of this month until today where nothing else was said, or what can't be."""
        said = self.cleaned_data if self.is_valid() else {}
        return said.get("since") or today.replace(day=1), said.get("until") or today


class BounceForm(forms.Form):
    """E-mails that came back: a mailbox file, or one address."""

    file = forms.FileField(
        label="A mailbox file",
        required=False,
        help_text="An .mbox file, or one e-mail saved as .eml. Only the addresses that failed are taken from it",
    )
    address = forms.EmailField(label="Or the address that failed", required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        values: dict[str, Any] = super().clean() or {}
        file = values.get("file")
        if file is not None and file.size > LARGEST_MAILBOX:
            self.add_error("file", "This file is larger than 10 MB. Save only the e-mails that came back.")
        elif file is None and not values.get("address") and not self.errors:
            self.add_error("file", "Choose a file, or write an address.")
        return values
