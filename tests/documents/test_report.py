"""The practice's report, made through its public entrance and read back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pyarrow as pa
import pytest

from commonground.documents.report import SetAside, practice_report, reading_of, report_content
from commonground.engine.disclosure import hide_figure
from commonground.engine.figures import DiagnosisRow, DueRow, Shared
from commonground.engine.records.tables import CHILDREN, EVENTS, Extract, Problem, Tally
from commonground.engine.rules.ages import parse_age
from tests.documents import made_up
from tests.documents.made_up import READING, RULEBOOK, report_input
from tests.documents.reader import PageReader

HIDDEN = "hidden (fewer than 5, or would give one away)"
NEWEST_AT_ONE = "COVER at 1 year, the newest year"


def read(**changed: object) -> PageReader:
    return PageReader(practice_report(report_input(**changed)))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def page() -> PageReader:
    return read()


def test_it_says_whose_count_it_is_of_which_day_and_by_which_rules(page: PageReader) -> None:
    assert "Practice Z99001, 4 October 2026" in page.text
    assert "your own count, from your own list" in page.text
    assert f"Rulebook version {RULEBOOK.version}" in page.text
    assert "It is not an inspection." in page.text
    assert "commonground practice check EXTRACT --practice Z99001 --as-at 2026-10-04 --out DIR" in page.text


def test_the_three_definitions_stand_side_by_side_with_their_own_numbers(page: PageReader) -> None:
    heading, *rows = page.tables["The first MMR: the three definitions"]
    assert heading == [
        "Indicator", "Period", "Children with the doses", "Children counted", "Coverage", "95% range",
    ]  # fmt: skip
    assert rows == [
        ["COVER: MMR, one dose by 24 months", "year to 2025-26 Q2", "49", "54", "90.7%", "80.1% to 96.0%"],
        ["QOF VI002: MMR between 12 and 18 months", "2025/26", "45", "57", "78.9%", "66.7% to 87.5%"],
        ["Up to date on 4 October 2026: all vaccines", "4 October 2026", "281", "340", "82.6%",
         "78.3% to 86.3%"],
    ]  # fmt: skip
    second = page.tables["The second MMR and the pre-school booster: the three definitions"]
    assert [row[2:4] for row in second[1:]] == [["49", "54"], ["40", "58"], ["281", "340"]]


def test_why_the_definitions_differ_is_told_in_the_words_and_limits_of_the_rulebook(page: PageReader) -> None:
    for rule in (
        RULEBOOK.cover["mmr1_24m"],
        RULEBOOK.qof["VI002"],
        RULEBOOK.qof["VI003"],
        RULEBOOK.up_to_date,
    ):
        assert " ".join(rule.words.split()) in page.text
    assert "COVER stops at 2 years. QOF stops at 558 days." in page.text
    assert "COVER and QOF count a dose even if it came too soon after the last one." in page.text
    assert "on your list on 31 March 2026" in page.text


def test_hidden_none_and_nobody_are_three_different_words(page: PageReader) -> None:
    rows = {row[0]: row[2:] for row in page.tables[NEWEST_AT_ONE]}
    assert rows["6-in-1, three doses by 12 months"] == ["49", "54", "90.7%", "80.1% to 96.0%"]
    assert rows["Rotavirus, two doses by 12 months"] == [HIDDEN] * 4
    assert rows["MenB, two doses by 12 months"] == ["0", "0", "no children", "no children"]
    due = dict(page.tables["Children due or overdue, by vaccine"])
    assert due == {
        "Vaccine": "Children",
        "6-in-1 and pre-school booster": "17",
        "MMR": "0",
        "MenB": "1 to 4",
    }


def test_a_mixed_cohort_is_said_at_the_figure_and_before_it(page: PageReader) -> None:
    rows = {row[0]: row for row in page.tables["COVER at 2 years, the newest year"]}
    assert (
        rows["Hib/MenC by 24 months"][-1] == "mixed cohort: the rule is for only some births of this period"
    )
    assert rows["MMR, one dose by 24 months"][-1] == "nothing special"
    assert "Mixed cohort. A rule changed" in page.text


def test_each_quarter_is_in_a_table_oldest_first(page: PageReader) -> None:
    heading, *rows = page.tables["Each quarter of COVER, one by one: at 2 years"]
    assert heading == ["Indicator", *(name for name, _, _ in made_up.QUARTERS)]
    assert rows[0][0] == "MMR, one dose by 24 months"
    assert (rows[0][1], rows[0][8]) == ("50.0% 7/14", "100.0% 14/14")
    yearly = page.tables["Each year of COVER, by the quarter it ends with: at 2 years"]
    assert yearly[0] == ["Indicator", "2025-26 Q2"]


def test_qof_shows_the_newest_year_and_who_was_left_out(page: PageReader) -> None:
    heading, *rows = page.tables["QOF 2025/26"]
    assert [row[0][:5] for row in rows] == ["VI001", "VI002", "VI003"]
    assert heading[-1] == "Left out by the QOF rules"
    assert {row[-1] for row in rows} == {"2"}
    assert {row[1] for row in page.tables["QOF, earlier years"][1:]} == {"2024/25"}


def test_without_joining_dates_the_past_is_todays_list_and_exclusions_are_not_known() -> None:
    rows = tuple(
        replace(
            row, status="; ".join(("today's list only", *(["mixed cohort"] if "mixed" in row.status else [])))
        )
        for row in made_up.cover()
        if row.denominator
    )
    page = read(
        reading=replace(READING, registration_known=False),
        shared=Shared((*rows, *made_up.qof("not known"), made_up.up_to_date()), (), ()),
    )
    assert "Today’s list only. Your file has no dates of joining" in page.text
    assert {row[6] for row in page.tables["QOF 2025/26"][1:]} == {"not known"}
    hib = next(row for row in page.tables["COVER at 2 years, the newest year"] if row[0].startswith("Hib"))
    assert "mixed cohort" in hib[-1]
    assert "today’s list only" in hib[-1]


def test_the_diagnosis_has_every_measure_with_its_words_by_all_and_by_age(page: PageReader) -> None:
    everyone = page.tables["Why children are not covered, all under 6 years"]
    measures = list(RULEBOOK.measures.values())
    assert [row[1] for row in everyone[1:]] == [measure.words for measure in measures]
    assert {row[0]: row[2:] for row in everyone}["Late"] == ["101", "340"]
    assert {row[0]: row[2:] for row in everyone}["Not given"] == ["102", "340"]
    assert "“Late” and “Not given” are two numbers." in page.text
    heading, of, *by_age = page.tables["Why children are not covered, by age in whole years"]
    assert heading == ["Reason", "Under 1 year", "1 year", "2 years", "3 years", "4 years", "5 years"]
    assert of == ["Children of this age", "52", "55", "58", HIDDEN, "60", "60"]
    assert by_age[0] == ["Missed opportunity", "0", "1 to 4", "1 to 4", HIDDEN, "1 to 4", "1 to 4"]


def test_no_children_of_an_age_is_not_zero_children() -> None:
    rows = (DiagnosisRow("late", "0", 0, 0, "no children"), DiagnosisRow("late", "all", 6, 40, "ok"))
    page = read(shared=Shared((), rows, ()))
    by_age = page.tables["Why children are not covered, by age in whole years"]
    assert by_age[1:] == [["Children of this age", "0"], ["Late", "no children"]]


def test_rows_read_add_up_and_a_number_of_children_cannot_be_taken_from_them(page: PageReader) -> None:
    rows = {name: int(number.replace(",", "")) for name, number in page.tables["Rows of your file"][1:]}
    assert rows == {"Rows used": 5293, "Rows set aside": 28, "All rows read": 5321}
    assert rows["Rows used"] + rows["Rows set aside"] == rows["All rows read"]
    for count in ("412", "5,290"):  # children kept; used rows without those of children with no entry
        assert count not in page.text
    assert page.tables["Rows to look at, and why"][1:] == [
        ["The date is after the day of the count.", "Check the date in the record.", "20"],
        ["There is no date.", "Add the full date.", "8"],
    ]
    assert "7 vaccine names or codes in your file are not known to the rulebook, on 31 entries" in page.text
    assert "HPV: 12 entries" in page.text
    assert "flu: 1 entry" in page.text
    assert "Please also check 2 sheets were empty." in page.text


def test_without_a_list_of_children_there_is_no_coverage_and_it_says_why() -> None:
    page = read(reading=replace(READING, lists_children=False), shared=Shared((), (), ()))
    assert "Your file lists vaccines and not all the children on your list" in page.text
    assert page.named("svg") == []
    assert "%" not in page.text
    assert "Rows of your file" in page.tables
    assert [attrs["id"] for attrs in page.named("section")] == ["about", "coverage", "reading", "rules"]


def test_a_practice_with_no_figures_yet_has_a_page_all_the_same() -> None:
    page = read(shared=Shared((), (), (DueRow("mmr", 0, "ok"),)))
    assert {row[1] for row in page.tables["The first MMR: the three definitions"][1:]} == {"not counted"}
    assert "No QOF year that the rules cover had ended" in page.text
    assert "There were no children to count." in page.text


def test_every_rule_used_is_there_in_its_words_with_its_source(page: PageReader) -> None:
    rules = {row[0]: row[1:] for row in page.tables["Rules used on this page"]}
    for key in ("mmr1_24m", "VI002", "up_to_date", "late", "to-the-commissioner"):
        assert key in rules
    assert rules["late"][1] == "decided"
    first, second = rules["VI002"][2].split(", ")
    numbered = page.items_after("Sources, by their numbers in the table")
    assert numbered[int(first) - 1] == "Primary Care IT, VI002 (QOF business rules v49)"
    assert numbered[int(second) - 1].startswith("Surrey and Sussex LMCs, ")
    assert len(numbered) == len(set(numbered))


def test_the_page_asks_nothing_of_any_other_place() -> None:
    html = practice_report(report_input())
    page = PageReader(html)
    assert {"script", "link", "img", "iframe", "object", "embed", "form"}.isdisjoint(
        name for name, _ in page.tags
    )
    assert not re.search(r"@import|url\(|@font-face", html)
    assert set(re.findall(r"https?://[^\"'\s<]+", html)) == {"http://www.w3.org/2000/svg"}
    for _, attrs in page.tags:
        assert "src" not in attrs
        assert not any(name.startswith("on") for name in attrs)
        assert attrs.get("href", "#").startswith("#")
    assert {attrs["href"][1:] for attrs in page.named("a")} <= set(page.ids())


def test_the_page_is_marked_up_for_those_who_hear_it(page: PageReader) -> None:
    assert page.named("html") == [{"lang": "en-GB"}]
    assert len(page.ids()) == len(set(page.ids()))
    assert (
        len(page.named("main"))
        == len(page.named("h1"))
        == len(page.named("title")) - len(page.named("svg"))
        == 1
    )
    levels = [int(name[1]) for name, _ in page.tags if re.fullmatch("h[1-6]", name)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert "" not in page.tables
    assert {attrs.get("scope") for attrs in page.named("th")} == {"col", "row"}
    for rows in page.tables.values():
        assert len({len(row) for row in rows}) == 1
        assert all(cell for row in rows for cell in row)


def test_every_chart_is_followed_by_its_table() -> None:
    html = practice_report(report_input())
    after = re.findall(r"</figure>\s*<div class=\"scroll\"[^>]*>\s*<table>", html)
    assert len(after) == html.count("<svg") == html.count('role="img"') == 8


def test_text_of_a_file_is_shown_as_text_only() -> None:
    hostile = "<script>alert('x')</script><img src=x onerror=y>"
    reading = replace(
        READING,
        form=hostile,
        warnings=(hostile,),
        set_aside=(SetAside(hostile, hostile, 1),),
        known_not_counted={hostile: 3},
    )
    page = read(reading=reading)
    assert page.text.count(hostile) == 5
    assert page.named("script") == page.named("img") == []


def extract(**changed: object) -> Extract:
    tally = Tally(rows=4, used=1, without_event=0, set_aside=3, children=1, children_set_aside=0)
    plain = Extract(
        children=pa.Table.from_pylist([], CHILDREN),
        events=pa.Table.from_pylist([], EVENTS),
        problems=(),
        tally=tally,
        form="one row per event",
        lists_children=True,
        registration_known=True,
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def test_a_reading_keeps_no_label_no_value_and_no_place_of_a_row() -> None:
    problems = tuple(
        Problem(
            "Zebedee.csv",
            "Sheet Zebedee",
            row,
            "Zebedee",
            "Zebedee",
            f"“Zebedee {row}” is no date",
            "Mend it",
        )
        for row in (2, 3)
    )
    reading = reading_of(
        extract(
            problems=(*problems, Problem("f.csv", "", 9, "c", "", "There is no date", "Add it")),
            unknown_labels={"Zebedee Quill 14/02/2021": 3, "other": 2},
            warnings=("A row with 999 000 0018 and born 2021-02-14 stood under \"Zebedee\"; 1,204 rows.",),
        )
    )  # fmt: skip
    assert [(item.reason, item.rows) for item in reading.set_aside] == [
        ("… is no date", 2),
        ("There is no date", 1),
    ]
    assert (reading.unknown_labels, reading.unknown_entries) == (2, 5)
    assert reading.warnings == ("A row with … and born … stood under …; 1,204 rows.",)
    html = practice_report(report_input(reading=reading))
    for told in ("Zebedee", "Quill", "14/02/2021", "2021-02-14", "999 000"):
        assert told not in html


def test_names_that_are_not_known_are_one_reason_and_no_row_set_aside() -> None:
    problems = tuple(
        Problem("f.csv", "", row, "c", "", f"this name is not known; entries with it: {row}", "Map it")
        for row in (2, 3)
    )
    whole = Tally(rows=9, used=9, without_event=0, set_aside=0, children=6, children_set_aside=0)
    reading = reading_of(extract(problems=problems, tally=whole))
    assert reading.set_aside == (SetAside("this name is not known", "Map it", 2),)
    page = read(reading=reading)
    assert "Every row could be used." in page.text
    assert page.tables["Rows to look at, and why"][1:] == [["this name is not known", "Map it", "2"]]


def test_a_meeting_with_five_minutes_reads_the_first_lines(page: PageReader) -> None:
    assert "281 of 340 children under 6 years have no dose overdue." in page.text
    assert "One visit could give 113 children every dose that they lack." in page.text
    assert "Most children are due or overdue: 6-in-1 and pre-school booster (17)." in page.text
    assert page.text.index("In short") < page.text.rindex("How to read the numbers")
    small = (DiagnosisRow("one_visit_away", "all", "1 to 4", 40, "small"),)
    few = read(
        shared=Shared((hide_figure(made_up.up_to_date()),), small, (DueRow("mmr", "1 to 4", "small"),))
    )
    assert "One visit could give 1 to 4 children every dose that they lack." in few.text
    assert "Most children are due" not in few.text
    assert "have no dose overdue." not in few.text
    assert "In short" not in read(shared=Shared((), (), (DueRow("mmr", 0, "ok"),))).text


def test_when_all_could_be_read_it_says_so() -> None:
    whole = replace(
        READING, set_aside=(), warnings=(), unknown_labels=0, unknown_entries=0, known_not_counted={}
    )
    page = read(reading=whole)
    assert "Every row could be used." in page.text
    assert "Every vaccine name and code in your file was known." in page.text
    assert "Please also check" not in page.text
    one = read(reading=replace(READING, unknown_labels=1, unknown_entries=1))
    assert "1 vaccine name or code in your file is not known to the rulebook, on 1 entry." in one.text


def test_a_hidden_up_to_date_is_hidden_wherever_it_stands() -> None:
    row = hide_figure(made_up.up_to_date())
    page = read(shared=Shared((*made_up.cover(), row), (), ()))
    assert f"Children under 6 years with no dose overdue: {HIDDEN}." in page.text
    assert page.tables["The first MMR: the three definitions"][3][2:] == [HIDDEN] * 4
    assert "281" not in page.text


def test_another_rulebook_tells_other_limits() -> None:
    later = replace(
        RULEBOOK.qof["VI002"],
        reaches=None,
        aged_from=parse_age("8 months"),
        aged_under=parse_age("20 months"),
    )
    rulebook = replace(RULEBOOK, qof={**RULEBOOK.qof, "VI002": later})
    page = PageReader(practice_report(replace(report_input(), rulebook=rulebook)))
    assert "QOF takes those from 8 months to under 20 months old at its end." in page.text
    without = replace(RULEBOOK, qof={"VI003": RULEBOOK.qof["VI003"]})
    shared = Shared(tuple(made_up.cover()), (), ())
    page = PageReader(practice_report(replace(report_input(shared=shared), rulebook=without)))
    assert "The first MMR: the three definitions" not in page.tables
    assert "The second MMR and the pre-school booster: the three definitions" in page.tables


def test_the_same_input_makes_the_same_page() -> None:
    assert practice_report(report_input()) == practice_report(report_input())
    assert report_content(report_input()).sections[0].key == "about"
    other = replace(report_input(), as_at=date(2026, 10, 5))
    assert practice_report(other) != practice_report(report_input())


def test_a_meeting_comes_first_and_the_annex_after_it() -> None:
    content = report_content(report_input())
    assert [section.key for section in content.sections] == [
        "about", "definitions", "due", "diagnosis", "reading",
    ]  # fmt: skip
    assert [section.key for section in content.annex] == [
        "words", "definitions-in-full", "coverage", "by-age", "rules",
    ]  # fmt: skip
    html = practice_report(report_input())
    assert html.index('<details class="annex">') < html.index('id="words"')
    assert html.index('id="reading"') < html.index('<details class="annex">')


def test_what_counts_is_said_in_plain_words_and_in_full_among_the_rules(page: PageReader) -> None:
    rule = RULEBOOK.qof["VI002"]
    assert rule.plain in page.text
    assert " ".join(rule.words.split()) in page.text
    assert page.text.index(rule.plain) < page.text.index(" ".join(rule.words.split()))


def test_a_count_by_cause_stands_under_the_three_definitions(page: PageReader) -> None:
    heading, *rows = page.tables["The first MMR: why the numbers differ"]
    assert heading == ["Counted by, and why not by the other", "Children"]
    assert rows == [
        ["COVER and QOF VI002: both count them", "40"],
        ["COVER, not QOF VI002: a dose came after its last day", "9"],
        ["QOF VI002, not COVER: not shown, so that no child can be picked out", "hidden"],
        ["COVER and up to date: not shown, so that no child can be picked out", "hidden"],
    ]
    assert "The second MMR and the pre-school booster: why the numbers differ" not in page.tables
