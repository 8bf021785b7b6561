"""Two people take the last time at once, each with a connection of their own: one gets it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from commonground.core.services import RefusedError
from commonground.visits.models import Slot, Visit
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from tests.visits.scene import NOW, a_visit, at, holder, link_of, offers
from tests.world import called, make_world, manager, practice


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("apart", [timedelta(0), timedelta(minutes=90)], ids=["one time", "out of reach"])
def test_one_gets_it_and_the_other_is_told(apart: timedelta) -> None:
    # Given two practices that see the last time, or two times of which only one can be reached
    world = make_world()
    caller = called(world.commissioner)
    visits = []
    for _ in range(2):
        surgery = practice(world.ealing)
        visit = a_visit(world.commissioner, surgery)
        services.invite(caller, visit, to=manager(caller, surgery), now=NOW)
        visits.append(visit)
    first, *more = offers(world.commissioner, *sorted({at(10), at(10) + apart}))
    wanted = [first.pk, more[0].pk if more else first.pk]
    # When both press the button at the same moment
    together, outcomes = threading.Barrier(2), {}

    def choose(number: int) -> None:
        visit = Visit.objects.select_related("practice", "visitor").get(pk=visits[number].pk)
        link = link_of(visit)
        together.wait()
        try:
            booking_services.choose_time(holder(visit, link), visit, link, wanted[number], now=NOW)
            outcomes[number] = "booked"
        except RefusedError as refused:
            outcomes[number] = str(refused)
        finally:
            connection.close()

    people = [threading.Thread(target=choose, args=[number]) for number in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    # Then one has it, and the other is told and can choose again
    told = booking_services.ONLINE_ONLY if apart else booking_services.TAKEN
    assert sorted(outcomes.values()) == sorted([told, "booked"])
    assert Visit.objects.filter(state=Visit.State.BOOKED).count() == 1
    assert Slot.objects.filter(visit__isnull=False).count() == 1
    loser = next(visits[number] for number, outcome in outcomes.items() if outcome != "booked")
    assert link_of(loser).used_at is None
