"""The text form of a case: what a nurse may write, and what is said of what can't be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from commonground.engine.cases import CASES, Case, cases_for, check_case, read_cases
from commonground.engine.counting import reference
from commonground.engine.rules.files import RulebookError
from commonground.engine.rules.model import Rulebook
from tests.rulebook.mistakes import Mistake, listed

GOOD = """\
# MMR
case: MMR one day before the first birthday
rule: mmr-1
born: 10 January 2024
on: 1 March 2026
given: 9 January 2025 MMR
expect:
  9 January 2025 MMR: too early for mmr 1
"""


def read(folder: Path, text: str) -> tuple[Case, ...]:
    (folder / "some.txt").write_text(text, encoding="utf-8")
    return read_cases(folder)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(RulebookError) as error:
        read(folder, text)
    return [str(fault) for fault in error.value.faults]


def test_a_case_is_read(tmp_path: Path) -> None:
    (case,) = read(tmp_path, GOOD)
    assert (case.file, case.line, case.name) == ("some.txt", 2, "MMR one day before the first birthday")
    assert (case.rules, case.born, case.as_at) == (("mmr-1",), date(2024, 1, 10), date(2026, 3, 1))
    assert [str(entry) for entry in case.entries] == ["9 January 2025 MMR"]


def test_lines_may_stand_in_any_order_and_dates_may_be_short(tmp_path: Path) -> None:
    (case,) = read(
        tmp_path,
        "case: The other way round\nexpect:\n  mmr 1: overdue # a remark\n  up to date: no\n"
        "on: 1 Mar 2026\nleft: 2 MAR 2026\ndeclined: 9 Jan 2025: mmr, Rota\nborn: 10 Jan 2024\n"
        "registered: 11 january 2024\nrules: mmr-1, rota-1\n",
    )
    assert case.rules == ("mmr-1", "rota-1")
    assert (case.registered_on, case.left_on) == (date(2024, 1, 11), date(2026, 3, 2))
    assert [str(entry) for entry in case.entries] == [
        "declined 9 January 2025 MMR",
        "declined 9 January 2025 Rota",
    ]
    assert len(case.expected) == 2


def test_each_line_of_a_table_is_a_case(tmp_path: Path) -> None:
    cases = read(
        tmp_path,
        GOOD.split("given")[0]
        + "table: given MMR | verdict | declined PCV | up to date\n"
        + "  9 January 2025, 12 January 2025 | counts as mmr 1 | - | no\n"
        + "  9 January 2025 | too early for mmr 1 | 1 March 2025 | no\n",
    )
    assert [case.line for case in cases] == [7, 8]
    assert [len(case.entries) for case in cases] == [2, 2]
    assert [len(case.expected) for case in cases] == [2, 2]
    assert cases[0].name.endswith("given MMR 9 January 2025, 12 January 2025")
    assert cases[1].name.endswith("declined PCV 1 March 2025")


def test_cases_are_found_by_rule(tmp_path: Path) -> None:
    cases = read(tmp_path, GOOD + GOOD.replace("rule: mmr-1", "rule: mmr-2, mmr-1"))
    assert cases_for("mmr-2", cases) == cases[1:]
    assert cases_for("mmr-1", cases) == cases
    assert len(cases_for("mmr-1")) > 2


MISTAKES = r"""
born: 10 => bron: 10
    line 4: “bron” is not a line of a case; write one of case, rule, born
rule: mmr-1\n => (nothing)
    line 2: this case has no “rule:”
rule: mmr-1 => rule: mmr-9
    line 3: “mmr-9” is no entry of the rulebook
born: 10 January 2024\n => (nothing)
    line 2: this case has no “born:”; write the date of birth
born: 10 January 2024 => born: 2024-01-10
    line 4: “2024-01-10” is not a date; write it like 9 January
born: 10 January 2024 => born: 31 February 2024
    line 4: is not a day of the calendar
born: 10 January 2024 => born: 10 Janury 2024
    line 4: “10 Janury 2024” is not a date
on: 1 March 2026 => on:
    line 5: there is nothing after “on:”
on: 1 => on: 2 March 2026\non: 1
    line 6: “on” is written twice; keep one
