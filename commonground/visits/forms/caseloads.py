"""What is chosen when a caseload moves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from commonground.accounts import queries as accounts
from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.models import Area
from commonground.core.offering import offer
from commonground.practices.models import Practice


class MoveForm(forms.Form):
    """Which practices of a caseload go to whom, and whether they go to another area."""

    whole = forms.BooleanField(label="The whole caseload", required=False)
    practices = forms.ModelMultipleChoiceField(
        Practice.objects.none(),
        label="Or these practices",
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    to = forms.ModelChoiceField(
        User.objects.none(), label="Who visits them from now on", empty_label="Choose a visitor"
    )
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label="Another area or ICB, if they go to one",
        required=False,
        empty_label="They stay where they are",
    )

    def __init__(self, caller: Caller, caseload: QuerySet[Practice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caseload = caseload
        offer(self, "practices", caseload)
        offer(self, "to", accounts.visitors(caller))
        offer(self, "area", accounts.areas(caller))

    def chosen(self) -> list[Practice]:
        """The practices that move."""
        return list(self.caseload if self.cleaned_data["whole"] else self.cleaned_data["practices"])
