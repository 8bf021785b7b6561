"""Given the twelve practices, when they are ranked from the command line, then the list is as worked out by hand."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from commonground.engine.choosing.window import first_day, last_day
from commonground.engine.figure_files import read_figures
from commonground.engine.rules.choosing_book import load_choosing_book
from tests.cli.conftest import PRACTICE, Checked, Run
from tests.cli.prioritising import CODES, OUTPUTS, Files, Row, make_files
from tests.documents.reader import PageReader
from tests.figures_made import AREA, INDICATOR, directory, figures_file, published, table

COLUMNS = (
    "rank,rank_low,rank_high,tie,practice_code,name,parent,children,covered,coverage,lower95,upper95,shrunk,shrunk_low,"
    "shrunk_high,short_cover,short_practice,children_short,p_top,data_quality,equity_quintile,weight,priority,action,"
    "provisional,chosen_by,sentence"
)


@pytest.fixture(scope="module")
def twelve(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The twelve practices, ranked once with everything and no random visit."""
    files = make_files(tmp_path_factory.mktemp("twelve"), run)
    files.ranked(*files.everything, "--random-share", "0", out="whole")
    return files


@pytest.fixture(scope="module")
def by_id(twelve: Files) -> dict[str, Row]:
    rows = {row["practice_code"]: row for row in twelve.rows("whole")}
    return {one: rows[code] for one, code in CODES.items()}


@pytest.fixture
def files(run: Run, tmp_path: Path) -> Files:
    """The twelve practices in a folder of this test's own."""
    return make_files(tmp_path, run)


def numbers(row: Row, *names: str) -> list[float]:
    return [float(row[name]) for name in names]


def test_the_columns_are_those_promised(twelve: Files) -> None:
    for out in ("whole",):
        head = (twelve.folder / out / "priorities.csv").read_text().splitlines()[0]
        assert head == COLUMNS


@pytest.mark.parametrize(
    ("practice", "cover", "own", "middle", "quality", "weight", "priority", "action", "p_top"),
    [
        ("H", 24.6889, 22.0929, 23.3909, 0.1051, 1.4, 32.7473, "uptake", 1.00),
        ("E", 18.7818, 17.9705, 18.3761, 0.0432, 1.2, 22.0514, "uptake", 1.00),
        ("B", 9.8578, 3.6388, 6.7483, 0.6309, 1.4, 9.4476, "reconcile", 0.51),
        ("D", 9.8300, 9.0361, 9.4330, 0.0808, 1.0, 9.4330, "uptake", 0.56),
        ("C", 7.8568, 7.1195, 7.4881, 0.0938, 1.2, 8.9857, "next", 0.51),
        ("K", 10.0281, 3.5523, 6.7902, 0.6458, 1.0, 6.7902, "reconcile", 0.30),
        ("A", 4.0690, 2.4561, 3.2625, 0.3964, 1.4, 4.5675, "reconcile", 0.04),
    ],
)
def test_two_sources(
    by_id: dict[str, Row],
    practice: str,
    cover: float,
    own: float,
    middle: float,
    quality: float,
    weight: float,
    priority: float,
    action: str,
    p_top: float,
) -> None:
    row = by_id[practice]
    names = ("short_cover", "short_practice", "children_short", "data_quality", "weight", "priority")
    assert numbers(row, *names) == pytest.approx([cover, own, middle, quality, weight, priority], abs=1e-3)
    assert row["action"] == action
    assert float(row["p_top"]) == pytest.approx(p_top, abs=0.02)


@pytest.mark.parametrize(
    ("practice", "raw", "low", "high", "shrunk", "shrunk_low", "shrunk_high"),
    [
        ("A", 0.6111, 0.3862, 0.7969, 0.7239, 0.5733, 0.8522),
        ("B", 0.6889, 0.5434, 0.8047, 0.7309, 0.6176, 0.8308),
        ("D", 0.8750, 0.8040, 0.9228, 0.8681, 0.8075, 0.9187),
        ("E", 0.7368, 0.6403, 0.8149, 0.7523, 0.6698, 0.8265),
        ("H", 0.7800, 0.7072, 0.8388, 0.7854, 0.7208, 0.8436),
        ("I", 0.9545, 0.7820, 0.9919, 0.8937, 0.7855, 0.9667),
        ("L", 0.9455, 0.8861, 0.9748, 0.9272, 0.8769, 0.9652),
    ],
)
def test_raw_beside_shrunk(
    by_id: dict[str, Row],
    practice: str,
    raw: float,
    low: float,
    high: float,
    shrunk: float,
    shrunk_low: float,
    shrunk_high: float,
) -> None:
    names = ("coverage", "lower95", "upper95", "shrunk", "shrunk_low", "shrunk_high")
    expected = [raw, low, high, shrunk, shrunk_low, shrunk_high]
    assert numbers(by_id[practice], *names) == pytest.approx(expected, abs=1e-3)


