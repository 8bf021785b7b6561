"""No page stands alone: links lead from home to each, for whoever may open it, and the navigation says where one is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django.fixtures import Settings

from commonground.accounts.models import User
from commonground.core.caller import Role
from commonground.web.demo.fill import fill_if_empty
from commonground.web.demo.season import Size
from commonground.web.jinja import FOR_ADMINISTRATORS, SECTIONS
from tests.web.addresses import addresses

SMALL = Size(practices=60, merged=2, visitors=3, practices_of_an_earlier_round=30)
OF_NO_SECTION = {"search", "account"}
"""What is reached from the head of every page."""
WITHOUT_ARGUMENT = [one for one in addresses() if one.roles is not None and not one.has_argument]


@dataclass
class Walk:
    """What somebody finds who follows links from home: one page of each kind, and all without an argument."""

    client: Client
    linked: set[str] = field(default_factory=set)
    current: dict[str, list[str]] = field(default_factory=dict)

    def go(self, begin: str = "/") -> None:
        """Follow every link once."""
        waiting, seen = [begin], Counter[str]()
        while waiting:
            address = waiting.pop(0)
            name = name_of(address)
            self.linked.add(name)
            seen[name] += 1
            if seen[name] == 1 and not name.endswith(("-csv", "-xlsx")):
                waiting += self.links(address, name)

    def links(self, address: str, name: str) -> Iterator[str]:
        """The addresses of ours that a page leads to."""
        answer = self.client.get(address)
        assert answer.status_code in (200, 302), f"{address} is linked and answers {answer.status_code}"
        if answer.status_code == 302 or "text/html" not in answer["Content-Type"]:
            return
        page = answer.content.decode()
        main = re.search(r'<nav class="cg-nav".*?</nav>', page, re.DOTALL)
        self.current[name] = re.findall(r'href="([^"]+)" aria-current="page"', main.group(0)) if main else []
        for found in re.findall(r'(?:href|role="search" action)="([^"]+)"', page):
            target = urljoin(address, unescape(found))
            if not urlsplit(target).netloc and name_of(target):
                yield target


def name_of(address: str) -> str:
    """The name of the page that an address leads to; none for a file, or a page of somebody else."""
    try:
        return str(resolve(urlsplit(address).path).url_name or "")
    except Resolver404:
        return ""


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
