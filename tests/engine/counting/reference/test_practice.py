"""Who is counted, and what there is where there is no list of children or no registration date."""

from commonground.engine.counting import results
from commonground.engine.rules.loader import load_rulebook
from tests.engine.counting.histories import history, together
from tests.engine.counting.reference.asking import counted, tally, verdicts

TABLES = ("doses", "states", "figures", "membership", "flags", "diagnosis")


def test_the_tables_have_the_agreed_columns() -> None:
    answer = counted(history("2024-01-10", "MMR 2025-01-10"))
    assert [getattr(answer, name).schema for name in TABLES] == [
        results.DOSES,
        results.STATES,
        results.FIGURES,
        results.MEMBERSHIP,
        results.CHILD_FLAGS,
        results.DIAGNOSIS,
    ]
    assert answer.doses.num_rows and answer.states.num_rows and answer.flags.num_rows
    assert (answer.practice_code, str(answer.as_at)) == ("Z99001", "2026-10-04")
    assert answer.rulebook_version == load_rulebook().version


def test_children_of_another_practice_are_judged_and_not_counted() -> None:
    extract = together(
        history("2024-01-10", "MMR 2025-01-10", child_id="ours"),
        history("2024-01-10", "MMR 2025-01-10", child_id="unsaid", practice=None),
        history("2024-01-10", "MMR 2025-01-10", child_id="blank", practice=""),
        history("2024-01-10", "MMR 2025-01-10", child_id="theirs", practice="Z99002"),
    )
    answer = counted(extract)
    assert answer.doses["child_id"].to_pylist() == ["ours", "unsaid", "blank", "theirs"]
    ours = {"ours", "unsaid", "blank"}
    for name in ("states", "membership", "flags"):
        assert set(getattr(answer, name)["child_id"].to_pylist()) == ours
    assert tally(answer, "mmr1_24m", "2025-26 Q4") == (3, 3)
    assert tally(answer, "up_to_date", "2026-10-04") == (0, 3)


def test_states_and_up_to_date_are_about_children_registered_today_and_under_six() -> None:
    extract = together(
        history("2024-01-10", child_id="here", registered="2026-10-04"),
        history("2024-01-10", child_id="to come", registered="2026-10-05"),
        history("2024-01-10", child_id="left", left="2026-10-04"),
        history("2024-01-10", child_id="leaving", left="2026-10-05"),
        history("2020-10-04", child_id="six"),
        history("2020-10-05", child_id="nearly six"),
    )
    answer = counted(extract)
    there = {"here", "leaving", "nearly six"}
    assert set(answer.states["child_id"].to_pylist()) == there
    assert tally(answer, "up_to_date", "2026-10-04") == (0, 3)


def test_without_a_list_of_children_there_are_doses_and_nothing_else() -> None:
    answer = counted(history("2024-01-10", "MMR 2025-01-10"), lists_children=False)
    assert [getattr(answer, name).num_rows for name in TABLES] == [1, 0, 0, 0, 0, 0]


def test_without_registration_dates_todays_list_is_the_cohort() -> None:
    extract = together(
        history("2024-05-01", child_id="here"), history("2024-05-01", child_id="left", left="2026-01-01")
    )
    answer = counted(extract, registration_known=False)
    assert answer.registration_known is False
    assert tally(answer, "pcv1_12m", "2025-26 Q1") == (0, 2)
    assert tally(answer, "mmr1_24m", "2026-27 Q1") == (0, 1)
    qof = [row for row in answer.figures.to_pylist() if row["definition"] == "qof"]
    assert qof and all(row["excluded"] is None for row in qof)


def test_a_practice_without_children_has_rows_that_say_so() -> None:
    answer = counted()
    rows = answer.figures.to_pylist()
    assert {row["status"] for row in rows} == {"no children"}
    assert {row["definition"] for row in rows} == {"cover", "qof", "up_to_date"}
    assert {(row["children"], row["of"]) for row in answer.diagnosis.to_pylist()} == {(0, 0)}


class TestUpToDate:
    AT_8_WEEKS = ("6in1 +56", "MenB +56", "Rota +56")

    def test_no_dose_overdue_on_the_day(self) -> None:
        child = history("2026-03-10", *self.AT_8_WEEKS)
        # The next doses fall due on 2 June; the 30th is still due, 1 July is overdue.
        assert tally(counted(child, as_at="2026-06-30"), "up_to_date", "2026-06-30") == (1, 1)
        assert tally(counted(child, as_at="2026-07-01"), "up_to_date", "2026-07-01") == (0, 1)

    def test_its_row_has_the_day_for_a_period_and_no_cohort(self) -> None:
        answer = counted(history("2026-03-10"), as_at="2026-06-30")
        row = next(row for row in answer.figures.to_pylist() if row["definition"] == "up_to_date")
        assert (row["indicator"], row["period"], row["rule_ids"]) == (
            "up_to_date",
            "2026-06-30",
            ["up_to_date"],
        )
        assert str(row["period_start"]) == str(row["period_end"]) == "2026-06-30"
        assert (row["cohort_from"], row["cohort_to"], row["excluded"]) == (None, None, None)

    def test_membership(self) -> None:
        rows = counted(history("2026-03-10"), as_at="2026-06-30").membership.to_pylist()
        assert [(row["period"], row["value"]) for row in rows if row["definition"] == "up_to_date"] == [
            ("2026-06-30", 0)
        ]


def test_events_of_a_child_who_is_not_listed_are_left_out() -> None:
    listed, unlisted = (
        history("2024-01-10", child_id="a"),
        history("2024-01-10", "MMR 2025-01-10", child_id="b"),
    )
    extract = type(listed)(listed.children, unlisted.events)
    assert counted(extract).doses.num_rows == 0


def test_three_definitions_differ_on_the_same_child() -> None:
    # Three 6in1 in three weeks and an MMR on the birthday: COVER and QOF count days, "up to date" intervals.
    entries = ("6in1 +56", "6in1 +63", "6in1 +70")
    answer = counted(history("2024-04-10", *entries), as_at="2025-06-30")
    assert tally(answer, "dtap_ipv_hib_hepb_12m", "2025-26 Q1") == (1, 1)
    assert tally(answer, "VI001", "2024/25") == (1, 1)
    assert tally(answer, "up_to_date", "2025-06-30") == (0, 1)
    assert verdicts("2024-04-10", *entries)[1:] == [
        "dtp too soon 2 2024-07-03 after 2024-06-05",
        "dtp too soon 2 2024-07-03 after 2024-06-05",
    ]
