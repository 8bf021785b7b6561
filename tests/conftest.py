"""What every test of the application may ask for."""

from __future__ import annotations

import pytest

from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:  # noqa: ARG001 - opens the database
    """The areas and people of `tests.world`."""
    return make_world()
