"""What is typed when a round is drawn up."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from commonground.accounts.queries import areas, visitors
from commonground.core.caller import Caller
from commonground.engine.records.problems import ExtractError
from commonground.practices.models import Practice
from commonground.rounds.list_file import text_of
from commonground.rounds.models import Candidate, Challenge, Round
from commonground.rounds.queries import practices_of, visitors_of

LARGEST_FILE = 2_000_000


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that visits can be of: one far off is a slip of the hand."""

    widget = DayInput
    default_validators = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2099, 12, 31))]  # noqa: RUF012


class RoundForm(forms.ModelForm[Round]):
    """A season of visits, and who makes them."""

    class Meta:
        model = Round
        fields = ("name", "area", "starts_on", "ends_on", "rule", "visitors")
        labels = {"starts_on": "First day", "ends_on": "Last day", "rule": "How the practices are chosen"}  # noqa: RUF012
        help_texts = {"rule": "In a few sentences, so that anybody can see why these and not others"}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "starts_on": DayInput,
            "ends_on": DayInput,
            "rule": forms.Textarea(attrs={"rows": 3}),
            "visitors": forms.CheckboxSelectMultiple,
        }

    def __init__(self, caller: Caller, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas(caller)  # type: ignore[attr-defined]
        self.fields["visitors"].queryset = visitors(caller)  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """A file with practices. What was read of it is carried along until it is put on the list."""

    file = forms.FileField(
        label="The list, as a CSV file",
        required=False,
        help_text="Columns: code; and if you like reason, visitor (their e-mail), position, chosen by",
    )
    content = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        """The text of the file just chosen, else that of the one before."""
        values: dict[str, Any] = super().clean() or {}
        file = values.get("file")
        if file is not None and file.size > LARGEST_FILE:
            self.add_error("file", "This file is larger than 2 MB. A list of practices is far smaller.")
        elif file is not None:
            try:
                values["content"] = text_of(file.read(), file.name)
            except ExtractError as error:
                self.add_error("file", str(error))
        elif not values.get("content"):
            self.add_error("file", "Choose a file.")
        return values


class CandidateForm(forms.ModelForm[Candidate]):
    """Why a practice is on the list, where in it, and who visits."""

    class Meta:
        model = Candidate
        fields = ("position", "reason", "chosen_by", "visitor")
        labels = {"reason": "Why it is on the list", "chosen_by": "How it was chosen"}  # noqa: RUF012
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "chosen_by": forms.RadioSelect}  # noqa: RUF012

    def __init__(self, caller: Caller, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visitor"].queryset = visitors_of(caller, self.instance.round)  # type: ignore[attr-defined]


class NewCandidateForm(CandidateForm):
    """A practice put on the list by hand, by its code and with a reason."""

    code = forms.CharField(label="Practice code", max_length=10)
    field_order = ("code",)

    def __init__(self, caller: Caller, *args: Any, **kwargs: Any) -> None:
        super().__init__(caller, *args, **kwargs)
        self._inside = practices_of(caller, self.instance.round)
        self.fields["reason"].required = True

    def clean_code(self) -> str:
        """The code of a practice of the round's area, which it becomes a candidate of."""
        code: str = self.cleaned_data["code"].strip().upper()
        found: Practice | None = self._inside.select_related("visitor").filter(code=code).first()
        if found is None:
            raise forms.ValidationError(f"There is no practice {code} in {self.instance.round.area}.")
        self.instance.practice = found
        return code


class RemoveForm(forms.ModelForm[Candidate]):
    """Why a practice comes off the list."""

    class Meta:
        model = Candidate
        fields = ("removed_because",)
        labels = {"removed_because": "Why it comes off the list"}  # noqa: RUF012
        widgets = {"removed_because": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012


class ChallengeForm(forms.ModelForm[Challenge]):
    """A visitor's objection to a practice on the list."""

    class Meta:
        model = Challenge
        fields = ("reason", "returns_on")
        labels = {"reason": "Why not now", "returns_on": "When it should come back, if you know"}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "reason": "The regional lead reads this. For example: merging in June",
            "returns_on": "On this day it is on your list again by itself",
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "returns_on": DayInput}  # noqa: RUF012


class CompletionForm(forms.Form):
    """What practices on a list still lack before it can be confirmed: a reason, or a visitor."""

    def __init__(
        self, caller: Caller, round_: Round, lacking: list[Candidate], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lacking = lacking
        people = list(visitors_of(caller, round_))
        for one in lacking:
            if not one.reason:
                self.fields[f"reason-{one.pk}"] = Candidate._meta.get_field("reason").formfield(  # type: ignore[assignment]
                    label=f"Why {one.practice}",
                    required=True,
                    widget=forms.TextInput,
                    help_text=_rests_on(one),
                )
            if one.visitor_id is None:
                choices = [("", "Choose"), *((str(person.pk), person.name) for person in people)]
                self.fields[f"visitor-{one.pk}"] = forms.ChoiceField(
                    label=f"Who visits {one.practice}", choices=choices
                )

    def completed(self) -> list[Candidate]:
        """The candidates with what was typed."""
        for one in self.lacking:
            one.reason = self.cleaned_data.get(f"reason-{one.pk}", one.reason)
            person = self.cleaned_data.get(f"visitor-{one.pk}")
            one.visitor_id = int(person) if person else one.visitor_id
        return self.lacking


def _rests_on(candidate: Candidate) -> str:
    """What a place on a ranked list rests on, where that is not enough by itself."""
    if not candidate.provisional:
        return ""
    rank = (
        f"Ranked {candidate.rank} ({candidate.rank_low} to {candidate.rank_high}). " if candidate.rank else ""
    )
    return f"{rank}Provisional: name a second source of evidence, or what you know of the practice"
