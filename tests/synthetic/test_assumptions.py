"""Every assumption has a source and a reason, and stands on the page that explains the made-up data."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.engine.rules.model import Rulebook
from commonground.synthetic.assumptions import Entry, entries, load_assumptions
from commonground.synthetic.people import vaccines_with_labels

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "synthetic-data.md"


def table_row(entry: Entry) -> str:
    """The assumption as a line of the page's tables; a long list is left to the file."""
    value = entry.value if isinstance(entry.value, int | float | str) else "see the file"
    return f"| `{entry.name}` | {value} | {entry.why} | {entry.source} |"


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: f"{entry.group}.{entry.name}")
def test_an_assumption_is_explained_on_the_page_as_it_stands_in_the_file(entry: Entry) -> None:
    assert entry.why.endswith(".")
    assert entry.source
    assert table_row(entry) in PAGE.read_text(encoding="utf-8")


def test_vaccines_named_by_the_assumptions_are_the_rulebooks(rulebook: Rulebook) -> None:
    assumed = load_assumptions()
    named = {
        *(fault.given for fault in assumed.records.miscoded),
        *(fault.written for fault in assumed.records.miscoded),
        *(selective.vaccine for selective in assumed.extra.selective),
        *assumed.visits.contraindicated,
        assumed.extra.flu_vaccine,
        *(vaccine for visit in assumed.abroad.caught_up_visits for vaccine in visit),
        *vaccines_with_labels(),
    }
    assert named <= set(rulebook.vaccines)
    assert not set(assumed.records.unknown_labels) & set(rulebook.vaccines)


def test_shares_lie_between_nothing_and_everything() -> None:
    for entry in entries():
        if entry.name.endswith("share"):
            assert 0 <= entry.value <= 1
