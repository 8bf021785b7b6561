"""Given a list of priorities and visitors, when `round timetable` is run, then a season of visits is written."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.cli.conftest import Run

SEASON = ("--from", "2026-10-05", "--to", "2027-03-26")
FILES = (
    "timetable.csv",
    "timetable.html",
    "timetable.json",
    "visits-ann-example.ics",
    "visits-bea-example.ics",
)
VISITORS = """name,days,visits a day,visit days,areas,away,latitude,longitude
Ann Example,Mon Tue,2,8,,2026-12-21..2027-01-01,51.50,-0.12
Bea Example,Wed-Fri,2,8,North,,51.55,-0.10
"""


def priorities(number: int = 24) -> str:
    rows = ["rank,practice_code,name,parent,children,covered,priority,chosen_by,latitude,longitude"]
    for n in range(number):
        chosen = "random" if n % 8 == 7 else "" if n == 5 else "rank"
        area = "North" if n % 2 else "South"
        rows.append(
            f"{n + 1},Z{99001 + n},Practice {n},{area},96,80,{30 - n},{chosen},"
            f"{51.4 + n / 100:.3f},{-0.2 + n % 5 / 30:.3f}"
        )
    return "\n".join(rows) + "\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a list, visitors and availability."""
    monkeypatch.chdir(tmp_path)
    Path("priorities.csv").write_text(priorities())
    Path("visitors.csv").write_text(VISITORS)
    Path("availability.csv").write_text(
        "practice_code,half_days,closed\nZ99001,Mon am; Tue,2026-10-06; 3 November 2026\nZ99002,Thu pm,\nZ99999,Mon,\n"
    )
    return tmp_path


