"""Given a practice's extract, when it is checked, then the screen says what stands out, with its caveats."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.cli.conftest import Checked, Extract, Run


def test_each_figure_stands_under_its_definition_with_its_interval_and_caveat(
    checked: Checked,
) -> None:
    said = checked.said
    with (checked.out / "may-leave/figures.csv").open(encoding="utf-8") as file:
        rows = {(row["indicator"], row["period"]): row for row in csv.DictReader(file)}
    for indicator, period, title in (
        ("mmr1_24m", "year to 2026-27 Q2", "MMR, one dose by 24 months"),
        ("hib_menc_24m", "year to 2026-27 Q2", "Hib/MenC by 24 months"),
        ("VI002", "2025/26", "MMR between 12 and 18 months"),
        ("up_to_date", "2026-10-04", "Up to date"),
    ):
        row = rows[indicator, period]
        line = next(line for line in said.splitlines() if line.startswith(f"  {title}  "))
        assert f"{row['numerator']} of {row['denominator']}" in line
        assert f"{row['coverage']}% ({row['lower95']}% to {row['upper95']}%)" in line
        assert ("[mixed cohort]" in line) == (row["status"] == "mixed cohort")
    headings = ("COVER, year to 2026-27 Q2", "QOF, 2025/26", "4 October 2026: ", "Children due or overdue")
    places = [said.index(f"\n\n{heading}") for heading in headings]
    assert places == sorted(places)
    assert "One visit away (children): " in said


def test_what_is_not_counted_is_said_by_name_or_number(checked: Checked) -> None:
    assert "Not known as a vaccine: " in checked.said
    assert "flu (" in checked.said


def test_a_list_without_registration_dates_is_said_to_be_todays(
    check: Run, extract_of: Extract, tmp_path: Path
) -> None:
    children, events = extract_of("children-and-events")
    with children.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    unregistered = tmp_path / "children.csv"
    with unregistered.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["child_id", "date_of_birth"])
        writer.writerows((row["child_id"], row["date_of_birth"]) for row in rows)
    said = check(unregistered, events, out=tmp_path / "out").output
    assert said.count("today's list only]") > 10
    assert f"{len(rows):,} rows that only list a child" in said
