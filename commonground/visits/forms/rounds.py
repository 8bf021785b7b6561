"""What is typed when a visit is added beside any round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms

from commonground.accounts.queries import visitors
from commonground.core.caller import Caller
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import Contact
from commonground.practices.queries import practices
from commonground.rounds.forms import DayField
from commonground.visits.models import Visit


class AddVisitForm(forms.ModelForm[Visit]):
    """A visit that is still to be arranged: which practice, who goes, and why."""

    code = forms.CharField(label="Practice code", max_length=10)
    field_order: Iterable[str] | None = ("code",)

    class Meta:
        model = Visit
        fields: tuple[str, ...] = ("visitor", "mode", "reason")
        labels = {"reason": "Why this visit", "mode": "How"}  # noqa: RUF012
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "mode": forms.RadioSelect}  # noqa: RUF012

    def __init__(self, caller: Caller, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seen = practices(caller)
        self.fields["visitor"].queryset = visitors(caller)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """The code of a practice that the caller may see, which the visit is to."""
        code: str = self.cleaned_data["code"].strip().upper()
        found = self._seen.filter(code=code).first()
        if found is None:
            raise forms.ValidationError(f"There is no practice {code} in your area.")
        self.instance.practice = found
        return code


class PastVisitForm(AddVisitForm):
    """A visit that was already made: when, and who of the practice was there."""

    day = DayField(label="Day of the visit")
    time = forms.TimeField(
        label="When it began", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    present = forms.MultipleChoiceField(
        label="Who of the practice was there",
        choices=Contact.Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("code", "visitor", "day", "time", "present", "no_manager_reason", "mode")

    class Meta(AddVisitForm.Meta):
        fields = ("visitor", "mode", "no_manager_reason")
        labels = {  # noqa: RUF012
            "mode": "How",
            "no_manager_reason": "If neither the practice manager nor a deputy was there: why",
        }
        widgets = {"no_manager_reason": forms.Textarea(attrs={"rows": 3}), "mode": forms.RadioSelect}  # noqa: RUF012

    def clean(self) -> dict[str, Any]:
        """When it began, and when it will have ended."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("day") and values.get("time"):
            begun = forms.utils.from_current_timezone(datetime.combine(values["day"], values["time"]))
            minutes = load_visit_book().number("visit-minutes")
            self.instance.starts_at, self.instance.ends_at = begun, begun + timedelta(minutes=minutes)
        return values
