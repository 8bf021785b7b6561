"""A round's list from a file: what is good is shown, what is wrong is named, and nothing is made by reading."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonground.practices.models import Practice
from commonground.rounds import list_file, queries, services
from commonground.rounds.list_file import CheckedList, text_of
from commonground.rounds.models import Candidate, Round
from tests.rounds.test_rounds import listed, made
from tests.world import TODAY, World, called, practice


def read(world: World, round_: Round, *lines: str) -> CheckedList:
    return list_file.checked(called(world.lead), round_, "\n".join(lines), on=TODAY)


def test_good_rows_are_read_in_order_and_put_on_the_list(world: World) -> None:
    round_ = made(world)
    one, two = practice(world.ealing), practice(world.havering)
    found = read(
        world,
        round_,
        "ODS code;Why;Visitor e-mail;Position;Chosen by",
        f"{one.code.lower()};many missed;{world.commissioner.email.upper()};7;",
        "",
        f"{two.code};;;;drawn at random",
    )
    assert found.faults == []
    assert Candidate.objects.count() == 0
    services.add_candidates(called(world.lead), round_, found.candidates)
    rows = queries.candidates(called(world.lead), round_)
    assert [(row.practice, row.reason, row.visitor, row.position, row.chosen_by) for row in rows] == [
        (one, "many missed", world.commissioner, 7, "rank"),
        (two, "", None, 8, "random"),
    ]


def test_every_bad_row_is_named_with_its_column_and_what_to_do(world: World) -> None:
    round_ = made(world, area=world.ealing)
    good, there = practice(world.ealing), practice(world.ealing)
    outside, hidden = practice(world.havering), practice(world.elsewhere)
    gone = practice(world.ealing, closed_on=date(2026, 4, 1), successor=good)
    listed(world, round_, there)
    found = read(
        world,
        round_,
        "code,reason,visitor,position,chosen by",
        "Z99999,,,,",
        f"{hidden.code},,,,",
        f"{outside.code},,,,",
        f"{gone.code},,,,",
        f"{there.code},,,,",
        ",no code,,,",
        f"{good.code},seen 999 000 0018 there,nobody@nhs.example,first,by magic",
        f"{good.code},,,,",
        f"{good.code},,,,",
    )
    assert [one.practice for one in found.candidates] == [good]
    said = [(fault.row, fault.column, fault.sentence) for fault in found.faults]
    assert [(row, column) for row, column, _ in said] == [
        (2, "code"),
        (3, "code"),
        (4, "code"),
        (5, "code"),
        (6, "code"),
        (7, "code"),
        (8, "reason"),
        (8, "visitor"),
        (8, "position"),
        (8, "chosen by"),
        (10, "code"),
    ]
    sentences = [sentence for *_, sentence in said]
    assert "no practice of your area" in sentences[0]
    assert sentences[1].replace(hidden.code, "") == sentences[0].replace("Z99999", "")
    assert "outside West borough" in sentences[2]
    assert f"Put {good.code} in its place" in sentences[3]
    assert "on the list already" in sentences[4]
    assert "Write the practice's code" in sentences[5]
    assert "NHS number" in sentences[6]
    assert "Add them to the round" in sentences[7]
    assert "whole number" in sentences[8]
    assert "“By the rule”" in sentences[9]
    assert not any("999 000 0018" in sentence for sentence in sentences)


def test_one_that_was_taken_off_is_not_put_back_unawares(world: World) -> None:
    round_ = made(world)
    off = listed(world, round_, practice(world.ealing))
    services.remove_candidate(called(world.lead), off, reason="visited in May", on=TODAY)
    (fault,) = read(world, round_, "code", off.practice.code).faults
    assert "was taken off this list: visited in May" in fault.sentence


@pytest.mark.parametrize("text", ["", "name,reason\nA,b", "\x00\x01"])
def test_a_file_without_codes_is_one_fault(world: World, text: str) -> None:
    found = read(world, made(world), text)
    assert [(fault.row, fault.column) for fault in found.faults] == [(0, "code")]


def test_the_file_in_the_documents_is_read(world: World) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "draw-up-a-round.md").read_text()
    sample = page.partition("```csv\n")[2].partition("```")[0]
    for code in ("Z99001", "Z99002"):
        Practice.objects.get_or_create(code=code, defaults={"name": "In the documents", "area": world.ealing})
    found = read(world, made(world), *sample.splitlines())
    assert (len(found.candidates), found.faults) == (2, [])
    assert all(f"| {column} |" in page for column in list_file.COLUMNS)


def test_an_open_quote_swallows_no_other_row(world: World) -> None:
    one, two = practice(world.ealing), practice(world.ealing)
    found = read(world, made(world), "code,reason", f'{one.code},"open', f"{two.code},fine")
    assert [row.practice for row in found.candidates] == [one, two]


def test_text_of_any_spreadsheet_is_read() -> None:
    assert text_of("code,reason\nZ99001,naïve".encode("cp1252"), "x.csv").endswith("naïve")
    assert text_of("code\nZ99001".encode("utf-8-sig"), "x.csv").startswith("code")


def test_a_file_with_headings_alone_says_that_there_is_no_practice_in_it(
    world: World, client: Client
) -> None:
    round_ = made(world)
    client.force_login(world.lead)
    file = SimpleUploadedFile("list.csv", b"code,reason\n")
    page = client.post(f"/rounds/{round_.pk}/file/", {"file": file}).content.decode()
    assert "There is no practice in this file" in page
    assert "wrong" not in page.split("<main")[1]
