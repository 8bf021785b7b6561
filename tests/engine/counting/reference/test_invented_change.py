"""A new course is a new file: ages, births, doses and intervals that the package's rulebook does not have."""

from commonground.engine.rules.model import Rulebook
from tests.engine.counting.histories import history
from tests.engine.counting.reference.asking import states, verdicts

BORN = "2028-01-15"


def pcv(book: Rulebook, *entries: str) -> list[str]:
    return verdicts(BORN, *entries, series="pcv", book=book)


def test_its_ages_and_intervals_are_kept(invented: Rulebook) -> None:
    assert pcv(invented, "PCV +69") == ["pcv too early 1 2028-03-25"]
    assert pcv(invented, "PCV +70", "PCV 2028-05-24") == [
        "pcv counts 1",
        "pcv too soon 2 2028-05-25 after 2028-03-25",
    ]
    assert pcv(invented, "PCV +70", "PCV 2028-05-25")[-1] == "pcv counts 2"
    assert pcv(invented, "PCV +70", "PCV +400")[-1] == "pcv counts 2"
    assert pcv(invented, "PCV +70", "PCV +401")[-1] == "pcv too late 2 2029-02-18"


def test_a_dose_that_must_follow_a_passed_over_dose_is_passed_over_with_it(invented: Rulebook) -> None:
    assert pcv(invented, "PCV 2028-07-14") == ["pcv counts 1"]
    assert pcv(invented, "PCV 2028-07-15") == ["pcv too early booster 2029-02-15"]
    found = states(history(BORN), "2028-07-15", invented)
    assert found["pcv 1"]["status"] == "no longer offered"
    assert found["pcv 2"]["status"] == "no longer offered"
    assert (found["pcv booster"]["status"], str(found["pcv booster"]["due_on"])) == (
        "not yet due",
        "2029-03-15",
    )


def test_an_interval_may_run_from_another_series(invented: Rulebook) -> None:
    assert pcv(invented, "MMR 2029-02-01", "PCV 2029-03-28") == [
        "pcv too soon booster 2029-03-29 after 2029-02-01"
    ]
    assert pcv(invented, "MMR 2029-02-01", "PCV 2029-03-29") == ["pcv counts booster"]
    assert pcv(invented, "MMR 2029-02-20", "PCV 2029-02-20") == ["pcv counts booster"]


def test_its_programme_start_and_waits_set_due_days(invented: Rulebook) -> None:
    first = states(history(BORN, "PCV +84"), "2028-08-01", invented)["pcv 2"]
    assert (first["status"], str(first["due_on"]), first["wait_from"]) == ("not yet due", "2028-09-01", None)
    late = states(history(BORN, "PCV 2028-07-14"), "2028-09-13", invented)["pcv 2"]
    assert (late["status"], str(late["due_on"]), str(late["wait_from"])) == (
        "not yet due",
        "2028-09-14",
        "2028-07-14",
    )


def test_births_outside_the_new_course_keep_theirs(invented: Rulebook) -> None:
    assert verdicts("2027-12-31", "PCV +42", series="pcv", book=invented) == ["pcv counts 1"]
