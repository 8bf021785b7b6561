"""From the first letter to a visit that was held: by a commissioner, and by a manager with nothing but a link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page

from commonground.core.clock import now
from commonground.core.links import address_of
from commonground.core.models import Link
from commonground.practices.models import Practice
from commonground.visits.models import Visit
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from commonground.visits.services.booking import Time
from tests.journeys.conftest import Visitor
from tests.visits.scene import a_nurse, a_visit, a_working_day, letters, link_of, offers
from tests.world import World, called, manager, practice

Begin = Callable[..., Visitor]


def invited(world: World, surgery: Practice | None = None, **options: object) -> Visit:
    """A visit whose manager has the invitation."""
    caller = called(world.commissioner)
    surgery = surgery or practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    services.invite(caller, visit, to=manager(caller, surgery), now=now(), **options)  # type: ignore[arg-type]
    return visit


def link_for(visit: Visit, purpose: Link.Purpose = Link.Purpose.BOOK) -> str:
    return address_of(link_of(visit, purpose))


def press_key_until(page: Page, key: str, focused: str, most: int = 60) -> None:
    """Press a key until the element that a selector finds has the focus."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", focused):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{focused} is not reached with {key}")


def test_a_commissioner_offers_times_and_invites(journey_world: World, visit: Begin) -> None:
    # Given a practice whose manager is known, and a visit to be arranged
    surgery = practice(journey_world.ealing, "Invented Road Surgery", email="inbox@practice.example")
    manager(called(journey_world.commissioner), surgery)
    planned = a_visit(journey_world.commissioner, surgery)
    # When the commissioner offers the same time every week
    someone = visit(journey_world.commissioner)
    someone.open("/visits/arranging/")
    someone.press("The times you offer", "link")
    page = someone.press("Choose the days", "link")
    page.get_by_label("Thursday").check()
    page.get_by_label("Starts at").fill("10:00")
    page.get_by_label("From").fill((now() + timedelta(days=7)).date().isoformat())
    page.get_by_label("To").fill((now() + timedelta(days=30)).date().isoformat())
    page = someone.press("Add these times")
    assert "Free" in page.inner_text("main")
    # And one more, on Christmas Day
    page.get_by_label("Day").fill(f"{now().year + 1}-12-25")
    page.get_by_label("Starts at").fill("10:00")
    page = someone.press("Add this time")
    assert "That day is a bank holiday" in page.inner_text("main")
    assert page.get_by_label("Starts at").input_value() == "10:00"
    # And makes a private calendar address
    page = someone.press("Make a new private address")
    assert "/feed/" in page.inner_text("main")
    # And ticks the practice, reads the letter, and sends it
    someone.open("/visits/arranging/")
    page.get_by_label("Invite Invented Road Surgery").check()
    page = someone.press("See the invitations")
    page.get_by_text("Invented Road Surgery: to Mina Manager").click()
    assert "This is support, not inspection." in page.inner_text("main")
    assert "<" not in page.inner_text("main")
    page = someone.press("Send them")
    assert "1 of 1 invitations are in the outbox." in page.inner_text("body")
    # Then it waits for an answer, and the page of the visit has the letter and the attempt
    page = someone.press("Invented Road Surgery", "link")
    text = page.inner_text("main")
    assert "Invited" in text
    assert "E-mail sent, 2 minutes" in text
    assert "<" not in text
    assert len(letters(planned, "invitation")) == 1


def test_an_invitation_is_read_before_it_is_sent(journey_world: World, visit: Begin) -> None:
    surgery = practice(journey_world.ealing, email="inbox@practice.example", phone="020 7946 0000")
    caller = called(journey_world.commissioner)
    a_nurse(caller, surgery, "Nora Nurse")
    planned = a_visit(journey_world.commissioner, surgery)
    someone = visit(journey_world.commissioner)
    someone.open(f"/visits/{planned.pk}/")
    page = someone.press("Invite", "button")
    assert "No manager or deputy is confirmed" in page.inner_text("main")
    page.get_by_label("The generic inbox").check()
    page.get_by_role("group", name="Is a nurse needed too?").get_by_label("Nora Nurse").check()
    page = someone.press("Show the letter for this choice")
    assert "Dear colleague," in page.inner_text("main")
    page = someone.press("Send the invitation")
    assert "One of the nurses is needed" in page.inner_text("main")
    assert [letter.to for letter in letters(planned, "invitation")] == ["inbox@practice.example"]


