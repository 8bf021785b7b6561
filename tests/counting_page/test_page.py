"""Given a practice's list, when it is counted in the browser, then all is shown there and only counts can leave."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Request

from commonground.core.links import address_of, make_link
from commonground.core.models import Link
from commonground.engine.rules.loader import load_rulebook
from commonground.figures.models import PracticeCount
from commonground.synthetic.extracts import write_form
from commonground.synthetic.population import make_practice
from tests.counting_page.conftest import BODIES, served
from tests.counting_page.counting import Counting
from tests.engine.records.workbooks_by_hand import ods, row, words
from tests.world import TODAY, World, make_world, practice

FILES = Path(__file__).parents[1] / "engine" / "records" / "files"
SLOW = 4
"""How many times slower than this machine an ordinary PC at a practice may be."""

Arrive = Callable[..., Counting]


@pytest.fixture
def here(transactional_db: None) -> World:  # noqa: ARG001 - the server reads what is committed
    return make_world()


@pytest.fixture
def counting(browser: Browser, address: str) -> Iterator[Arrive]:
    """`counting()`: somebody on the page without a link; `counting(path)`: on another address."""
    contexts: list[BrowserContext] = []

    def begin(path: str = "/count/", **options: Any) -> Counting:
        context = browser.new_context(accept_downloads=True, **options)
        contexts.append(context)
        visitor = Counting(context.new_page(), address)
        visitor.arrive(path if path.startswith("http") else address + path)
        return visitor

    yield begin
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Counting]:
    """Somebody on the page without a link, who counts one file after the other."""
    with served() as base:
        context = browser.new_context(accept_downloads=True)
        found = Counting(context.new_page(), base)
        found.arrive(f"{base}/count/")
        yield found
        context.close()


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A made-up list of a practice, by its code."""

    def made(code: str) -> Path:
        [path] = write_form(
            make_practice(code, as_at=TODAY, seed=5, rulebook=load_rulebook()),
            "event-rows",
            tmp_path_factory.mktemp(code),
        )
        return path

    return made


def a_link(world: World) -> tuple[str, str]:
    """A practice's code, and the address by which it counts and sends."""
    code = practice(world.ealing).code
    link = make_link(Link.Purpose.COUNT, practice_code=code, now=timezone.now())
    return code, address_of(link)


