"""The code book on the screen: each factor's lens, and what was found apart from what was not asked about."""

from __future__ import annotations

import re

from django.test import Client

from commonground.desk.presenters.code_book import groups, lenses
from commonground.desk.queries.study import Span, factors, held
from commonground.engine.rules.visit_book import load_visit_book
from commonground.visits.models import Visit
from tests.desk import story
from tests.world import World, called, practice


def test_every_factor_has_a_lens_that_the_book_explains() -> None:
    book = load_visit_book()
    assert {factor.lens for factor in book.factors.values()} == {one.lens.title for one in lenses(book)}
    assert all(one.sources for one in lenses(book))


def test_absent_is_not_the_same_as_not_asked(world: World, client: Client) -> None:
    # Given three visits held: found at one, asked and absent at another, not asked at the third
    first, second, _ = (
        story.visit(practice(world.ealing), world.commissioner, Visit.State.HELD) for _ in range(3)
    )
    story.found(first, "language", "present")
    story.found(second, "language", "absent")
    # When the code book is counted for those who see them, and for a stranger
    for user, expected in (
        (world.lead, (1, 1, 1)),
        (world.evaluator, (1, 1, 1)),
        (world.stranger, (0, 0, 0)),
    ):
        caller = called(user)
        found = groups(load_visit_book(), factors(caller, Span()), held(caller, Span()).count())
        (language,) = [one for _, rows in found for one in rows if one.factor.id == "language"]
        assert (language.present, language.absent, language.not_asked) == expected
        client.force_login(user)
        page = client.get("/code-book/").content.decode()
        assert "Why parents do not get there" in page
        assert "Language or reading" in page


def test_the_record_says_the_lens_of_each_factor(world: World, client: Client) -> None:
    visit = story.visit(practice(world.ealing), world.commissioner, Visit.State.HELD)
    client.force_login(world.commissioner)
    page = client.get(f"/visits/{visit.pk}/record/").content.decode()
    lens_of = dict(re.findall(r'id="entry-factor-([\w-]+)".*?Lens: ([^.<]+)\.', page, re.S))
    assert lens_of == {one.id: one.lens for one in load_visit_book().factors.values()}
    assert page.count("Asked, and absent") >= len(lens_of)
    assert "/code-book/" in page
