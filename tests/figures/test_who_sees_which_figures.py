"""Figures of areas are everybody's; a practice's are for who may see the practice."""

from __future__ import annotations

from datetime import date

from commonground.core.caller import Role
from commonground.figures import queries
from commonground.figures.models import Figure, Release
from tests.engine.published import books
from tests.figures.given import give, gp_level, signed_in, take_in
from tests.world import World, called, person, practice

YEAR = {"first": date(2019, 4, 1), "last": date(2020, 3, 31)}


def test_a_stranger_sees_no_figures_of_a_practice_of_another_area(world: World) -> None:
    own, other = practice(world.ealing), practice(world.elsewhere)
    take_in(world.lead, gp_level({own.code: (37, 40), other.code: (10, 40)}))
    for user, sees, hidden in (
        (world.commissioner, own, other),
        (world.evaluator, own, other),
        (world.stranger, other, own),
    ):
        client = signed_in(user)
        assert client.get(f"/figures/of/{sees.code}/").status_code == 200
        assert client.get(f"/figures/of/{hidden.code}/").status_code == 404
        for one, there in ((sees, "1 found"), (hidden, "0 found")):
            assert there in client.get("/figures/of/", {"q": one.code}).content.decode()
        rows = queries.published_rows(called(user), "mmr1_24m", **YEAR)
        assert [row.org_code for row in rows] == [sees.code]


def test_a_release_of_which_one_sees_nothing_is_not_there(world: World) -> None:
    take_in(world.lead, gp_level({practice(world.ealing).code: (37, 40)}))
    release = Release.objects.get()
    assert signed_in(world.stranger).get(f"/figures/releases/{release.pk}/").status_code == 404
    assert release.key not in signed_in(world.stranger).get("/figures/").content.decode()
    assert signed_in(world.evaluator).get(f"/figures/releases/{release.pk}/").status_code == 200


def test_faults_about_a_practice_are_for_who_may_see_it(world: World) -> None:
    practice(world.ealing, code="Z99001")
    practice(world.elsewhere, code="Z99002")
    take_in(world.lead, books.xlsx(books.gp_level()))
    release = Release.objects.get()
    assert not queries.faults(called(world.commissioner), release).filter(org_code="Z99002").exists()
    assert queries.faults(called(world.stranger), release).filter(org_code="Z99002").exists()


def test_figures_of_areas_are_everybodys(world: World) -> None:
    take_in(world.lead, books.xlsx(books.COVER_2024_Q4), "cover.xlsx")
    for user in (world.commissioner, world.evaluator, world.stranger):
        page = signed_in(user).get("/figures/of/E09000012/", {"indicator": "mmr1_24m"})
        assert page.status_code == 200
        assert "Hackney" in page.content.decode()
    assert not Figure.objects.filter(level="practice").exists()


def test_the_engine_gets_a_figure_as_it_was_read_and_the_newest_edition_alone(world: World) -> None:
    code = practice(world.ealing).code
    take_in(world.lead, gp_level({code: (30, 40)}))
    take_in(world.lead, gp_level({code: (37, 40)}))
    newest = Release.objects.get(replaces__isnull=False)
    (row,) = queries.published_rows(called(world.lead), "mmr1_24m", **YEAR)
    assert (row.numerator, row.denominator, row.release, row.cell) == (37, 40, newest.key, "F5")
    assert (row.period_start, row.parent_code, row.file) == (YEAR["first"], "70F", "gp.xlsx")
    assert (
        queries.published_rows(called(world.lead), "mmr1_24m", first=YEAR["first"], last=date(2019, 6, 30))
        == []
    )


def test_who_may_not_take_in_sees_no_file_that_waits(world: World) -> None:
    given = give(world.lead, books.xlsx(books.gp_level()))
    other_lead = person(Role.LEAD, "Olga Other", world.elsewhere)
    assert signed_in(other_lead).get(f"/figures/files/{given.pk}/").status_code == 404
    assert signed_in(other_lead).post(f"/figures/files/{given.pk}/leave/").status_code == 404
    for user in (world.commissioner, world.evaluator, world.stranger):
        client = signed_in(user)
        assert client.get(f"/figures/files/{given.pk}/").status_code == 403
        assert client.post(f"/figures/files/{given.pk}/take-in/").status_code == 403
        assert given.file_name not in client.get("/figures/").content.decode()
