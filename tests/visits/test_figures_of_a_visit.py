"""What a visit has to do with figures: the link to count with the invitation, both figures before, the change after."""

from __future__ import annotations

import html

from commonground.core.models import Link, OutboxMessage
from commonground.figures.fixes import services as fixes
from commonground.figures.models import Difference
from commonground.visits.services import arranging as services
from tests.desk.story import visit as a_held_visit
from tests.figures.counts_made import change, difference
from tests.figures.given import signed_in
from tests.figures.settled import counted, on, published, to_ask
from tests.visits.scene import NOW, a_visit
from tests.world import TODAY, World, called, manager, practice


def test_the_link_to_count_goes_out_with_the_invitation_where_it_is_ticked(world: World) -> None:
    caller = called(world.commissioner)
    at = practice(world.ealing)
    mina = manager(caller, at)
    services.invite(caller, a_visit(world.commissioner, at), to=mina, now=NOW)
    assert not OutboxMessage.objects.filter(kind="count-asked").exists()
    found = a_visit(world.commissioner, practice(world.ealing, email="inbox@practice.example"))
    typed = {"to": "inbox", "mode": "in_person", "count": "on", "send": "1"}
    assert signed_in(world.commissioner).post(f"/visits/{found.pk}/invite/", typed).status_code == 302
    letter = OutboxMessage.objects.get(kind="count-asked")
    assert (letter.to, letter.practice_code) == ("inbox@practice.example", found.practice.code)
    assert letter.link is not None
    assert letter.link.purpose == Link.Purpose.COUNT


def test_both_figures_and_what_was_asked_are_read_before_a_visit(world: World) -> None:
    at = practice(world.ealing, visitor=world.commissioner)
    found = a_visit(world.commissioner, at)
    cora = signed_in(world.commissioner)
    page = cora.get(f"/visits/{found.pk}/before/").content.decode()
    assert "has not counted its own children yet" in page
    published(at, 45, 60)
    counted(at, differences=[difference("never_reached_chis", 12, 20.0)])
    fixes.ask(called(world.commissioner), Difference.objects.get(), to_ask(), now=on(TODAY))
    page = html.unescape(cora.get(f"/visits/{found.pk}/before/").content.decode())
    assert (
        "published 75.0%, by the practice 90.7%. Causes: given here, not on the child health service's record (12)."
        in page
    )
    assert "not seen yet: no figures have told of it" in page


def test_the_change_since_the_visit_is_told_after_it_by_a_later_count_alone(world: World) -> None:
    at = practice(world.ealing, visitor=world.commissioner)
    held = a_held_visit(at, world.commissioner, "held")
    cora = signed_in(world.commissioner)
    path = f"/visits/{held.pk}/after/"
    counted(at, as_at=held.starts_at.date(), changes=[change("vaccinated", 9)])  # type: ignore[union-attr]
    assert "Not known. It is told once the practice counts again" in cora.get(path).content.decode()
    counted(at, as_at=TODAY, changes=[change("vaccinated", 5), change("repaired", 7)])
    page = " ".join(html.unescape(cora.get(path).content.decode()).split())
    assert 'Vaccinated: the dose is dated after the baseline</th><td class="cg-number">+5' in page
    assert "<strong>+12</strong>" in page
