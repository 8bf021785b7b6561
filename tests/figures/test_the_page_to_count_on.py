"""The page behind a practice's link brings what was published of it, for the browser to compare with its own count."""

from __future__ import annotations

import html
import json
import re

from django.test import Client
from django.utils import timezone

from commonground.core.links import make_link, token_of
from commonground.core.models import Link
from commonground.engine.figure_files import read_figures_csv
from commonground.engine.rules.loader import load_rulebook
from commonground.figures.models import Figure
from tests.figures.given import gp_level, take_in
from tests.world import World, practice


def opened(code: str) -> str:
    """The page that a practice's link opens."""
    link = make_link(Link.Purpose.COUNT, practice_code=code, now=timezone.now())
    return Client().get(f"/l/{token_of(link)}/", follow=True).content.decode()


def published_on(page: str) -> str:
    """The figures that a page brings, as CSV; nothing where it brings none."""
    found = re.search(r'<script type="application/json" id="published">(.*?)</script>', page, re.S)
    return str(json.loads(html.unescape(found[1]))) if found else ""


def test_it_brings_what_was_published_of_this_practice_and_of_no_other(world: World) -> None:
    at, other = practice(world.ealing), practice(world.ealing)
    take_in(world.lead, gp_level({at.code: (44, 60), other.code: (50, 60)}))
    rows = read_figures_csv(published_on(opened(at.code)).encode(), "published")
    assert {(row.org_code, row.denominator) for row in rows} == {(at.code, 60)}


def test_a_name_that_somebody_published_ends_no_script(world: World) -> None:
    at = practice(world.ealing)
    take_in(world.lead, gp_level({at.code: (44, 60)}))
    Figure.objects.update(org_name="</script><script>alert(1)</script>")
    page = opened(at.code)
    assert "<script>alert" not in page
    assert "</script><script>alert(1)</script>" in published_on(page)


def test_without_published_figures_it_brings_none_and_says_the_rules_it_counts_by(world: World) -> None:
    page = opened(practice(world.ealing).code)
    assert published_on(page) == ""
    assert f'data-rulebook="{load_rulebook().version}"' in page


def test_the_sample_list_is_of_invented_children() -> None:
    text = Client().get("/count/sample.csv").content.decode()
    lines = text.splitlines()
    assert len(lines) > 1000
    assert all(line.startswith("999") for line in lines[1:])
