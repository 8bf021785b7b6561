"""Who may open and change what of the pages of visits."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from commonground.core.models import AuditEvent, OutboxMessage
from commonground.visits.queries import visits as queries
from commonground.visits.services import arranging as services
from tests.visits.scene import NOW, a_visit, at, offers
from tests.world import TODAY, World, called, manager, practice

CHANGES = ("invite", "book-visit", "move-visit", "hold-visit", "let-go")


def test_a_stranger_of_another_area_finds_no_visit(world: World, client: Client) -> None:
    visit = a_visit(world.commissioner, practice(world.ealing))
    assert not queries.visits(called(world.stranger)).exists()
    client.force_login(world.stranger)
    for name in ("visit", "visit-sheet", *CHANGES):
        assert client.get(reverse(name, args=[visit.pk])).status_code == 404, name
    assert client.post(reverse("end-visit", args=[visit.pk, "cancelled"])).status_code == 404


def test_an_evaluator_reads_without_names_and_changes_nothing(world: World, client: Client) -> None:
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    visit = a_visit(world.commissioner, surgery)
    services.invite(caller, visit, to=manager(caller, surgery), now=NOW)
    events = AuditEvent.objects.count()
    client.force_login(world.evaluator)
    page = client.get(reverse("visit", args=[visit.pk]))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Mina Manager" not in text
    assert "mina.manager@" not in text
    assert "Next steps" not in text
    for name in CHANGES:
        assert client.post(reverse(name, args=[visit.pk])).status_code == 403, name
    assert client.get(reverse("arranging")).status_code == 200
    assert AuditEvent.objects.count() == events


def test_a_commissioner_arranges_the_own_visits_and_the_lead_sees_all(world: World) -> None:
    visit = a_visit(world.lead, practice(world.ealing))
    assert not queries.to_arrange(called(world.commissioner), on=TODAY).exists()
    assert list(queries.to_arrange(called(world.lead), on=TODAY)) == [visit]


@pytest.mark.parametrize("name", ["visit", "arranging", "slots"])
def test_nobody_comes_in_without_signing_in(world: World, client: Client, name: str) -> None:
    visit = a_visit(world.commissioner, practice(world.ealing))
    args = [visit.pk] if name == "visit" else []
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_pages_cost_a_bounded_number_of_queries(
    world: World, client: Client, django_assert_max_num_queries: object
) -> None:
    caller = called(world.commissioner)
    visits = []
    for _ in range(12):
        surgery = practice(world.ealing)
        visits.append(a_visit(world.commissioner, surgery))
        services.invite(caller, visits[-1], to=manager(caller, surgery), now=NOW)
    offers(world.commissioner, at(10), at(14))
    client.force_login(world.commissioner)
    for address in (reverse("arranging"), reverse("visit", args=[visits[0].pk]), reverse("slots")):
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            assert client.get(address).status_code == 200
    assert OutboxMessage.objects.count() == 12
