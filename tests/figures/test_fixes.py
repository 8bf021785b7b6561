"""Fixes: asked for, chased, and told by the figures alone whether they worked (story 12)."""

from __future__ import annotations

import html
from datetime import date, timedelta

import pytest
from django.utils import timezone

from commonground.core.caller import SYSTEM
from commonground.core.models import AuditEvent, OutboxMessage
from commonground.core.services import NotAllowedError, RefusedError
from commonground.figures.fixes import daily, services
from commonground.figures.fixes.moving import Seen, moves
from commonground.figures.fixes.queries import fixes, late, late_of_caller
from commonground.figures.models import ChildHealthService, Difference, Fix
from commonground.practices.models import Practice
from commonground.practices.services import merge
from tests.figures.counts_made import AS_AT, INDICATOR, QUARTER, difference
from tests.figures.given import signed_in
from tests.figures.settled import counted, on, published, to_ask
from tests.world import TODAY, World, called, manager, practice


def twelve_missing(
    world: World, cause: str = "never_reached_chis", **row: object
) -> tuple[Practice, Difference]:
    """A practice of which 12 children are not in the published figure, 45 of 60."""
    at = practice(world.ealing, visitor=world.commissioner)
    published(at, 45, 60)
    counted(at, differences=[difference(cause, 12, 20.0, **row)])
    return at, Difference.objects.get()


def asked(world: World, found: Difference, **values: object) -> Fix:
    """A commissioner asks on 3 May."""
    return services.ask(called(world.commissioner), found, to_ask(**values), now=on(date(2026, 5, 3)))  # type: ignore[arg-type]


def test_a_request_for_twelve_becomes_seen_eleven_of_twelve_by_itself_and_counts_as_repaired(
    world: World,
) -> None:
    """Story 12."""
    at, found = twelve_missing(world)
    fix = asked(world, found)
    letter = OutboxMessage.objects.get(kind="fix-asked")
    assert (letter.to, "12 children" in letter.subject, "{" in letter.body) == (
        "requests@chis.example",
        True,
        False,
    )
    published(at, 56, 60, period=QUARTER, edition="b")
    fix.refresh_from_db()
    assert (fix.seen, fix.same_children, fix.settled) == (11, True, False)
    event = AuditEvent.objects.get(event="fix.seen")
    assert (event.actor_kind, event.details["seen"], event.details["of"]) == ("system", 11, 12)
    page = html.unescape(signed_in(world.commissioner).get(f"/fixes/{fix.pk}/").content.decode())
    assert "Seen, 11 of 12" in page
    assert (
        "11 repaired: records put right, of children vaccinated before. That is no child vaccinated." in page
    )
    assert "0 by anything else" in page


def test_the_next_quarter_tells_of_other_children_and_says_so(world: World) -> None:
    at, found = twelve_missing(world)
    fix = asked(world, found)
    published(at, 56, 60, period="2026-27 Q2")
    fix.refresh_from_db()
    assert (fix.seen, fix.same_children) == (11, False)
    page = signed_in(world.commissioner).get(f"/fixes/{fix.pk}/").content.decode()
    assert "These are other children" in page
    # and the same children, issued again, go before others
    published(at, 48, 60, edition="b")
    fix.refresh_from_db()
    assert (fix.seen, fix.same_children) == (3, True)
    # which nothing of others changes
    published(at, 60, 60, period="2026-27 Q2", edition="b")
    fix.refresh_from_db()
    assert (fix.seen, fix.same_children) == (3, True)


@pytest.mark.parametrize(("covered", "seen"), [(45, 0), (40, 0), (57, 12), (60, 12)])
def test_no_more_is_seen_than_was_asked_for_and_no_less_than_none(
    world: World, covered: int, seen: int
) -> None:
    at, found = twelve_missing(world)
    fix = asked(world, found)
    published(at, covered, 60, edition="b")
    fix.refresh_from_db()
    assert (fix.seen, fix.settled) == (seen, seen == 12)


def test_children_who_left_are_seen_by_a_list_that_falls(world: World) -> None:
    at, found = twelve_missing(world, "moved_away", only_in="chis")
    fix = asked(world, found)
    assert (fix.measure, fix.falls, fix.before) == ("denominator", True, 60)
    published(at, 45, 51, edition="b")
    fix.refresh_from_db()
    assert fix.seen == 9


def test_what_the_practice_puts_right_is_seen_in_its_next_count(world: World) -> None:
    at, found = twelve_missing(world, "absent_from_practice", only_in="chis")
    fix = asked(world, found, owner="practice")
    assert fix.against == found.count.release
    published(at, 60, 60, edition="b")
    fix.refresh_from_db()
    assert fix.seen is None
    counted(at, as_at=AS_AT + timedelta(days=4), cells={(INDICATOR, QUARTER): (54, 54)})
    fix.refresh_from_db()
    assert fix.seen == 5


