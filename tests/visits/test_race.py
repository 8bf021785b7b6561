"""Two people take the last time at once, each with a connection of their own: one gets it.

They are read on SQLite by `make test` and on PostgreSQL by `make test-postgresql`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from commonground.core.services import RefusedError
from commonground.visits.models import Slot, Visit
from commonground.visits.services import arranging as services
from commonground.visits.services import booking as booking_services
from tests.visits.scene import NOW, a_visit, at, holder, link_of, offers
from tests.world import called, make_world, manager, practice

WAITS = 0.5
"""Seconds in which somebody who does not wait for the other would long have been served."""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("apart", [timedelta(0), timedelta(minutes=90)], ids=["one time", "out of reach"]),
]


class Race:
    """Two practices that see the last time, or two times of which only one can be reached."""

    def __init__(self, apart: timedelta) -> None:
        world = make_world()
        caller = called(world.commissioner)
        self.visits = []
        for _ in range(2):
            surgery = practice(world.ealing)
            visit = a_visit(world.commissioner, surgery)
            services.invite(caller, visit, to=manager(caller, surgery), now=NOW)
            self.visits.append(visit)
        first, *more = offers(world.commissioner, *sorted({at(10), at(10) + apart}))
        self.wanted = [first.pk, more[0].pk if more else first.pk]
        self.told = booking_services.ONLINE_ONLY if apart else booking_services.TAKEN
        self.outcomes: dict[int, str] = {}
        self.connections: set[object] = set()

    def choose(self, number: int) -> None:
        """One of the two presses the button, with the connection of this thread."""
        visit = Visit.objects.select_related("practice", "visitor").get(pk=self.visits[number].pk)
        self.connections.add(connection.connection)
        link = link_of(visit)
        try:
            booking_services.choose_time(holder(visit, link), visit, link, self.wanted[number], now=NOW)
            self.outcomes[number] = "booked"
        except RefusedError as refused:
            self.outcomes[number] = str(refused)

    def begun(self, number: int, first: Callable[[], object]) -> threading.Thread:
        """Somebody who chooses in a thread, once something else has come about."""

        def run() -> None:
            try:
                first()
                self.choose(number)
            finally:
                connection.close()

        person = threading.Thread(target=run)
        person.start()
        return person

    def check(self) -> None:
        """One has it; the other is told, and can choose again."""
        assert sorted(self.outcomes.values()) == sorted([self.told, "booked"])
        assert Visit.objects.filter(state=Visit.State.BOOKED).count() == 1
        assert Slot.objects.filter(visit__isnull=False).count() == 1
        loser = next(self.visits[number] for number, outcome in self.outcomes.items() if outcome != "booked")
        assert link_of(loser).used_at is None
        assert len(self.connections) == 2


def test_one_gets_it_and_the_other_is_told(apart: timedelta) -> None:
    race = Race(apart)
    # When both press the button at the same moment
    together = threading.Barrier(2)
    for person in [race.begun(number, together.wait) for number in range(2)]:
        person.join()
    race.check()


def test_who_comes_second_waits_until_the_first_is_done(apart: timedelta) -> None:
    race = Race(apart)
    # Given one who has chosen, and whose choice is not kept yet
    with transaction.atomic():
        race.choose(0)
        # When the other chooses with a connection of their own
        second = race.begun(1, lambda: None)
        second.join(WAITS)
        # Then they wait
        assert second.is_alive()
        assert 1 not in race.outcomes
    # And are told once the first is kept
    second.join()
    race.check()
    assert race.outcomes[0] == "booked"