def test_a_manager_books_with_the_keyboard_alone(journey_world: World, visit: Begin) -> None:
    # Given an invitation and two times
    planned = invited(journey_world)
    offers(journey_world.commissioner, a_working_day(10), a_working_day(15), asked_at=now())
    someone = visit()
    page = someone.open(link_for(planned))
    # When nothing but the keyboard is used: to the times, the second of them, past the colleagues, and Enter
    press_key_until(page, "Tab", "input[name=slot]")
    page.keyboard.press("ArrowDown")
    press_key_until(page, "Tab", "summary")
    page.keyboard.press("Enter")
    press_key_until(page, "Tab", "input[name=name_1]")
    page.keyboard.type("Nora Nurse")
    page.keyboard.press("Tab")
    page.keyboard.type("Practice n")
    page.keyboard.press("Tab")
    page.keyboard.type("nora@practice.example")
    press_key_until(page, "Tab", "main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thank-you/")
    someone.look()
    # Then it is booked, and both get the calendar file
    assert "The visit is on" in page.inner_text("main")
    planned.refresh_from_db()
    assert (planned.state, planned.starts_at) == (Visit.State.BOOKED, a_working_day(15))
    assert {letter.to for letter in letters(planned, "visit-confirmed")} == {
        "mina.manager@practice.example",
        "nora@practice.example",
    }
    # And the link says that it was used
    page = someone.open(link_for(planned))
    assert "This link has been used." in page.inner_text("main")


def test_a_manager_says_when_her_surgeries_are_with_the_keyboard_alone(
    journey_world: World, visit: Begin
) -> None:
    # Given an invitation and two times of a day
    planned = invited(journey_world)
    offers(journey_world.commissioner, a_working_day(10), a_working_day(15), asked_at=now())
    someone = visit()
    page = someone.open(link_for(planned))
    assert page.locator("input[name=slot]").count() == 2
    # When she goes to the page of her surgeries and types hours that end before they begin
    press_key_until(page, "Tab", "a[href$='/surgeries/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/surgeries/")
    someone.look()
    press_key_until(page, "Tab", "select[name=weekday]")
    page.keyboard.type(f"{a_working_day():%A}")
    page.keyboard.press("Tab")
    page.keyboard.type("1200PM")
    press_key_until(page, "Tab", "input[name=ends]")
    page.keyboard.type("0900AM")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=There is a problem")
    someone.look()
    # Then all of it is still there, and the end is mended
    assert page.locator("input[name=starts]").input_value() == "12:00"
    page.locator("input[name=starts]").fill("09:00")
    page.locator("input[name=ends]").fill("12:00")
    page = someone.press("Add these hours")
    assert f"{a_working_day():%A}, 09:00 to 12:00" in page.inner_text("main")
    # And only the time outside is offered, until the hours are removed
    page = someone.press("That is all: back to the times", "link")
    assert page.locator("input[name=slot]").count() == 1
    someone.press("See or change your surgery hours", "link")
    someone.press("Remove")
    page = someone.press("Back to the times", "link")
    assert page.locator("input[name=slot]").count() == 2


def test_the_other_answers(journey_world: World, visit: Begin) -> None:
    # Suggest other times
    planned = invited(journey_world)
    someone = visit()
    someone.open(link_for(planned))
    page = someone.press("How to get ready", "link")
    assert "Whom to gather" in page.inner_text("main")
    someone.press("Back to the visit", "link")
    page = someone.press("Suggest other times", "link")
    page = someone.press("Send")
    assert "There is a problem" in page.inner_text("main")
    page.get_by_label("Which days and times suit you?").fill("Tuesdays after 2pm")
    page = someone.press("Send")
    assert "Cora Commissioner will be in touch." in page.inner_text("main")
    # Ask to be rung
    second = invited(journey_world)
    someone.open(link_for(second))
    page = someone.press("Ask us to ring you", "link")
    page.get_by_label("Which number, and when is a good time?").fill("020 7946 0000")
    someone.press("Send")
    # Name somebody else
    third = invited(journey_world)
    someone.open(link_for(third))
    page = someone.press("Give us the name of somebody else", "link")
    page.get_by_label("Name").fill("Dina Deputy")
    page.get_by_label("Deputy practice manager").check()
    page.get_by_label("E-mail").fill("dina@practice.example")
    page = someone.press("Send")
    assert "will write to Dina Deputy" in page.inner_text("main")
    # Say no
    fourth = invited(journey_world)
    someone.open(link_for(fourth))
    page = someone.press("Say no to the visit", "link")
    page.get_by_label("Why does").or_(page.get_by_label("Why?")).fill("We merge in June")
    someone.press("Send")
    fourth.refresh_from_db()
    assert fourth.state == Visit.State.DECLINED
    # Then the commissioner has the answers first, and deals with one
    commissioner = visit(journey_world.commissioner)
    page = commissioner.open("/visits/arranging/")
    assert "The practice answered (3)" in page.inner_text("main")
    commissioner.open(f"/visits/{second.pk}/")
    page = commissioner.press("Dealt with")
    assert "dealt with" in page.inner_text("main")
    # And whom the practice named can be invited
    commissioner.open(f"/visits/{third.pk}/")
    page = commissioner.press("Invite again", "button")
    page.get_by_label("Dina Deputy").check()
    commissioner.press("Send the invitation")
    assert [letter.to for letter in letters(third, "new-person")] == ["dina@practice.example"]


