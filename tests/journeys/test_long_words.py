"""Names without a space, addresses and texts of one long word break, and no page runs off the side of a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from commonground.advice import services as advice
from commonground.advice.models import Question
from commonground.core.clock import now, today
from commonground.core.links import address_of, make_link
from commonground.core.models import Link
from commonground.plans import services as plans
from commonground.practices.models import Practice
from commonground.visits.models import Attendee, Correction, Visit, Wish
from commonground.visits.services import arranging as services
from commonground.visits.services import record as record_services
from tests.follow_up_world import action, plan_of
from tests.journeys.conftest import TELEPHONE, Visitor
from tests.world import World, called, manager, practice

LONG = "Llanfair" * 20
ADDRESS = f"{'l' * 60}@{'l' * 60}.{'l' * 60}.example"


def long_world(world: World) -> tuple[Practice, Visit]:
    """A practice whose every word is long, with a visit, a plan and a question."""
    caller = called(world.commissioner)
    world.commissioner.name = f"Cora {LONG}"
    world.commissioner.save()
    surgery = practice(
        world.ealing,
        LONG,
        visitor=world.commissioner,
        address=LONG,
        pcn_name=LONG,
        email=ADDRESS,
        supplier=LONG[:60],
    )
    person = manager(caller, surgery, LONG, email=ADDRESS)
    visit = Visit.objects.create(practice=surgery, visitor=world.commissioner, made_at=now(), reason=LONG)
    services.invite(caller, visit, to=person, now=now())
    Wish.objects.create(visit=visit, kind="ring_me", text=LONG, made_at=now())
    held = Visit.objects.create(
        practice=surgery,
        visitor=world.commissioner,
        state=Visit.State.WRITTEN_UP,
        starts_at=now() - timedelta(days=1),
        made_at=now(),
    )
    Attendee.objects.create(visit=held, contact=person, role="manager", came=True)
    Correction.objects.create(visit=held, text=LONG, made_at=now())
    record_services.saved(caller, held, "note:in-short", "", LONG, 0, at=now())
    record_services.saved(caller, held, "answer:lead", "", LONG, 0, at=now())
    plan = plan_of(world, surgery)
    plans.add_action(
        caller,
        action(
            plan, f"Ring the families of {LONG} each Monday", who=LONG, due_on=today() + timedelta(days=60)
        ),
        today=today(),
    )
    plans.add_action(
        caller,
        action(
            plan, f"Write to the families of {LONG} each month", who=LONG, due_on=today() + timedelta(days=60)
        ),
        today=today(),
    )
    plans.agree(caller, plan, at=now())
    advice.ask(
        caller,
        Question(
            practice=surgery,
            topic="data",
            text=LONG,
            asked_on=today(),
            owner=world.commissioner,
            due_on=today(),
        ),
    )
    return surgery, held


def test_no_long_word_widens_a_page(journey_world: World, visit: Callable[..., Visitor]) -> None:
    # Given somebody whose practices, people and texts have long words
    surgery, held = long_world(journey_world)
    person, plan = surgery.contacts.get(), surgery.plans.get()
    invited = Visit.objects.exclude(pk=held.pk).get()
    question = Question.objects.get()
    someone = visit(journey_world.commissioner)
    # When each page is opened on a telephone
    paths = (
        "/",
        f"/practices/{surgery.code}/",
        f"/practices/{surgery.code}/details/",
        f"/practices/{surgery.code}/people/{person.pk}/",
        "/practices/",
        "/lists/people/",
        "/lists/practices/",
        "/search/?q=Llanfair",
        "/visits/arranging/",
        "/visits/board/",
        "/visits/list/",
        "/visits/calendar/",
        f"/visits/{invited.pk}/",
        f"/visits/{invited.pk}/invite/",
        f"/visits/{invited.pk}/sheet/",
        f"/visits/{held.pk}/",
        f"/visits/{held.pk}/before/",
        f"/visits/{held.pk}/record/",
        f"/visits/{held.pk}/after/",
        f"/visits/{held.pk}/summary/",
        f"/plans/{plan.pk}/",
        "/follow-up/",
        "/questions/",
        f"/questions/{question.pk}/",
        "/caseloads/",
        "/effort/",
        "/account/",
    )
    wide = {path: width for path in paths if (width := width_of(someone, path)) > TELEPHONE["width"]}
    # And the pages of the practice
    theirs = visit()
    for purpose, about in (
        (Link.Purpose.PRACTICE, ""),
        (Link.Purpose.SUMMARY, held.pk),
        (Link.Purpose.BOOK, invited.pk),
    ):
        link = make_link(purpose, practice_code=surgery.code, object_id=about, now=now())
        if (width := width_of(theirs, address_of(link))) > TELEPHONE["width"]:
            wide[theirs.page.url] = width
    # Then none is wider than the telephone
    assert wide == {}


def width_of(someone: Visitor, path: str) -> int:
    """How wide a page is on a telephone; it must open."""
    someone.page.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    answer = someone.page.goto(path if path.startswith("http") else someone.base + path)
    assert answer is not None
    assert answer.status == 200, path
    someone.page.wait_for_load_state()
    return int(someone.page.evaluate("document.documentElement.scrollWidth"))


def test_short_words_stay_whole(journey_world: World, visit: Callable[..., Visitor]) -> None:
    someone = visit(journey_world.commissioner)
    for width in (320, 375, 1280):
        someone.page.set_viewport_size({"width": width, "height": 800})
        someone.page.goto(someone.base)
        box = someone.page.get_by_role("button", name="Find").bounding_box()
        assert box is not None
        assert box["height"] < 60, f"“Find” is broken at {width} px"
