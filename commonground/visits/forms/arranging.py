"""What a commissioner types to arrange a visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from commonground.core.free_text import refuse_nhs_number
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import WEEKDAYS, Contact
from commonground.visits.models import Attendee, Visit

INBOX = "inbox"
A_NURSE = "any"


def text_field(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    """A text of some lines in which no NHS number may be."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_nhs_number],
    )


def day_field(label: str) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


def time_field(label: str) -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def minutes_field() -> forms.IntegerField:
    """How long a visit takes: an hour, unless somebody says otherwise."""
    return forms.IntegerField(
        label="How many minutes",
        min_value=1,
        max_value=24 * 60,
        initial=lambda: int(load_visit_book().number("visit-minutes")),
    )


def how_field(label: str = "How do you meet?", help_text: str = "", unsaid: str = "") -> forms.ChoiceField:
    """In person or online; where nothing is said it stays as it was. unsaid: the words of that choice."""
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=[*([("", unsaid)] if unsaid else []), *Visit.Mode.choices],
        widget=forms.RadioSelect,
        required=False,
    )


class InviteForm(forms.Form):
    """Whom to invite, and whether a nurse is needed too."""

    to = forms.ChoiceField(label="Who is invited", widget=forms.RadioSelect)
    nurses = forms.MultipleChoiceField(
        label="Is a nurse needed too?",
        help_text="Tick all who could come; one of them is enough. Tick none if the manager alone is enough.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    mode = how_field()
    count = forms.BooleanField(
        label="Send a second letter, with the link on which the practice counts its own children",
        required=False,
    )

    def __init__(
        self, *args: Any, people: list[Contact], inbox: str, nurses: list[Contact], **kwargs: Any
    ) -> None:
        """people: who can be invited. inbox: the practice's generic address, if it is known."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.known_nurses = {str(nurse.pk): nurse for nurse in nurses}
        choices = [(key, f"{person}, {person.email}") for key, person in self.people.items()]
        choices += [(INBOX, f"The generic inbox, {inbox}")] if inbox else []
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.fields["nurses"].choices = [  # type: ignore[attr-defined]
            *((key, str(nurse)) for key, nurse in self.known_nurses.items()),
            (A_NURSE, "A nurse whom the manager names"),
        ]

    def chosen(self) -> Contact | None:
        """Who is invited; None is the generic inbox."""
        return self.people.get(self.cleaned_data["to"])

    def needed(self) -> list[Contact] | None:
        """The nurses of whom one is needed; None where the manager is enough."""
        ticked = self.cleaned_data["nurses"]
        return [self.known_nurses[key] for key in ticked if key != A_NURSE] if ticked else None


class TimeForm(forms.Form):
    """A day and a time."""

    day = day_field("Day")
    starts = time_field("Starts at")
    minutes = minutes_field()

    def starts_at(self) -> datetime:
        """The moment it begins, by England's clock."""
        both = datetime.combine(self.cleaned_data["day"], self.cleaned_data["starts"])
        return timezone.make_aware(both)

    def ends_at(self) -> datetime:
        """The moment it ends."""
        return self.starts_at() + timedelta(minutes=self.cleaned_data["minutes"])


class MeetingForm(TimeForm):
    """When and how a visit is to be."""

    mode = how_field()


class BookForm(MeetingForm):
    """A time that was agreed, and with whom."""

    contact = forms.ChoiceField(label="Agreed with", widget=forms.RadioSelect)
    field_order = ("contact", "day", "starts", "minutes", "mode")

    def __init__(self, *args: Any, people: list[Contact], **kwargs: Any) -> None:
        """people: those at the practice."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [
            *((key, str(person)) for key, person in self.people.items()),
            (INBOX, "Somebody else there"),
        ]
        self.fields["contact"].choices = choices  # type: ignore[attr-defined]

    def agreed_with(self) -> Contact | None:
        """Who agreed; None is somebody not known here."""
        return self.people.get(self.cleaned_data["contact"])


class PatternForm(forms.Form):
    """The same time every week."""

    weekdays = forms.TypedMultipleChoiceField(
        label="On which days", choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    starts = time_field("Starts at")
    minutes = minutes_field()
    first = day_field("From")
    last = day_field("To")

    def clean(self) -> dict[str, Any]:
        """The days are in their order, and not years apart."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and not first <= last <= first + timedelta(days=366):
            raise ValidationError({"last": "Choose a day after the first, within a year."})
        return self.cleaned_data


class ReasonForm(forms.Form):
    """Why a visit is not to be, or not yet."""

    reason = text_field("Why?", "In a few words. Do not name a child.")


class HeldForm(forms.Form):
    """Who came."""

    came = forms.TypedMultipleChoiceField(
        label="Who of those asked came?", coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    roles = forms.MultipleChoiceField(
        label="Who else came?",
        choices=Contact.Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    no_manager_reason = text_field(
        "If neither the manager nor the deputy was there: why does the visit count?", required=False
    )

    def __init__(self, *args: Any, asked: Iterable[Attendee], **kwargs: Any) -> None:
        """asked: those who were asked to come."""
        super().__init__(*args, **kwargs)
        choices = [(one.pk, str(one.contact or one.get_role_display())) for one in asked]
        self.fields["came"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["came"]


class SeveralVisitsForm(forms.Form):
    """Some visits, to be invited at once, and what is asked of all of them."""

    nurse = forms.BooleanField(label="A nurse is needed too, at each practice", required=False)
    mode = how_field(unsaid="As it is kept for each visit")
    visits = forms.ModelMultipleChoiceField(
        queryset=Visit.objects.none(),
        error_messages={"required": "Tick the practices that you want to invite."},
    )

    def __init__(self, *args: Any, visits: Any, **kwargs: Any) -> None:
        """visits: those that can be invited."""
        super().__init__(*args, **kwargs)
        self.fields["visits"].queryset = visits  # type: ignore[attr-defined]
