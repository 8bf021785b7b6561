"""The practices of a round are ranked on its page: looked at before anything changes, used, stored, never changed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonground.core.caller import Role
from commonground.core.models import AuditEvent
from commonground.core.services import NotAllowedError, RefusedError
from commonground.engine import figures
from commonground.engine.figure_files import write_figures
from commonground.figures.models import Release
from commonground.practices.models import Practice
from commonground.rounds import queries
from commonground.rounds import services as rounds
from commonground.rounds.models import Candidate, Ranking
from commonground.rounds.ranking import services
from commonground.rounds.ranking.queries import windows_in
from tests.figures.given import gp_level, signed_in, take_in
from tests.figures_made import published
from tests.rounds.ranking_made import FORM, NOW, made, ranked, take_in_twelve, twelve
from tests.twelve_practices import COUNTED, IDS, QUINTILES
from tests.world import TODAY, World, called, person, practice

S = Ranking.State


def test_a_list_is_looked_at_before_anything_changes(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    round_ = made(world)
    found = ranked(world.lead, round_)
    assert (found.state, Candidate.objects.count()) == (S.READY, 0)
    page = signed_in(world.lead).get(f"/rounds/{round_.pk}/rankings/{found.pk}/").content.decode()
    for words in (
        "Nothing has changed yet",
        "Use this list",
        "78.0% of 150",  # H, as published
        "Shrunk (95% range)",
        "Chance of the top 4",
        "A visit about uptake. Provisional",
        "Without any visit they are expected at",
        "Weights (ours; not used here, as no deprivation was given)",
        '<title id="funnel-title">',
        '<title id="map-title">',
        "never chooses alone",
        "Drawn at random",
    ):
        assert words in page, words
    assert "tied" in page


def test_the_list_that_is_used_stands_in_the_round_by_its_rank(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    round_ = made(world)
    found = ranked(world.lead, round_)
    services.use(called(world.lead), found, now=NOW)
    listed = list(queries.on_the_list(called(world.lead), round_, on=TODAY))
    by_rank = [one for one in listed if one.chosen_by == "rank"]
    assert [one.position for one in listed] == [1, 2, 3, 4, 5]
    assert [one.rank for one in by_rank] == sorted(one.rank or 0 for one in by_rank)
    assert sum(one.chosen_by == "random" for one in listed) == 1
    for one in listed:
        assert one.rank_low is not None
        assert one.rank_high is not None
        assert one.rank_low <= (one.rank or 0) <= one.rank_high
        assert (one.provisional, one.reason, one.visitor) == (True, "", world.commissioner)
        assert one.sentence.startswith(one.practice.name)
    page = signed_in(world.evaluator).get(f"/rounds/{round_.pk}/").content.decode()
    assert "Provisional" in page
    assert f"ranked 1 ({by_rank[0].rank_low} to {by_rank[0].rank_high})" in page


def test_confirming_a_provisional_list_asks_for_each_practice(world: World) -> None:
    take_in_twelve(world, twelve(world))
    round_ = made(world)
    services.use(called(world.lead), ranked(world.lead, round_), now=NOW)
    page = signed_in(world.lead).get(f"/rounds/{round_.pk}/confirm/").content.decode()
    assert page.count("name a second source of evidence, or what you know of the practice") == 5
    with pytest.raises(RefusedError, match="beside their published coverage"):
        rounds.confirm(called(world.lead), round_, at=NOW)


def own_counts(practices: Mapping[str, Practice], tmp: Path) -> SimpleUploadedFile:
    year = (date(2019, 4, 1), date(2020, 3, 31))
    rows = [published(practices[one].code, *COUNTED[one], period=year, release=one) for one in IDS]
    write_figures(tmp / "figures.csv", rows)
    return SimpleUploadedFile("figures.csv", (tmp / "figures.csv").read_bytes())


def test_with_the_practices_own_counts_and_deprivation_it_is_the_example_worked_by_hand(
    world: World, tmp_path: Path
) -> None:
    """methods.md 1.7: H is first with priority 32.7, and not provisional."""
    practices = twelve(world)
    take_in_twelve(world, practices)
    quintiles = "practice,quintile\n" + "".join(
        f"{practices[one].code},{fifth}\n" for one, fifth in zip(IDS, QUINTILES, strict=True)
    )
    files = {
        "counts": own_counts(practices, tmp_path),
        "deprivation": SimpleUploadedFile("imd.csv", quintiles.encode()),
    }
    found = ranked(world.lead, made(world), random_share="0", visits="4", **files)
    assert found.state == S.READY, found.sentence
    first = found.record["practices"][0]
    assert first["name"] == "Surgery H"
    assert first["priority"] == pytest.approx(32.7, abs=0.1)
    assert first["provisional"] == "no"
    assert {one["role"] for one in found.record["inputs"]} == {
        "figures",
        "practices",
        "deprivation",
        "practice counts",
    }
    services.use(called(world.lead), found, now=NOW)
    reason = Candidate.objects.get(practice=practices["H"]).reason
    assert reason == "Two sources: 78.0% as published, 79.7% on its own system."
    # and who ranks again with other choices finds what was typed, and the files are still there
    page = signed_in(world.lead).get(f"/rounds/{found.round_id}/rank/?again={found.pk}").content.decode()
    assert "Given before: imd.csv" in page
    again = signed_in(world.lead).post(
        f"/rounds/{found.round_id}/rank/?again={found.pk}", {**FORM, "random_share": "0", "visits": "4"}
    )
    assert again.status_code == 302
    assert Ranking.objects.latest("pk").record["practices"] == found.record["practices"]


def test_the_choice_holds_all_that_is_needed_to_make_it_again(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    round_ = made(world)
    first, second = ranked(world.lead, round_), ranked(world.lead, round_)
    assert first.record == second.record
    assert ranked(world.lead, round_, seed="2").record["asked"]["seed"] == 2
    services.use(called(world.lead), first, now=NOW)
    client = signed_in(world.evaluator)
    record = json.loads(client.get(f"/rounds/{round_.pk}/choice.json").content)
    release = Release.objects.get()
    assert record["asked"]["window"] == {"from": "2019-04-01", "to": "2020-03-31"}
    assert record["inputs"][0] == {
        "role": "figures",
        "file": "gp.xlsx",
        "sha256": release.sha256,
        "releases": [release.key],
    }
    assert set(record["versions"]) == {"commonground", "numpy", "scipy", "rulebook"}
    assert len(record["practices"]) == 12
    assert all(one["published"]["children"] for one in record["practices"])
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"/rounds/{round_.pk}/priorities.csv").content.decode()))
    )
    assert [row["practice_code"] for row in rows] == [one["practice_code"] for one in record["practices"]]
    assert rows[0]["children"] == str(record["practices"][0]["published"]["children"])


def test_a_practice_name_does_nothing_in_a_spreadsheet(world: World) -> None:
    practices = twelve(world)
    practices["H"].name = "=1+1"
    practices["H"].save()
    take_in_twelve(world, practices)
    round_ = made(world)
    services.use(called(world.lead), ranked(world.lead, round_), now=NOW)
    assert "'=1+1" in signed_in(world.lead).get(f"/rounds/{round_.pk}/priorities.csv").content.decode()


def test_once_the_round_is_confirmed_its_choice_never_changes(world: World) -> None:
    take_in_twelve(world, twelve(world))
    round_, lead = made(world), called(world.lead)
    used, other = ranked(world.lead, round_), ranked(world.lead, round_, seed="2")
    services.use(lead, used, now=NOW)
    for one in round_.candidates.all():
        one.reason = "the nurse left in May"
        rounds.complete_candidates(lead, round_, [one])
    rounds.confirm(lead, round_, at=NOW)
    before = list(Candidate.objects.order_by("pk").values())
    with pytest.raises(RefusedError, match="confirmed"):
        services.use(lead, other, now=NOW)
    with pytest.raises(RefusedError, match="confirmed"):
        services.begin(lead, Ranking(round=round_, asked=used.asked, made_at=NOW))
    client = signed_in(world.lead)
    assert client.post(f"/rounds/{round_.pk}/rank/", dict(FORM)).status_code == 409
    assert client.post(f"/rounds/{round_.pk}/rankings/{other.pk}/use/").status_code == 409
    assert list(Candidate.objects.order_by("pk").values()) == before
    kept = Ranking.objects.get(state=S.USED)
    assert (kept.pk, kept.record) == (used.pk, used.record)


def test_another_list_takes_its_place_and_nothing_typed_is_lost(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    round_, lead = made(world), called(world.lead)
    by_hand = Candidate(
        round=round_, practice=practices["L"], position=1, reason="they asked", chosen_by="visitor"
    )
    rounds.add_candidate(lead, by_hand)
    services.use(lead, ranked(world.lead, round_, visits="6"), now=NOW)
    assert Candidate.objects.get(practice=practices["L"]).chosen_by == "visitor"
    off = Candidate.objects.filter(round=round_, chosen_by="rank").latest("position")
    off.reason = "a new manager"
    rounds.complete_candidates(lead, round_, [off])
    services.use(lead, ranked(world.lead, round_, visits="2", random_share="0"), now=NOW)
    off.refresh_from_db()
    assert (off.passed_over, off.reason, off.removed_on is None) == (True, "a new manager", False)
    assert list(queries.removed(lead, round_)) == []
    assert Ranking.objects.filter(round=round_, state=S.USED).count() == 1
    services.use(lead, ranked(world.lead, round_, visits="6"), now=NOW)
    off.refresh_from_db()
    assert (off.removed_on, off.reason) == (None, "a new manager")


def test_a_practice_without_a_denominator_is_listed_and_not_ranked(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    Release.objects.get().figures.filter(org_code=practices["A"].code).update(
        numerator=None, denominator=None, status=figures.PERCENTAGE_ONLY
    )
    silent = practice(world.ealing, "Silent Surgery")
    round_ = made(world)
    found = ranked(world.lead, round_)
    by_code = {one["practice_code"]: one for one in found.record["practices"]}
    assert by_code[practices["A"].code].get("rank") is None
    assert "no denominator, not ranked" in by_code[practices["A"].code]["sentence"]
    assert "no figures of this indicator in the window" in by_code[silent.code]["sentence"]
    page = signed_in(world.lead).get(f"/rounds/{round_.pk}/rankings/{found.pk}/").content.decode()
    assert "Listed and not ranked (2)" in page


def test_a_caveat_of_the_place_stands_in_the_sentence(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    release = Release.objects.get()
    release.figures.filter(indicator="mmr1_24m").update(status="ok", note="", parent_code="70F")
    row = release.figures.filter(indicator="mmr1_24m").first()
    assert row
    row.pk, row.org_code, row.level, row.note = None, "70F", "sub-icb", "records moved to another system"
    row.save()
    found = ranked(world.lead, made(world))
    assert "Take care: records moved to another system." in found.record["practices"][0]["sentence"]


def test_what_is_wrong_is_a_sentence_in_the_form_and_what_was_typed_stays(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    round_ = made(world)
    client, address = signed_in(world.lead), f"/rounds/{round_.pk}/rank/"
    # a file that is none, and a target that can't be
    broken = SimpleUploadedFile("imd.csv", b"name,colour\nA,red\n")
    page = client.post(
        address, {**FORM, "target": "120", "seed": "77", "deprivation": broken}
    ).content.decode()
    assert "imd.csv has no columns for practice and quintile or decile or score" in page
    assert 'value="77"' in page
    assert not Ranking.objects.exists()
    no_counts = SimpleUploadedFile("counts.csv", b"a,b\n1,2\n")
    assert "holds no figures" in client.post(address, {**FORM, "counts": no_counts}).content.decode()
    # and what only shows once it is worked out: too few practices
    small = made(world, name="Small", area=world.ealing)
    Release.objects.get().figures.exclude(org_code__in=[practices["A"].code, practices["B"].code]).delete()
    answer = client.post(f"/rounds/{small.pk}/rank/", {**FORM, "seed": "77"}, follow=True)
    page = answer.content.decode()
    assert "The practices could not be ranked" in page
    assert "fewer than 5 do not show what practices like them have" in page
    assert 'value="77"' in page
    assert Ranking.objects.get().state == S.REFUSED


def test_without_figures_the_page_says_where_to_give_them(world: World) -> None:
    page = signed_in(world.lead).get(f"/rounds/{made(world).pk}/rank/").content.decode()
    assert "No published figures of these practices are here yet" in page


def test_a_round_says_that_a_release_it_used_was_issued_again(world: World) -> None:
    practices = twelve(world)
    take_in_twelve(world, practices)
    round_ = made(world)
    services.use(called(world.lead), ranked(world.lead, round_), now=NOW)
    client = signed_in(world.commissioner)
    assert "A later edition" not in client.get(f"/rounds/{round_.pk}/").content.decode()
    take_in_twelve(world, practices, H=(120, 150))
    later = Release.objects.latest("pk")
    page = client.get(f"/rounds/{round_.pk}/").content.decode()
    assert "A later edition of it was taken in on" in page
    assert f"/figures/releases/{later.pk}/" in page
    used = Ranking.objects.get(state=S.USED)
    assert [key for one in used.record["inputs"] for key in one["releases"]] != [later.key]


def test_a_ranking_is_seen_by_who_sees_the_whole_area_and_made_by_who_leads_it(world: World) -> None:
    take_in_twelve(world, twelve(world))
    round_ = made(world)
    found = ranked(world.lead, round_)
    services.use(called(world.lead), found, now=NOW)
    in_part = person(Role.COMMISSIONER, "Wes West", world.ealing)
    for path in (f"rankings/{found.pk}/", "choice.json", "priorities.csv"):
        address = f"/rounds/{round_.pk}/{path}"
        for user, status in (
            (world.lead, 200),
            (world.evaluator, 200),
            (world.commissioner, 200),
            (in_part, 404),
            (world.stranger, 404),
        ):
            assert signed_in(user).get(address).status_code == status, (path, user.name)
    page = signed_in(in_part).get(f"/rounds/{round_.pk}/").content.decode()
    assert "choice.json" not in page
    page = signed_in(world.evaluator).get(f"/rounds/{round_.pk}/rankings/{found.pk}/").content.decode()
    assert world.lead.name not in page
    for user in (world.commissioner, world.evaluator, world.stranger, in_part):
        with pytest.raises(NotAllowedError):
            services.begin(called(user), Ranking(round=round_, asked=found.asked, made_at=NOW))
    assert "merging" not in str(list(AuditEvent.objects.values("details")))


def test_figures_of_practices_that_lie_elsewhere_by_now_are_not_on_the_list(world: World) -> None:
    practices = twelve(world)
    elsewhere = practice(world.elsewhere)
    shares = {one.code: (30, 40) for one in practices.values()} | {elsewhere.code: (1, 40)}
    take_in(world.lead, gp_level(shares))
    found = ranked(world.lead, made(world))
    assert {one["practice_code"] for one in found.record["practices"]} == {
        one.code for one in practices.values()
    }


def test_windows_are_whole_years_that_the_releases_reach_back_to() -> None:
    quarters = [
        (date(2024, 4, 1), date(2024, 6, 30)),
        (date(2024, 7, 1), date(2024, 9, 30)),
        (date(2024, 10, 1), date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 3, 31)),
        (date(2025, 4, 1), date(2025, 6, 30)),
    ]
    assert [str(one) for one in windows_in(quarters)] == ["2024-07-01..2025-06-30", "2024-04-01..2025-03-31"]
    assert windows_in([(None, date(2025, 3, 31))]) == []
