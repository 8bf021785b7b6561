"""Given the practice's list and the child health service's, when they are compared, each difference has a cause."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonground.engine.rules.loader import load_rulebook
from commonground.engine.share_check import check_share
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


def test_a_baseline_is_kept_once_and_what_changed_since_is_told(check: Run, tmp_path: Path) -> None:
    lists = worked_example().practice
    kept = tmp_path / "kept"
    mine = tmp_path / "practice.csv"
    mine.write_text(csv_of(lists), encoding="utf-8")
    first = check(mine, out=tmp_path / "out", as_at="2026-10-01", more=("--baseline", kept))
    assert first.exit_code == 0, first.output
    baseline = kept / "stays-here/baseline.json"
    before = baseline.read_bytes()
    assert f"Wrote {baseline}" in first.output
    assert share(tmp_path / "out")["changes"] == []

    repaired = [place for place, one in enumerate(lists) if not one.doses][:2]
    for place in repaired:
        lists[place] = lists[place].given(Dose(lists[place].due))
    mine.write_text(csv_of(lists), encoding="utf-8")
    again = check(mine, out=tmp_path / "out", more=("--baseline", kept))
    assert again.exit_code == 0, again.output
    assert baseline.read_bytes() == before
    assert "49 of 54 then, 51 of 54 now; 2 repaired" in again.output
    rows = [row for row in share(tmp_path / "out")["changes"] if row["indicator"] == "mmr1_24m"]
    assert {row["baseline_as_at"] for row in rows} == {"2026-10-01"}
    assert not any(isinstance(row["children"], int) and 0 < row["children"] < 5 for row in rows)
    assert "put right" in (tmp_path / "out/stays-here/settling.html").read_text(encoding="utf-8")


def test_an_earlier_comparison_does_not_stay_beside_a_count_without_one(check: Run, tmp_path: Path) -> None:
    out = settle(story_10(), check, tmp_path)
    assert (out / "stays-here/differences.csv").exists()
    assert check(tmp_path / "practice.csv", out=out).exit_code == 0
    assert not (out / "stays-here/differences.csv").exists()
    assert not (out / "stays-here/settling.html").exists()
    assert share(out)["differences"] == []


def test_no_identifier_of_either_list_is_in_what_may_leave(check: Run, tmp_path: Path) -> None:
    lists = story_10()
    out = settle(lists, check, tmp_path)
    for path in (out / "may-leave").iterdir():
        content = path.read_text(encoding="utf-8")
        for one in (*lists.practice, *lists.chis):
            assert one.number not in content and one.surname not in content, path.name
            # Such days bound a month, and so a cohort.
            assert one.born.day in (1, 28, 29, 30, 31) or one.born.isoformat() not in content, path.name
        assert "ZZ99" not in content


def test_mistakes_are_one_sentence_and_nothing_is_written(check: Run, tmp_path: Path) -> None:
    lists = story_10()
    mine, theirs, odd = (tmp_path / name for name in ("practice.csv", "chis.csv", "figures.csv"))
    mine.write_text(csv_of(lists.practice), encoding="utf-8")
    strangers = [vaccinated(number) for number in range(900, 910)]
    theirs.write_text(csv_of(strangers), encoding="utf-8")
    odd.write_text("org_code,indicator\n", encoding="utf-8")
    leaving = tmp_path / "may-leave"
    for more, said in (
        (("--chis", theirs), "No child of the extract is on the child health service's list"),
        (
            ("--chis", mine),
            "practice.csv was given as the practice's extract and as the child health service's list",
        ),
        (("--chis", tmp_path / "none.csv"), "none.csv can't be opened"),
        (("--published", odd), "figures.csv has no column"),
        (("--baseline", leaving), "is a folder from which files leave"),
    ):
        result = check(mine, out=tmp_path / "out", more=more)
        assert result.exit_code == 2, result.output
        assert said in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1
        assert not (tmp_path / "out").exists()


def test_where_a_figure_is_hidden_so_is_the_other_count_of_it(check: Run, tmp_path: Path) -> None:
    lists = TwoLists()
    for number in range(4):
        lists.on_both(vaccinated(number))
    lists.chis += [vaccinated(4), vaccinated(5)]
    out = settle(lists, check, tmp_path)
    about = [row for row in share(out)["differences"] if row["indicator"] == "mmr1_24m"]
    assert {row["status"] for row in about} == {"hidden"}
    report = (out / "may-leave/report.html").read_text(encoding="utf-8")
    assert "Published and practice count side by side" in report
    assert "6 of 6" not in report and "4 of 4" not in report
    assert "6 of 6" in (out / "stays-here/settling.html").read_text(encoding="utf-8")


def test_the_list_of_the_child_health_service_has_its_own_columns_labels_and_dates(
    check: Run, tmp_path: Path
) -> None:
    lists, theirs = story_10(), tmp_path / "theirs.csv"
    rows = list(csv.DictReader(csv_of(lists.chis).splitlines()))
    with theirs.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["NHS number", "Day of arrival", "Jab", "Jab day", "Place"])
        for row in rows:
            born, given = (_american(row[name]) for name in ("Date of birth", "Event date"))
            jab = "MV 1" if row["Vaccine"] == "MMR" else row["Vaccine"]
            writer.writerow([row["NHS number"], born, jab, given, row["Place"]])
    columns, labels = tmp_path / "columns.csv", tmp_path / "labels.csv"
    columns.write_text(
        "heading,meaning\nDay of arrival,date of birth\nJab,vaccine\nJab day,event date\n", encoding="utf-8"
    )
    labels.write_text("label,vaccine\nMV 1,MMR\n", encoding="utf-8")
    mine = tmp_path / "practice.csv"
    mine.write_text(csv_of(lists.practice), encoding="utf-8")
    own = ("--chis-map", columns, "--chis-label-map", labels, "--chis-date-order", "mdy")
    result = check(mine, out=tmp_path / "out", more=("--chis", theirs, *own))
    assert result.exit_code == 0, result.output
    assert Counter(row["cause"] for row in lines(tmp_path / "out")) == {
        "moved_away": 3,
        "wrong_code": 2,
        "given_elsewhere": 1,
        "outside_window": 1,
    }


def _american(day: str) -> str:
    if not day:
        return ""
    year, month, of_month = day.split("-")
    return f"{month}/{of_month}/{year}"
