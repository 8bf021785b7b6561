"""Gate 1 on the diagnosis: small counts in words, and no reader can tell one from the rest."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

import pytest

from commonground.engine.disclosure import in_words, to_commissioner
from commonground.engine.figures import DiagnosisRow, DueRow, Shared
from tests.engine.attacker import MOST, Attacker
from tests.engine.share_worlds import (
    BANDS,
    BOOK,
    Row,
    diagnosis_of,
    figures_of,
    random_diagnosis,
    up_to_date_row,
)

GATE = BOOK.small_numbers["to-the-commissioner"]
SMALL = range(1, 5)
MANY = dict.fromkeys(BANDS, 50)

Key = tuple[str, str]


def a_diagnosis(measures: Mapping[str, Sequence[int]], of: Mapping[str, int] = MANY) -> list[Row]:
    """Rows of these measures from their counts by band, with their sums."""
    total = dict(of) | {"all": sum(of.values())}
    return [
        {"measure": measure, "age_band": band, "children": n, "of": total[band]}
        for measure, counts in measures.items()
        for band, n in zip((*BANDS, "all"), (*counts, sum(counts)), strict=True)
    ]


def after_the_gate(diagnosis: Sequence[Row], due: Sequence[DueRow] = ()) -> Shared:
    """The diagnosis as the commissioner gets it, with the up to date figure where `never` is counted."""
    counts_never = any(row["measure"] == "never" for row in diagnosis)
    figures = figures_of([up_to_date_row(diagnosis)] if counts_never else [])
    return to_commissioner(figures, diagnosis_of(diagnosis), due, BOOK, registration_known=True)


def shown(shared: Shared, measure: str) -> list[int | str | None]:
    """A measure's children by band and all."""
    return [row.children for row in shared.diagnosis if row.measure == measure]


def test_counts_that_are_not_small_are_shown_as_they_are() -> None:
    shared = after_the_gate(a_diagnosis({"late": [0, 5, 6, 0, 20, 9]}))
    assert shown(shared, "late") == [0, 5, 6, 0, 20, 9, 40]
    assert {row.status for row in shared.diagnosis} == {"ok"}


def test_one_small_band_hides_the_oldest_band_that_is_not_small() -> None:
    shared = after_the_gate(a_diagnosis({"late": [0, 3, 16, 9, 20, 12]}))
    assert shown(shared, "late") == [0, "1 to 4", 16, 9, 20, None, 60]
    assert [row.status for row in shared.diagnosis] == ["ok", "small", "ok", "ok", "ok", "hidden", "ok"]
    assert {row.of for row in shared.diagnosis} == {50, 300}


def test_two_small_bands_hide_one_more_whatever_they_are() -> None:
    assert shown(after_the_gate(a_diagnosis({"late": [0, 3, 2, 9, 20, 12]})), "late")[3:] == [9, 20, None, 46]
    assert shown(after_the_gate(a_diagnosis({"late": [0, 4, 4, 9, 20, 12]})), "late")[3:] == [9, 20, None, 49]


def test_three_small_bands_that_could_be_other_numbers_need_no_more_hidden() -> None:
    assert shown(after_the_gate(a_diagnosis({"late": [0, 3, 2, 1, 20, 12]})), "late")[4:] == [20, 12, 38]


@pytest.mark.parametrize("counts", [(4, 4, 0), (1, 1, 5), (1, 5, 0)])
def test_where_the_sum_tells_the_small_counts_only_all_ages_are_shown(counts: tuple[int, int, int]) -> None:
    shared = after_the_gate(a_diagnosis({"late": [*counts, 0, 0, 0]}))
    assert shown(shared, "late") == [None] * 6 + [sum(counts)]


@pytest.mark.parametrize("bands", [3, 4])
def test_several_children_alone_in_their_age_are_not_told_by_a_small_sum(bands: int) -> None:
    shared = after_the_gate(a_diagnosis({"late": [1] * bands + [0] * (6 - bands)}))
    assert shown(shared, "late") == [None] * 6 + ["1 to 4"]


def test_the_parts_of_a_measure_bound_it_and_one_another() -> None:
    # The whole is 12 and two parts are 8 and 0: the third would have to be 4.
    shared = after_the_gate(
        a_diagnosis(
            {
                "not_counting": [0, 0, 12, 0, 0, 30],
                "not_counting_too_early": [0, 0, 8, 0, 0, 25],
                "not_counting_too_soon": [0, 0, 4, 0, 0, 25],
                "not_counting_too_late": [0, 0, 0, 0, 0, 0],
            }
        )
    )
    assert shown(shared, "not_counting_too_soon") == [None] * 6 + [29]
    assert shown(shared, "not_counting") == [None] * 6 + [42]
    assert shown(shared, "not_counting_too_late") == [0] * 7


def test_a_small_age_leaves_only_all_ages_together() -> None:
    shared = after_the_gate(a_diagnosis({"late": [5, 1, 6, 7, 8, 9]}, {**MANY, "1": 3, "3": 20}))
    *bands, together = shared.diagnosis
    assert {(row.children, row.of, row.status) for row in bands} == {(None, None, "hidden")}
    assert (together.children, together.of) == (36, 223)


