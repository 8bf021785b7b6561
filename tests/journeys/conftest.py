"""Journeys: a real browser, a real server, a person who goes from page to page.

`visit` opens pages as somebody, and checks each that it opens: axe finds nothing, and at 320 px nothing runs off
the side.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from commonground.accounts.models import User
from tests.world import World, make_world

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # playwright keeps a loop in this thread; the database is ours alone
)
AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text()
_TOKENS = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<= nonce=")[^"]+')
_LOOKED_AT: set[str] = set()
"""What was written on the pages that axe has seen, without what is new each time."""
DESKTOP = {"width": 1280, "height": 900}
TELEPHONE = {"width": 320, "height": 640}


@pytest.fixture
def journey_world(transactional_db: None) -> World:  # noqa: ARG001 - the server reads what is committed
    """The world, where the live server sees it."""
    return make_world()


class Visitor:
    """A person at a browser. Every page they land on is looked at by axe, wide and narrow."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base

    def open(self, path: str) -> Page:
        """Go to an address of the application and look at it."""
        self.page.goto(path if path.startswith("http") else self.base + path)
        return self.look()

    def press(self, name: str | re.Pattern[str], role: Any = "button") -> Page:
        """Press a button (or follow a link) by its name, and look at where it leads."""
        self.page.get_by_role(role, name=name).first.click()
        self.page.wait_for_load_state()
        return self.look()

    def look(self) -> Page:
        """Check the page that is open: accessible, and usable at 320 px. The very same page is looked at once."""
        self.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        written = _TOKENS.sub("", self.page.content())
        if written in _LOOKED_AT:
            return self.page
        for size in (TELEPHONE, DESKTOP):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            assert self.faults() == [], self.page.url
            if size is TELEPHONE:
                wide = self.page.evaluate("document.documentElement.scrollWidth")
                assert wide <= TELEPHONE["width"], f"{self.page.url} is {wide} px wide at 320 px"
        _LOOKED_AT.add(written)
        return self.page

    def faults(self) -> list[str]:
        """What axe finds wrong with the page."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visitor]]:
    """`visit(user)`: somebody signed in, at a browser of their own; `visit()`: somebody who is not."""
    contexts: list[BrowserContext] = []
    settings.BASE_URL = live_server.url

    def begin(user: User | None = None, **options: Any) -> Visitor:
        context = browser.new_context(**{"viewport": DESKTOP, "bypass_csp": True, **options})
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return Visitor(context.new_page(), live_server.url)

    yield begin
    for context in contexts:
        context.close()
