"""What is chosen on the pages of the desk; kept in the address."""

from __future__ import annotations

from django import forms

from commonground.core.caller import Caller
from commonground.desk.queries import scope
from commonground.desk.queries.study import Span


class DayInput(forms.DateInput):
    """A day, as the browser lets one choose it and as it wants it written."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SpanForm(forms.Form):
    """The round, or the days, that the study page is about."""

    round = forms.ChoiceField(label="Round", required=False)
    since = forms.DateField(label="From", required=False, widget=DayInput)
    until = forms.DateField(label="To", required=False, widget=DayInput)

    def __init__(self, caller: Caller, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        known = [(str(one.pk), one.name) for one in scope.rounds(caller)]
        self.fields["round"] = forms.ChoiceField(
            label="Round", required=False, choices=[("", "All visits, in a round or not"), *known]
        )

    def clean(self) -> dict[str, object]:
        """The days in their order."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day is before the first. Change one of them.")
        return found

    def span(self) -> Span:
        """What was chosen."""
        found = self.cleaned_data
        return Span(
            int(found["round"]) if found.get("round") else None, found.get("since"), found.get("until")
        )