def test_no_person_says_what_became_of_a_fix(world: World) -> None:
    _, found = twelve_missing(world)
    fix = asked(world, found)
    for user in (world.commissioner, world.lead, world.administrator):
        with pytest.raises(NotAllowedError, match="told by the next figures"):
            services.see(called(user), fix, fix.against, Seen(12, same_children=True))
    fix.refresh_from_db()
    assert fix.seen is None
    page = signed_in(world.lead).post(f"/fixes/{fix.pk}/", {"seen": "12"})
    fix.refresh_from_db()
    assert (page.status_code, fix.seen) == (200, None)


def test_a_difference_without_a_figure_to_be_seen_in_cannot_be_asked_for(world: World) -> None:
    at = practice(world.ealing)
    counted(at, differences=[difference("never_reached_chis", 12, 20.0)])
    with pytest.raises(RefusedError, match="Take in the published figures"):
        asked(world, Difference.objects.get())


def test_nobody_is_asked_for_more_children_than_differ_or_for_a_hidden_number(world: World) -> None:
    at = practice(world.ealing)
    published(at, 45, 60)
    rows = [difference("never_reached_chis", "1 to 4", None), difference("late_flow", None, None)]
    counted(at, differences=rows)
    small, hidden = Difference.objects.order_by("pk")
    with pytest.raises(RefusedError, match="4 children at most"):
        asked(world, small, children=5)
    with pytest.raises(RefusedError, match="is hidden"):
        asked(world, hidden, children=1)
    assert asked(world, small, children=4).children == 4


def test_late_fixes_are_chased_once_in_four_weeks_and_stand_on_the_lists(world: World) -> None:
    at, found = twelve_missing(world)
    written = asked(world, found, due_on=TODAY - timedelta(days=1))
    counted(at, as_at=AS_AT + timedelta(days=1), differences=[difference("wrong_code", 12, 20.0)])
    other = Difference.objects.latest("pk")
    silent = asked(world, other, due_on=TODAY - timedelta(days=2), to="")
    assert list(late_of_caller(called(world.commissioner), TODAY)) == [silent, written]
    now = timezone.now()
    assert daily.run(now)[0] == "1 late fixes asked after."
    assert daily.run(now)[0] == "0 late fixes asked after."
    assert daily.run(now + timedelta(days=28))[0] == "1 late fixes asked after."
    letter = OutboxMessage.objects.filter(kind="fix-late").first()
    assert letter is not None
    assert (letter.from_name, "not seen yet" in letter.body) == (world.commissioner.name, True)
    home = signed_in(world.commissioner).get("/").content.decode()
    assert "Fixes that are late (2)" in home
    page = signed_in(world.commissioner).get("/fixes/").content.decode()
    assert "Late (2)" in page
    # and what was seen wholly is not asked after
    published(at, 80, 90, edition="b")
    assert not late(SYSTEM, TODAY).exists()


def test_a_fix_asked_by_mistake_is_taken_back_with_a_reason(world: World) -> None:
    at, found = twelve_missing(world)
    fix = asked(world, found)
    cora = signed_in(world.commissioner)
    assert cora.post(f"/fixes/{fix.pk}/take-back/", {"withdrawn_because": ""}).status_code == 200
    cora.post(f"/fixes/{fix.pk}/take-back/", {"withdrawn_because": "the children were found"})
    fix.refresh_from_db()
    assert fix.withdrawn_on == TODAY
    published(at, 60, 60, edition="b")
    fix.refresh_from_db()
    assert fix.seen is None
    with pytest.raises(RefusedError):
        services.take_back(called(world.commissioner), fix, because="again", on=TODAY)


def test_the_form_knows_whom_to_write_to_and_keeps_what_was_typed(world: World) -> None:
    at, found = twelve_missing(world)
    manager(called(world.commissioner), at)
    service = ChildHealthService.objects.create(name="Riverside child health", email="requests@chis.example")
    service.areas.add(world.region)
    cora = signed_in(world.commissioner)
    path = f"/differences/{found.pk}/fix/"
    page = cora.get(path).content.decode()
    assert "The child health service: requests@chis.example" in page
    assert "The practice: mina.manager@practice.example" in page
    typed = {
        "owner": "chis",
        "children": "13",
        "words": "Please load",
        "due_on": "2027-01-15",
        "to": "a@chis.example",
    }
    wrong = cora.post(path, typed).content.decode()
    assert ("There is a problem" in wrong, "a@chis.example" in wrong) == (True, True)
    assert (
        "holds an NHS number"
        in cora.post(path, {**typed, "children": "12", "words": "999 054 8609"}).content.decode()
    )
    assert cora.post(path, {**typed, "children": "12"}).status_code == 302
    assert Fix.objects.get().children == 12