def what_names_children(path: Path) -> set[str]:
    """The NHS numbers and dates of birth of a list, however they may be written.

    But for today, the rulebook's day and days that begin or end a month, which are days of the counts too.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = {row["NHS number"] for row in rows}
    born = {row["Date of birth"] for row in rows}
    spaced = {f"{number[:3]} {number[3:6]} {number[6:]}" for number in numbers}
    iso = {"-".join(reversed(day.split("/"))) for day in born}
    inside = {day for day in iso if day[-2:] not in ("01", "28", "29", "30", "31")} - {
        TODAY.isoformat(),
        load_rulebook().version[:10],
    }
    return numbers | spaced | born | inside


@pytest.mark.long
def test_a_manager_goes_from_the_link_to_sent_counts_by_keyboard_on_a_telephone_and_a_slow_machine(
    here: World, counting: Arrive, lists: Callable[[str], Path]
) -> None:
    code, link = a_link(here)
    manager = counting(link, viewport={"width": 320, "height": 640})
    page = manager.page
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    manager.look()
    manager.choose(lists(code))
    page.locator("#count-extract").focus()
    while page.evaluate("document.activeElement.textContent") != "Count":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    manager.settle()
    assert page.evaluate("document.activeElement.textContent") == "What we found"
    assert len(manager.rows("due")) > 0
    manager.look()
    page.get_by_role("button", name="Send these counts").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent/")
    manager.look()
    count = PracticeCount.objects.get()
    assert (count.practice.code, count.as_at) == (code, TODAY)
    assert count.release.figures.filter(numerator__gt=0).exists()


def test_nothing_about_a_child_leaves_the_browser_and_nothing_of_it_stays(
    here: World, counting: Arrive, lists: Callable[[str], Path]
) -> None:
    code, link = a_link(here)
    secret = what_names_children(lists(code))
    assert len(secret) > 100
    BODIES.clear()
    manager = counting()
    page, context = manager.page, manager.page.context
    said: list[str] = []
    asked: list[Request] = []
    page.on("console", lambda message: said.append(message.text))
    context.on("request", lambda request: asked.append(request))
    manager.arrive(link)
    manager.choose(lists(code))
    manager.count()
    assert len(manager.rows("due")) > 0
    shown = page.locator("#due").inner_text()
    assert any(number in shown for number in secret), "the list itself is shown on the page"
    page.get_by_role("button", name="Send these counts").click()
    page.wait_for_url("**/sent/")
    assert PracticeCount.objects.count() == 1
    assert [one.method for one in asked].count("POST") == 1
    bodies = [body.decode("utf-8", "replace") for body in BODIES if body]
    assert len([body for body in bodies if "commonground/share/1" in body]) == 1
    everything = [
        *(one.url + json.dumps(one.headers) for one in asked),
        *bodies,
        *said,
        json.dumps(context.storage_state(indexed_db=True)),
        page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"),
        json.dumps(page.evaluate("caches.keys()")),
    ]
    found = [one for text in everything for one in secret if one in text]
    assert found == []
    assert all(
        one.url.startswith(manager.base) or one.url.startswith(("blob:", "data:", "about:")) for one in asked
    )


def test_the_page_and_its_worker_may_reach_no_other_place(visitor: Counting) -> None:
    page = visitor.page
    headers = page.request.get(f"{visitor.base}/count/").headers["content-security-policy"]
    assert "connect-src 'self'" in headers
    worker = page.request.get(f"{visitor.base}/static/count/worker.js").headers["content-security-policy"]
    assert worker == "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
    away = page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'reached', (error) => error.name)")
    assert away == "TypeError"
    blocked = page.evaluate(
        """() => new Promise((resolve) => {
          document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
          fetch("http://127.0.0.1:9/").catch(() => {});
        })"""
    )
    assert blocked == "connect-src"


def test_it_counts_without_a_network_shows_every_list_and_saves_what_is_asked_for(
    visitor: Counting, lists: Callable[[str], Path]
) -> None:
    page = visitor.page
    page.context.set_offline(True)
    visitor.choose(lists("Z99001"), practice="Z99001")
    visitor.count()
    visitor.look()
    report = page.frame_locator("iframe.cg-report")
    assert report.get_by_role("heading", name="Three ways to say “covered”").is_visible()
    all_due = len(visitor.rows("due"))
    page.get_by_label("Vaccine", exact=True).first.select_option(label="Rotavirus")
    assert 0 < len(visitor.rows("due")) < all_due
    assert any("too " in one for one in visitor.rows("not-counting"))
    assert len(visitor.rows("not-counted")) > 0
    with page.expect_download() as saved:
        page.locator("#due").get_by_role("button", name="Save worklist.csv on this computer").click()
    text = saved.value.path().read_text()
    assert text.startswith("child_id,date_of_birth,vaccine")
    with page.expect_download() as counts:
        page.get_by_role("button", name="Save the counts as a file").click()
    assert json.loads(counts.value.path().read_text())["org_code"] == "Z99001"
    assert page.get_by_role("button", name="Send these counts").count() == 0


def test_what_the_file_leaves_open_is_asked_on_the_page(visitor: Counting) -> None:
    page = visitor.page
    visitor.choose(FILES / "dates-open.csv", practice="Z99001")
    visitor.count()
    visitor.look()
    page.get_by_label("Day first", exact=False).check()
    visitor.count("Count again")
    assert "Done." in visitor.step(), visitor.problem()
    visitor.choose(FILES / "own-headings.csv", practice="Z99001")
    visitor.count()
    visitor.look()
    headings = page.locator("[data-part=questions] label").all_inner_texts()
    assert len(headings) > 2
    for heading, meaning in own_headings().items():
        page.get_by_label(heading, exact=True).select_option(meaning)
    visitor.count("Count again")
    assert "Done." in visitor.step(), visitor.problem()


def own_headings() -> dict[str, str]:
    """What the columns of own-headings.csv mean, as its map says."""
    with (FILES / "columns-map.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            heading: meaning
            for heading, meaning in list(csv.reader(file))[1:]
            if heading in ("Who", "Born on", "When", "Jab")
        }


def test_a_label_that_nobody_knows_counts_only_when_somebody_says_what_it_is(
    visitor: Counting, tmp_path: Path
) -> None:
    born, given = "21/02/2024", "22/03/2025"
    path = tmp_path / "list.csv"
    lines = ["NHS number,Date of birth,Date given,Vaccine"]
    lines += [f"99900000{place:02},{born},{given},The measles one" for place in (18, 26, 34, 42, 50, 69)]
    path.write_text("\n".join(lines))
    visitor.choose(path, practice="Z99001")
    visitor.count()
    assert all("not recognised" in one for one in visitor.rows("not-counting"))
    visitor.page.get_by_label("The measles one (6)").select_option("MMR")
    visitor.count("Count again")
    assert visitor.rows("not-counting") == []


HOSTILE = {
    "markup": "<img src=x onerror=document.title='owned'>",
    "formula": "=cmd|' /C calc'!A0",
    "path": "../../../etc/passwd",
}


@pytest.mark.parametrize("cell", HOSTILE.values(), ids=HOSTILE)
def test_what_stands_in_a_cell_does_nothing(visitor: Counting, tmp_path: Path, cell: str) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [
                ["NHS number", "Date of birth", "Date given", "Vaccine"],
                ["9990000018", "21/02/2025", "22/03/2026", cell],
                ["9990000026", "21/02/2025", "22/04/2025", "6in1"],
            ]
        )
    visitor.choose(path, practice="Z99001")
    visitor.count()
    page = visitor.page
    assert page.title() == "Count your own list – Common Ground"
    assert page.locator("main img").count() == 0
    assert cell in page.locator("[data-part=questions]").inner_text()
    with page.expect_download() as saved:
        page.locator("#not-counting").get_by_role("button", name="Save doses.csv on this computer").click()
    cells = [one for line in csv.reader(saved.value.path().read_text().splitlines()) for one in line]
    assert not any(one.startswith(("=", "+", "-", "@")) for one in cells if not one.startswith("'"))


def test_a_file_that_would_burst_or_is_far_too_large_is_refused_in_a_sentence(
    visitor: Counting, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb.ods"
    bomb.write_bytes(ods(row(words("x", times=16_000), times=1_000_000)))
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    for path, sentence in ((bomb, "far larger once unpacked"), (large, "far larger than a list")):
        visitor.choose(path, practice="Z99001")
        visitor.count()
        assert path.name in visitor.problem()
        assert sentence in visitor.problem()
        assert visitor.page.locator("[data-part=results]").inner_text() == ""
    visitor.look()


def test_what_is_missing_is_said_and_what_was_typed_stays(visitor: Counting) -> None:
    visitor.page.set_input_files("#count-extract", [])
    visitor.page.fill("#count-practice", "no code")
    visitor.page.get_by_role("button", name="Count", exact=True).click()
    assert "Choose the list from your system" in visitor.problem()
    assert "Give the code of your practice" in visitor.problem()
    assert visitor.page.input_value("#count-practice") == "no code"
    visitor.look()


@pytest.mark.long
def test_a_page_with_the_rules_of_another_day_does_not_count(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()

    def of_another_day(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(
            response=answer, body=answer.text().replace(load_rulebook().version, "2020-01-01+0123456789")
        )

    page.route("**/count/", of_another_day)
    page.goto(f"{address}/count/")
    visitor = Counting(page, address)
    visitor.wait_for("old")
    assert "Load the page again" in visitor.step()
    context.close()
