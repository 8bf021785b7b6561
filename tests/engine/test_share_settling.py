"""A share.json whose differences, agreement or changes contradict themselves is refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commonground.engine.changes_table import safe_changes
from commonground.engine.comparing.baseline import baseline_text, read_baseline
from commonground.engine.counting import reference
from commonground.engine.counting.results import Question
from commonground.engine.differences_table import safe_differences
from commonground.engine.figures import HIDDEN
from commonground.engine.share import read_tallies, share_document, shared_rows
from commonground.engine.share_check import check_share
from tests.engine.comparing.asking import BOOK, RULEBOOK, read
from tests.engine.comparing.lists_made import AS_AT, PRACTICE, TwoLists, child, vaccinated

Document = dict[str, Any]


@pytest.fixture(scope="module")
def good() -> Document:
    """What a practice shares that compared two lists, one child differing six times over, and kept a baseline."""
    lists = TwoLists()
    for number in range(60):
        lists.on_both(vaccinated(number), child(number) if number % 10 == 0 else None)
    practice, chis = read(lists.practice), read(lists.chis, name="chis.csv")
    settled = practice.settling.with_list(chis.side)
    shared = shared_rows(practice.count, RULEBOOK)
    differences, agreement = safe_differences(settled.compared, shared.figures, RULEBOOK, BOOK)
    before = read(lists.chis, date(2026, 10, 1))
    baseline = read_baseline(baseline_text(before.extract, PRACTICE, date(2026, 10, 1)), PRACTICE, AS_AT)
    since = practice.settling.since(baseline, Question(PRACTICE, AS_AT), reference.count)
    changes = safe_changes(since, baseline.as_at, shared.figures, RULEBOOK)
    shared = replace(shared, differences=differences, agreement=agreement, changes=changes)
    made: Document = json.loads(
        json.dumps(share_document(practice.count, shared, read_tallies(practice.extract.tally, RULEBOOK)))
    )
    return made


def faults(document: Document, folder: Path) -> list[str]:
    path = folder / "share.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return check_share(path, RULEBOOK)


def row_of(document: Document, table: str, **wanted: Any) -> dict[str, Any]:
    return next(row for row in document[table] if all(row[name] == value for name, value in wanted.items()))


def shown(document: Document) -> dict[str, Any]:
    return row_of(
        document, "differences", indicator="mmr1_24m", cause="never_reached_chis", only_in="practice"
    )


def test_the_good_one_is_good_and_says_what_differs(good: Document, tmp_path: Path) -> None:
    assert faults(good, tmp_path) == []
    assert (shown(good)["children"], shown(good)["status"]) == (6, "ok")
    assert shown(good)["points"] == pytest.approx(10.0)
    agreed = row_of(good, "agreement", indicator="mmr1_24m")
    assert (agreed["both"], agreed["practice_only"]) == (54, 6)
    repaired = row_of(good, "changes", indicator="mmr1_24m", kind="repaired")
    assert repaired["children"] == 6


Spoil = Callable[[Document], object]
SPOILED: dict[str, tuple[Spoil, str]] = {
    "twice": (lambda d: d["differences"].append(dict(d["differences"][0])), "more than once"),
    "no figure": (lambda d: shown(d).update(period="2019/20"), "no such figure"),
    "blank": (lambda d: shown(d).update(children=None), "go together"),
    "words": (lambda d: shown(d).update(children="1 to 4"), "go together"),
    "cause": (lambda d: shown(d).update(cause="moonshine"), "no such cause"),
    "small": (lambda d: shown(d).update(children=3), "not one that this field may have"),
    "points": (lambda d: shown(d).update(children=None, status=HIDDEN), "its count is not"),
    "another practice": (
        lambda d: shown(d).update(against_release="chis-list/Z99002/2026-10-04"),
        "not a list of this practice",
    ),
    "free text": (lambda d: shown(d).update(against_release="from Ada, 9990000018"), "may have"),
    "agreement": (
        lambda d: row_of(d, "agreement", indicator="mmr1_24m").update(both=None),
        "all four counts",
    ),
    "kind": (
        lambda d: row_of(d, "changes", kind="repaired").update(counts_in="denominator"),
        "only who joined or left",
    ),
    "later": (lambda d: d["changes"][0].update(baseline_as_at="2026-12-01"), "later than the file"),
    "two baselines": (lambda d: d["changes"][0].update(baseline_as_at="2026-01-01"), "several baselines"),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_spoiled_one_is_refused(good: Document, tmp_path: Path, fault: str) -> None:
    spoil, said = SPOILED[fault]
    document = deepcopy(good)
    spoil(document)
    found = faults(document, tmp_path)
    assert any(said in one for one in found), found
    assert not any("9990000018" in one for one in found)