def test_places_three_to_five_are_a_tie_and_h_and_e_stand_alone(by_id: dict[str, Row]) -> None:
    assert {one for one in by_id if by_id[one]["tie"] == "3 to 5"} == {"B", "D", "C"}
    assert by_id["H"]["tie"] == by_id["E"]["tie"] == by_id["K"]["tie"] == ""
    for practice, (low, high) in {"B": (3, 9), "D": (3, 7), "C": (3, 7)}.items():
        assert numbers(by_id[practice], "rank_low", "rank_high") == pytest.approx([low, high], abs=1)


def test_the_first_four_are_chosen_by_rank_and_the_cut_through_the_tie_is_said(
    twelve: Files, by_id: dict[str, Row]
) -> None:
    assert {one for one in by_id if by_id[one]["chosen_by"] == "rank"} == set("HEBD")
    page = PageReader((twelve.folder / "whole" / "report.html").read_text(encoding="utf-8"))
    assert "The list is cut within a tie: among Surgery B, Surgery D, Surgery C (places 3 to 5)" in " ".join(
        page.words
    )


def test_one_practices_sentence(by_id: dict[str, Row]) -> None:
    said = by_id["H"]["sentence"]
    for part in (
        "Surgery H: 78.0% on COVER, 79.7% on its own system (they agree).",
        "33 children missed; interval 71% to 84%.",
        "About 23 children short of 95%.",
        "Most deprived fifth, so × 1.4.",
        "Priority 32.7, 1st of 12; almost certain to be in the top 4.",
        "If a visit raised coverage by 3 points, it would reach about 4.5 children.",
    ):
        assert part in said
    assert "Provisional" not in said
    assert "they differ by 19 points: settle the two counts first" in by_id["B"]["sentence"]


def test_children_before_percentages(run: Run, tmp_path: Path) -> None:
    files = make_files(tmp_path, run)
    rows = [published("Z99001", 6, 10), published("Z99002", 123, 150)]
    others = [published(f"Z991{at:02d}", 88 + at % 5, 100) for at in range(12)]
    figures_file(tmp_path / "story.csv", [*rows, *others])
    directory(
        tmp_path / "epraccur.csv", {row.org_code: f"Surgery {row.org_code}" for row in [*rows, *others]}
    )
    by_code = {row["practice_code"]: row for row in files.ranked(figures="story.csv")}
    assert int(by_code["Z99002"]["rank"]) < int(by_code["Z99001"]["rank"])
    assert "27 children missed; interval 75% to 87%" in by_code["Z99002"]["sentence"]


def test_without_practice_counts_the_list_is_provisional_and_less_sure(files: Files) -> None:
    result = files.rank("--deprivation", files.folder / "imd.csv")
    assert "The list is provisional" in result.output
    alone = {row["practice_code"]: row for row in files.rows()}
    assert {row["provisional"] for row in alone.values()} == {"yes"}
    assert {row["short_practice"] for row in alone.values()} == {""}
    assert all("Provisional, resting on" in row["sentence"] for row in alone.values() if row["chosen_by"])
    known = {
        row["practice_code"]: row
        for row in files.ranked(
            "--deprivation", files.folder / "imd.csv", "--practice-counts", files.folder / "cover.csv"
        )
    }
    widths = [
        sum(int(row["rank_high"]) - int(row["rank_low"]) for row in rows.values()) for rows in (alone, known)
    ]
    assert widths[0] > widths[1]
    assert {row["provisional"] for row in known.values()} == {"no"}


