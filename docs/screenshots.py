"""Takes the pictures of the documents from the demo: `make screenshots`.

It starts the demo in a folder that is thrown away, signs in as its made-up people, and writes `docs/pictures/`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import FLAGS, find

PICTURES = Path(__file__).parent / "pictures"
SIZE = {"width": 1024, "height": 760}
PHONE = {"width": 375, "height": 720}
PORT = 8099
BASE = f"http://localhost:{PORT}"
LARGEST = 150_000
MOST_PAGES = 20
"""Of the outbox, among which there is an invitation."""
STARTS_WITHIN = 60
Shot = tuple[str, str, Callable[[Page], None], dict[str, int]]


def _at(path: str) -> Callable[[Page], None]:
    def go(page: Page) -> None:
        page.goto(BASE + path)

    return go


def _follow(start: str, words: str) -> Callable[[Page], None]:
    """Open a page, and follow the first link whose address is like some words."""

    def go(page: Page) -> None:
        page.goto(BASE + start)
        address = page.locator("main a").evaluate_all("links => links.map(link => link.href)")
        page.goto(next(one for one in address if re.search(words, one)))

    return go


def _record(page: Page) -> None:
    _follow("/", r"/visits/\d+/record/")(page)
    page.locator("#factors").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('factors').scrollIntoView()")


def _as_the_practice(page: Page) -> None:
    """The link of an invitation, as a manager opens it."""
    invitations = page.get_by_role("link", name=re.compile("^A visit to"))
    for number in range(1, MOST_PAGES):
        page.goto(f"{BASE}/outbox/?state=sent&page={number}")
        if invitations.count():
            break
    page.goto(BASE + (invitations.first.get_attribute("href") or ""))
    address = page.locator(".cg-letter a").first.get_attribute("href")
    page.context.clear_cookies()
    page.goto(address or "")


SHOTS: tuple[Shot, ...] = (
    ("today", "commissioner", _at("/"), SIZE),
    ("board", "commissioner", _at("/visits/board/"), SIZE),
    ("record", "commissioner", _record, SIZE),
    ("promises", "commissioner", _at("/follow-up/"), SIZE),
    ("lead", "lead", _at("/"), SIZE),
    ("choose-a-time", "lead", _as_the_practice, PHONE),
)
"""The name of each picture, who sees it, the way there, and how large the window is."""


@contextmanager
def _demo() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as home:
        command = [str(Path(sys.executable).parent / "commonground"), "serve", "--demo", "--port", str(PORT)]
        server = subprocess.Popen(command, env={**os.environ, "COMMONGROUND_HOME": home})
        try:
            _wait(server)
            yield
        finally:
            server.terminate()
            server.wait()


def _wait(server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            urlopen(f"{BASE}/demo/").close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    sys.exit("The demo did not start.")


def _take(browser: Browser, shot: Shot) -> None:
    name, role, go, size = shot
    context = browser.new_context(viewport=size, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{BASE}/demo/")
    page.get_by_role("button", name=re.compile(f", {role}$")).first.click()
    page.wait_for_url(f"{BASE}/")
    go(page)
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file)
    context.close()
    if file.stat().st_size > LARGEST:
        sys.exit(f"{file} has more than {LARGEST:,} bytes; show less in it.")
    print(f"Wrote {file.relative_to(Path.cwd())}.")


def main() -> None:
    """Take every picture."""
    PICTURES.mkdir(exist_ok=True)
    with _demo(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        for shot in SHOTS:
            _take(browser, shot)
        browser.close()


if __name__ == "__main__":
    main()
