"""Given the practice's list and the child health service's, when they are compared, then each difference has a cause."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonground.engine.rules.loader import load_rulebook
from commonground.engine.share import check_share
from tests.cli.conftest import Run
from tests.engine.comparing.lists_made import Dose, TwoLists, child, csv_of, vaccinated

DAY = timedelta(days=1)


def story_10() -> TwoLists:
    """A practice file with 40 children and a list with 43 (peers.md, story 10)."""
    lists = TwoLists()
    for number in range(36):
        lists.on_both(vaccinated(number))
    for number in (36, 37):
        one = vaccinated(number)
        lists.on_both(one.given(Dose(one.due, "single measles")), one)
    abroad = vaccinated(38)
    lists.on_both(child(38), abroad.given(Dose(abroad.due, place="abroad")))
    early = child(39)
    birthday = early.born.replace(year=early.born.year + 1)
    lists.on_both(early.given(Dose(birthday - 2 * DAY)), early.given(Dose(birthday + 10 * DAY)))
    lists.chis += [vaccinated(number) for number in (40, 41, 42)]
    return lists


def settle(lists: TwoLists, check: Run, folder: Path, *more: object) -> Path:
    """Check the practice's list beside the other; where it was written comes back."""
    mine, theirs = folder / "practice.csv", folder / "chis.csv"
    mine.write_text(csv_of(lists.practice), encoding="utf-8")
    theirs.write_text(csv_of(lists.chis), encoding="utf-8")
    result = check(mine, out=folder / "out", more=("--chis", theirs, *more))
    assert result.exit_code == 0, result.output
    return folder / "out"


def lines(out: Path, indicator: str = "mmr1_24m") -> list[dict[str, str]]:
    with (out / "stays-here/differences.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["indicator"] == indicator]


def share(out: Path) -> dict[str, Any]:
    path = out / "may-leave/share.json"
    assert check_share(path, load_rulebook()) == []
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def test_story_10_every_difference_has_its_cause(check: Run, tmp_path: Path) -> None:
    out = settle(story_10(), check, tmp_path)
    found = lines(out)
    assert Counter(row["cause"] for row in found) == {
        "moved_away": 3,
        "wrong_code": 2,
        "given_elsewhere": 1,
        "outside_window": 1,
    }
    assert all(row["why"].endswith(".") and row["what_to_do"] for row in found)
    agreement = [row for row in share(out)["agreement"] if row["indicator"] == "mmr1_24m"]
    assert [row["status"] for row in agreement] == ["hidden"]  # one child and two would be told
    page = (out / "stays-here/settling.html").read_text(encoding="utf-8")
    assert "36 of 40" in page and "43 of 43" in page
    assert "outside_window" not in page and "not explained yet" in page


def test_what_leaves_says_small_numbers_in_words(check: Run, tmp_path: Path) -> None:
    rows = [
        row
        for row in share(settle(story_10(), check, tmp_path))["differences"]
        if row["indicator"] == "mmr1_24m"
    ]
    assert rows
    assert {row["against_release"] for row in rows} == {"chis-list/Z99001/2026-10-04"}
    shown = {row["children"] for row in rows}
    assert shown <= {0, None, "1 to 4"}
    assert all(row["points"] is None for row in rows)


def worked_example() -> TwoLists:
    """The two lists of methods 2.4: 60 children and 54, 50 of them on both."""
    lists = TwoLists()
    for number in range(42):
        lists.on_both(vaccinated(number))
    for number in range(42, 47):
        lists.on_both(vaccinated(number), child(number))
    lists.on_both(child(47), vaccinated(47))
    for number in (48, 49):
        lists.on_both(child(number))
    lists.chis += [vaccinated(number) for number in (50, 51)] + [child(number) for number in range(52, 60)]
    last_day = {
        number: child(number).born.replace(year=child(number).born.year + 2) for number in range(60, 64)
    }
    for number in range(60, 64):
        one = vaccinated(number) if number < 62 else child(number)
        object.__setattr__(one, "registered", last_day[number] - 3 * DAY)
        lists.practice.append(one)
    return lists


def test_the_worked_example_of_two_lists(check: Run, tmp_path: Path) -> None:
    out = settle(worked_example(), check, tmp_path)
    found = Counter((row["cause"], row["listed_by"]) for row in lines(out))
    assert found == {
        ("moved_away", "chis"): 10,
        ("new_registration", "practice"): 4,
        ("never_reached_chis", "practice"): 5,
        ("absent_from_practice", "practice"): 1,
    }
    page = (out / "stays-here/settling.html").read_text(encoding="utf-8")
    for said in (
        "75.0%",
        "90.7%",
        "+11.1",
        "-2.4",
        "+8.8",
        "-1.8",
        "+11.0",
        "-2.7",
        "+9.3",
        "-1.9",
        "kappa 0.34",
    ):
        assert said in page, said


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_two_lists_that_are_alike_agree(check: Run, tmp_path: Path, engine: str) -> None:
    lists = TwoLists()
    for number in range(30):
        one = vaccinated(number) if number < 24 else child(number)
        lists.on_both(one)
    lists.chis.reverse()
    out = settle(lists, check, tmp_path, "--engine", engine)
    assert lines(out) == []
    agreed = [row for row in share(out)["agreement"] if row["indicator"] == "mmr1_24m"]
    assert [(row["both"], row["chis_only"], row["practice_only"], row["neither"]) for row in agreed] == [
        (24, 0, 0, 6)
    ]
    assert "Verification factor: 1.00" in (out / "may-leave/report.html").read_text(encoding="utf-8")


def test_a_child_without_a_number_is_found_by_the_second_key_and_counted_apart(
    check: Run, tmp_path: Path
) -> None:
    lists = story_10()
    for place in range(6):
        object.__setattr__(lists.chis[place], "number", "")
    out = settle(lists, check, tmp_path)
    assert Counter(row["cause"] for row in lines(out))["moved_away"] == 3
    page = (out / "stays-here/settling.html").read_text(encoding="utf-8")
    assert "34 children by NHS number, 6 by date of birth, surname and postcode" in page
