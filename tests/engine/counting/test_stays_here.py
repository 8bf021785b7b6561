"""The files that stay at the practice: their columns, their order, and nothing that runs."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest

from commonground.engine.counting.results import CHILD_FLAGS, STATES, Count
from commonground.engine.counting.stays_here import stays_here_texts
from commonground.engine.records.tables import Extract, Problem, Tally
from commonground.engine.records.words import guard
from commonground.engine.rules.loader import load_rulebook
from tests.engine.counting.histories import History, history, together
from tests.engine.counting.reference.asking import counted

BOOK = load_rulebook()
COLUMNS = {
    "worklist": "child_id,date_of_birth,vaccine,dose,due_on,days_overdue,status,offer_until,give_as,reason,"
    "rule_id",
    "doses": "child_id,event_date,vaccine,series,counts_as,verdict,rule_id,explanation",
    "problems": "file,sheet,row,column,value,reason,what_to_do",
    "not_counted": "child_id,date_of_birth,definition,indicator,period,explanation,rule_id,cause",
}


def extract_of(one: History, *problems: Problem, lists_children: bool = True) -> Extract:
    return Extract(
        one.children, one.events, problems, Tally(0, 0, 0, 0, 0, 0), "events", lists_children, True
    )


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, extract: Extract, count: Count) -> list[Path]:
    """The files of a count, written."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in stays_here_texts(extract, count, BOOK).items():
        paths.append(folder / name)
        paths[-1].write_text(content, encoding="utf-8", newline="")
    return paths


def files_of(
    folder: Path, *histories: History, count: Count | None = None, problems: tuple[Problem, ...] = ()
) -> dict[str, list[dict[str, str]]]:
    one = together(*histories)
    paths = write(folder, extract_of(one, *problems), count or counted(one))
    return {path.stem: read(path) for path in paths}


def written(one: History) -> list[list[str]]:
    """The rows of not_counted.csv for one extract."""
    with TemporaryDirectory() as folder:
        rows = files_of(Path(folder), one)["not_counted"]
    return [list(row.values()) for row in rows]


def test_every_file_has_its_columns_in_their_order(tmp_path: Path) -> None:
    paths = write(tmp_path, extract_of(history("2025-07-01")), counted(history("2025-07-01")))
    assert [path.stem for path in paths] == ["worklist", "doses", "children", "problems", "not_counted"]
    for path in paths:
        header = path.read_text(encoding="utf-8").splitlines()[0]
        if path.stem == "children":
            assert header.startswith("child_id,date_of_birth,cover_") and header.endswith(",up_to_date")
        else:
            assert header == COLUMNS[path.stem]


def test_a_dose_that_counts_says_as_which(tmp_path: Path) -> None:
    one = history("2025-01-01", "6in1 +56", "MenB +400", "Wonderjab +60", "6in1 2026-02-01", "MMR +364")
    rows = files_of(tmp_path, one)["doses"]
    assert [
        (row["event_date"], row["vaccine"], row["series"], row["counts_as"], row["verdict"]) for row in rows
    ] == [
        ("2025-02-26", "6in1", "dtp", "dtp 1", "counts"),
        ("2025-03-02", "Wonderjab", "", "", "not recognised"),
        ("2025-12-31", "MMR", "mmr", "", "too early"),
        ("2026-02-01", "6in1", "dtp", "dtp 2", "counts"),
        ("2026-02-01", "6in1", "hib_over_1", "hib_over_1 1", "counts"),
        ("2026-02-05", "MenB", "menb", "menb late 1", "counts"),
    ]
    assert all(row["explanation"].endswith(".") for row in rows)
    assert rows[1]["rule_id"] == ""


def test_the_worklist_has_only_what_can_be_acted_on(tmp_path: Path) -> None:
    one = history("2025-07-01", "6in1 +56", "MMR declined +370")
    rows = files_of(tmp_path, one)["worklist"]
    assert {row["status"] for row in rows} <= {"due", "overdue", "offered", "declined", "contraindicated"}
    mmr = next(row for row in rows if row["vaccine"] == "mmr")
    reason = mmr.pop("reason")
    assert mmr == {
        "child_id": "child",
        "date_of_birth": "2025-07-01",
        "vaccine": "mmr",
        "dose": "1",
        "due_on": "2026-07-01",
        "days_overdue": "95",
        "status": "declined",
        "offer_until": "",
        "give_as": "MMRV",
        "rule_id": "mmr-1",
    }
    assert reason.startswith("MMR dose 1 is 95 days overdue, but the record says it was declined: ")


def state(
    child_id: str, rule: str, status: str, due_on: date | None, overdue: int, until: date | None
) -> dict[str, object]:
    dose = BOOK.dose_rules[rule]
    return {
        "child_id": child_id,
        "series": dose.series,
        "dose": dose.dose,
        "rule_id": rule,
        "status": status,
        "due_on": due_on,
        "days_overdue": overdue,
        "offer_until": until,
        "give_as": "MMR",
    }


