"""What was dropped or done stays so; and a date that is moved says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from commonground.core.links import LinkError
from commonground.core.models import AuditEvent, Link
from commonground.core.services import RefusedError
from commonground.plans import check_in_services, services
from commonground.plans.models import Action, CheckIn
from tests.follow_up_world import NOON, action, agreed_plan, holder, link_of, plan_of, promise, surgery
from tests.world import TODAY, World, called

S = Action.State
DAY = timedelta(days=1)


def asked(world: World) -> tuple[CheckIn, Link]:
    """The first check-in of a plan, asked by e-mail."""
    agreed_plan(world, surgery(world))
    first = CheckIn.objects.earliest("due_on", "pk")
    check_in_services.ask(called(world.commissioner), first, at=NOON)
    return first, link_of("check-in")


def test_an_old_letter_does_not_open_what_was_dropped(world: World) -> None:
    # Given an action that was asked after, then dropped for another
    check_in, link = asked(world)
    me, plan = called(world.commissioner), check_in.action.plan
    services.drop_action(me, check_in.action, today=TODAY)
    # Then the link in the old letter has ended
    link.refresh_from_db()
    assert link.revoked_at is not None
    # And its answer, or one by phone from a page that was open before, changes nothing
    with pytest.raises(LinkError):
        check_in_services.answer(
            holder(link, plan.practice), check_in, answer="stuck", note="", at=NOON, link=link
        )
    with pytest.raises(RefusedError, match="Dropped"):
        check_in_services.answer(me, check_in, answer="stuck", note="", at=NOON)
    kept = Action.objects.get(pk=check_in.action_id)
    assert (kept.state, kept.closed_on) == (S.DROPPED, TODAY)
    check_in.refresh_from_db()
    assert check_in.answered_at is None
    # And it is not asked after again
    other = CheckIn.objects.filter(action=kept, asked_at=None).first()
    assert other is not None
    with pytest.raises(RefusedError, match="Dropped"):
        check_in_services.ask(me, other, at=NOON)


@pytest.mark.parametrize("how", ["fourth", "practice"])
def test_what_is_dropped_for_another_has_no_links_either(world: World, how: str) -> None:
    me = called(world.commissioner)
    plan = plan_of(world, surgery(world))
    first, second, third = (services.add_action(me, action(plan), today=TODAY) for _ in range(3))
    if how == "fourth":
        services.agree(me, plan, at=NOON)
        check_in_services.ask(me, first.check_ins.earliest("due_on"), at=NOON)
        services.add_action(me, action(plan), today=TODAY, drop=first)
        assert link_of("check-in").revoked_at is not None
    else:
        services.ask_practice(me, plan, at=NOON)
        link = link_of("plan-asked")
        services.write_by_practice(holder(link, plan.practice), plan, [second, third], link=link, at=NOON)
    assert Action.objects.get(pk=first.pk).state == S.DROPPED


def test_what_is_done_is_not_dropped_nor_changed(world: World, client: Client) -> None:
    check_in, _ = asked(world)
    me, one = called(world.commissioner), check_in.action
    stale = Action.objects.get(pk=one.pk)
    check_in_services.answer(me, check_in, answer="done", note="", at=NOON)
    with pytest.raises(RefusedError, match="Done"):
        services.drop_action(me, stale, today=TODAY + 9 * DAY)
    with pytest.raises(RefusedError, match="Done"):
        services.change_action(me, stale, today=TODAY)
    kept = Action.objects.get(pk=one.pk)
    assert (kept.state, kept.closed_on) == (S.DONE, TODAY)
    client.force_login(world.commissioner)
    page = client.get(f"/plans/{one.plan_id}/").content.decode()
    assert f"/actions/{one.pk}/change/" not in page
    # From a page that was open before: a sentence, and nothing changes
    shown = client.post(f"/actions/{one.pk}/drop/", follow=True).content.decode()
    assert "Done" in shown
    assert Action.objects.get(pk=one.pk).state == S.DONE
    # And a link that waited for an answer to it has ended
    assert not Link.objects.filter(purpose=Link.Purpose.ANSWER, used_at=None, revoked_at=None).exists()


def test_the_words_of_a_late_promise_change_without_its_date(world: World, client: Client) -> None:
    late = promise(world, plan_of(world, surgery(world)), TODAY - 9 * DAY)
    client.force_login(world.commissioner)
    typed = {"what": late.what + " please", "due_on": late.due_on.isoformat(), "owner": late.owner_id}
    assert client.post(f"/actions/{late.pk}/change/", typed).status_code == 302
    late.refresh_from_db()
    assert late.what.endswith("please")
    assert late.was_due_on is None
    event = AuditEvent.objects.get(event="action.changed")
    assert event.details == {"changed": ["what"]}


def test_a_promise_that_is_put_off_says_so_everywhere(world: World, client: Client) -> None:
    # Given a promise that is late
    due, later = TODAY - 9 * DAY, TODAY + 3 * DAY
    late = promise(world, plan_of(world, surgery(world)), due)
    me = called(world.commissioner)
    # When it is put off, twice
    for day in (TODAY + 1 * DAY, later):
        late.due_on = day
        services.change_action(me, late, today=TODAY)
    # Then the audit trail has the days, old and new
    details = [event.details for event in AuditEvent.objects.filter(event="action.changed").order_by("pk")]
    assert details == [
        {"changed": ["due_on"], "due_on": [due.isoformat(), (TODAY + DAY).isoformat()]},
        {"changed": ["due_on"], "due_on": [(TODAY + DAY).isoformat(), later.isoformat()]},
    ]
    # And every page that shows it says when it was due first
    assert Action.objects.get(pk=late.pk).was_due_on == due
    client.force_login(world.commissioner)
    for page in (f"/plans/{late.plan_id}/", "/follow-up/"):
        assert f"was due {due.day} {due:%B %Y}" in client.get(page).content.decode(), page
    # And a day that is past can't be chosen
    late.due_on = TODAY - DAY
    with pytest.raises(RefusedError, match="still to come"):
        services.change_action(me, late, today=TODAY)


def test_a_plan_that_is_still_written_has_no_old_dates(world: World) -> None:
    me, plan = called(world.commissioner), plan_of(world, surgery(world))
    one = services.add_action(me, action(plan), today=TODAY)
    one.due_on += 9 * DAY
    assert services.change_action(me, one, today=TODAY).was_due_on is None
    services.add_action(me, action(plan), today=TODAY)
    services.agree(me, plan, at=NOON)
    before = one.due_on
    one.due_on += 9 * DAY
    assert services.change_action(me, one, today=TODAY).was_due_on == before


def test_another_of_us_who_owes_it_is_in_the_trail(world: World) -> None:
    one = promise(world, plan_of(world, surgery(world)), TODAY + 3 * DAY)
    one.owner, one.who = world.lead, world.lead.name
    services.change_action(called(world.lead), one, today=TODAY)
    assert AuditEvent.objects.get(event="action.changed").details == {
        "changed": ["who", "owner"],
        "owner": [world.commissioner.pk, world.lead.pk],
    }
