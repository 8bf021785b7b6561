"""What is typed when a letter gets the region's own words."""

from __future__ import annotations

from typing import Any

from django import forms

from commonground.core.letters import LetterInForce, faults
from commonground.core.models import LetterTemplate


class LetterForm(forms.ModelForm[LetterTemplate]):
    """The subject and the body of a letter."""

    class Meta:
        model = LetterTemplate
        fields = ("subject", "body")
        labels = {"body": "Letter"}  # noqa: RUF012
        widgets = {"body": forms.Textarea(attrs={"rows": 16})}  # noqa: RUF012

    def __init__(self, found: LetterInForce, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"subject": found.subject, "body": found.body}
        super().__init__(*args, **kwargs)
        self._letter = found.letter

    def clean(self) -> dict[str, Any]:
        """Every name in it can be filled in."""
        values: dict[str, Any] = super().clean() or {}
        for field, sentence in faults(self._letter, values.get("subject", ""), values.get("body", "")):
            if field not in self.errors:
                self.add_error(field, sentence)
        return values