def test_the_list_is_made_again_byte_for_byte_from_its_record(files: Files) -> None:
    files.ranked(*files.everything, "--seed", "7", "--target", "0.93", "--random-share", "0.25", out="first")
    record = json.loads((files.folder / "first" / "choice.json").read_text(encoding="utf-8"))
    options = {
        "figures": "--figures", "practices": "--practices", "practice counts": "--practice-counts",
        "deprivation": "--deprivation", "coordinates": "--coordinates", "outlines": "--outlines",
    }  # fmt: skip
    words: list[object] = ["round", "prioritise", "--out", files.folder / "again"]
    for one in record["inputs"]:
        path = files.folder / one["file"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == one["sha256"]
        words += [options[one["role"]], path]
    asked = record["asked"]
    words += ["--indicator", asked["indicator"], "--area", asked["area"], "--seed", asked["seed"]]
    words += ["--window", f"{asked['window']['from']}..{asked['window']['to']}", "--target", asked["target"]]
    words += ["--random-share", asked["random_share"]]
    result = files.run(*words)
    assert result.exit_code == 0, result.output
    for name in OUTPUTS:
        assert (files.folder / "again" / name).read_bytes() == (files.folder / "first" / name).read_bytes(), (
            name
        )
    assert record["rule"]["version"] == load_choosing_book().version
    assert [one["releases"] for one in record["inputs"] if one["role"] == "figures"] == [["COVER 2024-25"]]
    by_code = {one["practice_code"]: one for one in record["practices"]}
    assert by_code[CODES["H"]]["published"] == {
        "covered": 117, "children": 150, "quarters": 4, "releases": ["COVER 2024-25"], "caveats": [],
    }  # fmt: skip


def test_another_seed_draws_others_and_the_same_seed_the_same(files: Files) -> None:
    def drawn(seed: int) -> set[str]:
        rows = files.ranked("--visits", "6", "--random-share", "0.5", "--seed", str(seed))
        by = {row["practice_code"]: row["chosen_by"] for row in rows}
        assert sorted(filter(None, by.values())) == ["random"] * 3 + ["rank"] * 3
        assert all("Drawn at random" in row["sentence"] for row in rows if row["chosen_by"] == "random")
        return {code for code, how in by.items() if how == "random"}

    assert drawn(1) == drawn(1)
    assert len({frozenset(drawn(seed)) for seed in range(1, 7)}) > 1


def test_a_share_is_drawn_at_random_even_where_nobody_says_so(files: Files) -> None:
    by = [row["chosen_by"] for row in files.ranked()]
    assert by.count("random") == 1
    assert by.count("rank") == 4


def test_weights_can_be_changed_and_are_called_ours(files: Files) -> None:
    table(files.folder / "weights.csv", ("quintile", "weight"), [(1, 1), (2, 1)])
    rows = files.ranked("--deprivation", files.folder / "imd.csv", "--weights", files.folder / "weights.csv")
    weights = {row["equity_quintile"]: row["weight"] for row in rows}
    assert weights == {"1": "1.0", "2": "1.0", "3": "1.0", "4": "0.9", "5": "0.8"}
    page = (files.folder / "out" / "report.html").read_text(encoding="utf-8")
    assert "Weights and thresholds are ours, not findings" in page.replace("\n", " ")


def test_a_visitors_reasons_leave_out_and_bring_in_and_are_no_points(files: Files) -> None:
    reasons = [
        (CODES["H"], "merger or closure coming", "2025-09-01", "joins the next surgery"),
        (CODES["I"], "Outbreak", "", ""),
        (CODES["E"], "new manager", "", ""),
        (CODES["D"], "visited lately", "2025-01-31", "over by now"),
    ]
    table(files.folder / "reasons.csv", ("practice_code", "reason", "until", "note"), reasons)
    plain = {row["practice_code"]: row for row in files.ranked("--random-share", "0")}
    told = {
        row["practice_code"]: row
        for row in files.ranked(
            "--random-share", "0", "--reasons", files.folder / "reasons.csv", "--as-at", "2025-06-30"
        )
    }
    assert {code: row["priority"] for code, row in plain.items()} == {
        code: row["priority"] for code, row in told.items()
    }
    h, i, e, d = (told[CODES[one]] for one in "HIED")
    assert (h["chosen_by"], h["action"]) == ("", "none")
    assert (
        "Left out until 1 September 2025 (merger or closure coming: joins the next surgery)." in h["sentence"]
    )
    assert i["chosen_by"] == "visitor"
    assert e["chosen_by"] == "rank"
    assert "To be known (new manager)." in e["sentence"]
    assert d["chosen_by"] == "rank"
    assert "visited lately" not in d["sentence"]
    later = {
        row["practice_code"]: row
        for row in files.ranked("--reasons", files.folder / "reasons.csv", "--as-at", "2025-09-02")
    }
    assert later[CODES["H"]]["chosen_by"] == "rank"


def test_a_map_without_coordinates_says_why_there_is_none(files: Files) -> None:
    files.ranked()
    drawn = (files.folder / "out" / "map.svg").read_text(encoding="utf-8")
    assert "give their latitude and longitude" in drawn
    files.ranked(*files.everything)
    drawn = (files.folder / "out" / "map.svg").read_text(encoding="utf-8")
    assert "<polygon" in drawn
    page = PageReader((files.folder / "out" / "report.html").read_text(encoding="utf-8"))
    trips = page.tables["Where a day’s travel would reach most children"]
    shorts = [float(row[-1]) for row in trips[1:]]
    assert shorts == sorted(shorts, reverse=True)
    assert shorts[0] >= 23


def test_figures_may_be_given_one_after_another(files: Files) -> None:
    whole = files.ranked()
    rows = [
        published(CODES[one], *counts)
        for one, counts in zip("ABC", ((11, 18), (31, 45), (49, 60)), strict=True)
    ]
    figures_file(files.folder / "again.csv", rows)
    assert files.ranked("--", files.folder / "again.csv") == whole


def test_packed_files_are_unpacked_and_a_count_of_another_time_is_not_compared(files: Files) -> None:
    for name in ("epraccur.csv", "imd.csv"):
        (files.folder / f"{name}.gz").write_bytes(gzip.compress((files.folder / name).read_bytes()))
    earlier = (date(2023, 4, 1), date(2024, 3, 31))
    figures_file(files.folder / "earlier.csv", [published(CODES["H"], 118, 148, period=earlier)])
    rows = files.ranked(
        *("--practices", files.folder / "epraccur.csv.gz", "--deprivation", files.folder / "imd.csv.gz"),
        *("--practice-counts", files.folder / "earlier.csv"),
    )
    (h,) = (row for row in rows if row["practice_code"] == CODES["H"])
    assert (h["provisional"], h["equity_quintile"]) == ("yes", "1")
    assert "its own count is of another time than the window" in h["sentence"]


def test_four_rolling_quarters_with_the_years_before_drawn_behind_them(files: Files) -> None:
    rows = [
        published(
            code,
            20 + (at + which) % 3,
            25,
            period=(first_day(quarter), last_day(quarter)),
            release=str(quarter),
        )
        for which, code in enumerate(CODES.values())
        for at, quarter in enumerate(range(2021 * 4 + 2, 2025 * 4 + 2))
    ]
    figures_file(files.folder / "quarters.csv", rows)
    listed = files.ranked("--window", "2024-25 Q2..2025-26 Q1", figures="quarters.csv")
    assert {row["children"] for row in listed} == {"100"}
    page = PageReader((files.folder / "out" / "report.html").read_text(encoding="utf-8"))
    series = page.tables["Coverage of the ranked practices together, period by period"]
    assert len(series) == 1 + 16
    assert series[1][:2] == ["September 2021", "12"]


def test_what_a_practice_counted_itself_is_the_second_source(files: Files, checked: Checked) -> None:
    """The figures.csv of `practice check` as it is: its year to the last quarter, beside the same published year."""
    year = (first_day(2025 * 4 + 3), last_day(2026 * 4 + 2))
    figures_file(files.folder / "year.csv", [published(code, 20, 25, period=year) for code in CODES.values()])
    own = checked.out / "may-leave" / "figures.csv"
    rows = files.ranked("--window", "2025-26 Q3..2026-27 Q2", "--practice-counts", own, figures="year.csv")
    (counted,) = (one for one in rows if one["provisional"] == "no")
    assert counted["practice_code"] == PRACTICE
    assert float(counted["short_practice"]) > 0
    wanted = (INDICATOR, "year to 2026-27 Q2")
    (row,) = (row for row in read_figures(own) if (row.indicator, row.period) == wanted)
    share = f"{row.numerator / row.denominator:.1%}"  # type: ignore[operator]  # neither is hidden
    assert f"{share} on its own system" in counted["sentence"]


AREA_NOTE = "19 practices did not share data"


def test_who_cannot_be_ranked_is_listed_with_the_reason_and_a_caveat_is_said(files: Files) -> None:
    rows = [published(f"Z991{at:02d}", 88 + at % 5, 100) for at in range(6)]
    rows += [
        published("Z99201", None, None, status="percentage only"),
        published("Z99202", None, None, status="withheld"),
        published("Z99203", None, 40, status="denominator only"),
        published("Z99204", 9, 5),
        published("Z99205", 20, 25),
        published("Z99207", 80, 100),
        published("Z99207", 90, 100, release="another"),
        published(AREA, 800, 900, level="sub-icb", note=AREA_NOTE),
    ]
    figures_file(files.folder / "odd.csv", rows)
    codes = {row.org_code: f"Surgery {row.org_code}" for row in rows if row.level == "practice"}
    directory(files.folder / "epraccur.csv", {**codes, "Z99206": "Surgery silent"}, closed=["Z99205"])
    by_code = {row["practice_code"]: row for row in files.ranked(figures="odd.csv")}
    for code, why in {
        "Z99201": "no denominator, not ranked",
        "Z99202": "withheld, not ranked",
        "Z99203": "not how many are covered, not ranked",
        "Z99204": "more children are published as covered than there are",
        "Z99205": "closed on 31 March 2025, not ranked",
        "Z99206": "no figures of this indicator in the window",
        "Z99207": "two different figures are published",
    }.items():
        row = by_code[code]
        assert why in row["sentence"], code
        assert row["rank"] == row["priority"] == ""
    assert by_code["Z99205"]["chosen_by"] == ""
    assert all(f"Take care: {AREA_NOTE}." in row["sentence"] for row in by_code.values())


def test_percentages_alone_are_never_ranked_and_visits_are_drawn(files: Files) -> None:
    rows = [
        published(code, None, None, status="percentage only", indicator="VI001", definition="qof")
        for code in CODES.values()
    ]
    figures_file(files.folder / "qof.csv", rows)
    listed = files.ranked("--indicator", "VI001", figures="qof.csv")
    assert {row["rank"] for row in listed} == {""}
    assert not any(row["chosen_by"] for row in listed)
    assert all("no denominator, not ranked" in row["sentence"] for row in listed)
    drawn = files.ranked("--indicator", "VI001", "--visits", "5", figures="qof.csv")
    assert sorted(row["chosen_by"] for row in drawn) == [""] * 7 + ["random"] * 5
    assert {row["action"] for row in drawn if row["chosen_by"]} == {"uptake"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--window", "2024-25 Q1"), "shorter than a year"),
        (("--window", "2024-04-01..2024-06-30"), "four quarters or a year"),
        (("--window", "2024-04-02..2025-03-31"), "does not begin and end with a quarter"),
        (("--window", "2024-04-01..2025-06-30"), "no whole number of years"),
        (("--window", "last year"), "no window of time"),
        (("--window", "2019-20"), "run from 1 April 2024 to 31 March 2025"),
        (("--indicator", "mmr3"), "they have mmr1_24m"),
        (("--area", "X99"), "those with figures lie in 99Z"),
        (("--target", "95"), "--target"),
        (("--random-share", "2"), "--random-share"),
        (("--seed", "-1"), "--seed"),
        (("--visits", "0"), "--visits"),
        (("--deprivation", "cover.csv"), "no columns for practice and quintile or decile or score"),
        (("--weights", "imd.csv"), "no columns for quintile and weight"),
        (("--coordinates", "imd.csv"), "no file of postcodes"),
        (("--outlines", "imd.csv"), "can't be read as GeoJSON"),
        (("--reasons", "wrong-reasons.csv"), "row 2, reason"),
        (("--figures", "missing.csv"), "missing.csv"),
        (("--practices", "cover.csv"), "not an epraccur file"),
        (("--practices", "note.pdf"), "a PDF"),
        (("--figures", "note.pdf"), "note.pdf"),
        (("--figures", "empty.csv"), "empty.csv is empty"),
        (("--figures", "broken.csv"), "row 2, column denominator"),
        (("--practice-counts", "imd.csv"), "holds no figures"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(
    files: Files, more: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files.folder)
    table(files.folder / "wrong-reasons.csv", ("practice", "reason"), [("Z99001", "no good")])
    Path("note.pdf").write_bytes(b"%PDF-1.4 \xff\xfe nothing")
    Path("empty.csv").write_text("")
    text = Path("cover.csv").read_text().splitlines()
    Path("broken.csv").write_text("\n".join([text[0], text[1].replace(",18,", ",many,")]) + "\n")
    result = files.rank(*more)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (files.folder / "out").exists()


def test_the_report_says_what_it_owes(twelve: Files) -> None:
    page = PageReader((twelve.folder / "whole" / "report.html").read_text(encoding="utf-8"))
    said = " ".join(" ".join(page.words).split())
    for part in (
        "Published coverage opens the conversation.",
        "it never chooses alone",
        "for nothing",
        "Had as many been chosen by the lowest percentage",
        "From the poorest to the richest end coverage differs by +26.6 points (slope index), or 1.38 times",
        "0.169 (Erreygers), 0.305 (Wagstaff)",
    ):
        assert part in said
    assert len(page.tables["Every practice of the area"]) == 13
    assert INDICATOR not in page.tables