def test_who_may_not_see_a_practice_sees_none_of_its_fixes_and_asks_for_none(world: World) -> None:
    _, found = twelve_missing(world)
    fix = asked(world, found)
    assert not fixes(called(world.stranger)).exists()
    assert signed_in(world.stranger).get(f"/fixes/{fix.pk}/").status_code == 404
    for user in (world.stranger, world.evaluator):
        with pytest.raises(NotAllowedError):
            services.ask(called(user), found, to_ask(), now=timezone.now())
    assert "requests@chis.example" not in signed_in(world.evaluator).get(f"/fixes/{fix.pk}/").content.decode()


def test_only_who_leads_says_who_keeps_which_list(world: World) -> None:
    lead = signed_in(world.lead)
    sent = {"name": "Riverside child health", "email": "r@chis.example", "areas": [world.ealing.pk]}
    assert lead.post("/child-health-services/add/", sent).status_code == 302
    kept = ChildHealthService.objects.get()
    assert list(kept.areas.all()) == [world.ealing]
    assert "Riverside child health" in lead.get("/child-health-services/").content.decode()
    assert (
        signed_in(world.stranger)
        .get("/child-health-services/")
        .content.decode()
        .count("Riverside child health")
        == 0
    )
    with pytest.raises(NotAllowedError):
        services.keep_child_health_service(called(world.commissioner), kept, areas=[])


@pytest.mark.parametrize(
    ("cause", "only_in", "in_count", "measure", "falls"),
    [
        ("moved_away", "chis", False, "denominator", True),
        ("moved_away", "practice", True, "denominator", True),
        ("new_registration", "practice", False, "denominator", False),
        ("new_registration", "chis", True, "denominator", False),
        ("registered_elsewhere", "chis", False, "denominator", True),
        ("registered_elsewhere", "practice", False, "denominator", False),
        ("never_reached_chis", "practice", False, "numerator", False),
        ("absent_from_practice", "chis", True, "numerator", False),
        ("wrong_code", "both", False, "numerator", False),
    ],
)
def test_what_moves_when_it_is_put_right(
    cause: str, only_in: str, in_count: bool, measure: str, falls: bool
) -> None:
    found = moves(cause, only_in, "chis")
    assert (found.in_count, found.measure, found.falls) == (in_count, measure, falls)


def test_a_child_is_put_right_for_one_fix_alone_and_those_asked_for_first_come_first(world: World) -> None:
    at = practice(world.ealing, visitor=world.commissioner)
    published(at, 45, 60)
    counted(at, differences=[difference("never_reached_chis", 12, 20.0), difference("wrong_code", 6, 10.0)])
    one, two = Difference.objects.order_by("pk")
    first, second = asked(world, one), asked(world, two, children=6)
    published(at, 58, 60, edition="b")
    for fix in (first, second):
        fix.refresh_from_db()
    assert (first.seen, second.seen) == (12, 1)  # 13 more in all
    page = " ".join(signed_in(world.commissioner).get(f"/fixes/{second.pk}/").content.decode().split())
    assert "Each child is counted for one of them" in page
    assert "seen 12 of 12</a>" in page


def test_what_was_asked_for_later_counts_from_its_own_day_on(world: World) -> None:
    at = practice(world.ealing, visitor=world.commissioner)
    published(at, 45, 60)
    counted(at, differences=[difference("never_reached_chis", 12, 20.0), difference("wrong_code", 6, 10.0)])
    one, two = Difference.objects.order_by("pk")
    first = asked(world, one)
    published(at, 50, 60, edition="b")
    second = services.ask(called(world.commissioner), two, to_ask(children=6), now=on(date(2026, 9, 3)))
    assert (second.before, second.against.key[-8:]) == (50, "b" * 8)
    published(at, 58, 60, edition="c")
    for fix in (first, second):
        fix.refresh_from_db()
    assert (first.seen, second.seen) == (12, 1)


def test_the_same_is_not_asked_for_twice_from_two_pages_or_two_counts(world: World) -> None:
    at, found = twelve_missing(world)
    fix = asked(world, found)
    with pytest.raises(RefusedError, match="asked for on 3 May 2026"):
        asked(world, found)
    counted(at, as_at=AS_AT + timedelta(days=4), differences=[difference("never_reached_chis", 9, 15.0)])
    newer = Difference.objects.latest("pk")
    with pytest.raises(RefusedError, match="is open"):
        asked(world, newer, children=9)
    page = signed_in(world.commissioner).get(f"/practices/{at.code}/figures/").content.decode()
    assert f"/fixes/{fix.pk}/" in page
    assert f"/differences/{newer.pk}/fix/" not in page
    services.take_back(called(world.commissioner), fix, because="asked anew", on=TODAY)
    assert asked(world, newer, children=9).children == 9


