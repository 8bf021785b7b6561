"""rules.md 1 and 2: what a dose is, which series it enters, and what repeats it."""

from tests.engine.counting.histories import history
from tests.engine.counting.reference.asking import counted, verdicts

BORN = "2021-03-10"


def test_of_two_entries_on_one_day_the_one_with_most_components_is_the_dose() -> None:
    assert verdicts(BORN, "4in1 +56", "6in1 +56") == ["dtp repeat", "dtp counts 1"]


def test_an_identical_row_is_a_repeat() -> None:
    assert verdicts(BORN, "MenB +56", "MenB +56") == ["menb counts 1", "menb repeat"]


def test_of_equals_the_first_in_the_file_is_the_dose() -> None:
    rows = counted(history(BORN, "HibMenC 2022-04-01", "Hib 2022-04-01")).doses.to_pylist()
    assert [(row["entry"], row["series"], row["verdict"]) for row in rows] == [
        (0, "hibmenc", "counts"),
        (0, "hib_over_1", "counts"),
        (1, "hib_over_1", "repeat"),
    ]


def test_an_mmrv_and_an_mmr_on_one_day_are_one_dose_of_mmr_and_one_of_varicella() -> None:
    assert verdicts("2023-01-10", "MMR 2024-01-10", "MMRV 2024-01-10") == [
        "mmr repeat",
        "mmr counts 1",
        "varicella counts 1",
    ]


def test_a_6in1_after_the_first_birthday_enters_two_series() -> None:
    entries = ("6in1 +56", "6in1 +84", "6in1 +112", "6in1 2022-09-10", "6in1 2022-12-10")
    assert verdicts(BORN, *entries, series="hib_over_1") == ["hib_over_1 counts 1", "hib_over_1 repeat"]


def test_hib_over_1_begins_on_the_birthday() -> None:
    assert verdicts(BORN, "Hib 2022-03-09", "Hib 2022-03-10") == ["not recognised", "hib_over_1 counts 1"]


def test_series_without_a_rule_of_validity_number_each_day() -> None:
    assert verdicts(BORN, "HepB +0", "HepB +1", "HepB +1", "BCG +0", "MenC +3") == [
        "hepb counts 1",
        "hepb counts 2",
        "hepb repeat",
        "bcg counts 1",
        "menc counts 1",
    ]


def test_their_rule_is_the_series_itself() -> None:
    rows = counted(history(BORN, "BCG +0", "BCG +0", "Rota +1")).doses.to_pylist()
    assert [row["rule_id"] for row in rows] == ["bcg-each-date", "bcg-each-date", "rota-1"]


def test_what_enters_no_series_is_not_recognised_and_keeps_its_name() -> None:
    names = ["single measles", "MR", "flu", "HPV", "3in1", "Blue liquid 2nd"]
    rows = counted(history(BORN, *(f"{name} 2022-06-01" for name in names))).doses.to_pylist()
    assert [row["vaccine"] for row in rows] == names
    for row in rows:
        assert row["verdict"] == "not recognised"
        assert (row["series"], row["rule_id"], row["dose"]) == (None, None, None)


def test_only_given_entries_are_doses() -> None:
    entries = ("MMR declined 2022-04-01", "MMR contraindicated 2022-04-02", "MMR not attended 2022-04-03")
    assert verdicts(BORN, *entries) == []


def test_a_series_that_children_born_then_do_not_need_is_not_needed_and_its_repeat_a_repeat() -> None:
    assert verdicts("2013-04-30", "Rota +56", "Rota +56") == ["rota not needed", "rota repeat"]
    rows = counted(history("2013-04-30", "Rota +56")).doses.to_pylist()
    assert (rows[0]["dose"], rows[0]["rule_id"]) == (None, "series-rota")


def test_rows_come_by_child_then_entry_then_series() -> None:
    rows = counted(
        history(BORN, "MMRV 2022-04-01", "6in1 +56", child_id="b"), history(BORN, "PCV +56", child_id="a")
    ).doses.to_pylist()
    assert [(row["child_id"], row["entry"], row["series"]) for row in rows] == [
        ("b", 0, "mmr"),
        ("b", 0, "varicella"),
        ("b", 1, "dtp"),
        ("a", 2, "pcv"),
    ]


def test_the_order_of_the_file_does_not_change_what_counts() -> None:
    assert verdicts(BORN, "Rota +84", "Rota +56") == ["rota counts 2", "rota counts 1"]