def plan(run: Run, *more: object, out: str = "out") -> str:
    result = run(
        "round", "timetable", "priorities.csv", "--visitors", "visitors.csv", *SEASON, "--out", out, *more
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(out: str = "out") -> list[dict[str, str]]:
    with Path(out, "timetable.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_season_is_written_with_its_price_and_its_power(run: Run, here: Path) -> None:
    said = plan(run, "--availability", "availability.csv")
    assert sorted(path.name for path in (here / "out").iterdir()) == sorted(FILES)
    for name in FILES:
        assert f"Wrote out/{name}" in said
    assert "drawn at random, within its visitor and its band of priority" in said
    assert "Price in travel" in said
    assert "percentage points or more" in said
    found = {row["practice_code"]: row for row in rows()}
    assert len(found) == 23  # the one that was not chosen is not there
    assert "Z99006" not in found
    visited = [row for row in found.values() if row["date"]]
    assert all(row["assigned_month"] for row in visited if row["assigned_month"] == row["actual_month"])
    assert found["Z99002"]["weekday"] == "Thursday"
    assert found["Z99002"]["half_day"] == "pm"
    assert {row["visitor"] for row in visited if row["weekday"] in ("Monday", "Tuesday")} == {"Ann Example"}
    areas = {row["practice_code"]: int(row["practice_code"][1:]) % 2 for row in visited}
    assert all(not areas[row["practice_code"]] for row in visited if row["visitor"] == "Bea Example")
    assert all(row["why_no_visit"].endswith(".") for row in found.values() if not row["date"])


def test_the_children_are_those_of_a_year_where_the_choice_beside_the_list_is_of_two(
    run: Run, here: Path
) -> None:
    # Given a list with 96 children in each practice, and the choice of two years beside it
    choice = {"asked": {"window": {"from": "2024-04-01", "to": "2026-03-31"}}}
    Path("choice.json").write_text(json.dumps(choice))
    # Then a quarter is an eighth of them, and the choice is among what the timetable rests on
    assert "12 children of an age in each a quarter" in plan(run)
    record = json.loads((here / "out/timetable.json").read_text())
    assert "choice.json" in [one["file"] for one in record["inputs"]]
    # When the choice is gone, the list is taken to be of a year
    Path("choice.json").unlink()
    assert "24 children of an age in each a quarter" in plan(run, out="again")
    # And one that says nothing of the time is said
    Path("choice.json").write_text("{}")
    result = run(
        "round", "timetable", "priorities.csv", "--visitors", "visitors.csv", *SEASON, "--out", "third"
    )
    assert result.exit_code == 2
    assert "choice.json beside priorities.csv does not say which time the list is about" in result.output
    assert not Path("third").exists()


def test_the_record_holds_all_that_it_is_made_again_from(run: Run, here: Path) -> None:
    plan(run, "--seed", 5)
    record = json.loads((here / "out/timetable.json").read_text())
    assert record["seed"] == 5
    assert {one["what"]: one["file"] for one in record["inputs"]} == {
        "priorities": "priorities.csv",
        "visitors": "visitors.csv",
    }
    assert all(len(one["sha256"]) == 64 for one in record["inputs"])
    assert set(record["versions"]) == {"commonground", "numpy", "scipy", "pyvrp"}
    claim = record["claim"]
    assert claim["bound_minutes"] <= claim["value_minutes"]
    assert claim["value_minutes"] == claim["travel_minutes"] + claim["left_out_minutes"]
    assert len(record["visits"]) + len(record["left_out"]) == 23
    assert "2026-12-25" in record["season"]["bank_holidays"]


def test_the_same_inputs_and_seed_give_the_same_bytes(run: Run, here: Path) -> None:
    for out in ("once", "again"):
        plan(run, out=out)
    for name in FILES:
        assert (here / "once" / name).read_bytes() == (here / "again" / name).read_bytes(), name


def test_the_calendars_hold_the_visits_in_london_time_under_uids_that_last(run: Run, here: Path) -> None:
    plan(run)
    events: dict[str, Any] = {}
    for name in FILES[3:]:
        calendar = Calendar.from_ical((here / "out" / name).read_bytes())
        events |= {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    visited = [row for row in rows() if row["date"]]
    assert set(events) == {row["uid"] for row in visited}
    for row in visited:
        begins = events[row["uid"]]["dtstart"].dt
        assert f"{begins:%Y-%m-%d %H:%M}" == f"{row['date']} {row['start']}"
        assert str(begins.tzinfo) == "Europe/London"
        assert row["uid"] == f"{row['practice_code'].lower()}-20261005@commonground"


def test_without_a_random_order_no_month_is_drawn(run: Run, here: Path) -> None:  # noqa: ARG001 - stands in it
    said = plan(run, "--no-random-order")
    assert "drawn at random" not in said
    assert {row["assigned_month"] for row in rows()} == {""}


def test_what_is_booked_stays_after_an_illness_and_a_cancellation(run: Run, here: Path) -> None:
    plan(run)
    before = {row["practice_code"]: row for row in rows() if row["date"]}
    ill = next(row for row in before.values() if row["visitor"] == "Ann Example")
    cancelled = next(row for row in before.values() if row["visitor"] == "Bea Example")
    written = (here / "out/timetable.csv").read_text().replace(",planned,", ",booked,")
    lines = [
        line.replace(",booked,", ",cancelled,") if line.startswith(cancelled["practice_code"]) else line
        for line in written.splitlines()
    ]
    Path("booked.csv").write_text("\n".join(lines))
    said = plan(run, "--booked", "booked.csv", "--ill", f"Ann Example {ill['date']}", out="again")
    after = {row["practice_code"]: row for row in rows("again") if row["date"]}
    for code, row in before.items():
        place = [row[name] for name in ("visitor", "date", "half_day")]
        now = [after[code][name] for name in ("visitor", "date", "half_day")]
        moved = (row["date"] == ill["date"] and row["visitor"] == "Ann Example") or code == cancelled[
            "practice_code"
        ]
        assert (place != now) == moved
        assert after[code]["assigned_month"] == row["assigned_month"]
        assert after[code]["uid"] == row["uid"]
        assert after[code]["sequence"] == ("1" if moved else "0")
    assert f"{cancelled['practice_code']} moves from {cancelled['date']}" in said
    same = plan(run, "--booked", "out/timetable.json", out="same")
    assert "Nothing had to move." in same
    assert {row["practice_code"]: row["date"] for row in rows("same") if row["date"]} == {
        code: row["date"] for code, row in before.items()
    }


def test_ways_that_are_written_down_count_before_the_distance(run: Run, here: Path) -> None:  # noqa: ARG001
    plan(run, "--no-random-order", out="near")
    codes = [f"Z{99001 + n}" for n in range(24)]
    names = [*codes, "Ann Example", "Bea Example"]
    square = [",".join(["from", *names])]
    square += [",".join([one, *("7" if one != other else "0" for other in names)]) for one in names]
    Path("square.csv").write_text("\n".join(square))
    Path("ways.csv").write_text(
        "from,to,minutes\n"
        + "\n".join(f"{one},{other},7" for one in names for other in names if one != other)
    )
    for file in ("square.csv", "ways.csv"):
        plan(run, "--no-random-order", "--travel", file, out="far")
        record = json.loads(Path("far/timetable.json").read_text())
        days = Counter((visit["visitor"], visit["date"]) for visit in record["visits"])
        assert record["claim"]["travel_minutes"] == sum(7 * (visits + 1) for visits in days.values())


def test_places_may_come_by_postcode_and_national_grid(run: Run, here: Path) -> None:  # noqa: ARG001
    Path("priorities.csv").write_text(
        "practice_code,postcode\n" + "\n".join(f"Z{99001 + n},ZZ{n} 1ZZ" for n in range(4)) + "\n"
    )
    Path("visitors.csv").write_text("name,postcode\nAnn Example,ZZ0 1ZZ\n")
    grid = [
        f"ZZ{n} 1ZZ,10,{530000 + 1000 * n},180000,E92000001,,E19000001,,E09000001,E05000001" for n in range(4)
    ]
    Path("grid.csv").write_text("\n".join(grid))
    said = plan(run, "--travel", "grid.csv", "--no-random-order")
    assert "4 of 4 practices have a visit" in said
    assert "all of it was taken" in said
    record = json.loads(Path("out/timetable.json").read_text())
    assert record["places_not_known"] == []
    # 1.35 times the straight line at 22 km an hour: 3.7 minutes a kilometre, whole minutes a way
    assert 14 <= record["claim"]["travel_minutes"] <= 30


GOOD = "name\nAnn Example\n"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("priorities.csv", "rank,name\n1,Somewhere\n", "“practice code”"),
        ("priorities.csv", "practice_code,chosen_by\nZ99001,\n", "no chosen practice"),
        ("priorities.csv", "practice_code,chosen_by\nZ99001,dice\n", "row 2, column chosen_by: “dice”"),
        (
            "priorities.csv",
            "practice_code\nZ99001\nZ99001\n",
            "row 3, column practice_code: Z99001 is in the list twice",
        ),
        ("priorities.csv", "practice_code,priority\nZ99001,high\nZ99002,low\n", "1 more like it"),
        ("priorities.csv", "practice_code,latitude,longitude\nZ99001,91,0\n", "row 2, column latitude"),
        ("priorities.csv", "%PDF-1.4 nothing", "is a PDF"),
        ("priorities.csv", "", "is empty"),
        ("visitors.csv", "who\nAnn\n", "“name”"),
        ("visitors.csv", "name,days\nAnn,Mon Sun\n", "row 2, column days: “Sun” is no weekday"),
        ("visitors.csv", "name,visits a day\nAnn,9\n", "from 1 to 8"),
        ("visitors.csv", "name\n=cmd()\n", "formula"),
        ("visitors.csv", "name\nAnn\nAnn\n", "is there twice"),
        ("visitors.csv", "name,away\nAnn,2026-12-24..2026-12-01\n", "ends before it begins"),
        ("visitors.csv", "name,away\nAnn,soon\n", "row 2, column away: “soon” is not a date"),
        ("availability.csv", "practice_code,half_days\nZ99001,noon\n", "“noon” is no weekday"),
        ("availability.csv", "practice_code,telephone\nZ99001,1\n", "add half_days or closed"),
        ("travel.csv", "a,b\n1,2\n", "says nothing about travel"),
        ("travel.csv", "from,to,minutes\nZ99001,Z99002,far\n", "row 2, column minutes"),
        ("travel.csv", "practice_code,easting,northing\nZ99001,530000,180000\n", "in one way"),
        (
            "booked.csv",
            "practice_code,visitor,date,half_day\nZ99001,Ann Example,2026-10-12,noon\n",
            "write am or pm",
        ),
        ("booked.csv", "practice_code,visitor,date,half_day\nZ99001,Cy,2026-10-12,am\n", "a visit by Cy"),
        ("booked.csv", '{"visits": 3}', "no timetable.json"),
    ],
)
def test_a_fault_is_one_sentence_and_nothing_is_written(
    run: Run, here: Path, file: str, text: str, said: str
) -> None:
    Path("travel.csv").write_text("practice_code,latitude,longitude\nZ99001,51.5,-0.1\n")
    Path("booked.csv").write_text("practice_code,visitor,date,half_day\nZ99001,Ann Example,2026-10-12,am\n")
    Path(file).write_text(text)
    more = ["--availability", "availability.csv", "--travel", "travel.csv", "--booked", "booked.csv"]
    result = run(
        "round", "timetable", "priorities.csv", "--visitors", "visitors.csv", *SEASON, *more, "--out", "out"
    )
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    lines = [line for line in result.stderr.splitlines() if "minutes" not in line or file in line]
    assert len(lines) == 1, result.stderr
    assert not (here / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "2026-10-05", "--to", "2026-10-01"), "before it begins"),
        (("--from", "2026-10-05", "--to", "2036-10-01"), "at most 731 days"),
        (("--from", "2026-10-10", "--to", "2026-10-11"), "No visit is possible"),
        ((*SEASON, "--ill", "Ann"), "write it like"),
        ((*SEASON, "--ill", "Cy 2026-10-12"), "none of the visitors"),
        ((*SEASON, "--time-limit", "0"), "--time-limit"),
    ],
)
def test_what_was_typed_wrongly_is_one_sentence(
    run: Run, here: Path, words: tuple[str, ...], said: str
) -> None:
    result = run("round", "timetable", "priorities.csv", "--visitors", "visitors.csv", *words, "--out", "out")
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert not (here / "out").exists()
