"""Stories 18 and 19: one tap from the e-mail, and our own promises first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commonground.core.links import LinkError
from commonground.core.models import AuditEvent, Link, OutboxMessage
from commonground.core.services import NotAllowedError, RefusedError
from commonground.plans import check_in_services, daily, queries, services
from commonground.plans.models import Action, CheckIn
from commonground.plans.numbers import number_for
from commonground.practices import services as practices
from tests.follow_up_world import (
    NOON,
    action,
    agreed_plan,
    holder,
    link_of,
    plan_of,
    promise,
    surgery,
)
from tests.world import TODAY, World, called, practice


def asked(world: World) -> tuple[CheckIn, Link]:
    """The first check-in of a plan, asked by e-mail."""
    agreed_plan(world, surgery(world))
    first = CheckIn.objects.order_by("due_on").first()
    assert first is not None
    check_in_services.ask(called(world.commissioner), first, at=NOON)
    return first, link_of("check-in")


def test_an_action_is_asked_after_at_two_six_and_twelve_months_and_before_it_is_due(world: World) -> None:
    plan, caller = plan_of(world, surgery(world)), called(world.commissioner)
    late = services.add_action(caller, action(plan, due_on=date(2027, 3, 31)), today=TODAY)
    soon = services.add_action(caller, action(plan, due_on=date(2027, 1, 31)), today=TODAY)
    services.agree(caller, plan, at=NOON)
    days = [(one.due_on, one.why) for one in late.check_ins.all()]
    assert days == [
        (date(2027, 1, 25), "after 2 months"),
        (date(2027, 3, 24), "before it is due"),
        (date(2027, 5, 25), "after 6 months"),
        (date(2027, 11, 25), "after 12 months"),
    ]
    # Two of one fortnight are one
    assert [one.due_on for one in soon.check_ins.all()][:2] == [date(2027, 1, 24), date(2027, 5, 25)]


def test_the_day_asks_once_and_may_be_run_twice(world: World) -> None:
    agreed_plan(world, surgery(world))
    before, due = NOON, NOON + timedelta(days=55)
    assert "0 practices' actions" in daily.run(before)[1]
    assert "2 practices' actions asked after." in daily.run(due)
    assert "0 practices' actions asked after." in daily.run(due)
    letters = OutboxMessage.objects.filter(kind="check-in")
    assert letters.count() == 2
    assert all(letter.link and "{link}" in letter.body for letter in letters)


def test_a_reply_from_the_email_is_kept_once(world: World) -> None:
    # Given an action that was asked after
    check_in, link = asked(world)
    at = check_in.action.plan.practice
    # When the manager answers
    check_in_services.answer(holder(link, at), check_in, answer="done", note="All rung", at=NOON, link=link)
    # Then the action is done, and the link is used up
    check_in.action.refresh_from_db()
    assert check_in.action.state == Action.State.DONE
    assert AuditEvent.objects.get(event="check_in.answered").actor_kind == "link"
    other = CheckIn.objects.filter(action=check_in.action, answered_at=None).first()
    assert other is not None
    with pytest.raises(NotAllowedError):  # the link is for one check-in only
        check_in_services.answer(holder(link, at), other, answer="stuck", note="", at=NOON, link=link)
    check_in.answered_at = None
    with pytest.raises(LinkError, match="has been used"):
        check_in_services.answer(holder(link, at), check_in, answer="stuck", note="", at=NOON, link=link)


def test_an_old_link_has_expired(world: World) -> None:
    check_in, link = asked(world)
    late = NOON + timedelta(days=61)
    with pytest.raises(LinkError, match="no longer valid"):
        check_in_services.answer(
            holder(link, check_in.action.plan.practice), check_in, answer="done", note="", at=late, link=link
        )


def test_a_link_forwarded_to_another_practice_opens_nothing_of_it(world: World) -> None:
    check_in, link = asked(world)
    other = surgery(world)
    theirs = agreed_plan(world, other).actions.first()
    assert theirs is not None
    caller = holder(link, check_in.action.plan.practice)
    assert not queries.plans(caller).filter(practice=other).exists()
    assert not queries.check_ins(caller).filter(action=theirs).exists()
    with pytest.raises(NotAllowedError):
        check_in_services.answer(holder(link, other), check_in, answer="done", note="", at=NOON, link=link)
    with pytest.raises(NotAllowedError):
        services.drop_action(caller, theirs, today=TODAY)


def test_without_a_reply_or_an_address_somebody_rings(world: World) -> None:
    check_in, _ = asked(world)
    caller = called(world.commissioner)
    day = check_in.due_on
    assert queries.due_check_ins(caller, today=TODAY) == []
    waiting = queries.due_check_ins(caller, today=day, mine=True)
    assert check_in.pk in [row.pk for row in waiting]
    check_in_services.answer(caller, check_in, answer="stuck", note="No time", at=NOON)
    check_in.refresh_from_db()
    assert check_in.by_phone
    assert check_in.pk not in [row.pk for row in queries.due_check_ins(caller, today=day)]
    assert [row.state for row in queries.wants_help(caller, today=day)] == ["Stuck"]
    # Given a practice without an address, when the day comes, then it is to be rung and not asked
    agreed_plan(world, practice(world.ealing, visitor=world.commissioner))
    assert "2 to be asked by phone" in daily.run(NOON + timedelta(days=55))[2]


def test_our_promise_is_first_on_our_list_and_the_lead_sees_it(world: World) -> None:
    # Given a promise for the 10th, and another for later
    plan = plan_of(world, surgery(world))
    promise(world, plan, date(2026, 12, 20), "Send the training dates for reception staff")
    first = promise(world, plan, date(2026, 12, 10))
    # When the 11th comes
    day = date(2026, 12, 11)
    # Then it is first on my list and my lead's, a day late
    for user, mine in ((world.commissioner, True), (world.lead, False)):
        rows = queries.promises(called(user), today=day, mine=mine)
        assert (rows[0].pk, rows[0].days_late) == (first.pk, 1)
        assert rows[0].who == world.commissioner.name
    assert queries.promises(called(world.stranger), today=day) == []
    # When it is kept, then the practice is told, once
    services.keep_promise(called(world.commissioner), first, note="The export runs again.", at=NOON)
    assert "The export runs again." in OutboxMessage.objects.get(kind="promise-kept").body
    assert len(queries.promises(called(world.lead), today=day)) == 1
    with pytest.raises(RefusedError):
        services.keep_promise(called(world.commissioner), first, note="", at=NOON)


def test_we_are_reminded_of_a_promise_before_any_practice_is_asked(world: World) -> None:
    plan, caller = plan_of(world, surgery(world)), called(world.commissioner)
    promise(world, plan, TODAY + timedelta(days=5))
    for what in ("Ring the families of overdue children", "Open a clinic on Wednesdays after school"):
        services.add_action(caller, action(plan, what), today=TODAY)
    services.agree(caller, plan, at=NOON)
    assert daily.run(NOON)[0] == "1 reminders of promises to practices."
    assert daily.run(NOON)[0] == "0 reminders of promises to practices."
    assert OutboxMessage.objects.get(kind="promise-due").to == world.commissioner.email


def test_a_lead_changes_a_number_for_the_region(world: World) -> None:
    services.change_number(called(world.lead), world.region, name="check-in-first", number=3, at=NOON)
    assert number_for(world.ealing, "check-in-first") == 3
    assert number_for(world.elsewhere, "check-in-first") == 2
    services.change_number(called(world.lead), world.ealing, name="check-in-first", number=4, at=NOON)
    assert (number_for(world.ealing, "check-in-first"), number_for(world.havering, "check-in-first")) == (
        4,
        3,
    )
    with pytest.raises(NotAllowedError):
        services.change_number(called(world.stranger), world.region, name="check-in-first", number=9, at=NOON)
    with pytest.raises(RefusedError):
        services.change_number(called(world.lead), world.region, name="plan-actions-most", number=9, at=NOON)


def test_after_a_merger_no_action_is_lost(world: World) -> None:
    # Given a practice with a plan, which merges into another
    old, new = surgery(world), surgery(world)
    plan, caller = agreed_plan(world, old), called(world.commissioner)
    practices.merge(caller, old, into=new, on=TODAY)
    # Then its actions are read at the new one, and the new one's manager is asked
    rows = queries.open_of(caller, new, today=TODAY, side=Action.Side.PRACTICE)
    assert len(rows) == 2
    assert list(queries.plans_of(caller, new)) == [plan]
    daily.run(NOON + timedelta(days=55))
    manager = new.contacts.get()
    assert {letter.to for letter in OutboxMessage.objects.filter(kind="check-in")} == {manager.email}
