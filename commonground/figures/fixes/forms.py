"""What is typed to ask for a fix."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from commonground.core.models import Area
from commonground.core.offering import offer
from commonground.figures.models import ChildHealthService, Fix
from commonground.practices.forms import day_input


class FixForm(forms.ModelForm[Fix]):
    """Who is asked, for how many children, in which words and by when."""

    class Meta:
        model = Fix
        fields = ("owner", "children", "words", "due_on", "to")
        labels = {  # noqa: RUF012 - the shape that Django reads
            "owner": "Who can put it right",
            "children": "How many children",
            "words": "What you ask for",
            "due_on": "By when",
            "to": "E-mail address",
        }
        help_texts = {  # noqa: RUF012
            "to": "The letter is sent there. Leave it empty to copy or print the letter yourself",
            "words": "Nothing about a child",
        }
        widgets = {  # noqa: RUF012
            "owner": forms.RadioSelect,
            "words": forms.Textarea(attrs={"rows": 3}),
            "due_on": day_input(),
            "children": forms.NumberInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """At least one child."""
        super().__init__(*args, **kwargs)
        offer(self, "owner", [(one.value, str(one.label)) for one in Fix.Owner])
        self.fields["children"].min_value = 1  # type: ignore[attr-defined]

    def clean_children(self) -> int:
        """Nobody is asked for nothing."""
        children: int = self.cleaned_data["children"]
        if children < 1:
            raise forms.ValidationError("Ask for one child at least.")
        return children


class TakeBackForm(forms.ModelForm[Fix]):
    """Why a fix is no longer wanted."""

    class Meta:
        model = Fix
        fields = ("withdrawn_because",)
        labels = {"withdrawn_because": "Why"}  # noqa: RUF012
        widgets = {"withdrawn_because": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A reason is given."""
        super().__init__(*args, **kwargs)
        self.fields["withdrawn_because"].required = True


class ChildHealthServiceForm(forms.ModelForm[ChildHealthService]):
    """Who keeps the list of children of which areas."""

    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(), label="Areas", required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ChildHealthService
        fields = ("name", "email")
        labels = {"email": "E-mail address for requests"}  # noqa: RUF012

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        """areas: those that whoever types works for."""
        super().__init__(*args, **kwargs)
        self.fields["areas"].queryset = areas  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["areas"] = list(self.instance.areas.values_list("pk", flat=True))