def test_the_manager_and_one_of_two_nurses(journey_world: World, visit: Begin) -> None:
    # Given a visit for which the manager and one of two nurses are needed (story 7)
    caller = called(journey_world.commissioner)
    surgery = practice(journey_world.ealing)
    nurses = [a_nurse(caller, surgery, name) for name in ("Anna Nurse", "Bella Nurse")]
    planned = invited(journey_world, surgery, nurses=nurses)
    offers(journey_world.commissioner, a_working_day(14), asked_at=now())
    someone = visit()
    page = someone.open(link_for(planned))
    page.locator("input[name=slot]").first.check()
    page = someone.press("Choose this time")
    assert "We are asking your colleagues" in page.inner_text("main")
    # When nurse B says yes on her link
    (hers,) = (one for one in letters(planned, "asked-to-join") if one.to.startswith("bella"))
    assert hers.link is not None
    nurse = visit()
    page = nurse.open(address_of(hers.link))
    assert "Can you come?" in page.inner_text("main")
    page.get_by_label("Yes, I can come").check()
    page = nurse.press("Send")
    # Then it is booked, and nurse A is told that she is not needed
    assert "The visit is on" in page.inner_text("main")
    assert [one.to for one in letters(planned, "not-needed")] == ["anna.nurse@practice.example"]
    commissioner = visit(journey_world.commissioner)
    page = commissioner.open(f"/visits/{planned.pk}/")
    assert "Not needed" in page.inner_text("main")
    # When the manager moves it, it waits for a nurse again, and what nurse B said stays to be read
    offers(journey_world.commissioner, a_working_day(16), asked_at=now())
    someone.open(link_for(planned, Link.Purpose.MOVE))
    someone.page.locator("input[name=slot]").last.check()
    page = someone.press("Move the visit to this time")
    assert "We are asking your colleagues" in page.inner_text("main")
    text = commissioner.open(f"/visits/{planned.pk}/").inner_text("main")
    assert "4pm is kept while colleagues at the practice are asked." in text
    assert "Answers to other times, which no longer count" in text
    assert "Bella Nurse, Practice nurse: can come on" in text
    (hers,) = (one for one in letters(planned, "asked-again") if one.to.startswith("bella"))
    assert hers.link is not None
    page = nurse.open(address_of(hers.link))
    page.get_by_label("Yes, I can come").check()
    page = nurse.press("Send")
    assert "4pm" in page.inner_text("main")


def test_a_nurse_whom_only_the_manager_knows(journey_world: World, visit: Begin) -> None:
    # Given a visit for which a nurse is needed, and nobody knows one
    planned = invited(journey_world, nurses=[])
    offers(journey_world.commissioner, a_working_day(14), asked_at=now())
    someone = visit()
    page = someone.open(link_for(planned))
    assert "A nurse is needed too" in page.inner_text("main")
    # When the manager names none, it says so and keeps the time that was chosen
    page.locator("input[name=slot]").first.check()
    page = someone.press("Choose this time")
    assert "Give the name and e-mail of one." in page.inner_text("main")
    assert page.locator("input[name=slot]").first.is_checked()
    # When one is named, she is asked
    page.get_by_label("Name").first.fill("Nora Nurse")
    page.get_by_label("What they do").first.select_option("Practice nurse")
    page.get_by_label("E-mail").first.fill("nora@practice.example")
    someone.press("Choose this time")
    assert [letter.to for letter in letters(planned, "asked-to-join")] == ["nora@practice.example"]


def test_the_commissioner_waits_no_longer(journey_world: World, visit: Begin) -> None:
    caller = called(journey_world.commissioner)
    surgery = practice(journey_world.ealing)
    planned = invited(journey_world, surgery, nurses=[a_nurse(caller, surgery, "Anna Nurse")])
    offers(journey_world.commissioner, a_working_day(14), asked_at=now())
    someone = visit()
    page = someone.open(link_for(planned))
    page.locator("input[name=slot]").first.check()
    someone.press("Choose this time")
    commissioner = visit(journey_world.commissioner)
    commissioner.open(f"/visits/{planned.pk}/")
    commissioner.press("Wait no longer")
    commissioner.press("Ask for another time")
    assert len(letters(planned, "choose-again")) == 1


