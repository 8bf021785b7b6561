"""What is typed into a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from commonground.accounts.models import User
from commonground.core.free_text import refuse_nhs_number
from commonground.engine.rules.visit_book import load_visit_book
from commonground.plans.check_in_services import ANSWERS
from commonground.plans.models import Action, Plan

DAY = {"type": "date"}


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar; 2026-12-04 where it has none."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def factor_choices() -> list[Any]:
    """The factors of the code book, in their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for factor in load_visit_book().factors.values():
        groups.setdefault(factor.group, []).append((factor.id, f"{factor.group}: {factor.title}"))
    return [("", "Choose"), *(pair for pairs in groups.values() for pair in pairs)]


class BeginForm(forms.Form):
    """Who writes a plan."""

    written_by = forms.ChoiceField(
        label="Who writes it?", choices=Plan.WrittenBy.choices, widget=forms.RadioSelect
    )


class ActionForm(forms.ModelForm[Action]):
    """An action of the practice: what, who, by when, the factor it answers, the children expected."""

    class Meta:
        model = Action
        fields: ClassVar[tuple[str, ...]] = (
            "what",
            "who",
            "due_on",
            "factor",
            "children_expected",
            "intervention",
        )
        help_texts = {  # noqa: RUF012 - the shape that Django reads
            "what": "Say what somebody does. No child's name or number.",
            "who": "A name or a job at the practice.",
        }
        widgets = {  # noqa: RUF012
            "what": forms.Textarea(attrs={"rows": 3}),
            "due_on": DayInput,
            "intervention": forms.HiddenInput,
        }

    def __init__(self, *args: Any, standing: Sequence[Action] = (), **kwargs: Any) -> None:
        """standing: the actions that fill the plan, one of which a further one replaces."""
        super().__init__(*args, **kwargs)
        self.fields["factor"] = forms.ChoiceField(label="The factor it answers", choices=factor_choices())
        self.fields["children_expected"].required = True
        if standing:
            self.fields["drop"] = forms.ChoiceField(
                label="The plan is full. Which action do you drop for this one?",
                choices=[(str(action.pk), action.what) for action in standing],
                widget=forms.RadioSelect,
            )


class PracticeActionForm(ActionForm):
    """The same, as the practice sees it: one of the rows of its plan, which may be left empty."""

    class Meta(ActionForm.Meta):
        fields = ("what", "who", "due_on", "factor", "children_expected")
        labels = {  # noqa: RUF012
            "what": "What will you do?",
            "who": "Who does it?",
            "due_on": "By when?",
            "children_expected": "How many children will it reach, about?",
        }
        help_texts = {"who": "A name or a job."}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["factor"].label = "What does it help with?"
        if self.instance.pk:
            self.fields["leave_out"] = forms.BooleanField(label="Leave this out", required=False)

    @property
    def left_out(self) -> bool:
        """Whether the row is not part of the plan."""
        if self.instance.pk:
            return bool(self.cleaned_data.get("leave_out"))
        return not self.has_changed()


class PromiseForm(forms.ModelForm[Action]):
    """What one of us owes the practice, and by when."""

    class Meta:
        model = Action
        fields = ("what", "due_on", "owner")
        labels = {"what": "What do we promise?", "owner": "Who of us?"}  # noqa: RUF012
        widgets = {"what": forms.Textarea(attrs={"rows": 3}), "due_on": DayInput}  # noqa: RUF012

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = forms.ModelChoiceField(
            label="Who of us?", queryset=User.objects.filter(pk__in=[one.pk for one in people])
        )


class KeptForm(forms.Form):
    """That a promise was kept."""

    note = forms.CharField(
        label="What was done? The practice reads this",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_nhs_number],
    )


class AnswerForm(forms.Form):
    """How an action stands."""

    answer = forms.ChoiceField(
        label="How does it stand?",
        choices=[(state.value, state.label) for state in ANSWERS],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Anything to add? (optional)",
        required=False,
        help_text="No child's name or number, please.",
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[refuse_nhs_number],
    )


class NumbersForm(forms.Form):
    """The numbers that a lead may change."""

    def __init__(self, *args: Any, now: dict[str, int], **kwargs: Any) -> None:
        """now: each number as it is for the area."""
        super().__init__(*args, **kwargs)
        for name, number in now.items():
            known = load_visit_book().numbers[name]
            self.fields[name] = forms.IntegerField(
                label=known.words,
                help_text=f"In {known.unit}. Without a change: {known.number:g}.",
                min_value=1,
                max_value=100000,
                initial=number,
            )
