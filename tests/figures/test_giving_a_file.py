"""A file of published figures is given, read behind the page, looked at, and taken in or left."""

from __future__ import annotations

import html
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commonground.core.models import AuditEvent
from commonground.core.services import NotAllowedError, RefusedError
from commonground.core.waiting import leave, waiting
from commonground.figures import services
from commonground.figures.models import Fault, Figure, Release, Upload
from commonground.figures.queries import published_rows
from commonground.practices.models import Practice
from tests.engine.published import books
from tests.figures.counts_made import a_share, as_file
from tests.figures.given import give, gp_level, signed_in, take_in
from tests.world import TODAY, World, called, practice

S = Upload.State


def test_a_file_is_read_and_shown_and_nothing_of_it_is_in(world: World) -> None:
    given = give(world.lead, books.xlsx(books.gp_level()))
    assert (given.state, Figure.objects.count(), Release.objects.count()) == (S.READ, 0, 0)
    page = signed_in(world.lead).get(f"/figures/files/{given.pk}/").content.decode()
    for words in (
        "UKHSA GP-level COVER, management information, 2019-20: not here yet",
        "Hidden denominator",
        "Table_1",
        "Take it in",
        "Leave it",
    ):
        assert words in page
    # and who asks how far it is gets the progress alone, and is told to look anew once it is done
    answer = signed_in(world.lead).get(f"/figures/files/{given.pk}/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert "<html" not in answer.content.decode()


def test_what_was_looked_at_is_taken_in_with_its_cells_and_its_faults(world: World) -> None:
    first = practice(world.ealing)
    taken = take_in(world.lead, gp_level({first.code: (37, 40)}))
    figure = Figure.objects.get(indicator="mmr1_24m")
    assert (figure.numerator, figure.denominator, figure.cell, figure.level) == (37, 40, "F5", "practice")
    (release,) = taken.releases.all()
    assert (release.period, len(release.sha256), taken.state, taken.kept) == ("2019-20", 64, S.TAKEN, "")
    page = signed_in(world.lead).get(f"/figures/releases/{release.pk}/").content.decode()
    assert release.sha256 in page
    assert {"figures.given", "figures.read", "figures.taking_in", "figures.taken_in"} == set(
        AuditEvent.objects.values_list("event", flat=True)
    )


def test_faults_are_kept_with_the_release_and_nothing_is_put_right(world: World) -> None:
    taken = take_in(world.lead, books.xlsx(books.gp_level()))
    kinds = set(Fault.objects.filter(release__in=taken.releases.all()).values_list("kind", flat=True))
    assert "hidden denominator" in kinds
    assert Figure.objects.get(org_code="Z99002", indicator="mmr1_24m").numerator is None


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    data = gp_level({practice(world.ealing).code: (37, 40)})
    take_in(world.lead, data)
    before = list(Figure.objects.values_list("pk", flat=True))
    again = give(world.lead, data)
    page = signed_in(world.lead).get(f"/figures/files/{again.pk}/").content.decode()
    assert "is here already; taking it in changes nothing" in page
    signed_in(world.lead).post(f"/figures/files/{again.pk}/take-in/")
    assert (list(Figure.objects.values_list("pk", flat=True)), Release.objects.count()) == (before, 1)


def test_a_re_issue_stands_beside_the_first_and_is_said_to(world: World) -> None:
    code = practice(world.ealing).code
    take_in(world.lead, gp_level({code: (30, 40)}))
    given = give(world.lead, gp_level({code: (37, 40)}))
    lead = signed_in(world.lead)
    assert "another edition" in lead.get(f"/figures/files/{given.pk}/").content.decode()
    lead.post(f"/figures/files/{given.pk}/take-in/")
    first, second = Release.objects.order_by("pk")
    assert first.replaced_by == second
    assert Figure.objects.filter(indicator="mmr1_24m").count() == 2
    assert "A later edition is here" in lead.get(f"/figures/releases/{first.pk}/").content.decode()
    series = lead.get(f"/figures/of/{code}/").content.decode()
    assert "replaced by a later edition" in series
    assert ("75.0%" in series, "92.5%" in series) == (True, True)
    index = lead.get("/figures/").content.decode()
    assert "Replaced by a later edition" in index


def test_two_areas_of_one_year_stand_beside_each_other(world: World) -> None:
    # Given tables of practices of one year, from two areas
    here, there, other = (practice(world.ealing).code for _ in range(3))
    take_in(world.lead, gp_level({here: (30, 40), other: (30, 40)}))
    given = give(world.lead, gp_level({there: (20, 40)}))
    lead = signed_in(world.lead)
    assert "another edition" not in lead.get(f"/figures/files/{given.pk}/").content.decode()
    lead.post(f"/figures/files/{given.pk}/take-in/")
    assert set(Release.objects.values_list("replaced_by", flat=True)) == {None}
    # When one practice alone is published anew, with some of another area
    take_in(world.lead, gp_level({other: (36, 40), there: (20, 40), practice(world.ealing).code: (9, 40)}))
    # Then its later figure holds, and nobody else loses theirs
    year = {"first": date(2019, 4, 1), "last": date(2020, 3, 31)}
    rows = published_rows(called(world.lead), "mmr1_24m", **year)
    covered = {row.org_code: row.numerator for row in rows}
    assert (covered[here], covered[there], covered[other], len(covered)) == (30, 20, 36, 4)
    series = lead.get(f"/figures/of/{other}/").content.decode()
    assert series.count("replaced by a later edition") == 1


def test_a_year_without_figures_is_a_gap_in_the_chart(world: World) -> None:
    code = practice(world.ealing).code
    for year in ("2017 to 2018", "2019 to 2020"):
        take_in(world.lead, gp_level({code: (30, 40)}, year))
    page = signed_in(world.lead).get(f"/figures/of/{code}/").content.decode()
    assert '<th scope="row">2018-19</th><td class="cg-number">none</td>' in page


def test_a_long_series_says_whether_it_reaches_the_target_and_what_chance_does(world: World) -> None:
    code = practice(world.ealing).code
    for year in range(2006, 2018):
        take_in(world.lead, gp_level({code: (29 + 2 * (year % 2), 40)}, f"{year} to {year + 1}"))
    page = signed_in(world.lead).get(f"/figures/of/{code}/").content.decode()
    assert "it does not come to 95% unless something changes" in page
    assert "Where chance alone puts it" in page
    low, high = (100 * (0.75 + sign * 3 * (0.75 * 0.25 / 40) ** 0.5) for sign in (-1, 1))
    assert f"{low:.1f}% to {high:.1f}%" in page


def test_a_file_is_held_against_the_release_before_it_and_against_our_directory(world: World) -> None:
    # Given a year that was taken in, and a practice that merged since
    steady, falls, closed = (practice(world.ealing).code for _ in range(3))
    Practice.objects.filter(code=closed).update(
        closed_on=TODAY, successor=Practice.objects.get(code=steady), merged_on=TODAY
    )
    take_in(world.lead, gp_level({steady: (382, 400), falls: (382, 400), closed: (38, 40)}))
    # When the next year is given
    later = {steady: (378, 400), falls: (242, 400), closed: (38, 40)}
    given = give(world.lead, gp_level(later, "2020 to 2021"))
    # Then the one change beyond chance and the closed practice are told of, and nothing else
    found = {(check["kind"], check["org_code"]) for check in given.found["checks"]}
    assert found == {("change beyond chance", falls), ("closed, merged or moved", closed)}
    page = signed_in(world.lead).get(f"/figures/files/{given.pk}/").content.decode()
    assert "60.5%, 95.5% before" in page
    assert f"merged into {Practice.objects.get(code=steady)}" in page


def test_an_authority_of_an_unknown_code_is_reported(world: World) -> None:
    sheets = books.cover_2024_q3()
    first = take_in(world.lead, books.xlsx(sheets), "q3.xlsx")
    assert "place not known before" not in first.found["kinds"]
    code = Figure.objects.filter(level="authority").values_list("org_code", flat=True)[0]
    wrong = {
        name: [[f"{code[:-1]}X" if cell == code else cell for cell in row] for row in rows]
        for name, rows in sheets.items()
    }
    given = give(world.lead, books.xlsx(wrong), "anew.xlsx")
    found = [one["org_code"] for one in given.found["checks"] if one["kind"] == "place not known before"]
    assert f"{code[:-1]}X" in found


def test_a_file_is_left_and_nothing_of_it_stays(world: World) -> None:
    given = give(world.lead, books.xlsx(books.gp_level()))
    kept = given.kept
    assert waiting(kept)
    signed_in(world.lead).post(f"/figures/files/{given.pk}/leave/")
    assert (Upload.objects.get().state, waiting(kept), Figure.objects.count()) == (S.LEFT, None, 0)
    with pytest.raises(RefusedError, match="can't be taken in now"):
        services.begin_to_take_in(called(world.lead), given)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.xlsx", b" "),
        ("half.xlsx", books.xlsx(books.gp_level())[:900]),
        ("letter.pdf", b"%PDF-1.7 not figures"),
        ("renamed.xlsx", b"%PDF-1.7 not figures"),
        ("else.xlsx", books.xlsx({"Rota": [["Nurse", "Monday"], ["Ann", "off"]]})),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(world: World, name: str, data: bytes) -> None:
    given = give(world.lead, data, name)
    assert (given.state, given.kept, given.found) == (S.REFUSED, "", {})
    assert name in given.sentence
    page = signed_in(world.lead).get(f"/figures/files/{given.pk}/").content.decode()
    assert "Could not be read" in page
    assert "Give another file" in page
    assert not Figure.objects.exists()


def test_a_file_that_says_no_period_is_given_with_it(world: World) -> None:
    # Given a table of QOF that says no year: refused, and then left
    data = (
        f"Practice code,Practice name,Percentage achieved\n{practice(world.ealing).code},One,91.5\n".encode()
    )
    refused = give(world.lead, data, "qof.csv")
    assert "give its period" in refused.sentence
    lead = signed_in(world.lead)
    lead.post(f"/figures/files/{refused.pk}/leave/")
    assert "qof.csv" not in lead.get("/figures/").content.decode()
    # When it is given with a year, typed wrongly at first
    wrong = {"file": SimpleUploadedFile("qof.csv", data), "period": "last year"}
    assert "Write the period like 2023-24" in lead.post("/figures/add/", wrong).content.decode()
    right = {"file": SimpleUploadedFile("qof.csv", data), "period": "2023/24"}
    assert lead.post("/figures/add/", right).status_code == 302
    # Then it is read
    given = Upload.objects.latest("pk")
    assert (given.state, given.found["figures"], given.found["releases"][0]["period"]) == (
        S.READ,
        1,
        "2023-24",
    )


def test_no_file_or_an_empty_one_is_said_in_the_form(world: World) -> None:
    lead = signed_in(world.lead)
    assert "There is a problem" in lead.post("/figures/add/", {"sent": "yes"}).content.decode()
    empty = SimpleUploadedFile("none.xlsx", b"")
    assert "There is a problem" in lead.post("/figures/add/", {"file": empty, "sent": "yes"}).content.decode()
    assert not Upload.objects.exists()


def test_a_file_that_waited_too_long_is_said_to_be_gone(world: World) -> None:
    given = give(world.lead, books.xlsx(books.gp_level()))
    leave(given.kept)
    signed_in(world.lead).post(f"/figures/files/{given.pk}/take-in/")
    given.refresh_from_db()
    assert (given.state, given.sentence) == (S.REFUSED, "The file waits no longer. Give it once more.")


def test_only_who_leads_gives_a_file(world: World) -> None:
    for user in (world.commissioner, world.evaluator, world.stranger):
        with pytest.raises(NotAllowedError):
            services.give(called(user), "x.xlsx", b"x", now=timezone.now())
    assert not Upload.objects.exists()


def test_a_count_by_a_practice_is_sent_to_where_it_belongs(world: World) -> None:
    lead = signed_in(world.lead)
    answer = lead.post("/figures/add/", {"file": as_file(a_share("Z99001"))})
    assert "This is a practice’s own count, not a published table" in html.unescape(answer.content.decode())
    assert not Upload.objects.exists()
