"""The one table of states, and the page that is made from it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from commonground.core.services import RefusedError
from commonground.visits.models import Visit
from commonground.visits.states import MOVES, may_move, move
from commonground.visits.states_page import page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "visit-states.md"


def test_the_page_shows_the_table_as_it_is() -> None:
    assert PAGE.read_text() == page(), "run make visit-states"


def test_every_state_is_in_the_table() -> None:
    assert set(MOVES) == set(Visit.State.values)


@pytest.mark.parametrize(("state", "to"), list(product(Visit.State.values, repeat=2)))
def test_only_the_moves_of_the_table_are_made(state: str, to: str) -> None:
    visit = Visit(state=state)
    if may_move(state, to):
        move(visit, to)
        assert visit.state == to
    else:
        with pytest.raises(RefusedError):
            move(visit, to)
        assert visit.state == state