def test_a_fix_is_asked_after_once_a_day_and_never_overwrites_what_figures_told(world: World) -> None:
    at, found = twelve_missing(world)
    fix = asked(world, found, due_on=TODAY - timedelta(days=1))
    held = Fix.objects.get(pk=fix.pk)
    published(at, 50, 60, edition="b")
    cora = signed_in(world.commissioner)
    services.chase(called(world.commissioner), held, now=timezone.now())
    fix.refresh_from_db()
    assert (fix.seen, fix.chased_on) == (5, TODAY)
    answer = cora.post(f"/fixes/{fix.pk}/chase/", follow=True)
    assert "asked after this today already" in answer.content.decode()
    assert OutboxMessage.objects.filter(kind="fix-late").count() == 1


def test_a_re_issue_that_shows_nothing_leaves_the_next_quarter_to_tell(world: World) -> None:
    at, found = twelve_missing(world)
    fix = asked(world, found)
    published(at, 44, 60, edition="b")
    fix.refresh_from_db()
    assert (fix.seen, fix.same_children) == (0, True)
    published(at, 56, 60, period="2026-27 Q2")
    fix.refresh_from_db()
    assert (fix.seen, fix.same_children) == (11, False)


def test_what_is_asked_of_figures_that_were_issued_again_is_seen_in_those_after(world: World) -> None:
    at = practice(world.ealing, visitor=world.commissioner)
    first = published(at, 45, 60)
    row = difference("late_flow", 5, 8.3, against="published", against_release=first.key)
    counted(at, differences=[row])
    published(at, 47, 60, edition="b")
    fix = asked(world, Difference.objects.get(), children=5)
    assert fix.before == 47
    published(at, 50, 60, edition="c")
    fix.refresh_from_db()
    assert fix.seen == 3


def test_an_indicator_that_is_published_no_more_is_said_to_tell_nothing(world: World) -> None:
    at, found = twelve_missing(world)
    fix = asked(world, found)
    cora = signed_in(world.commissioner)
    assert "They can’t tell" not in cora.get(f"/fixes/{fix.pk}/").content.decode()
    later = published(at, 56, 60, period="2026-27 Q2")
    Fix.objects.update(seen=None, seen_in=None)
    later.figures.update(indicator="mmr1_5y")
    page = cora.get(f"/fixes/{fix.pk}/").content.decode()
    assert "do not have this indicator" in page
    assert "Not seen yet: no figures have told of it" in page


def test_what_a_practice_that_merged_had_open_stands_with_its_successor_and_says_whose_it_is(
    world: World,
) -> None:
    at, found = twelve_missing(world)
    fix = asked(world, found)
    into = practice(world.ealing, visitor=world.commissioner)
    merge(called(world.commissioner), at, into=into, on=TODAY)
    cora = signed_in(world.commissioner)
    story = " ".join(cora.get(f"/practices/{into.code}/").content.decode().split())
    assert f"(at {at.code}, which merged into this practice)" in story
    counts = cora.get(f"/practices/{into.code}/counts/").content.decode()
    assert f"({at.code}), which merged into this practice" in counts
    figures = cora.get(f"/practices/{into.code}/figures/").content.decode()
    assert f'/practices/{at.code}/figures/">' in figures
    assert "Later figures are of both together" in cora.get(f"/practices/{at.code}/figures/").content.decode()
    assert "They can’t tell of this alone" in cora.get(f"/fixes/{fix.pk}/").content.decode()


def test_a_lead_leaves_the_areas_of_others_with_their_child_health_service(world: World) -> None:
    kept = ChildHealthService.objects.create(name="Riverside child health")
    kept.areas.set([world.ealing, world.elsewhere])
    sent = {"name": "Riverside child health", "email": "r@chis.example", "areas": [world.region.pk]}
    assert signed_in(world.lead).post(f"/child-health-services/{kept.pk}/", sent).status_code == 302
    assert set(kept.areas.all()) == {world.region, world.elsewhere}


def test_the_same_cause_is_asked_for_of_other_children(world: World) -> None:
    at, found = twelve_missing(world)
    asked(world, found)
    published(at, 50, 60, period="2026-27 Q2")
    cells = {(INDICATOR, QUARTER): (49, 54), (INDICATOR, "2026-27 Q2"): (58, 60)}
    row = difference("never_reached_chis", 8, 13.3, period="2026-27 Q2")
    counted(at, as_at=AS_AT + timedelta(days=4), cells=cells, differences=[row])
    newer = Difference.objects.latest("pk")
    assert asked(world, newer, children=8).period == "2026-27 Q2"
