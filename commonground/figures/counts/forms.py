"""What is chosen to ask a practice for its count, or to give one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from commonground.engine.share_check import LARGEST_FILE
from commonground.practices.models import Contact

INBOX = "inbox"
TOO_LARGE = "This file is far too large for a count. Choose the file share.json."


class CountForm(forms.Form):
    """A share.json. It is read as bytes, and its name is kept nowhere: somebody may have named it after a child."""

    share = forms.FileField(
        label="The file share.json", error_messages={"required": "Choose the file share.json."}
    )

    def clean_share(self) -> UploadedFile[Any]:
        """Refuse what is far too large before it is read."""
        file: UploadedFile[Any] = self.cleaned_data["share"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def data_sent(self) -> bytes:
        """The bytes of the file."""
        data: bytes = self.cleaned_data["share"].read()
        return data


class AskForCountForm(forms.Form):
    """Who is asked to count."""

    to = forms.ChoiceField(
        label="Who gets the link",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who gets the link."},
    )

    def __init__(self, *args: Any, people: list[Contact], inbox: str, **kwargs: Any) -> None:
        """people: those at the practice with an address. inbox: the practice's own, if it is known."""
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        choices = [(key, f"{one}, {one.email}") for key, one in self.people.items()]
        choices += [(INBOX, f"The practice’s inbox, {inbox}")] if inbox else []
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Contact | None:
        """Who is asked; None is the inbox."""
        return self.people.get(self.cleaned_data["to"])
