"""A verdict in one plain sentence, from which the verdict can be worked out again."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from commonground.engine.counting.explain import Beside, explain_dose
from commonground.engine.counting.reference.dates import later
from commonground.engine.counting.results import VERDICTS
from commonground.engine.counting.stays_here import DOSES, dose_rows
from commonground.engine.rules.ages import parse_age
from commonground.engine.rules.loader import RULEBOOK, load_rulebook
from commonground.engine.rules.model import Rulebook
from tests.engine.counting.histories import History, history
from tests.engine.counting.reference.asking import counted
from tests.engine.counting.reference.conftest import INVENTED
from tests.engine.counting.sentences import (
    AGE,
    DATE,
    day_in,
    found,
    histories,
    is_the_age,
    milestone,
    milestones,
    without_source,
)

LONG_AFTER = "2037-01-01"
STATUSES = "NHS England statuses"  # the short name of the source


def told(one: History, as_at: str = LONG_AFTER, book: Rulebook | None = None) -> list[dict[str, Any]]:
    """The rows of doses.csv for one child."""
    rulebook = book or load_rulebook()
    rows = dose_rows(counted(one, as_at=as_at, book=book), rulebook)
    return [dict(zip(DOSES, row, strict=True)) for row in rows]


def sentences(born: str, *entries: str, series: str | None) -> list[str]:
    return [row["explanation"] for row in told(history(born, *entries)) if row["series"] == series]


def test_one_day_before_the_first_birthday_is_said_to_the_day() -> None:
    assert sentences("2023-05-04", "MMR 2024-05-03", series="mmr") == [
        "MMR on 3 May 2024 at 11 months 29 days of age (365 days) does not count as MMR dose 1: "
        "it was given 1 day before the first day on which it could count, 4 May 2024, the first birthday "
        f"(rule mmr-1; {STATUSES})."
    ]


def test_a_dose_that_counts_names_the_limits_it_met() -> None:
    said = sentences("2023-05-04", "MMR 2024-05-04", "MMR 2024-09-06", series="mmr")
    assert said[1] == (
        "MMR on 6 September 2024 at 16 months 2 days of age (491 days) counts as MMR dose 2: "
        "such a dose counts from 4 August 2024, 15 months of age, "
        "and from 1 June 2024, 28 days after the valid dose of 4 May 2024 "
        f"(rule mmr-2; {STATUSES})."
    )


def test_a_short_interval_does_not_count_here_and_is_nobodys_error() -> None:
    said = sentences("2024-02-01", "6in1 2024-04-21", "6in1 2024-05-03", series="dtp")[1]
    assert (
        "does not count here as DTP dose 2: it was given 12 days after the valid dose of 21 April 2024; "
        in said
    )
    assert "the least is 28 days, so it would have counted from 19 May 2024 (rule dtp-2; " in said
    assert not re.search(r"error|wrong|mistake|invalid", said)


def test_an_interval_from_another_series_names_its_dose() -> None:
    said = sentences(
        "2023-01-01", "6in1 +60", "6in1 +100", "6in1 2024-01-10", "HibMenC 2024-01-15", series="hibmenc"
    )
    assert "5 days after the valid DTP dose 3 of 10 January 2024; the least is 28 days" in said[0]


def test_a_dose_of_another_series_on_the_same_day_sets_no_interval() -> None:
    entries = ("6in1 +60", "6in1 +100", "6in1 2024-01-10", "HibMenC 2024-01-10")
    said = sentences("2023-01-01", *entries, series="hibmenc")[0]
    assert (
        "counts as Hib/MenC dose 1: such a dose counts from 1 January 2024, the first birthday, until" in said
    )
    assert "DTP" not in without_source(said)


def test_an_interval_from_doses_of_two_series_names_neither(tmp_path: Path) -> None:
    (tmp_path / "invented.yaml").write_text(INVENTED, encoding="utf-8")
    one = history("2028-01-01", "PCV +80", "PCV +200", "PCV 2029-02-10", "MMR 2029-01-20")
    rows = told(one, book=load_rulebook(RULEBOOK, tmp_path))
    late = [row["explanation"] for row in rows if row["verdict"] == "too soon"]
    assert len(late) == 1
    assert "after the valid dose of 20 January 2029; the least is 56 days" in late[0]


def test_too_late_names_the_last_day_and_what_it_was() -> None:
    assert (
        "was given 1 day after the last day on which it could count, 15 April 2025, 104 days of age"
        in sentences("2025-01-01", "Rota +105", series="rota")[0]
    )


def test_a_repeat_says_which_kind_it_is() -> None:
    said = sentences("2023-01-01", "MMR 2024-02-01", "MMR 2024-02-01", series="mmr")
    assert "is a repeat in MMR: it is a second entry of the day, and a day counts once" in said[1]
    said = sentences("2023-01-01", "MMR +400", "MMR +500", "MMRV 2026-01-05", series="mmr")
    assert "the course was already complete with the valid dose of 15 May 2024" in said[2]
    said = sentences("2023-01-01", "Hib +400", "6in1 +500", series="hib_over_1")
    assert "only the first such dose counts, that of 5 February 2024" in said[1]


def test_what_is_not_needed_says_for_whom_it_is() -> None:
    assert (
        "is not part of the schedule for children born then: Hib/MenC is for births up to 30 June 2024"
        in sentences("2024-07-01", "HibMenC +400", series="hibmenc")[0]
    )
    assert "rotavirus is for births from 1 May 2013" in sentences("2013-04-30", "Rota +60", series="rota")[0]


def test_what_is_not_recognised_says_what_it_was() -> None:
    unknown, early, flu = sentences("2024-01-01", "Wonderjab +60", "Hib +365", "flu +800", series=None)
    assert unknown == (
        "“Wonderjab” on 1 March 2024 at 2 months of age (60 days) counts in no series: "
        "the rulebook knows no vaccine by that name."
    )
    assert (
        "counts in no series: Hib counts from 1 January 2025, the first birthday (rule hib-over-1; " in early
    )
    assert "Flu on " in flu and "not counted here (rule vaccine-flu; " in flu


def test_without_the_rows_beside_it_a_sentence_says_less_and_stays_true() -> None:
    rulebook = load_rulebook()
    one = history("2023-01-01", "MMR +400", "MMR +500", "MMR +600")
    rows = counted(one, as_at=LONG_AFTER).doses.to_pylist()
    assert "from 28 days after the valid dose before it" in explain_dose(rows[1], rulebook)
    assert "a second entry of the day, or the course was already complete" in explain_dose(rows[2], rulebook)
    assert "the course was already complete (rule" in explain_dose(rows[2], rulebook, Beside())


def test_a_series_that_is_not_known_is_refused() -> None:
    row = counted(history("2023-01-01", "MMR +400")).doses.to_pylist()[0]
    with pytest.raises(KeyError):
        explain_dose({**row, "series": "measles"}, load_rulebook())


def rebuilt(explanation: str) -> str:
    """The verdict, from the days and ages in the sentence alone."""
    said = without_source(explanation)
    day = day_in(found(rf" on ({DATE}) at ", said) or "")
    if "no series" in said:
        starts = found(rf"counts from ({DATE})", said)
        return "not recognised" if starts is None or day < day_in(starts) else "recognised"
    if "births" in said:
        age_in_days = found(r"of age \((\d+) days?\)", said) or found(r" at (\d+) days? of age", said)
        born = day - timedelta(days=int(age_in_days or ""))
        spans = [(word, day_in(end)) for word, end in re.findall(rf"births (up to|from) ({DATE})", said)]
        outside = [born > end if word == "up to" else born < end for word, end in spans]
        return "not needed" if outside and all(outside) else "needed"
    if "repeat" in said:
        earlier = found(rf"(?:that|valid dose) of ({DATE})", said)
        return "repeat" if "second entry" in said or (earlier and day_in(earlier) < day) else "not a repeat"
    first = found(rf"first day on which it could count, ({DATE})", said)
    if first and day < day_in(first):
        return "too early"
    not_before = [day_in(start) for start in re.findall(rf"from ({DATE})", said)]
    after = found(rf"after the valid [^;]*?of ({DATE});", said)
    if after:
        least = parse_age(found(rf"the least is ({AGE})", said) or "")
        assert not_before == [later(day_in(after), least)]
        return "too soon" if day < not_before[0] else "not too soon"
    last = found(rf"(?:until|last day on which it could count,) ({DATE})", said)
    if last and day > day_in(last):
        return "too late"
    return "counts" if all(start <= day for start in not_before) else "counts too soon"


@settings(deadline=None)
@given(histories())
def test_the_verdict_can_be_rebuilt_from_its_sentence(one: History) -> None:
    for row in told(one):
        assert rebuilt(row["explanation"]) == row["verdict"], row["explanation"]


@settings(deadline=None)
@given(histories())
def test_every_age_limit_and_distance_in_a_sentence_is_right(one: History) -> None:
    born = one.children["date_of_birth"][0].as_py()
    for row in told(one):
        said, day = row["explanation"], row["event_date"]
        age = found(rf" at ({AGE}) of age", said)
        assert age and is_the_age(born, day, age), said
        in_days = found(r"of age \((\d+) days?\)", said)
        assert int(in_days or age.split()[0]) == (day - born).days
        assert all(milestone(born, words) == limit for limit, words in milestones(said)), said
        distance = found(r"it was given (\d+) day", said)
        limit = found(rf"(?:could count,|after the valid [^;]*?of) ({DATE})", said)
        assert (distance is None) == (row["verdict"] not in ("too early", "too soon", "too late"))
        if distance and limit:
            assert int(distance) == abs((day_in(limit) - day).days)


@settings(deadline=None)
@given(histories())
def test_every_sentence_names_its_rule_and_source_and_nobody(one: History) -> None:
    book = load_rulebook()
    by_id = {**book.dose_rules, **{series.id: series for series in book.series.values()}}
    for row in told(one):
        said = row["explanation"]
        assert row["child_id"] not in said
        assert said.endswith(".") and said[0] == said[0].upper()
        if row["rule_id"]:
            assert re.search(rf"\(rules? {row['rule_id']}\b", said)
            assert all(book.sources[tag].short in said for tag in by_id[row["rule_id"]].source)


def test_all_verdicts_have_a_sentence() -> None:
    one = history(
        "2024-07-01",
        *("6in1 +41", "6in1 +42", "6in1 +42", "6in1 +69", "Rota +105", "HibMenC +400", "Wonderjab +1"),
    )
    assert {row["verdict"] for row in told(one)} == set(VERDICTS)
