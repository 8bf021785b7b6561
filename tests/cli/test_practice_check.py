"""Given a practice's extract, when it is checked, then the files promised are there and agree."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from commonground.cli.check import ENGINES
from commonground.synthetic.extracts import FORMS
from tests.cli.conftest import Checked, Extract, Run

COLUMNS = {
    "may-leave/figures.csv": (
        "org_code definition indicator period period_start period_end cohort_from cohort_to as_at "
        "denominator numerator coverage lower95 upper95 excluded status release origin rule_ids rulebook_version"
    ),
    "may-leave/diagnosis.csv": "measure age_band children of status",
    "may-leave/causes.csv": (
        "first first_period second second_period counted_in asked_of cause children status"
    ),
    "stays-here/not_counted.csv": (
        "child_id date_of_birth definition indicator period explanation rule_id cause"
    ),
    "stays-here/worklist.csv": (
        "child_id date_of_birth vaccine dose due_on days_overdue status offer_until give_as reason rule_id"
    ),
    "stays-here/doses.csv": "child_id event_date vaccine series counts_as verdict rule_id explanation",
    "stays-here/problems.csv": "file sheet row column value reason what_to_do",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", COLUMNS)
def test_each_file_has_the_columns_promised_in_their_order(checked: Checked, name: str) -> None:
    header = (checked.out / name).read_text(encoding="utf-8").splitlines()[0].split(",")
    wanted = COLUMNS[name].split()
    assert header[: len(wanted)] == wanted


def test_every_file_written_is_named_on_screen(checked: Checked) -> None:
    written = [path for path in checked.out.rglob("*") if path.is_file()]
    assert len(written) >= 8
    assert all(f"Wrote {path}" in checked.said for path in written)


def test_the_figures_are_the_children(checked: Checked) -> None:
    """The counts that may leave are sums of the 0s and 1s that stay."""
    children = rows_of(checked.out / "stays-here/children.csv")
    compared = 0
    for figure in rows_of(checked.out / "may-leave/figures.csv"):
        name = f"{figure['definition']}_{figure['indicator']}_{figure['period']}"
        column = "up_to_date" if figure["definition"] == "up_to_date" else name
        if column in children[0] and figure["denominator"]:
            values = [child[column] for child in children]
            assert values.count("1") == int(figure["numerator"]), column
            assert values.count("1") + values.count("0") == int(figure["denominator"]), column
            compared += 1
    assert compared > 50


def test_three_definitions_differ_on_the_same_children_and_say_why(checked: Checked) -> None:
    """COVER at 24 months, QOF VI002 and up to date today show different counts, each with its rule."""
    figures = rows_of(checked.out / "may-leave/figures.csv")
    latest = {figure["indicator"]: figure for figure in figures if figure["status"] == "ok"}
    three = [latest["mmr1_24m"], latest["VI002"], latest["up_to_date"]]
    assert len({figure["coverage"] for figure in three}) == 3
    assert [figure["rule_ids"] for figure in three] == ["mmr1_24m", "VI002", "up_to_date"]
    why = rows_of(checked.out / "stays-here/not_counted.csv")
    short = {(row["indicator"], row["period"]) for row in why}
    assert {("mmr1_24m"), ("VI002")} <= {indicator for indicator, _ in short}
    assert all(row["explanation"].endswith(")") or row["explanation"].endswith(".") for row in why)


def test_the_share_file_is_the_same_as_the_tables_and_passes_its_check(run: Run, checked: Checked) -> None:
    share = json.loads((checked.out / "may-leave/share.json").read_text(encoding="utf-8"))
    assert len(share["figures"]) == len(rows_of(checked.out / "may-leave/figures.csv"))
    assert len(share["causes"]) == len(rows_of(checked.out / "may-leave/causes.csv"))
    assert len(share["diagnosis"]) == len(rows_of(checked.out / "may-leave/diagnosis.csv"))
    result = run("practice", "share-check", checked.out / "may-leave/share.json")
    assert result.exit_code == 0, result.output


def test_a_share_file_that_was_edited_is_refused(run: Run, checked: Checked, tmp_path: Path) -> None:
    path = tmp_path / "share.json"
    shutil.copy(checked.out / "may-leave/share.json", path)
    share = json.loads(path.read_text(encoding="utf-8"))
    row = next(row for row in share["figures"] if row["numerator"])
    row["numerator"] = row["denominator"] + 1
    path.write_text(json.dumps(share), encoding="utf-8")
    result = run("practice", "share-check", path)
    assert result.exit_code == 2
    assert row["indicator"] in result.output


def test_counting_again_gives_the_same_bytes(
    check: Run, extract_of: Extract, checked: Checked, tmp_path: Path
) -> None:
    check(*extract_of("event-rows"), out=tmp_path)
    compared = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(compared) >= 8
    for path in compared:
        assert path.read_bytes() == (checked.out / path.relative_to(tmp_path)).read_bytes(), path.name


def test_both_engines_write_the_same_files(
    check: Run, extract_of: Extract, checked: Checked, tmp_path: Path
) -> None:
    assert set(ENGINES) == {"duckdb", "reference"}
    check(*extract_of("event-rows"), out=tmp_path, more=("--engine", "reference"))
    compared = list(tmp_path.rglob("*.csv"))
    assert len(compared) >= 7
    for path in compared:
        assert (
            path.read_text().splitlines()
            == (checked.out / path.relative_to(tmp_path)).read_text().splitlines()
        ), path


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_extract_is_checked(check: Run, extract_of: Extract, tmp_path: Path, form: str) -> None:
    result = check(*extract_of(form), out=tmp_path)
    assert result.exit_code == 0, result.output
    assert len(rows_of(tmp_path / "stays-here/doses.csv")) > 500
    figures = rows_of(tmp_path / "may-leave/figures.csv")
    assert bool(figures) == (form not in ("imms-api", "mavis")), "events alone give doses, never coverage"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 not a table", "extract.csv"),
        (b"", "extract.csv"),
        (b"colour,size\nred,4\n", "extract.csv"),
    ],
)
def test_what_is_no_extract_is_refused_in_one_sentence(
    check: Run, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "extract.csv"
    path.write_bytes(content)
    out = tmp_path / "out"
    result = check(path, out=out)
    assert result.exit_code == 2
    assert said in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert "Traceback" not in result.output
    assert not out.exists()


@pytest.mark.parametrize("wrong", ["2026-13-01", "04/10/2026", "soon"])
def test_a_date_that_is_none_is_refused_with_how_to_write_it(
    check: Run, extract_of: Extract, tmp_path: Path, wrong: str
) -> None:
    result = check(*extract_of("event-rows"), out=tmp_path, as_at=wrong)
    assert result.exit_code == 2
    assert "2026-10-04" in result.output


@pytest.mark.parametrize("where", ["extract", "map", "label-map"])
@pytest.mark.parametrize("name", ["missing.csv", "a-folder"])
def test_a_file_that_is_not_there_is_said_in_one_sentence(
    check: Run, extract_of: Extract, tmp_path: Path, where: str, name: str
) -> None:
    (tmp_path / "a-folder").mkdir()
    path, out = tmp_path / name, tmp_path / "out"
    if where == "extract":
        result = check(path, out=out)
    else:
        result = check(*extract_of("event-rows"), out=out, more=(f"--{where}", path))
    assert result.exit_code == 2
    assert name in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert not out.exists()
