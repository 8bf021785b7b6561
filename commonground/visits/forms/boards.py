"""The filters of the board, the calendar and the list of visits, kept in the address."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from commonground.accounts.models import User
from commonground.accounts.queries import areas, visitors
from commonground.core.caller import Caller
from commonground.core.models import Area
from commonground.rounds.forms import DayField
from commonground.rounds.models import Round
from commonground.rounds.queries import rounds
from commonground.visits.models import Visit
from commonground.visits.queries.rounds import Filters

ANY = "Any"


class FilterForm(forms.Form):
    """Which visits are shown. A filter that can't be read is said and left out; the others hold."""

    q = forms.CharField(label="Practice, code or PCN", required=False)
    round = forms.ModelChoiceField(Round.objects.none(), label="Round", required=False, empty_label=ANY)
    state = forms.ChoiceField(label="State", required=False, choices=[("", ANY), *Visit.State.choices])
    visitor = forms.ModelChoiceField(User.objects.none(), label="Visitor", required=False, empty_label=ANY)
    borough = forms.ModelChoiceField(Area.objects.none(), label="Borough", required=False, empty_label=ANY)
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    def __init__(self, caller: Caller, asked: QueryDict) -> None:
        super().__init__(asked)
        self._choose("round", rounds(caller))
        self._choose("visitor", visitors(caller))
        self._choose("borough", areas(caller).filter(kind=Area.Kind.BOROUGH))
        if not caller.sees_names:
            del self.fields["visitor"]

    def filters(self) -> Filters:
        """What was asked, as far as it can be read."""
        self.full_clean()
        said: dict[str, Any] = self.cleaned_data
        return Filters(
            round=said.get("round"),
            state=said.get("state", ""),
            visitor=said.get("visitor"),
            borough=said.get("borough"),
            words=said.get("q", ""),
            since=_midnight(said.get("since"), 0),
            until=_midnight(said.get("until"), 1),
        )

    def _choose(self, name: str, among: Any) -> None:
        self.fields[name].queryset = among  # type: ignore[attr-defined]


def kept(asked: QueryDict, *without: str) -> str:
    """The filters as they stand in an address, without some of them and without the empty ones."""
    left = asked.copy()
    for name in list(left):
        if name in without or not left[name]:
            del left[name]
    return left.urlencode()


def _midnight(day: Any, days_later: int) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days_later), time()))
