"""Of a visit that a spreadsheet tells of, the day and the visitor are known: who came, and what was found, is not."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from commonground.core.links import make_link, token_of
from commonground.core.models import Link
from commonground.core.services import RefusedError
from commonground.desk.presenters.study import report
from commonground.desk.queries.study import Span
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import Practice
from commonground.practices.sheet.rows import SheetRow
from commonground.visits.models import Visit
from commonground.visits.past_visits import PastVisit, add_past_visit
from commonground.visits.services import after
from tests.desk import story
from tests.follow_up_world import NOON, surgery
from tests.world import World, called

DAY = date(2026, 5, 4)


@pytest.fixture
def loaded(world: World) -> Visit:
    """A visit as a spreadsheet has it."""
    at = surgery(world)
    row = SheetRow(row=2, practice=at, visited=DAY)
    return add_past_visit(called(world.commissioner), PastVisit(row, DAY, world.commissioner), now=NOON)


def study(world: World) -> dict[str, dict[str, tuple[str, ...]]]:
    """The report on everything, by caption and first cell."""
    tables = report(called(world.lead), Span(), load_visit_book()).tables
    return {table.caption: {row[0]: row[1:] for row in table.rows} for table in tables}


@pytest.mark.usefixtures("loaded")
def test_who_came_is_not_known_and_not_nobody(world: World) -> None:
    # Given that visit, one with a manager, and one without, whose reason is known
    first, second = (story.visit(surgery(world), world.commissioner, "closed") for _ in range(2))
    story.came(first, "manager")
    story.came(second, "lead_nurse")
    Visit.objects.filter(pk=second.pk).update(no_manager_reason="called away")
    story.found(first, "one", "present")
    # When the study is counted anew
    shown = study(world)
    # Then it is among the visits held, and apart where who came is counted
    assert shown["Visits"]["Visits held"] == ("3",)
    assert shown["Visits"]["Of these from a spreadsheet: who came, and what was found, is not known"] == (
        "1",
    )
    assert shown["Visits"]["Visits without a manager or deputy, with the reason"] == ("1",)
    assert shown["Who attended"]["Practice manager"] == ("1", "50%")
    assert shown["Who attended"]["Lead nurse"] == ("1", "50%")
    [factors] = [rows for caption, rows in shown.items() if caption.startswith("Found")]
    assert factors["one"] == ("1", "0", "1", "100%")


def test_its_pages_show_a_day_and_no_hour_that_nobody_knows(
    world: World, client: Client, loaded: Visit
) -> None:
    client.force_login(world.commissioner)
    pages = (f"/practices/{loaded.practice.code}/", f"/visits/{loaded.pk}/", "/lists/visits/")
    for page in pages:
        shown = client.get(page).content.decode()
        assert "4 May 2026" in shown, page
        assert "4 May 2026, 12pm" not in shown, page
    assert "Not known" in client.get(f"/visits/{loaded.pk}/").content.decode()
    shown = client.get(f"/visits/{loaded.pk}/after/").content.decode()
    assert "Next visit from" not in shown
    assert "Send the summary" not in shown


def test_there_is_no_summary_to_send_or_to_show(world: World, client: Client, loaded: Visit) -> None:
    me = called(world.commissioner)
    for send in (after.send_summary, after.ask_pulse):
        with pytest.raises(RefusedError, match="spreadsheet"):
            send(me, loaded, at=NOON)
    practice: Practice = loaded.practice
    link = make_link(Link.Purpose.PRACTICE, practice_code=practice.code, now=NOON)
    page = client.get(f"/l/{token_of(link)}/", follow=True).content.decode()
    assert "4 May 2026" not in page
