"""The published data, from files to a timetable: West Sussex by its published places, London by postcode."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.shared_data import shared

SEASON = ("--from", "2021-10-04", "--to", "2022-03-31")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def planned(run: Run, *travel: str) -> tuple[str, dict[str, object]]:
    files = [word for path in travel for word in ("--travel", path)]
    result = run(
        "round", "timetable", "list.csv", "--visitors", "visitors.csv", *SEASON, *files, "--out", "out"
    )
    assert result.exit_code == 0, result.output
    return result.stdout, json.loads(Path("out/timetable.json").read_text())


def test_west_sussex(run: Run) -> None:
    published = shared("gp_coverage_west_sussex", "GP_immunisations_2019-20_2020-21.csv")
    with published.open(newline="") as file:
        codes = sorted({row["ODS_Code"] for row in csv.DictReader(file)})
    assert len(codes) == 81
    listed = "\n".join(f"{code},{80 - n},{'rank' if n < 30 else ''}" for n, code in enumerate(codes))
    Path("list.csv").write_text(f"practice_code,priority,chosen_by\n{listed}\n")
    Path("visitors.csv").write_text(
        "name,visit days,latitude,longitude\nAnn Example,9,50.836,-0.780\nBea Example,9,51.060,-0.330\n"
    )
    said, record = planned(run, str(published))
    assert "of 30 practices have a visit" in said
    assert "Proved" in said
    assert record["places_not_known"] == []
    free, ours = record["without_random_order"], record["claim"]
    assert isinstance(free, dict)
    assert isinstance(ours, dict)
    assert 0 < free["travel_minutes"] <= ours["travel_minutes"]


def test_london_by_postcode(run: Run) -> None:
    travel = []
    for name in ("ods/epraccur_2023.csv.gz", "code_point_open_london_2018-08/e.csv.gz"):
        travel.append(Path(name).name.removesuffix(".gz"))
        Path(travel[-1]).write_bytes(gzip.decompress(shared(*name.split("/")).read_bytes()))
    with Path(travel[0]).open(newline="") as file:
        rows = [row for row in csv.reader(file) if row[2] == "Y56" and row[12] == "A" and row[25] == "4"]
    east = [row[0] for row in rows if row[9].startswith(("E1 ", "E2 ", "E3 "))][:20]
    Path("list.csv").write_text(
        "practice_code,chosen_by\n" + "\n".join(f"{code},visitor" for code in east) + "\n"
    )
    Path("visitors.csv").write_text("name,postcode\nAnn Example,E1 1AA\n")
    said, record = planned(run, *travel)
    assert "20 of 20 practices have a visit" in said
    assert len(record["places_not_known"]) <= 1  # type: ignore[arg-type]
