"""Reasons bring a practice in or leave it out of a ranking, with what was typed, and give no points."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.rounds import queries
from commonground.rounds import services as rounds
from commonground.rounds.models import Candidate, Ranking
from commonground.rounds.ranking import services
from commonground.visits.models import Visit
from tests.figures.given import signed_in
from tests.rounds.ranking_made import FORM, NOW, made, ranked, take_in_twelve, twelve
from tests.world import TODAY, World, called


def test_a_challenged_practice_is_left_out_with_its_reason_and_one_taken_off_too(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    round_, lead = made(world), called(world.lead)
    services.use(lead, ranked(world.lead, round_, random_share="0", visits="4"), now=NOW)
    first = Candidate.objects.get(round=round_, practice=practices["H"])
    rounds.challenge(called(world.commissioner), first, reason="merging in June", on=TODAY)
    off = Candidate.objects.filter(round=round_).exclude(pk=first.pk).earliest("position")
    rounds.remove_candidate(lead, off, reason="visited in May", on=TODAY)
    again = ranked(world.lead, round_, random_share="0", visits="4")
    by_code = {one["practice_code"]: one for one in again.record["practices"]}
    assert by_code[practices["H"].code]["chosen_by"] == ""
    assert "Left out (challenge: merging in June)" in by_code[practices["H"].code]["sentence"]
    assert by_code[off.practice.code]["chosen_by"] == ""
    services.use(lead, again, now=NOW)
    for path in (f"rankings/{again.pk}/", "choice.json", "priorities.csv", ""):
        address = f"/rounds/{round_.pk}/{path}"
        assert "merging in June" not in signed_in(world.evaluator).get(address).content.decode(), path
        assert "merging in June" in signed_in(world.lead).get(address).content.decode(), path
    (challenged,) = queries.challenged(lead, round_, on=TODAY)
    assert challenged.practice == practices["H"]


def test_visitors_reasons_come_in_a_file_and_give_no_points(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    round_ = made(world)
    highest, lowest = practices["H"].code, practices["F"].code
    table = f"practice,reason,until,note\n{lowest},outbreak,,three cases in May\n{highest},new manager,,began in June\n"
    given = SimpleUploadedFile("reasons.csv", table.encode())
    ranking = ranked(world.lead, round_, random_share="0", visits="4", reasons=given)
    by_code = {one["practice_code"]: one for one in ranking.record["practices"]}
    assert by_code[lowest]["chosen_by"] == "visitor"
    assert "three cases in May" in by_code[lowest]["sentence"]
    assert by_code[highest]["rank"] == 1
    # the file is used again where no other is given, and what was typed in it is not for who sees no names
    form = f"/rounds/{round_.pk}/rank/?again={ranking.pk}"
    signed_in(world.lead).post(form, {**FORM, "random_share": "0", "visits": "4"})
    again = Ranking.objects.latest("pk")
    assert again.pk != ranking.pk
    assert again.record["practices"] == ranking.record["practices"]
    page = signed_in(world.evaluator).get(f"/rounds/{round_.pk}/rankings/{again.pk}/").content.decode()
    assert "three cases in May" not in page
    # and a note that names a child is refused
    client, address = signed_in(world.lead), f"/rounds/{round_.pk}/rank/"
    naming = SimpleUploadedFile(
        "reasons.csv", f"practice,reason,note\n{lowest},outbreak,999 000 0018\n".encode()
    )
    page = client.post(address, {**FORM, "reasons": naming}).content.decode()
    assert "a note holds an NHS number" in page
    assert "999 000 0018" not in page


def test_outlines_of_places_are_drawn_under_the_map(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    round_ = made(world)
    borough = '{"type": "Polygon", "coordinates": [[[-0.3, 51.4], [-0.1, 51.4], [-0.1, 51.7], [-0.3, 51.4]]]}'
    given = SimpleUploadedFile("boroughs.geojson", borough.encode())
    plain = ranked(world.lead, round_)
    ranking = ranked(world.lead, round_, outlines=given)
    assert ranking.record["practices"] == plain.record["practices"]
    drawn, bare = (
        str(one.shown).count("<path") + str(one.shown).count("<polygon") for one in (ranking, plain)
    )
    assert drawn > bare
    assert ("outlines", "boroughs.geojson") in {
        (one["role"], one["file"]) for one in ranking.record["inputs"]
    }
    # they are used again where no others are given, and another file is refused beside its field
    form = f"/rounds/{round_.pk}/rank/?again={ranking.pk}"
    signed_in(world.lead).post(form, FORM)
    assert Ranking.objects.latest("pk").shown == ranking.shown
    wrong = {**FORM, "outlines": SimpleUploadedFile("places.csv", b"a,b\n1,2\n")}
    assert "can’t be read as GeoJSON" in signed_in(world.lead).post(form, wrong).content.decode().replace(
        "&#39;", "’"
    )


@pytest.mark.parametrize(("days_before", "left_out"), [(100, True), (200, False)])
def test_a_practice_visited_lately_is_left_out_until_half_a_year_is_over(
    world: World, days_before: int, left_out: bool
) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    round_ = made(world)
    day = round_.starts_on - timedelta(days=days_before)
    at = datetime(day.year, day.month, day.day, 10, tzinfo=NOW.tzinfo)
    Visit.objects.create(
        practice=practices["H"], visitor=world.commissioner, state="held", starts_at=at, made_at=at
    )
    found = ranked(world.lead, round_, random_share="0", visits="4")
    (one,) = (line for line in found.record["practices"] if line["name"] == "Surgery H")
    assert (one["chosen_by"] == "", "(visited lately)" in one["sentence"]) == (left_out, left_out)