def test_children_come_by_one_visit_then_by_what_they_would_lose_then_by_how_long(tmp_path: Path) -> None:
    names = ["longer", "longer also", "losing", "losing a barred one", "one visit", "refusing"]
    children = together(*[history("2025-07-01", child_id=name) for name in names])
    soon, later = date(2026, 11, 1), date(2027, 1, 1)
    due = date(2026, 7, 1)
    states = [
        state("refusing", "mmr-1", "declined", due, 900, None),
        state("longer also", "mmr-1", "overdue", due, 95, None),
        state("longer also", "pcv-booster", "overdue", due, 95, later),
        state("longer", "pcv-booster", "overdue", due, 95, later),
        state("losing a barred one", "pcv-booster", "declined", due, 95, soon),
        state("losing a barred one", "menb-late-1", "overdue", due, 94, later),
        state("losing", "mmr-1", "due", date(2026, 9, 20), 0, None),
        state("losing", "pcv-booster", "overdue", date(2026, 8, 1), 64, soon),
        state("losing", "dtp-1", "not yet due", None, 0, soon),
        state("one visit", "mmr-1", "due", date(2026, 9, 20), 0, None),
    ]
    flags = [{"child_id": "one visit", "age_band": 1, "measure": "one_visit_away"}]
    flags += [{"child_id": "refusing", "age_band": 1, "measure": "never"}]
    count = replace(
        counted(children),
        states=pa.Table.from_pylist(states, schema=STATES),
        flags=pa.Table.from_pylist(flags, schema=CHILD_FLAGS),
    )
    rows = files_of(tmp_path, children, count=count)["worklist"]
    assert [(row["child_id"], row["vaccine"]) for row in rows] == [
        ("one visit", "mmr"),
        ("losing", "pcv"),
        ("losing", "mmr"),
        ("longer", "pcv"),
        ("longer also", "pcv"),
        ("longer also", "mmr"),
        ("losing a barred one", "pcv"),
        ("losing a barred one", "menb"),
        ("refusing", "mmr"),
    ]


def test_every_child_of_the_practice_has_a_row_of_ones_noughts_and_blanks(tmp_path: Path) -> None:
    done = history("2024-05-04", "MMR 2025-05-04", child_id="b")
    none = history("2024-05-04", child_id="a", practice=None)
    joined = history("2024-05-04", child_id="joined", registered="2026-07-01")
    other = history("2024-05-04", child_id="elsewhere", practice="Z99002")
    files = files_of(tmp_path, done, none, joined, other)
    rows = files["children"]
    assert [row["child_id"] for row in rows] == ["b", "a", "joined"]
    assert [row["cover_mmr1_24m_2026-27 Q1"] for row in rows] == ["1", "0", ""]
    assert [row["qof_VI002_2025/26"] for row in rows] == ["1", "0", ""]
    assert [row["up_to_date"] for row in rows] == ["0", "0", "0"]
    assert not [column for column in rows[0] if "year to" in column]
    figures = counted(together(done, none, joined)).figures.to_pylist()
    single = [row for row in figures if not row["period"].startswith("year to")]
    assert len(rows[0]) == 2 + len(single)
    said = {
        row["child_id"]: row["explanation"]
        for row in files["not_counted"]
        if (row["indicator"], row["period"]) == ("mmr1_24m", "2026-27 Q1")
    }
    assert set(said) == {"a", "joined"}
    assert "it needs 1 dose of MMR or MMRV" in said["a"]
    assert "was not registered with the practice on 30 June 2026, but from 1 July 2026" in said["joined"]


def test_an_extract_of_events_alone_has_doses_and_no_figures(tmp_path: Path) -> None:
    one = history("2024-05-04", "MMR 2025-05-04")
    paths = write(tmp_path, extract_of(one, lists_children=False), counted(one, lists_children=False))
    files = {path.stem: read(path) for path in paths}
    assert len(files["doses"]) == 1
    assert files["worklist"] == files["not_counted"] == []
    assert files["children"] == [{"child_id": "child", "date_of_birth": "2024-05-04"}]


def test_problems_are_written_as_they_are(tmp_path: Path) -> None:
    problem = Problem("list.csv", "", 7, "date", "31/02/2024", "there is no such day", "write the right day")
    assert files_of(tmp_path, history("2024-05-04"), problems=(problem,))["problems"] == [
        {
            "file": "list.csv",
            "sheet": "",
            "row": "7",
            "column": "date",
            "value": "31/02/2024",
            "reason": "there is no such day",
            "what_to_do": "write the right day",
        }
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_of_the_extract_becomes_a_formula(start: str, tmp_path: Path) -> None:
    formula = f"{start}cmd|'/c calc'!A1"
    one = history("2024-05-04", f"{formula} +60", child_id=f"{start}1")
    problem = Problem(f"{start}list.csv", formula, None, formula, formula, formula, "mend it")
    files = files_of(tmp_path, one, problems=(problem,))
    assert files["doses"][0]["vaccine"] == f"'{formula}"
    assert files["problems"][0]["value"] == f"'{formula}"
    cells = [cell for rows in files.values() for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(start)]


def test_guard_leaves_all_else_as_it_is() -> None:
    for value in ("MMR", "6in1", "a=b", "", None, -3, date(2024, 5, 4)):
        assert guard(value) == value


def test_the_same_extract_gives_the_same_files(tmp_path: Path) -> None:
    one = [history("2024-05-04", "MMR +400", "6in1 +60", child_id=name) for name in ("b", "a", "c")]
    first = files_of(tmp_path / "first", *one)
    shuffled = counted(together(*one))
    reverse = pa.array(range(shuffled.doses.num_rows - 1, -1, -1))
    assert (
        files_of(tmp_path / "second", *one, count=replace(shuffled, doses=shuffled.doses.take(reverse)))
        == first
    )