2025 MMR\nexpect => 2025 MMRR\nexpect
    line 6: “MMRR” is no vaccine of the rulebook; write one of 6in1,
2025 MMR\nexpect => 2025\nexpect
    line 6: is no entry; write the day and the vaccine
9 January 2025 MMR\nexp => 9 January 2023 MMR\nexp
    line 6: is before the birth or after the day of count
9 January 2025 MMR\nexp => 2 March 2026 MMR\nexp
    line 6: is before the birth or after the day of count
  9 January 2025 MMR: too early for mmr 1\n => (nothing)
    line 2: this case expects nothing; add “expect:”
  9 January 2025 MMR: too early =>   8 January 2025 MMR: too early
    line 8: the child has no such entry
MMR: too => MMR, second entry: too
    line 8: the child has no such entry
MMR: too => MMR, other entry: too
    line 8: “other entry” names no entry; write first entry
too early for mmr 1 => too young for mmr 1
    line 8: “too young for mmr 1” is no verdict; write counts as,
too early for mmr 1 => too early for mmr 3
    line 8: “mmr 3” is no dose; after mmr write 1, 2
too early for mmr 1 => too early for measles 1
    line 8: “measles” is no series; write one of dtp,
too early for mmr 1 => repeat in mmr 1
    line 8: after “repeat in” comes a series alone
for mmr 1 => for mmr 1, until 10 January 2025
    line 8: is not understood; write not before DATE, not after
  9 January 2025 MMR: too =>   mmr: too
    line 8: “too early for mmr 1” says nothing known of a dose
  9 January 2025 MMR: too =>   measles 1: too
    line 8: “measles 1” is nothing a case can expect
  9 January 2025 MMR: too early for mmr 1 =>   mmr 1
    line 8: “mmr 1” expects nothing; write what it
  9 January 2025 MMR: too early for mmr 1 =>   mmr 1: late
    line 8: “late” says nothing known of a dose
  9 January 2025 MMR: too early for mmr 1 =>   cover mmr_24m: 1
    line 8: “mmr_24m” is no COVER indicator
  9 January 2025 MMR: too early for mmr 1 =>   cover mmr1_24m: yes
    line 8: “yes” is no COVER answer
  9 January 2025 MMR: too early for mmr 1 =>   cover mmr1_24m 2025Q4: 1
    line 8: “2025Q4” is no period
  9 January 2025 MMR: too early for mmr 1 =>   qof VI001: 1
    line 8: “” is no period; write 2025-26 Q4
  9 January 2025 MMR: too early for mmr 1 =>   qof VI009 2025/26: 1
    line 8: “VI009” is no QOF indicator
  9 January 2025 MMR: too early for mmr 1 =>   figure mmr1_24m: ok
    line 8: is no definition of a figure
  9 January 2025 MMR: too early for mmr 1 =>   figure qof VI001 2025/26: good
    line 8: “good” says nothing known of a figure; write ok, mixed cohort
  9 January 2025 MMR: too early for mmr 1 =>   up to the date: no
    line 8: is not understood; write up to
  9 January 2025 MMR: too early for mmr 1 =>   up to date: maybe
    line 8: “maybe” is no answer to up to
  9 January 2025 MMR: too early for mmr 1 =>   diagnosis: lazy
    line 8: “lazy” is no measure of the diagn
  9 January 2025 MMR: too early for mmr 1 =>   diagnosis if: late
    line 8: write diagnosis or diagnosis not
# MMR => MMR
    line 1: this is before the first case; begin one with “case:”
given => practice: ours\ngiven
    line 6: after “practice:” write another, or leave the line out
given => registrations: no\ngiven
    line 6: after “registrations:” write not known, or leave
