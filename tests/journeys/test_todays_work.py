"""The desk in a browser: home leads to where things are done, a merged practice tells its story, nothing complains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from commonground.core.clock import now, today
from commonground.core.models import OutboxMessage
from commonground.practices import services
from commonground.practices.models import Practice
from commonground.rounds.models import Round
from commonground.visits.models import Visit
from tests.desk import story
from tests.journeys.conftest import Visitor
from tests.world import World, called, manager, practice

DAY = timedelta(days=1)
PAGES = ("/", "/practices/", "/search/?q=a", "/lists/", "/lists/promises/", "/lists/visits/", "/study/")


@pytest.fixture
def busy(journey_world: World) -> Practice:
    """A practice with a late promise, a visit, a question, and another that merged into it."""
    world, me = journey_world, journey_world.commissioner
    surgery = practice(world.ealing, "Alder Lane Surgery", visitor=me)
    old = practice(world.ealing, "Beech Road Practice")
    manager(called(me), surgery)
    this = Round.objects.create(
        name="Round under way",
        area=world.region,
        starts_on=today() - 30 * DAY,
        ends_on=today() + 90 * DAY,
        rule="by need",
        made_at=now(),
        confirmed_at=now(),
    )
    held = story.visit(surgery, me, Visit.State.HELD, round=this, starts_at=now() - 10 * DAY)
    story.visit(old, me, Visit.State.CLOSED, starts_at=now() - 300 * DAY)
    story.came(held, "manager")
    story.found(held, "nurse-shortage", "present")
    story.attempt(held, "rang", 12)
    held.questions.add(story.question(surgery, me, today() - 5 * DAY))
    story.promise(surgery, me, today() - DAY, "Send the page of the rule")
    story.action(old, today() + DAY, "Ring the families of Beech Road")
    services.merge(called(me), old, into=surgery, on=today() - 20 * DAY)
    OutboxMessage.objects.create(
        kind="invitation",
        to="x@practice.example",
        subject="A visit to you",
        body="b",
        practice_code=surgery.code,
        state=OutboxMessage.State.FAILED,
        made_at=now(),
        send_after=now(),
    )
    return surgery


def test_the_oldest_promise_leads_from_home_to_the_practice_and_its_history(
    busy: Practice, journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a promise to a practice that is late
    someone = visit(journey_world.commissioner)
    page = someone.open("/")
    # Then it is the first thing on the page
    assert page.locator("h2").first.inner_text().startswith("Promises that are late")
    # When the commissioner follows it
    someone.press("Alder Lane Surgery: Send the page of the rule", role="link")
    # Then its plan is there, and from it the practice tells its whole story, that of the merged one too
    assert "Send the page of the rule" in page.inner_text("main")
    someone.open(f"/practices/{busy.code}/")
    text = page.inner_text("main")
    assert "Our promise: Send the page of the rule" in text
    assert "Ring the families of Beech Road" in text
    assert "when it was Beech Road Practice" in text
    assert busy.code in text


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("role", ["lead", "evaluator", "administrator"])
def test_each_role_has_its_pages(role: str, journey_world: World, visit: Callable[..., Visitor]) -> None:
    someone = visit(getattr(journey_world, role))
    for path in PAGES:
        someone.open(path)


@pytest.mark.usefixtures("busy")
def test_a_list_is_taken_away(journey_world: World, visit: Callable[..., Visitor]) -> None:
    someone = visit(journey_world.lead)
    page = someone.open("/lists/promises/")
    for kind in ("CSV", "XLSX"):
        with page.expect_download() as taken:
            page.get_by_role("link", name=f"Take away as {kind}").click()
        assert taken.value.suggested_filename == f"promises-{today()}.{kind.lower()}"


@pytest.fixture
def complaints(
    busy: Practice, journey_world: World, visit: Callable[..., Visitor]
) -> Iterator[Callable[[str], list[str]]]:
    """What the browser complains of on a page, with the policy of the page in force."""

    def look(path: str) -> list[str]:
        someone = visit(None if path.startswith("/accounts/login") else journey_world.lead, bypass_csp=False)
        found: list[str] = []
        someone.page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
        someone.page.on("pageerror", lambda error: found.append(str(error)))
        someone.page.goto(someone.base + path.format(code=busy.code))
        someone.page.wait_for_load_state("networkidle")
        return found

    yield look


@pytest.mark.parametrize("path", ["/accounts/login/", "/practices/{code}/", *PAGES])
def test_the_browser_has_nothing_to_complain_of(path: str, complaints: Callable[[str], list[str]]) -> None:
    assert complaints(path) == []