def test_what_is_hidden_does_not_depend_on_how_large_a_count_is() -> None:
    def hidden(counts: list[int]) -> list[str]:
        return [row.status for row in after_the_gate(a_diagnosis({"late": counts})).diagnosis]

    assert hidden([0, 2, 9, 16, 20, 12]) == hidden([0, 4, 20, 12, 9, 16])


def test_an_age_without_children_is_said_to_have_none() -> None:
    shared = after_the_gate(a_diagnosis({"late": [0, 5, 5, 5, 5, 5]}, {**MANY, "0": 0}))
    assert (shared.diagnosis[0].children, shared.diagnosis[0].of, shared.diagnosis[0].status) == (
        0,
        0,
        "no children",
    )


@pytest.mark.parametrize(("never", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_up_to_date_is_hidden_where_its_complement_is_a_small_number_of_children(
    never: int, hidden: bool
) -> None:
    shared = after_the_gate(a_diagnosis({"never": [0, 0, never, 0, 0, 0]}))
    assert (shared.figures[0].status == "hidden") is hidden
    assert shown(shared, "never")[-1] == in_words(never, GATE)


def test_what_is_due_shows_small_numbers_in_words_and_zero_as_zero() -> None:
    due = [DueRow("mmr", 4, "ok"), DueRow("dtp", 5, "ok"), DueRow("rota", 0, "ok")]
    shared = after_the_gate([], due)
    assert [(row.children, row.status) for row in shared.due] == [("1 to 4", "small"), (5, "ok"), (0, "ok")]


# A reader who knows the sums, the bounds and the labels


def an_attack(shared: Shared, true: Mapping[Key, int]) -> Attacker:
    """What the diagnosis tells: sums, unions, bounds, the up to date figure, and why cells are hidden."""
    reader = Attacker()
    for row in shared.diagnosis:
        if ("of", row.age_band) not in reader.index:
            reader.unknown(("of", row.age_band), *(0, MOST) if row.of is None else (row.of, row.of))
        alone = (
            sum(other.measure == row.measure and other.children is None for other in shared.diagnosis) == 1
        )
        reader.unknown((row.measure, row.age_band), *what_is_known(row, alone))
    for key in true:
        measure, band = key
        if measure != "of":
            reader.know({key: 1, ("of", band): -1}, -inf, 0)
        if band == "all":
            reader.know({(measure, part): 1 for part in BANDS} | {key: -1}, 0, 0)
        parts = [(id_, band) for id_, known in BOOK.measures.items() if known.parent == measure]
        for part in parts:
            reader.know({part: 1, key: -1}, -inf, 0)
        if parts:
            reader.know({key: 1} | dict.fromkeys(parts, -1), -inf, 0)
    figure = shared.figures[0]
    if figure.numerator is not None:
        reader.know({("never", "all"): 1, ("of", "all"): -1}, -figure.numerator, -figure.numerator)
    return reader


def the_truth(diagnosis: Sequence[Row]) -> dict[Key, int]:
    """Every count, of a measure or of an age band, by what it counts and the band."""
    children = {(row["measure"], row["age_band"]): row["children"] for row in diagnosis}
    return children | {("of", row["age_band"]): row["of"] for row in diagnosis}


def what_is_known(row: DiagnosisRow, alone: bool) -> tuple[int, int]:
    """A number shown, the words, or hidden: a large one where it is the one band of its measure hidden."""
    if isinstance(row.children, int):
        return row.children, row.children
    if row.children is not None:
        return 1, 4
    return (5 if alone and row.age_band != "all" else 0), MOST


@pytest.mark.parametrize("seed", range(12))
def test_no_reader_can_tell_a_small_count(seed: int) -> None:
    attack_a_random_diagnosis(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1120))
def test_no_reader_can_tell_a_small_count_at_length(seed: int) -> None:
    attack_a_random_diagnosis(seed)


def attack_a_random_diagnosis(seed: int) -> None:
    """Fail where a small count of children, or a small age band, has one possible value."""
    chance = random.Random(seed)
    diagnosis = random_diagnosis(chance, chance.choice([3, 12, 30, 60, 150, 400]))
    shared = after_the_gate(diagnosis)
    true = the_truth(diagnosis)
    reader = an_attack(shared, true)
    secret = [key for key, n in true.items() if n in SMALL]
    assert secret
    for key in secret:
        lowest, highest = reader.range_of(key)
        assert lowest <= true[key] <= highest
        assert lowest < highest, f"{key} can be worked out: {lowest}"


def test_little_is_hidden_in_a_practice_of_ordinary_size() -> None:
    cells = hidden = 0
    for seed in range(10):
        shared = after_the_gate(random_diagnosis(random.Random(seed), 500))
        cells += len(shared.diagnosis)
        hidden += sum(row.status == "hidden" for row in shared.diagnosis)
    assert hidden < cells * 0.05


def test_the_attack_tells_a_small_count_that_words_alone_would_leave_open() -> None:
    diagnosis = a_diagnosis({"never": [0, 0, 0, 0, 0, 20], "late": [0, 3, 16, 9, 20, 12]})
    true = the_truth(diagnosis)
    shared = after_the_gate(diagnosis)
    assert an_attack(shared, true).range_of(("late", "1")) != (3, 3)
    words_alone = tuple(
        replace(row, children=true[row.measure, row.age_band], of=50) if row.status == "hidden" else row
        for row in shared.diagnosis
    )
    assert an_attack(replace(shared, diagnosis=words_alone), true).range_of(("late", "1")) == (3, 3)