def test_a_visit_is_moved_put_off_and_held(journey_world: World, visit: Begin) -> None:
    # Given a visit that the commissioner booked on the telephone
    surgery = practice(journey_world.ealing)
    manager(called(journey_world.commissioner), surgery)
    planned = a_visit(journey_world.commissioner, surgery)
    commissioner = visit(journey_world.commissioner)
    commissioner.open(f"/visits/{planned.pk}/")
    page = commissioner.press("Book a time that was agreed")
    page.get_by_label("Mina Manager").check()
    page.get_by_label("Day").fill(a_working_day().date().isoformat())
    page.get_by_label("Starts at").fill("10:00")
    page = commissioner.press("Book it")
    assert "The visit is booked." in page.inner_text("body")
    # When the practice moves it with the link of the confirmation
    offers(journey_world.commissioner, a_working_day(15), asked_at=now())
    someone = visit()
    page = someone.open(link_for(planned, Link.Purpose.MOVE))
    page.locator("input[name=slot]").first.check()
    page = someone.press("Move the visit to this time")
    assert "3pm" in page.inner_text("main")
    # And puts it off with the next
    someone.open(link_for(planned, Link.Purpose.MOVE))
    page = someone.press("Put the visit off", "link")
    page.get_by_label("Why?").fill("Two of us are ill")
    someone.press("Send")
    # Then the commissioner sees why, and books again for a time that has passed, to say that it was held
    page = commissioner.open(f"/visits/{planned.pk}/")
    assert "Postponed" in page.inner_text("main")
    assert "Two of us are ill" in page.inner_text("main")
    page = commissioner.press("Book a time that was agreed")
    page.get_by_label("Mina Manager").check()
    page.get_by_label("Day").fill((now() - timedelta(days=1)).date().isoformat())
    page.get_by_label("Starts at").fill("10:00")
    commissioner.press("Book it")
    page = commissioner.press("It was held")
    page.get_by_role("group", name="Who else came?").get_by_label("Practice nurse").check()
    page = commissioner.press("Keep it")
    assert "If neither was there, say why it counts." in page.inner_text("main")
    assert page.get_by_label("Practice nurse").is_checked()
    page.get_by_label("Mina Manager").check()
    page = commissioner.press("Keep it")
    text = page.inner_text("main")
    assert "Held" in text
    assert "Mina Manager, Practice manager. Stands for the practice. Came." in text


def test_a_practice_cancels(journey_world: World, visit: Begin) -> None:
    planned = invited(journey_world)
    offers(journey_world.commissioner, a_working_day(14), asked_at=now())
    someone = visit()
    page = someone.open(link_for(planned))
    page.locator("input[name=slot]").first.check()
    someone.press("Choose this time")
    someone.open(link_for(planned, Link.Purpose.MOVE))
    page = someone.press("Cancel the visit", "link")
    page.get_by_label("Why?").fill("We close in January")
    page = someone.press("Send")
    assert "The visit is cancelled." in page.inner_text("main")
    planned.refresh_from_db()
    assert planned.state == Visit.State.CANCELLED


def test_only_times_that_can_be_reached_and_that_suit(journey_world: World, visit: Begin) -> None:
    # Given a visit in Ealing that ends at 11:00, and a practice in Havering (story 6)
    caller = called(journey_world.commissioner)
    ealing = practice(journey_world.ealing, latitude=51.513, longitude=-0.305)
    havering = practice(journey_world.havering, latitude=51.577, longitude=0.183)
    day = a_working_day
    first = a_visit(journey_world.commissioner, ealing)
    time = Time(day(10), day(11))
    booking_services.book_as_agreed(caller, first, time, manager(caller, ealing, "Elly Manager"), now=now())
    planned = invited(journey_world, havering)
    offers(journey_world.commissioner, day(12), day(14), day(16), asked_at=now())
    # And the commissioner keeps the surgeries that the manager said on the telephone
    someone = visit(journey_world.commissioner)
    someone.open(f"/visits/{planned.pk}/")
    someone.press("When no visit suits this practice", "link")
    page = someone.press("Add surgery hours", "link")
    page.get_by_label("Day of the week").select_option(str(day().weekday()))
    page.get_by_label("From").fill("15:00")
    page.get_by_label("To").fill("17:30")
    page = someone.press("Add these hours")
    assert "15:00 to 17:30" in page.inner_text("main")
    # When the manager opens the link
    page = visit().open(link_for(planned))
    # Then noon is too soon after Ealing, 4pm is in the surgery, and 2pm can be chosen
    shown = page.get_by_role("group", name="Choose a time").inner_text()
    assert "2pm" in shown
    assert "12pm" not in shown
    assert "4pm" not in shown
