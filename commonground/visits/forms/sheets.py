"""Which column of a spreadsheet means what."""

from __future__ import annotations

from typing import Any

from django import forms

from commonground.practices.sheet.columns import MEANINGS, Headed

NO_COLUMN = ""


class ColumnsForm(forms.Form):
    """A list of the sheet's columns for each meaning, with the guessed one chosen."""

    def __init__(self, headed: Headed, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (NO_COLUMN, "Not in the sheet"),
            *((str(at), _shown(headed, at)) for at in _columns(headed)),
        ]
        for meaning, (words, _) in MEANINGS.items():
            self.fields[meaning] = forms.ChoiceField(
                label=words,
                choices=choices,
                required=False,
                initial=str(headed.guessed.get(meaning, NO_COLUMN)),
            )

    def clean(self) -> dict[str, Any]:
        """A practice must be found by something, and a column means one thing."""
        chosen = self.columns()
        if "code" not in chosen and "practice" not in chosen:
            self.add_error("code", "Say which column has the code or the name of the practice.")
        twice = {at for at in chosen.values() if list(chosen.values()).count(at) > 1}
        for meaning, at in chosen.items():
            if at in twice:
                self.add_error(meaning, "This column is chosen twice. A column means one thing.")
        return self.cleaned_data

    def columns(self) -> dict[str, int]:
        """The column of each meaning that the sheet has."""
        return {name: int(at) for name, at in self.cleaned_data.items() if at != NO_COLUMN}


def _columns(headed: Headed) -> list[int]:
    return [at for at, heading in enumerate(headed.headings) if heading or headed.example(at)]


def _shown(headed: Headed, at: int) -> str:
    example = headed.example(at)
    heading = headed.headings[at] or f"column {at + 1}"
    return f"{heading} (for example {example[:40]})" if example else heading
