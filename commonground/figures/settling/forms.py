"""Which children the two figures are about, kept in the address."""

from __future__ import annotations

from typing import Any

from django import forms

from commonground.core.offering import offer


class CellForm(forms.Form):
    """An indicator and a period."""

    indicator = forms.ChoiceField(label="Indicator", required=False)
    period = forms.ChoiceField(label="Period", required=False)

    def __init__(
        self, indicators: list[tuple[str, str]], periods: list[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "indicator", indicators)
        offer(self, "period", periods)
