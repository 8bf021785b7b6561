"""share-check: what is wrong with a file, where, in a sentence that repeats nothing of a child."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from commonground.engine.figures import CauseRow
from commonground.engine.share import share_document, shared_rows
from commonground.engine.share_check import LARGEST_FILE, SCHEMA_FILE, check_share
from tests.engine.share_worlds import BOOK, a_count, cover_rows, up_to_date_row
from tests.engine.test_disclosure_diagnosis import a_diagnosis

Document = dict[str, Any]
Change = Callable[[Document], object]
READ = {"rows": 900, "set_aside": 40, "children": 300}


def a_document() -> Document:
    """The share of a practice large enough that nothing is hidden, but one cell."""
    diagnosis = a_diagnosis({"never": [9, 9, 9, 9, 9, 9], "not_counting": [9, 3, 9, 9, 9, 9]})
    figures = [
        *cover_rows({"mmr1_24m": [(30 + index, 40) for index in range(11)]}),
        up_to_date_row(diagnosis),
    ]
    count = a_count(figures, diagnosis)
    return share_document(count, shared_rows(count, BOOK, some_causes()), READ)


def some_causes() -> list[CauseRow]:
    """COVER beside up to date: 154 of 160 and 246 of 300 children, and 130 in both."""
    names = ("mmr1_24m", "year to 2026-27 Q2", "up_to_date", "2026-10-04")
    rows = [
        ("both", "both", "", 130),
        ("first", "both", "other_vaccine_overdue", 24),
        ("second", "second", "other_age", 116),
        ("neither", "both", "", 6),
        ("neither", "second", "other_age", 24),
    ]
    return [CauseRow(*names, *row, "ok") for row in rows]


def cause(name: str, value: object, row: int = 0) -> Change:
    """Change a field of a row of causes."""
    return lambda document: document["causes"][row].update({name: value})


def faults_after(change: Change, folder: Path) -> list[str]:
    """What is said of a good document after one change."""
    document = a_document()
    change(document)
    return faults_of(json.dumps(document), folder)


def faults_of(text: str, folder: Path) -> list[str]:
    """What is said of a file with this text."""
    path = folder / "share.json"
    path.write_text(text, encoding="utf-8")
    return check_share(path, BOOK)


def figure(name: str, value: object, row: int = 0) -> Change:
    """Change a field of a figure."""
    return lambda document: document["figures"][row].update({name: value})


def line(name: str, value: object, row: int = 0) -> Change:
    """Change a field of a line of the diagnosis."""
    return lambda document: document["diagnosis"][row].update({name: value})


def test_the_schema_is_a_schema_and_leaves_no_object_open() -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    objects = [
        schema,
        schema["properties"]["read"],
        *(schema["$defs"][name] for name in ("figure", "diagnosis", "due", "cause_row")),
    ]
    for one in objects:
        assert one["additionalProperties"] is False
        assert set(one["required"]) == set(one["properties"])


def test_a_good_file_has_no_fault(tmp_path: Path) -> None:
    assert faults_after(dict, tmp_path) == []


FIRST = "figures row 1 (mmr1_24m, 2024-25 Q3)"
FAULTS: list[tuple[Change, str]] = [
    (figure("numerator", 41), f"{FIRST}: the numerator is above the denominator."),
    (figure("coverage", 99.0), f"{FIRST}: coverage and its limits are not those of the counts."),
    (figure("lower95", 1.0), f"{FIRST}: coverage and its limits are not those of the counts."),
    (figure("denominator", 4), f"{FIRST}, denominator: the value is not one that this field may have."),
    (figure("status", "hidden"), f"{FIRST}: its status is hidden and a count is shown."),
    (figure("numerator", None), f"{FIRST}: a count is missing and its status is not hidden."),
    (
        figure("status", "no children"),
        f"{FIRST}: the status “no children” and a denominator of 0 go together.",
    ),
    (figure("as_at", "2026-10-01"), f"{FIRST}, as_at: it holds a date that is neither the as-at date"),
    (figure("org_code", "Z99002"), f"{FIRST}: its org_code is not the one of the file."),
    (
        figure("indicator", "made_up"),
        "figures row 1 (made_up, 2024-25 Q3): the rulebook has no such indicator.",
    ),
    (figure("rule_ids", ["made-up"]), f"{FIRST}: the rulebook has no such rule."),
    (
        figure("period", "2024-25 Q4"),
        "figures row 1 (mmr1_24m, 2024-25 Q4): the figure is there more than once.",
    ),
    (figure("status", "Ada Lovelace"), f"{FIRST}, status: the value is not one that this field may have."),
    (
        figure("period", "2025/26", -1),
        "figures row 17 (up_to_date, 2025/26): its period is not the as-at date.",
    ),
    (
        lambda document: [row.update(of=301) for row in document["diagnosis"] if row["age_band"] == "all"],
        "diagnosis: the children of all ages are not those of the up_to_date figure.",
    ),
    (line("children", 60), "diagnosis row 1 (never, 0): more children than there are of that age."),
    (line("children", 10), "diagnosis (never): the age bands of children do not add up to all."),
    (
        line("children", 3),
        "diagnosis row 1 (never, 0), children: the value is not one that this field may have.",
    ),
    (
        line("children", "1 to 4"),
        "diagnosis row 1 (never, 0): a count in words and the status small go together.",
    ),
    (line("children", None), "diagnosis row 1 (never, 0): a blank count and the status hidden go together."),
    (line("of", None), "diagnosis row 1 (never, 0): the number of children it is out of is missing."),
    (line("of", 55), "diagnosis (never): the age bands of of do not add up to all."),
    (line("measure", "made_up"), "diagnosis row 1 (made_up, 0): the rulebook has no such measure."),
    (line("age_band", "1"), "diagnosis row 1 (never, 1): the row is there more than once."),
    (
        lambda document: document.update(name="x"),
        "the whole file: it has a field that a share file does not have",
    ),
    (
        cause("children", 131),
        "causes (mmr1_24m, up_to_date): they do not add up to the numerator of the first.",
    ),
    (
        cause("children", 26, 4),
        "causes (mmr1_24m, up_to_date): they do not add up to the denominator of the second.",
    ),
    (
        cause("children", 3, 1),
        "causes row 2 (mmr1_24m, up_to_date, other_vaccine_overdue), children: the value",
    ),
    (
        cause("children", "1 to 4", 1),
        "causes row 2 (mmr1_24m, up_to_date, other_vaccine_overdue): a count in",
    ),
    (cause("children", None), "causes row 1 (mmr1_24m, up_to_date): a blank count and the status hidden go"),
    (
        cause("cause", "made_up", 1),
        "causes row 2 (mmr1_24m, up_to_date, made_up): the rulebook has no such cause.",
    ),
    (
        cause("first_period", "year to 2019-20 Q1"),
        "causes row 1 (mmr1_24m, up_to_date): the file has no such",
    ),
    (cause("counted_in", "neither"), "causes row 1 (mmr1_24m, up_to_date): the row is there more than once."),
    (lambda document: document.pop("due"), "the whole file: a field is missing"),
    (lambda document: document["figures"][2].pop("status"), "figures row 3 (mmr1_24m, 2024-25 Q4)"),
    (lambda document: document["read"].update(children=3), "read, children: the value is not one"),
    (
        lambda document: document.update(release="practice-count/Z99002/2026-10-04"),
        "release: it does not name",
    ),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_said_with_its_place(change: Change, sentence: str, tmp_path: Path) -> None:
    faults = faults_after(change, tmp_path)
    assert any(fault.startswith(sentence) for fault in faults), faults
    assert all(fault.endswith(".") for fault in faults)


def test_a_year_that_is_not_the_sum_of_its_quarters_is_a_fault(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        year = next(row for row in document["figures"] if row["period"] == "year to 2025-26 Q2")
        year.update(denominator=160, numerator=80, coverage=50.0, lower95=42.3, upper95=57.7)

    faults = faults_after(change, tmp_path)
    assert faults == [
        "figures row 8 (mmr1_24m, year to 2025-26 Q2): the numerator is not the sum of its four quarters."
    ]


IDENTIFIERS = [
    "9990548609",
    "999 054 8609",
    "999-054-8609",
    "LS1 4AP",
    "ls14ap",
    "2022-10-17",
    "17/10/2022",
    "20221017",
    "17 Oct 2022",
]


@pytest.mark.parametrize("value", IDENTIFIERS)
@pytest.mark.parametrize(
    "put",
    [
        lambda document, value: document.update({value: 1}),
        lambda document, value: document.update(org_code=value),
        lambda document, value: document["figures"][0].update(indicator=value),
        lambda document, value: document["figures"][0].update(rule_ids=[f"mmr1_24m-{value}"]),
        lambda document, value: document["figures"][0].update(cohort_from=value),
        lambda document, value: document["diagnosis"][0].update(status=value),
    ],
    ids=["name", "org_code", "indicator", "rule_ids", "cohort_from", "status"],
)
def test_an_identifier_is_found_wherever_it_is_and_is_not_repeated(
    put: Callable[[Document, str], object], value: str, tmp_path: Path
) -> None:
    faults = faults_after(lambda document: put(document, value), tmp_path)
    assert any("which may not leave the practice" in fault for fault in faults), faults
    assert not any(value in fault for fault in faults)


def test_a_number_of_ten_digits_is_found_among_the_counts(tmp_path: Path) -> None:
    faults = faults_after(figure("denominator", 9990548609), tmp_path)
    assert (
        f"{FIRST}, denominator: it holds what looks like an NHS number, which may not leave the practice."
        in faults
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON from line 1 on"),
        ("{\n  nonsense", "is not JSON from line 2 on"),
        ('{"as_at": 1, "as_at": 2}', "has the same name twice in one object"),
        ('{"as_at": NaN}', "has a value that is no number"),
        ("[" * 100_000, "holds what no share file holds"),
        ("1" * 5_000, "holds what no share file holds"),
        (" " * (LARGEST_FILE + 1), "is larger than 5,000,000 bytes"),
    ],
    ids=["empty", "broken", "repeated", "not a number", "deep", "long number", "large"],
)
def test_what_is_no_share_file_is_refused_in_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    (fault,) = faults_of(text, tmp_path)
    assert said in fault
    assert fault.endswith("; make the file again with `commonground practice check`.")


@pytest.mark.parametrize(
    "text", ["[]", "null", '"9990548609"', "7", "{}", '{"figures": 1}', '{"figures": [1]}']
)
def test_json_of_another_shape_is_a_fault_and_no_crash(text: str, tmp_path: Path) -> None:
    faults = faults_of(text, tmp_path)
    assert faults
    assert "9990548609" not in " ".join(faults)


def test_a_file_that_is_not_there_or_not_text_is_said_to_be_so(tmp_path: Path) -> None:
    assert check_share(tmp_path / "none.json") == [
        "none.json could not be opened; check its name and folder."
    ]
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8 text" in check_share(tmp_path / "bytes.json")[0]


def test_many_faults_are_cut_short(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document["figures"] = [row | {"status": "x"} for row in document["figures"] * 4]

    faults = faults_after(change, tmp_path)
    assert faults[-1] == "18 more faults are not listed; make the file again."


def test_a_practice_whose_code_and_day_have_ten_digits_together_may_share(tmp_path: Path) -> None:
    text = json.dumps(a_document())
    code = json.loads(text)["org_code"]
    assert faults_of(text.replace(code, "Z991235"), tmp_path) == []
