"""A person at the counting page."""

from __future__ import annotations

import time
from pathlib import Path

from tests.journeys.conftest import Visitor

PATIENCE = 90


class Counting(Visitor):
    """Somebody who counts; waiting is by looking, since the page's own policy forbids code from strings."""

    def wait_for(self, state: str) -> None:
        """Until the counting part is in a state."""
        part = self.page.locator("[data-count]")
        ends = time.monotonic() + PATIENCE
        while part.get_attribute("data-state") != state:
            assert time.monotonic() < ends, f"the page is not {state}: {self.step()}"
            time.sleep(0.05)

    def step(self) -> str:
        """What the page says that it does."""
        return self.page.locator("[data-part=step]").inner_text()

    def arrive(self, address: str) -> None:
        """Open the page and wait until it can count."""
        self.page.goto(address)
        self.wait_for("ready")

    def choose(self, *files: Path, practice: str = "") -> None:
        """Choose files, and on a page of no practice say whose they are."""
        self.page.set_input_files("#count-extract", [str(file) for file in files])
        if practice:
            self.page.fill("#count-practice", practice)

    def count(self, button: str = "Count") -> None:
        """Press the button and wait for what comes of it."""
        self.page.get_by_role("button", name=button, exact=True).click()
        self.settle()

    def settle(self) -> None:
        """Wait until a count that was begun is done or turned back."""
        time.sleep(0.3)
        self.wait_for("ready")

    def problem(self) -> str:
        """The sentence at the top, or nothing."""
        summary = self.page.locator("[data-part=faults]")
        return summary.inner_text() if summary.is_visible() else ""

    def rows(self, section: str) -> list[str]:
        """The rows of a list that are shown."""
        return self.page.locator(f"#{section} tbody tr").all_inner_texts()
