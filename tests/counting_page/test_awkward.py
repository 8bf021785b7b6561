"""Given what people and browsers do to the counting page, then nothing is counted wrongly, lost, kept or sent by it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext

from commonground.core.links import address_of, make_link
from commonground.core.models import Link
from commonground.figures.models import PracticeCount
from tests.counting_page.conftest import served
from tests.counting_page.counting import Counting
from tests.world import TODAY, make_world, practice

pytestmark = pytest.mark.long

ASKED = """
window.asked = [];
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (data, ...more) {
  window.asked.push(data.ask);
  const spoilt = window.breakNext && data.ask === "count";
  if (spoilt) window.breakNext = false;
  return post.call(this, spoilt ? { ...data, ask: "nothing known" } : data, ...more);
};
"""
"""Notes what the page asks of its worker, and where `breakNext` is set spoils the next count."""
HEADINGS = "NHS number,Date of birth,Registration date,Date given,Vaccine"
NUMBERS = ("9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069", "9990000077")


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(accept_downloads=True)
    found.add_init_script(ASKED)
    yield found
    found.close()


@pytest.fixture(scope="module")
def opened(context: BrowserContext) -> Iterator[Counting]:
    with served() as base:
        found = Counting(context.new_page(), base)
        found.arrive(f"{base}/count/")
        yield found


@pytest.fixture
def visitor(opened: Counting) -> Counting:
    """Somebody on the page without a link, with nothing chosen but the practice."""
    for field in ("extract", "chis", "baseline"):
        opened.page.set_input_files(f"#count-{field}", [])
    opened.page.fill("#count-practice", "Z99001")
    opened.page.evaluate(
        "document.querySelector('#count-as_at').value = document.querySelector('#count-as_at').max"
    )
    opened.page.evaluate("document.querySelector('#count-chis_as_at').value = ''")
    opened.page.evaluate("window.asked = []")
    return opened


def a_list(
    folder: Path, name: str = "list.csv", *, headings: str = HEADINGS, given: str = "22/04/2025"
) -> Path:
    path = folder / name
    path.write_text("\n".join([headings, *(f"{one},21/02/2025,22/02/2025,{given},6in1" for one in NUMBERS)]))
    return path


def test_pressing_count_twice_counts_once_and_nothing_can_be_changed_meanwhile(
    visitor: Counting, tmp_path: Path
) -> None:
    page = visitor.page
    visitor.choose(a_list(tmp_path))
    found = page.evaluate(
        """() => {
          const form = document.querySelector("[data-count] form");
          form.requestSubmit();
          form.requestSubmit();
          const dropped = new DataTransfer();
          dropped.items.add(new File(["x"], "another.csv"));
          const drop = new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true });
          document.querySelector("[data-part=drop]").dispatchEvent(drop);
          return [form.elements.extract.disabled, form.elements.practice.disabled, form.elements.extract.files[0].name];
        }"""
    )
    assert found == [True, True, "list.csv"]
    visitor.settle()
    assert page.evaluate("window.asked") == ["count"]
    assert "Done." in visitor.step()
    assert page.locator("#count-extract").is_enabled()


def test_what_was_counted_goes_once_another_file_is_chosen(visitor: Counting, tmp_path: Path) -> None:
    page = visitor.page
    visitor.choose(a_list(tmp_path))
    visitor.count()
    assert page.get_by_role("heading", name="What would leave").is_visible()
    visitor.choose(a_list(tmp_path, "other.csv"))
    assert page.locator("[data-part=results]").inner_text() == ""
    assert page.get_by_role("heading", name="What would leave").is_hidden()
    assert "Press Count" in visitor.step()


def test_a_file_that_falls_beside_the_zone_does_not_take_the_page_away(visitor: Counting) -> None:
    kept = visitor.page.evaluate(
        """() => {
          const dropped = new DataTransfer();
          dropped.items.add(new File(["x"], "list.csv"));
          const made = (kind) => new DragEvent(kind, { dataTransfer: dropped, bubbles: true, cancelable: true });
          return ["dragover", "drop"].map((kind) => !document.querySelector("h1").dispatchEvent(made(kind)));
        }"""
    )
    assert kept == [True, True]


def test_before_the_page_can_count_its_form_sends_nothing(browser: Browser, opened: Counting) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{opened.base}/count/")
    page.fill("#count-practice", "Z99001")
    page.press("#count-practice", "Enter")
    assert page.get_by_role("button", name="Count", exact=True).is_disabled()
    assert page.url == f"{opened.base}/count/"
    context.close()


def test_a_day_to_come_or_a_year_in_short_is_said_and_nothing_is_counted(
    visitor: Counting, tmp_path: Path
) -> None:
    page = visitor.page
    visitor.choose(a_list(tmp_path))
    for field in ("as_at", "chis_as_at"):
        for day, said in (
            ("2199-01-01", "a day to come"),
            ("0026-04-10", "the whole year"),
            ("12026-04-10", "a day to come"),
        ):
            page.evaluate(f"document.querySelector('#count-{field}').value = '{day}'")
            visitor.count()
            assert said in visitor.problem(), (field, day)
        page.evaluate(
            f"document.querySelector('#count-{field}').value = document.querySelector('#count-as_at').max"
        )
    assert page.evaluate("window.asked") == []


def test_a_fault_leads_to_its_field_even_in_a_closed_part(visitor: Counting, tmp_path: Path) -> None:
    page = visitor.page
    visitor.choose(a_list(tmp_path))
    page.evaluate("document.querySelector('#count-chis_as_at').value = '2199-01-01'")
    visitor.count()
    page.get_by_role("link", name="Give the day on which the other list was taken").click()
    assert page.evaluate("document.activeElement.id") == "count-chis_as_at"
    assert page.locator("#count-chis_as_at").is_visible()


def test_a_file_that_is_gone_is_said_and_another_can_be_counted(visitor: Counting, tmp_path: Path) -> None:
    gone = a_list(tmp_path, "gone.csv")
    visitor.choose(gone)
    gone.unlink()
    visitor.count()
    assert "gone.csv can't be opened" in visitor.problem()
    visitor.choose(a_list(tmp_path))
    visitor.count()
    assert "Done." in visitor.step()


def test_what_is_nested_too_deeply_is_refused_and_the_next_list_is_counted(
    visitor: Counting, tmp_path: Path
) -> None:
    deep = tmp_path / "deep.json"
    deep.write_text('{"a":[' * 100_000)
    for field in ("extract", "chis", "baseline"):
        visitor.choose(a_list(tmp_path))
        visitor.page.set_input_files(f"#count-{field}", str(deep))
        visitor.count()
        assert "deep.json is nested too deeply" in visitor.problem()
        visitor.page.set_input_files(f"#count-{field}", [])
    visitor.choose(a_list(tmp_path))
    visitor.count()
    assert "Done." in visitor.step()


def test_a_counting_part_that_broke_starts_anew(visitor: Counting, tmp_path: Path) -> None:
    visitor.choose(a_list(tmp_path))
    visitor.page.evaluate("window.breakNext = true")
    visitor.count()
    assert "should not have" in visitor.problem()
    assert visitor.page.evaluate("window.asked") == ["count", "start"]
    visitor.count()
    assert "Done." in visitor.step()


def test_what_the_other_list_leaves_open_is_asked_about_that_list(visitor: Counting, tmp_path: Path) -> None:
    page = visitor.page
    own = a_list(
        tmp_path, "held.csv", headings="Whose,Came to the world,On the books,Day,Jab", given="23/05/2025"
    )
    visitor.choose(a_list(tmp_path))
    page.set_input_files("#count-chis", str(own))
    visitor.count()
    questions = page.locator("[data-part=questions]")
    assert "held.csv has no headings that we know for" in questions.inner_text()
    assert questions.locator("label").all_inner_texts() == own.read_text().split("\n")[0].split(",")
    for heading, meaning in zip(
        ("Whose", "Came to the world", "Day", "Jab"),
        ("nhs_number", "date_of_birth", "event_date", "vaccine"),
        strict=True,
    ):
        page.get_by_label(heading, exact=True).select_option(meaning)
    visitor.count("Count again")
    assert "Done." in visitor.step(), visitor.problem()


def test_what_is_no_baseline_is_refused_in_words_of_the_page(visitor: Counting, tmp_path: Path) -> None:
    visitor.choose(a_list(tmp_path))
    wrong = {
        "a list": (tmp_path / "list.csv").read_bytes(),
        "empty": b"{}",
        "bytes": bytes(range(256)),
        "wide": "{}".encode("utf-16"),
    }
    for name, held in wrong.items():
        path = tmp_path / "wrong.json"
        path.write_bytes(held)
        visitor.page.set_input_files("#count-baseline", str(path))
        visitor.count()
        assert "baseline" in visitor.problem(), name
        assert "practice check" not in visitor.problem()


def test_counted_again_with_the_baseline_the_change_since_is_shown(visitor: Counting, tmp_path: Path) -> None:
    page = visitor.page
    then = TODAY - timedelta(days=60)
    page.fill("#count-as_at", then.isoformat())
    visitor.choose(a_list(tmp_path))
    visitor.count()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save baseline.json").click()
    kept = tmp_path / "kept.json"
    kept.write_bytes(b"\xef\xbb\xbf" + saved.value.path().read_bytes())
    page.fill("#count-as_at", TODAY.isoformat())
    page.set_input_files("#count-baseline", str(kept))
    page.set_input_files("#count-chis", str(a_list(tmp_path, "held.csv", given="23/04/2025")))
    visitor.count()
    assert "Done." in visitor.step(), visitor.problem()
    leaving = page.locator("[data-part=preview]")
    exact = json.loads(leaving.locator("pre").text_content() or "")
    with page.expect_download() as counts:
        page.get_by_role("button", name="Save the counts as a file").click()
    assert exact == json.loads(counts.value.path().read_text())
    shown = {
        region.get_attribute("aria-label"): region.locator("tbody tr").count()
        for region in leaving.get_by_role("region", include_hidden=True).all()
    }
    assert shown == {
        "Figures": len(exact["figures"]),
        "Diagnosis": len(exact["diagnosis"]),
        "Children due": len(exact["due"]),
        "Causes": len(exact["causes"]),
        "Differences from the other list or figure": len(exact["differences"]),
        "Where the two lists agree": len(exact["agreement"]),
        "Change since the baseline": len(exact["changes"]),
    }
    assert exact["differences"]
    assert exact["changes"]
    assert not [one for one in NUMBERS if one in leaving.inner_html()]
    visitor.look()


def test_a_long_list_is_drawn_a_part_at_a_time(visitor: Counting, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["Patient ID", "Date of birth", "Registration date", "Date given", "Vaccine"])
        lines.writerows(
            [f"C{place:05}", "21/02/2025", "22/02/2025", "22/03/2025", f"Jab {place}"] for place in range(700)
        )
    visitor.choose(path)
    visitor.count()
    page = visitor.page
    assert len(visitor.rows("due")) == 50
    page.locator("#due").get_by_role("button", name="Show up to 200 more").click()
    assert len(visitor.rows("due")) == 250
    questions = page.locator("[data-part=questions]")
    assert questions.locator("select").count() == 100
    assert "Here are the 100" in questions.inner_text()


@pytest.fixture
def code(transactional_db: None) -> str:  # noqa: ARG001 - the server reads what is committed
    """The practice that was asked to count."""
    return practice(make_world().ealing).code


@pytest.fixture
def manager(code: str, browser: Browser, address: str, tmp_path: Path) -> Iterator[Counting]:
    """A manager whose count is ready to be sent."""
    context = browser.new_context()
    found = Counting(context.new_page(), address)
    found.arrive(a_link(code))
    found.choose(a_list(tmp_path))
    found.count()
    yield found
    context.close()


def a_link(code: str) -> str:
    return address_of(make_link(Link.Purpose.COUNT, practice_code=code, now=timezone.now()))


def refused(manager: Counting) -> str:
    """What the page says after sending, which stays where it is."""
    manager.page.get_by_role("button", name="Send these counts").click()
    said = manager.page.locator("[data-part=refused]:not(:empty)")
    said.wait_for()
    assert manager.page.locator("#due tbody tr").count() > 0
    return said.inner_text()


def test_without_a_network_or_a_session_nothing_is_lost_and_the_saved_counts_can_be_sent(
    code: str, manager: Counting, tmp_path: Path
) -> None:
    page = manager.page
    page.context.set_offline(True)
    assert "no connection" in refused(manager)
    page.context.set_offline(False)
    page.context.clear_cookies()
    assert "Save the counts as a file. Then open the link" in refused(manager)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the counts as a file").click()
    kept = tmp_path / "counts.json"
    kept.write_bytes(saved.value.path().read_bytes())
    assert PracticeCount.objects.count() == 0
    page.goto(a_link(code))
    page.get_by_text("You counted before and saved the counts").click()
    page.set_input_files("#count-form input[type=file]", str(kept))
    page.get_by_role("button", name="Send the saved counts").click()
    page.wait_for_url("**/sent/")
    assert PracticeCount.objects.count() == 1


def test_sent_twice_it_arrives_once_and_going_back_shows_no_child(manager: Counting) -> None:
    page = manager.page
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.evaluate(
        """() => {
          const form = document.querySelector("[data-part=send]");
          form.requestSubmit();
          form.requestSubmit();
        }"""
    )
    page.wait_for_url("**/sent/")
    assert sent == ["POST"]
    assert PracticeCount.objects.count() == 1
    page.go_back()
    page.wait_for_load_state()
    assert not [one for one in NUMBERS if one in page.content()]
