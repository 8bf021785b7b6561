"""An administrator lets somebody in, who signs in and makes it safer; a caseload moves; the directory is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonground.accounts.models import User
from commonground.core.models import OutboxMessage
from commonground.core.outbox import text_of
from tests.journeys.conftest import Visitor
from tests.practices.test_loading_the_directory import file_of, line
from tests.world import World, practice

PASSWORD = "three words together"  # noqa: S105


def test_somebody_is_let_in_and_signs_in_with_a_second_step(
    journey_world: World, visit: Callable[..., Visitor], settings: Any
) -> None:
    # Given an administrator who lets somebody in
    ada = visit(journey_world.administrator)
    ada.open("/people/")
    ada.press("Add a person")
    page = ada.page
    page.get_by_label("Name").fill("Nora New")
    page.get_by_label("E-mail address").fill("nora@nhs.example")
    page.get_by_label("Commissioner").check()
    page.get_by_label("West borough (Riverside region)").check()
    ada.press("Add this person")
    assert "Nora New is added" in page.inner_text("main, .nhsuk-notification-banner")
    # When they open the link of the e-mail and choose a password
    message = OutboxMessage.objects.get(to="nora@nhs.example")
    nora = visit()
    page = nora.open(text_of(message).split("link and choose a password:\n\n")[1].split("\n")[0])
    page.get_by_label("A password").fill(PASSWORD)
    nora.press("Keep this password")
    nora.press("Sign in")
    settings.REQUIRE_SECOND_STEP = True
    page.get_by_label("E-mail address").fill("nora@nhs.example")
    page.get_by_label("Password").fill(PASSWORD)
    nora.press("Sign in")
    # Then they set up a second step before anything else, and are not asked for the password again
    assert "Set up a second step first" in page.inner_text("main")
    nora.press("Set up an app")
    assert "Type the code that it shows" in page.inner_text("main")
    nora.open("/accounts/2fa/webauthn/add/")
    nora.open("/accounts/password/change/")
    nora.open("/accounts/logout/")
    nora.press("Sign out")
    nora.open("/accounts/password/reset/")
    nora.open("/accounts/signup/")
    settings.REQUIRE_SECOND_STEP = False
    # When the administrator ends their access
    page = ada.open(f"/people/{User.objects.get(email='nora@nhs.example').pk}/")
    ada.press("End the access of Nora New")
    # Then they can't come in any more, and nothing of theirs is gone
    assert "Access ended" in page.inner_text("main")


def test_a_caseload_moves_and_the_audit_trail_tells_of_it(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a visitor with two practices
    for name in ("North Surgery", "South Surgery"):
        practice(journey_world.ealing, name, visitor=journey_world.commissioner)
    lena = visit(journey_world.lead)
    page = lena.open("/caseloads/")
    # When the lead gives one of them to herself
    lena.press("Move practices of Cora Commissioner", role="link")
    page.get_by_label("Who visits them from now on").select_option("Lena Lead")
    page.get_by_label("North Surgery").check()
    lena.press("Move them")
    # Then it is hers, and the audit trail says so
    assert "1 of these practices are Lena Lead's now" in page.inner_text("body")
    assert "handed over" in lena.open("/audit/?what=practice").inner_text("main")
    lena.open(f"/practices/?visitor={journey_world.lead.pk}")
    lena.press("North Surgery", role="link")
    lena.press("Details, surgery hours", role="link")
    assert "Lena Lead" in page.inner_text("main")
    # When she adds surgery hours
    lena.press("Add surgery hours", role="link")
    page.get_by_label("Day of the week").select_option("Tuesday")
    page.get_by_label("From").fill("09:00")
    page.get_by_label("To").fill("12:30")
    lena.press("Add these hours")
    # Then they are there
    assert "Tuesday, 09:00 to 12:30" in page.inner_text("main")


def test_the_directory_is_loaded_after_a_look_at_what_differs(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a practice that closed, and one at the same postcode
    for code, name in (("Z99801", "The Street Surgery"), ("Z99802", "The Other Surgery")):
        practice(journey_world.ealing, name, code=code, address="1 The Street", postcode="ZZ1 1AA")
    data = file_of(
        line("Z99801", "THE STREET SURGERY", closed="20261101", status="C"),
        line("Z99802", "THE OTHER SURGERY"),
        line("Z99803", "A NEW SURGERY"),
    )
    # When an administrator gives the file
    ada = visit(journey_world.administrator)
    page = ada.open("/load/directory/")
    page.get_by_label("The file").set_input_files(
        {"name": "epraccur.csv", "mimeType": "text/csv", "buffer": data}
    )
    ada.press("See what differs")
    page.get_by_label("The Other Surgery (Z99802) is open at ZZ1 1AA").check()
    ada.press("Change what is ticked")
    # Then the merger is made, and its history goes on there
    page = ada.open("/practices/Z99802/details/")
    assert "The Street Surgery" in page.inner_text("main")
    ada.open("/practices/Z99803/")
    ada.open("/areas/")
    ada.open("/areas/add/")
