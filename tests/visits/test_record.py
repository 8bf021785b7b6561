"""The record of a visit: saved as typed, in one place; a clash is shown; nothing typed is lost."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from commonground.core.models import AuditEvent
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices.models import Contact
from commonground.visits.models import Attendee, RecordEntry, Visit
from commonground.visits.queries import record as record_queries
from commonground.visits.record_clock import working_days_after, write_up_clock
from commonground.visits.record_keys import answer_key, came_key, factor_key
from commonground.visits.services.record import ClashError, saved
from tests.follow_up_world import LONDON, NOON, held_visit, surgery
from tests.world import World, called

LEAD = answer_key("lead")


def test_what_is_typed_is_kept_version_by_version(world: World) -> None:
    visit, caller = held_visit(world, surgery(world)), called(world.commissioner)
    first = saved(caller, visit, LEAD, "", "The nurse", 0, at=NOON)
    second = saved(caller, visit, LEAD, "", "The nurse, and a deputy", 1, at=NOON)
    assert (first.version, second.version) == (1, 2)
    assert [one.text for one in second.history.order_by("version")] == [
        "The nurse",
        "The nurse, and a deputy",
    ]
    # Typed again the same, it is no new version
    assert saved(caller, visit, LEAD, "", "The nurse, and a deputy", 1, at=NOON).version == 2
    assert AuditEvent.objects.filter(event="record.saved").first().details["key"] == LEAD  # type: ignore[union-attr]


def test_a_clash_of_two_editors_is_shown_and_nothing_is_merged(world: World) -> None:
    visit = held_visit(world, surgery(world))
    saved(called(world.commissioner), visit, LEAD, "", "Theirs", 0, at=NOON)
    with pytest.raises(ClashError) as clash:
        saved(called(world.lead), visit, LEAD, "", "Mine", 0, at=NOON)
    assert clash.value.entry.text == "Theirs"
    assert RecordEntry.objects.get(key=LEAD).text == "Theirs"
    # Who chooses their own, having seen the other, keeps it; the other stays in the history
    kept = saved(called(world.lead), visit, LEAD, "", "Mine", 1, at=NOON)
    assert (kept.text, kept.history.count()) == ("Mine", 2)


def test_who_changed_nothing_clashes_with_nobody(world: World) -> None:
    visit = held_visit(world, surgery(world))
    saved(called(world.commissioner), visit, LEAD, "", "One", 0, at=NOON)
    saved(called(world.commissioner), visit, LEAD, "", "Two", 1, at=NOON)
    assert saved(called(world.lead), visit, LEAD, "", "One", 1, at=NOON).text == "Two"


def test_asked_and_absent_is_not_the_same_as_not_asked(world: World) -> None:
    visit, caller = held_visit(world, surgery(world)), called(world.commissioner)
    saved(caller, visit, factor_key("language"), "absent", "All read English", 0, at=NOON)
    saved(caller, visit, factor_key("nurse-shortage"), "present", "", 0, at=NOON)
    kept = record_queries.entries(caller, visit)
    assert kept[factor_key("language")].value == "absent"
    assert factor_key("worried") not in kept
    for key, value in (
        (factor_key("language"), "maybe"),
        ("factor:unknown", "present"),
        ("answer:lead", "1"),
    ):
        with pytest.raises(RefusedError):
            saved(caller, visit, key, value, "", 1, at=NOON)


def test_an_nhs_number_is_refused(world: World) -> None:
    visit = held_visit(world, surgery(world))
    with pytest.raises(ValidationError, match="NHS number"):
        saved(called(world.commissioner), visit, LEAD, "", "See 999 000 0018", 0, at=NOON)
    assert not RecordEntry.objects.exists()


def test_attendance_is_kept_by_role_and_by_name(world: World) -> None:
    at = surgery(world)
    visit, caller = held_visit(world, at), called(world.commissioner)
    asked = Attendee.objects.create(visit=visit, contact=at.contacts.get(), role=Contact.Role.MANAGER)
    saved(caller, visit, came_key("manager", asked.pk), "yes", "", 0, at=NOON)
    saved(caller, visit, came_key("nurse"), "yes", "", 0, at=NOON)
    assert set(visit.attendees.filter(came=True).values_list("role", flat=True)) == {"manager", "nurse"}
    with pytest.raises(RefusedError, match="manager or the deputy"):
        saved(caller, visit, came_key("manager", asked.pk), "", "", 1, at=NOON)
    assert visit.attendees.get(role="manager").came


def test_others_write_nothing_and_a_closed_visit_is_only_read(world: World) -> None:
    visit = held_visit(world, surgery(world))
    for user in (world.stranger, world.evaluator):
        with pytest.raises(NotAllowedError):
            saved(called(user), visit, LEAD, "", "x", 0, at=NOON)
    assert not record_queries.entries(called(world.stranger), visit)
    visit.state = Visit.State.CLOSED
    visit.save()
    with pytest.raises(RefusedError, match="can't be changed"):
        saved(called(world.commissioner), visit, LEAD, "", "x", 0, at=NOON)


@pytest.mark.parametrize(
    ("held", "by"),
    [
        (date(2026, 11, 24), date(2026, 11, 30)),  # Tuesday: Wednesday, Thursday, Friday, Monday
        (date(2026, 12, 23), date(2026, 12, 31)),  # Christmas, a substitute day and a weekend between
        (date(2027, 3, 25), date(2027, 4, 2)),  # Easter
    ],
)
def test_the_write_up_clock_counts_working_days(held: date, by: date) -> None:
    assert working_days_after(held, 4) == by


def test_the_clock_says_what_is_left(world: World) -> None:
    visit = held_visit(world, surgery(world), starts_at=datetime(2026, 11, 24, 9, tzinfo=LONDON))
    clocks = [write_up_clock(visit, date(2026, 11, day)) for day in (24, 27, 30)]
    assert [clock.left for clock in clocks if clock] == [4, 1, 0]
    late = record_queries.to_write_up(called(world.lead), today=date(2026, 12, 1))
    assert [(row.visit_pk, row.clock.left) for row in late] == [(visit.pk, -1)]


def test_without_a_script_the_save_button_keeps_all_and_shows_a_clash_with_both_texts(
    world: World, client: Client
) -> None:
    visit = held_visit(world, surgery(world))
    other = answer_key("chis")
    saved(called(world.lead), visit, LEAD, "", "What the lead wrote", 0, at=NOON)
    client.force_login(world.commissioner)
    typed = {
        f"version.{LEAD}": "0",
        f"text.{LEAD}": "What I wrote",
        f"version.{other}": "0",
        f"text.{other}": "It stopped in May",
        "version.answer:movers": "0",
        "text.answer:movers": "Asked about 999 000 0018",
    }
    page = client.post(f"/visits/{visit.pk}/record/", typed).content.decode()
    for part in (
        "What the lead wrote",
        "What I wrote",
        "Keep mine",
        "Keep theirs",
        "NHS number",
        "999 000 0018",
    ):
        assert part in page
    assert RecordEntry.objects.get(key=other).text == "It stopped in May"
    assert RecordEntry.objects.get(key=LEAD).text == "What the lead wrote"
    # When mine is chosen, both are kept one after the other where that is wanted
    client.post(f"/visits/{visit.pk}/record/", {**typed, "both": f"{LEAD}@1", "text.answer:movers": ""})
    assert RecordEntry.objects.get(key=LEAD).text == "What the lead wrote\nWhat I wrote"


def test_one_field_at_a_time(world: World, client: Client) -> None:
    visit = held_visit(world, surgery(world))
    client.force_login(world.commissioner)
    address = f"/visits/{visit.pk}/record/save/?key={LEAD}"
    said = client.post(address, {f"version.{LEAD}": "0", f"text.{LEAD}": "The nurse"}).content.decode()
    assert "Saved by Cora Commissioner." in said
    assert f'name="version.{LEAD}" value="1"' in said
    clash = client.post(address, {f"version.{LEAD}": "0", f"text.{LEAD}": "A doctor"}).content.decode()
    assert "Keep theirs" in clash
    assert f'name="version.{LEAD}" value="0"' in clash  # typing on does not overwrite
    mine = client.post(address, {f"version.{LEAD}": "0", f"text.{LEAD}": "A doctor", "mine": f"{LEAD}@1"})
    assert "A doctor</textarea>" in mine.content.decode()
    assert RecordEntry.objects.get(key=LEAD).text == "A doctor"
    assert client.post(f"/visits/{visit.pk}/record/save/?key=nothing").status_code == 404
