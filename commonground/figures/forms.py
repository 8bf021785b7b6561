"""What is typed about figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from commonground.core.offering import offer
from commonground.engine.published.periods import period_in
from commonground.engine.share import SCHEMA
from commonground.practices.forms import UploadForm as PracticesUploadForm

A_COUNT = SCHEMA.rpartition("/")[0].encode()
LOOKED_AT = 1000
"""Bytes at the head of a file, in which a count says what it is."""
NO_TABLE = (
    "This is a practice’s own count, not a published table. Find the practice, open Counts by the practice, and choose "
    "Give a count that was sent another way."
)


class FileForm(PracticesUploadForm):
    """A file of published figures, and its period where it says none."""

    period = forms.CharField(
        label="Its period, where it says none itself (you may leave this out)",
        required=False,
        max_length=20,
        help_text="For example 2023-24, or 2023-24 Q3. Where the file says one, that counts",
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Say of a practice's count where it belongs: it is no published table."""
        file = super().clean_file()
        begins = file.read(LOOKED_AT)
        file.seek(0)
        if A_COUNT in begins:
            raise forms.ValidationError(NO_TABLE)
        return file

    def clean_period(self) -> str:
        """The period as it is kept."""
        typed = self.cleaned_data["period"].strip()
        found = period_in(typed)
        if typed and found is None:
            raise forms.ValidationError("Write the period like 2023-24, or 2023-24 Q3.")
        return found.label if found else ""


class FindForm(forms.Form):
    """Whose figures to show, kept in the address."""

    q = forms.CharField(label="Name or code of an area or practice", required=False, max_length=100)

    def words(self) -> str:
        """What was typed."""
        self.is_valid()
        words: str = self.cleaned_data.get("q", "").strip()
        return words


class IndicatorForm(forms.Form):
    """Which series of an organisation to show, kept in the address."""

    indicator = forms.ChoiceField(label="Indicator", required=False)

    def __init__(self, offered: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "indicator", offered)
