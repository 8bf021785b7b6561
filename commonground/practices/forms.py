"""What is typed about practices and the people there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from commonground.accounts import queries as accounts
from commonground.core.caller import Caller
from commonground.core.offering import offer
from commonground.practices import queries
from commonground.practices.models import WEEKDAYS, ClosedDay, Contact, Practice, Staffing, Surgery

LARGEST_UPLOAD = 20 * 1024 * 1024
NOBODY = "nobody"


def day_input() -> forms.DateInput:
    """A field for a day, as the browser shows days."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class FindForm(forms.Form):
    """The filters of the list of practices, kept in the address."""

    q = forms.CharField(label="Name, code, postcode, PCN or person", required=False)
    area = forms.ChoiceField(label="Area", required=False)
    visitor = forms.ChoiceField(label="Visitor", required=False)
    state = forms.ChoiceField(
        label="Open or closed",
        required=False,
        choices=[("", "Open"), ("closed", "Closed"), ("all", "Open and closed")],
    )

    def __init__(self, caller: Caller, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caller = caller
        self.areas = {str(area.pk): area for area in accounts.areas(caller)}
        people = [(str(one.pk), one.name) for one in accounts.visitors(caller) if caller.sees_names]
        offer(self, "area", [("", "Every area"), *((pk, area.name) for pk, area in self.areas.items())])
        offer(self, "visitor", [("", "Anybody"), (NOBODY, "Nobody yet"), *people])

    def wanted(self) -> queries.Wanted:
        """What the filters ask for; a filter that makes no sense asks for nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        area, visitor, state = chosen.get("area"), chosen.get("visitor"), chosen.get("state")
        return queries.Wanted(
            words=chosen.get("q", "").strip(),
            area_ids=queries.with_parts(self.caller, self.areas[area]) if area else None,
            visitor=int(visitor) if visitor and visitor != NOBODY else None,
            without_visitor=visitor == NOBODY,
            closed={"closed": True, "all": None}.get(state or "", False),
        )


class PracticeForm(forms.ModelForm[Practice]):
    """The details of a practice. Its visitor is changed by a handover, its closing by a page of its own."""

    class Meta:
        model = Practice
        fields = (
            "name",
            "address",
            "postcode",
            "area",
            "pcn_name",
            "pcn_code",
            "supplier",
            "phone",
            "email",
            "list_size",
            "opened_on",
        )
        labels = {  # noqa: RUF012 - the shape that Django reads
            "area": "Borough or place",
            "pcn_name": "Primary care network",
            "pcn_code": "Code of the network",
            "supplier": "Computer system",
            "email": "E-mail that everybody there reads",
            "list_size": "Patients",
            "opened_on": "Opened on",
        }
        widgets = {"phone": forms.TextInput(attrs={"type": "tel"}), "opened_on": day_input()}  # noqa: RUF012

    def __init__(self, caller: Caller, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area", accounts.areas(caller))


class NewPracticeForm(PracticeForm):
    """A practice that is not in the directory yet."""

    class Meta(PracticeForm.Meta):
        fields = ("code", *PracticeForm.Meta.fields)  # type: ignore[assignment]


class CloseForm(forms.Form):
    """When a practice closed, and into which it merged, if it did."""

    on = forms.DateField(label="It closed on", widget=day_input())
    into = forms.CharField(
        label="It merged into",
        required=False,
        max_length=10,
        help_text="The code of the practice that goes on, for example Z99021. Leave it empty if nobody follows.",
    )

    def __init__(self, caller: Caller, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caller = caller

    def clean_into(self) -> Practice | None:
        """The practice with that code, among those that the caller may see."""
        code = self.cleaned_data["into"].strip().upper()
        if not code:
            return None
        try:
            return queries.practice(self.caller, code)
        except Practice.DoesNotExist as error:
            raise forms.ValidationError(f"No practice of yours has the code {code}.") from error


class ContactForm(forms.ModelForm[Contact]):
    """A person at a practice."""

    class Meta:
        model = Contact
        fields = ("name", "role", "email", "phone", "source")
        labels = {"source": "Who told you"}  # noqa: RUF012
        help_texts = {"source": "For example: the practice's website, or the receptionist"}  # noqa: RUF012
        widgets = {"role": forms.RadioSelect, "phone": forms.TextInput(attrs={"type": "tel"})}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", [(role.value, str(role.label)) for role in Contact.Role])


class StaffingForm(forms.ModelForm[Staffing]):
    """How a practice is staffed today."""

    class Meta:
        model = Staffing
        fields = ("nurse_hours", "trained_staff", "vacancies", "weekly_slots", "note")
        widgets = {"note": forms.Textarea}  # noqa: RUF012


class SurgeryForm(forms.ModelForm[Surgery]):
    """Hours of a weekday in which nobody there has time for a visit."""

    weekday = forms.TypedChoiceField(label="Day of the week", choices=WEEKDAYS, coerce=int)

    class Meta:
        model = Surgery
        fields = ("weekday", "starts", "ends")
        labels = {"starts": "From", "ends": "To"}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "starts": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "ends": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        }


class ClosedDayForm(forms.ModelForm[ClosedDay]):
    """A day on which a practice is closed."""

    class Meta:
        model = ClosedDay
        fields = ("day", "reason")
        labels = {"reason": "Why, if you know"}  # noqa: RUF012
        widgets = {"day": day_input()}  # noqa: RUF012


class UploadForm(forms.Form):
    """A file to read."""

    file = forms.FileField(label="The file")

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse what is far too large before it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_UPLOAD:
            raise forms.ValidationError("This file is far too large. Give one of less than 20 MB.")
        return file


class AuditForm(forms.Form):
    """The filters of the audit trail, kept in the address."""

    who = forms.CharField(label="Who", required=False)
    what = forms.CharField(
        label="What", required=False, help_text="The beginning of a name in the list, for example contact"
    )
    practice = forms.CharField(label="Practice code", required=False)
    since = forms.DateField(label="From", required=False, widget=day_input())
    until = forms.DateField(label="To", required=False, widget=day_input())

    def wanted(self) -> accounts.AuditWanted:
        """What the filters ask for."""
        self.is_valid()
        chosen = self.cleaned_data
        return accounts.AuditWanted(
            who=chosen.get("who", "").strip(),
            what=chosen.get("what", "").strip(),
            practice_code=chosen.get("practice", "").strip(),
            since=chosen.get("since"),
            until=chosen.get("until"),
        )
