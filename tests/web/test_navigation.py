"""No page stands alone: links lead from home to each, for whoever may open it, and the navigation says where one is."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from commonground.accounts.models import User
from commonground.core.caller import Role
from commonground.web.demo.fill import fill_if_empty
from commonground.web.demo.season import Size
from commonground.web.jinja import FOR_ADMINISTRATORS, SECTIONS
from tests.web.addresses import addresses
from tests.web.walking import Walk, name_of

SMALL = Size(practices=60, merged=2, visitors=3, practices_of_an_earlier_round=30)
OF_NO_SECTION = {"search", "account"}
"""What is reached from the head of every page."""
WITHOUT_ARGUMENT = [one for one in addresses() if one.roles is not None and not one.has_argument]


@pytest.mark.django_db
def test_every_page_is_reached_from_home_and_says_where_it_is(demo: Settings) -> None:
    fill_if_empty(date(2026, 11, 25), SMALL)
    demo.DEMO = False  # as anywhere else: the outbox is for those who lead
    for role in Role:
        client = Client()
        client.force_login(User.objects.filter(role=role.value, is_active=True).earliest("pk"))
        walk = Walk(client)
        walk.go()
        for one in WITHOUT_ARGUMENT:
            if one.roles is not None and role in one.roles and one.name not in walk.linked:
                status = client.get(f"/{one.route}").status_code
                assert status != 200, f"nothing leads a {role.value} to {one.route}"
        sections = (*SECTIONS, *FOR_ADMINISTRATORS) if role is Role.ADMINISTRATOR else SECTIONS
        assert len(sections) <= 9
        for name, _ in sections:
            assert [name_of(place) for place in walk.current[name]] == [name]
        ours = {one.name for one in addresses() if one.roles is not None} - OF_NO_SECTION
        lost = {name for name, marked in walk.current.items() if name in ours and len(marked) != 1}
        assert not lost, f"no part of the navigation is marked for a {role.value} on {sorted(lost)}"