"""


@pytest.mark.parametrize("mistake", listed(MISTAKES), ids=lambda mistake: mistake.said)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, mistake: Mistake) -> None:
    found = faults(tmp_path, mistake.made_in(GOOD))
    assert len(mistake.told("some.txt", found)) == 1, found


def test_every_fault_of_a_folder_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("born: 10 January 2024\n", encoding="utf-8")
    found = faults(tmp_path, GOOD.replace("MMR\nexp", "XYZ\nexp").replace("mmr-1", "mmr-9"))
    assert [fault.split(":")[0] for fault in found] == [
        "other.txt, line 1",
        "some.txt, line 3",
        "some.txt, line 6",
    ]


def test_a_table_with_a_cell_missing_or_no_lines_is_a_fault(tmp_path: Path) -> None:
    head = GOOD.split("given")[0]
    (fault,) = faults(tmp_path, head + "table: given MMR | verdict\n  9 January 2025\n")
    assert fault.startswith("some.txt, line 7: this line has 1 cells and the table 2 columns; part the cells")
    (fault,) = faults(tmp_path, head + "table: given MMR | verdict\n")
    assert fault.startswith("some.txt, line 2: its table has no lines")


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("9 January 2025 MMR: counts as mmr 1", "verdict is too early"),
        ("9 January 2025 MMR: too early for mmr 2", "dose is 1"),
        ("9 January 2025 MMR: too early for mmr 1, not before 9 January 2025", "limit on is 10 January 2025"),
        ("9 January 2025 MMR: repeat in pcv", "the entry is too early mmr 1"),
        ("9 January 2025 MMR: not in mmr", "it is too early mmr 1"),
        ("mmr 1: due, due 9 January 2025", "status is overdue"),
        ("mmr 1: give nothing", "give as is MMRV"),
        ("mmr 1: no due date", "due on is 10 January 2025"),
        ("mmr 1: 1 day overdue", "days overdue is 415"),
        ("mmr 2: due 10 May 2027", "due on is empty"),
        ("mmr: not listed", "it is listed: mmr 1 overdue, mmr 2 not yet due"),
        ("menb booster: due", "it is not listed"),
        ("up to date: yes", "it is 0"),
        ("up to date: not counted", "it is 0"),
        ("cover pcv1_12m: 1", "it is 0"),
        ("cover mmr1_24m: 0", "it is not in the denominator"),
        ("qof VI001 2024/25: excluded", "of 1 such children counted together 0 are excluded"),
        ("qof VI001 2024/25: 0, exclusions not known", "of 1 such children counted together 0 are excluded"),
        ("figure cover pcv1_12m 2024-25 Q4: no row", "the figure has a row: 1 0 ok"),
        ("figure cover pcv1_12m 2024-25 Q4: mixed cohort, numerator 1", "status is ok"),
        ("figure cover pcv1_12m 2012-13 Q4: ok", "the figure has no row"),
        ("diagnosis: late", "true of the child: missed_for_good, "),
        ("diagnosis not: never", ", never, not_counting, not_counting_too_early"),
        ("diagnosis: none", "true of the child: missed_for_good, "),
    ],
)
def test_an_answer_that_differs_is_said_in_a_sentence(
    tmp_path: Path, rulebook: Rulebook, expected: str, said: str
) -> None:
    (case,) = read(tmp_path, GOOD[: GOOD.index("  9 January 2025")] + f"  {expected}\n")
    found = check_case(case, reference.count, rulebook)
    assert found
    assert found[0].startswith(f"expected “{expected}”; ")
    assert said in "; ".join(found)


def test_a_case_of_files_without_registration_dates_or_of_another_practice(
    tmp_path: Path, rulebook: Rulebook
) -> None:
    text = GOOD.replace("given", "practice: another\nregistrations: not known\ngiven")
    (case,) = read(tmp_path, text + "  mmr: not listed\n  up to date: not counted\n")
    assert (case.other_practice, case.registration_known) == (True, False)
    assert check_case(case, reference.count, rulebook) == []


def test_the_examples_of_the_readme_can_be_read_and_are_right(tmp_path: Path, rulebook: Rulebook) -> None:
    lines = (CASES / "README.txt").read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("    case: ")]
    ends = [lines.index("", start) for start in starts]
    example = "\n".join(
        line[4:] for start, end in zip(starts, ends, strict=True) for line in lines[start:end]
    )
    cases = read(tmp_path, example)
    assert len(cases) == 4
    assert [check_case(case, reference.count, rulebook) for case in cases] == [[], [], [], []]
