"""Given the same made-up children, when they are counted, then three definitions differ and say why.

The children are written by hand, so that each number below can be worked out on paper. All were born in the year whose
children COVER counts at 24 months and QOF VI002 at 18 months.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import PRACTICE, Run

BORN = date(2024, 3, 5)
INFANT = ((56, ("6in1", "MenB", "Rota")), (84, ("6in1", "PCV", "Rota")), (112, ("6in1", "MenB")))
AT_ONE_YEAR = ("PCV", "MenB", "HibMenC")

# Kind of child: how many, day of MMR, vaccines at one year, day of joining.
KINDS = {
    "on time": (10, date(2025, 3, 5), AT_ONE_YEAR, BORN),
    "MMR at 20 months": (2, date(2025, 11, 5), AT_ONE_YEAR, BORN),
    "MMR two days early": (1, date(2025, 3, 3), AT_ONE_YEAR, BORN),
    "no MMR": (2, None, AT_ONE_YEAR, BORN),
    "joined late, MMR at 23 months": (2, date(2026, 2, 9), AT_ONE_YEAR, date(2025, 12, 1)),
    "no Hib/MenC": (3, date(2025, 3, 5), ("PCV", "MenB"), BORN),
}
IN_COVER = {"on time", "MMR at 20 months", "joined late, MMR at 23 months", "no Hib/MenC"}
IN_QOF = {"on time", "no Hib/MenC"}
UP_TO_DATE = {"on time", "MMR at 20 months", "joined late, MMR at 23 months"}

# Why each kind of child is not counted where it is not.
CAUSES = {
    ("MMR at 20 months", "VI002"): "given_too_late",
    ("MMR two days early", "mmr1_24m"): "given_too_early",
    ("MMR two days early", "VI002"): "given_too_early",
    ("MMR two days early", "up_to_date"): "dose_does_not_count",
    ("no MMR", "mmr1_24m"): "none_on_record",
    ("no MMR", "VI002"): "none_on_record",
    ("no MMR", "up_to_date"): "dose_overdue",
    ("joined late, MMR at 23 months", "VI002"): "excluded",
    ("no Hib/MenC", "up_to_date"): "dose_overdue",  # beside COVER it is a dose of another vaccine
}

# Of five times as many children: which both count, and each cause, worked out on paper.
TIMES = 5
PAIRS = {
    ("mmr1_24m", "VI002"): {
        ("both", "both", ""): 10 + 3,
        ("first", "both", "given_too_late"): 2,
        ("first", "first", "excluded"): 2,
        ("neither", "both", ""): 1 + 2,
    },
    ("mmr1_24m", "up_to_date"): {
        ("both", "both", ""): 10 + 2 + 2,
        ("first", "both", "other_vaccine_overdue"): 3,
        ("neither", "both", ""): 1 + 2,
    },
}

FIGURES = {  # numerator, denominator
    ("mmr1_24m", "year to 2026-27 Q2"): ("17", "20"),
    ("VI002", "2025/26"): ("13", "18"),
    ("up_to_date", "2026-10-04"): ("14", "20"),
}


def written(folder: Path, times: int = 1) -> tuple[Path, Path]:
    """The two tables of an extract; a child's id is its kind and a number."""
    children, events = folder / "children.csv", folder / "events.csv"
    with children.open("w", newline="") as first, events.open("w", newline="") as second:
        people, entries = csv.writer(first), csv.writer(second)
        people.writerow(["child_id", "date_of_birth", "practice_code", "registered_on"])
        entries.writerow(["child_id", "event_date", "vaccine"])
        for kind, (number, mmr, at_one, joined) in KINDS.items():
            for each in range(number * times):
                child = f"{kind} {each}"
                people.writerow([child, BORN, PRACTICE, joined])
                for days, vaccines in INFANT:
                    entries.writerows([child, BORN + timedelta(days), vaccine] for vaccine in vaccines)
                entries.writerows([child, date(2025, 3, 5), vaccine] for vaccine in at_one)
                if mmr:
                    entries.writerow([child, mmr, "MMR"])
    return children, events


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return written(tmp_path_factory.mktemp("extract"))


@pytest.fixture(scope="module")
def why(
    check: Run, files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, str]]:
    """The children not counted and their sentences."""
    out = tmp_path_factory.mktemp("checked")
    check(*files, out=out)
    return rows_of(out / "stays-here/not_counted.csv")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_each_definition_has_its_own_count_and_every_difference_its_cause(
    check: Run, files: tuple[Path, Path], tmp_path: Path, engine: str
) -> None:
    assert check(*files, out=tmp_path, more=("--engine", engine)).exit_code == 0

    figures = {(row["indicator"], row["period"]): row for row in rows_of(tmp_path / "may-leave/figures.csv")}
    for key, counts in FIGURES.items():
        assert (figures[key]["numerator"], figures[key]["denominator"]) == counts, key
        assert figures[key]["rule_ids"] == key[0]
    assert figures["VI002", "2025/26"]["excluded"] == "2"

    why = rows_of(tmp_path / "stays-here/not_counted.csv")
    causes = {
        indicator: Counter(row["child_id"].rsplit(" ", 1)[0] for row in why if row["indicator"] == indicator)
        for indicator in ("mmr1_24m", "VI002", "up_to_date")
    }
    number = {kind: KINDS[kind][0] for kind in KINDS}
    for indicator, members in (("mmr1_24m", IN_COVER), ("VI002", IN_QOF), ("up_to_date", UP_TO_DATE)):
        assert causes[indicator] == {kind: number[kind] for kind in KINDS if kind not in members}, indicator
    told = {(row["child_id"].rsplit(" ", 1)[0], row["indicator"]): row["cause"] for row in why}
    assert {key: told[key] for key in CAUSES} == CAUSES


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_a_count_by_cause_explains_every_difference(check: Run, tmp_path: Path, engine: str) -> None:
    assert check(*written(tmp_path, TIMES), out=tmp_path, more=("--engine", engine)).exit_code == 0
    rows = rows_of(tmp_path / "may-leave/causes.csv")
    figures = {(row["indicator"], row["period"]): row for row in rows_of(tmp_path / "may-leave/figures.csv")}
    for (first, second), expected in PAIRS.items():
        of_pair = [row for row in rows if (row["first"], row["second"]) == (first, second)]
        counted = {
            (row["counted_in"], row["asked_of"], row["cause"]): int(row["children"]) for row in of_pair
        }
        assert {key: children for key, children in counted.items() if children} == {
            key: children * TIMES for key, children in expected.items()
        }
        for side, indicator in (("first", first), ("second", second)):
            period = of_pair[0][f"{side}_period"]
            figure = figures[indicator, period]
            for column, total in (("counted_in", "numerator"), ("asked_of", "denominator")):
                parts = [int(row["children"]) for row in of_pair if row[column] in ("both", side)]
                assert sum(parts) == int(figure[total])


@pytest.mark.parametrize(
    ("indicator", "kind", "said"),
    [
        ("VI002", "MMR at 20 months", "558 days"),
        ("VI002", "joined late, MMR at 23 months", "registered"),
        ("mmr1_24m", "MMR two days early", "2 days"),
        ("up_to_date", "no Hib/MenC", "Hib/MenC"),
    ],
)
def test_the_cause_is_said_in_a_sentence_with_its_limit(
    why: list[dict[str, str]], indicator: str, kind: str, said: str
) -> None:
    told = [
        row["explanation"] for row in why if (row["child_id"], row["indicator"]) == (f"{kind} 0", indicator)
    ]
    assert len(told) == 1
    assert said in told[0], told[0]
    assert "(rule" in told[0]
