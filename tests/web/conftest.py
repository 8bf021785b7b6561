"""What the tests of the project share."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture
def demo(settings: Settings) -> Settings:
    """The settings of `commonground serve --demo`."""
    settings.DEMO = True
    settings.PASSWORD_HASHERS = [
        "commonground.web.demo.people.OnlyInTheDemo",
        *settings.PASSWORD_HASHERS,
    ]
    return settings
