"""A manager sends a count; a commissioner sees both figures, asks for a fix, and the next release tells of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from django.utils import timezone

from commonground.core.links import address_of, make_link
from commonground.core.models import Link
from commonground.figures.models import Fix, PracticeCount
from tests.figures.counts_made import INDICATOR, a_share, agreement, change, difference
from tests.figures.given import gp_level, take_in
from tests.journeys.conftest import TELEPHONE, Visitor
from tests.world import World, practice

YEAR = "year to 2025-26 Q4"
FOUR = {(INDICATOR, f"2025-26 Q{quarter}"): (14, 15) for quarter in (1, 2, 3, 4)}
ABOUT = {"period": YEAR}


def share(code: str) -> bytes:
    """56 of 60 children of the year, of whom 12 never reached the child health service."""
    document = a_share(
        code,
        FOUR,
        differences=[
            difference("never_reached_chis", 12, 20.0, **ABOUT),
            difference("unresolved", "1 to 4", None, **ABOUT),
        ],
        agreement=[{**agreement(44, 0, 12, 4), **ABOUT}],
        changes=[{**change("vaccinated", 5), **ABOUT}, {**change("repaired", 7), **ABOUT}],
    )
    return json.dumps(document).encode()


def test_a_manager_sees_what_would_leave_and_sends_it_once_from_a_telephone(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a practice with a link
    at = practice(journey_world.ealing)
    link = make_link(Link.Purpose.COUNT, practice_code=at.code, now=timezone.now())
    mina = visit(viewport=TELEPHONE)
    page = mina.open(address_of(link))
    # When the manager chooses a file that is none, then it is said, and nothing is sent
    page.get_by_text("You counted before and saved the counts").click()
    chooser = page.get_by_label("The file share.json")
    chooser.set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": b"not a count"})
    page.get_by_text("This file is not a count.").wait_for()
    # When the right file is chosen, then all of it is there to be read before anything leaves
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    data = share(at.code)
    chooser.set_input_files({"name": "share.json", "mimeType": "application/json", "buffer": data})
    page.locator("#count-preview").get_by_role("heading", name="What would leave").wait_for()
    page.get_by_text(re.compile(r"^differences \(2\)$")).click()
    assert page.get_by_role("cell", name="never_reached_chis").is_visible()
    mina.look()
    assert sent == []
    # And when it is sent, then it is here, and the link has ended
    mina.press("Send the saved counts")
    assert "Your counts have arrived" in page.inner_text("main")
    assert PracticeCount.objects.get().practice == at
    assert "This link has been used" in mina.open(address_of(link)).inner_text("main")


def test_a_commissioner_sees_both_figures_asks_for_a_fix_and_the_next_release_tells_of_it(
    journey_world: World, visit: Callable[..., Visitor]
) -> None:
    # Given a practice of which 44 of 60 are published, and which counted 56 of 60
    at = practice(journey_world.ealing, visitor=journey_world.commissioner, email="inbox@practice.example")
    take_in(journey_world.lead, gp_level({at.code: (44, 60)}, "2025 to 2026"))
    cora = visit(journey_world.commissioner)
    page = cora.open(f"/practices/{at.code}/")
    cora.press("Counts by the practice", "link")
    cora.press("Give a count that was sent another way", "link")
    chooser = page.get_by_label("The file share.json")
    chooser.set_input_files({"name": "s.json", "mimeType": "application/json", "buffer": share("Z99999")})
    cora.press("Take it in")
    assert f"This count is not of {at.name}" in page.inner_text("main")
    chooser = page.get_by_label("The file share.json")
    chooser.set_input_files({"name": "s.json", "mimeType": "application/json", "buffer": share(at.code)})
    cora.press("Take it in")
    # Then both stand side by side, with what lies between and why
    text = page.inner_text("main")
    for words in ("73.3%", "93.3%", "+20.0 points", "Verification factor 1.27", "not explained yet"):
        assert words.lower() in text.lower(), words
    # When somebody is asked to put it right
    cora.press(re.compile("Ask for it to be put right.*given here"), "link")
    page.get_by_label("The child health service").check()
    page.get_by_label("E-mail address").fill("requests@chis.example")
    cora.press("Ask for it")
    text = page.inner_text("main")
    assert "Not seen yet: no figures have told of it" in text
    assert "Sent to requests@chis.example" in text
    # And when the figures are issued again with 11 more, then it is seen, by nobody's hand
    lead = visit(journey_world.lead)
    lead.open("/figures/add/")
    lead.page.get_by_label("The file").set_input_files(
        {
            "name": "gp.xlsx",
            "mimeType": "application/vnd.ms-excel",
            "buffer": gp_level({at.code: (55, 60)}, "2025 to 2026"),
        }
    )
    lead.press("Read the file")
    lead.press("Take it in")
    fix = Fix.objects.get()
    text = cora.open(f"/fixes/{fix.pk}/").inner_text("main")
    for words in ("Seen, 11 of 12", "11 repaired", "Figures re-issued since"):
        assert words in text, words
    # And the page of the practice says so, with both figures as they are now
    text = cora.open(f"/practices/{at.code}/").inner_text("main")
    assert "published 91.7%, by the practice 93.3%" in text
    assert "Seen, 11 of 12" in text
    # And the list of what was asked, the causes everywhere and who keeps the lists can be read
    for path in ("/fixes/?which=open", "/figures/differences/", "/child-health-services/"):
        cora.open(path)
    lead.open("/child-health-services/add/")
