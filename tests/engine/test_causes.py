"""Causes of the differences between definitions: one a child, they add up exactly, and none can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import inf
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from commonground.engine.causes_table import safe_causes
from commonground.engine.counting import duckdb_engine, reference
from commonground.engine.counting.causes import cause_rows
from commonground.engine.counting.results import Count
from commonground.engine.disclosure import hide_figure
from commonground.engine.figures import HIDDEN, CauseRow, FigureRow
from commonground.engine.records.tables import Extract, Tally
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.share import figure_rows, shared_rows
from tests.documents.made_up import AS_AT
from tests.documents.made_up import figure as made
from tests.engine.attacker import MOST, Attacker
from tests.generative.practices import Practice, practice_of_seed, practices

BOOK = load_rulebook()
SMALL = range(1, 5)
SEEDS = range(12)
Pair = list[CauseRow]


def extract_of(practice: Practice) -> Extract:
    tally = Tally(rows=0, used=0, without_event=0, set_aside=0, children=0, children_set_aside=0)
    question = practice.question
    return Extract(
        practice.children, practice.events, (), tally, "made up", question.lists_children, question.registration_known
    )  # fmt: skip


@cache
def counted_of(seed: int, children: int) -> tuple[Count, list[CauseRow]]:
    return counted(practice_of_seed(BOOK, seed, children))


def counted(practice: Practice, engine: Any = duckdb_engine) -> tuple[Count, list[CauseRow]]:
    count = engine.count(practice.children, practice.events, practice.question, BOOK)
    return count, cause_rows(extract_of(practice), count, BOOK)


def pairs_of(rows: Sequence[CauseRow]) -> list[Pair]:
    names = dict.fromkeys((row.first, row.second) for row in rows)
    return [[row for row in rows if (row.first, row.second) == name] for name in names]


def figures_of(pair: Pair, figures: Sequence[FigureRow]) -> list[FigureRow]:
    found = {(row.indicator, row.period): row for row in figures}
    return [found[pair[0].first, pair[0].first_period], found[pair[0].second, pair[0].second_period]]


def number(rows: Sequence[CauseRow]) -> int:
    return sum(int(row.children or 0) for row in rows)


def assert_exact(rows: Sequence[CauseRow], figures: Sequence[FigureRow]) -> None:
    """Both numerators and both denominators are the sums of their rows."""
    for pair in pairs_of(rows):
        for figure, side in zip(figures_of(pair, figures), ("first", "second"), strict=True):
            inside = [row for row in pair if row.counted_in in ("both", side)]
            asked = [row for row in pair if row.asked_of in ("both", side)]
            assert (number(inside), number(asked)) == (figure.numerator, figure.denominator)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(practices(BOOK, most_children=8))
def test_what_both_count_and_the_causes_make_both_figures_to_the_child(practice: Practice) -> None:
    count, rows = counted(practice, reference)
    assert_exact(rows, figure_rows(count, BOOK))


@pytest.mark.parametrize("seed", range(2))
def test_a_large_practice_adds_up_and_both_engines_give_the_same_causes(seed: int) -> None:
    practice = practice_of_seed(BOOK, seed, 200)
    count, rows = counted(practice)
    assert_exact(rows, figure_rows(count, BOOK))
    assert rows == counted(practice, reference)[1]


def test_every_cause_is_reached() -> None:
    missing = {"", *BOOK.causes}
    for seed in range(30):
        missing -= {row.cause for row in counted(practice_of_seed(BOOK, seed, 400))[1] if row.children}
        if not missing:
            return
    assert missing == set()


def test_there_is_a_row_for_every_cause_whether_or_not_it_has_a_child() -> None:
    few, many = (counted_of(1, number)[1] for number in (1, 200))
    places = [
        [(row.first, row.second, row.counted_in, row.asked_of, row.cause) for row in rows]
        for rows in (few, many)
    ]
    assert set(places[0]) <= set(places[1])
    assert len(set(places[1])) == len(places[1])


# A reader who knows the sums, what QOF left out, the labels, and how ages set cohorts apart


def an_attack(shown: Pair, true: Pair, figures: Sequence[FigureRow], ages: bool) -> Attacker:
    """What one pair tells; with `ages`, also the true number of children of another age."""
    reader = Attacker()
    for row, truth in zip(shown, true, strict=True):
        reader.unknown(key(row), *what_is_known(row, truth, shown, ages))
    for figure, side in zip(figures, ("first", "second"), strict=True):
        if figure.numerator is None or figure.denominator is None:
            continue
        inside = {key(row): 1 for row in shown if row.counted_in in ("both", side)}
        asked = {key(row): 1 for row in shown if row.asked_of in ("both", side)}
        reader.know(inside, figure.numerator, figure.numerator)
        reader.know(asked, figure.denominator, figure.denominator)
    left_out = {key(row): 1 for row in shown if row.cause == "excluded"}
    if left_out and isinstance(figures[1].excluded, int):
        reader.know(left_out, -inf, figures[1].excluded)
    return reader


def key(row: CauseRow) -> tuple[str, str, str]:
    return row.counted_in, row.asked_of, row.cause


def what_is_known(row: CauseRow, truth: CauseRow, pair: Pair, ages: bool) -> tuple[int, int]:
    if isinstance(row.children, int):
        return row.children, row.children
    if row.cause == "other_age" and ages:
        return number([truth]), number([truth])
    if row.children is not None:
        return 1, 4
    kind = [other for other in pair if (other.counted_in, other.asked_of) == (row.counted_in, row.asked_of)]
    if all(other.children is None for other in kind):
        return 0, MOST  # all of the kind are hidden, those of no child too
    return (1, MOST) if number([truth]) in SMALL or not row.cause else (5, MOST)


def attack(rows: Sequence[CauseRow], figures: Sequence[FigureRow]) -> int:
    """Fail where a small count of a cause has one possible value; says how many were tried."""
    tried = 0
    shown = safe_causes(rows, figures, BOOK)
    for pair, true in zip(pairs_of(shown), pairs_of(rows), strict=True):
        for row in true:
            if not row.cause or row.children not in SMALL:
                continue
            told = figures_of(pair, figures)
            lowest, highest = an_attack(pair, true, told, ages=row.cause != "other_age").range_of(key(row))
            assert lowest <= number([row]) <= highest
            assert lowest < highest, f"{row} can be worked out"
            tried += 1
    return tried


@pytest.mark.parametrize("seed", SEEDS)
def test_no_reader_can_tell_a_small_cause(seed: int) -> None:
    count, rows = counted(practice_of_seed(BOOK, seed, (40, 120, 200)[seed % 3]))
    attack(rows, shared_rows(count, BOOK).figures)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1060))
def test_no_reader_can_tell_a_small_cause_at_length(seed: int) -> None:
    count, rows = counted(practice_of_seed(BOOK, seed, (40, 120, 200)[seed % 3]))
    attack(rows, shared_rows(count, BOOK).figures)


def states(definition: str) -> list[str]:
    """What a definition may make of a child: it counts it, or one of its causes holds."""
    return ["counted", *(cause.id for cause in BOOK.causes.values() if definition in cause.of)]


def place_of(first: str, second: str) -> tuple[str, str, str] | None:
    """The row of a pair that holds a child, from what each definition makes of it; none where neither asks."""
    asks = [state == "counted" or BOOK.causes[state].asked for state in (first, second)]
    if not any(asks):
        return None
    asked = "both" if all(asks) else "first" if asks[0] else "second"
    counts = (first == "counted", second == "counted")
    counted_in = {(True, True): "both", (True, False): "first", (False, True): "second"}.get(
        counts, "neither"
    )
    if counted_in == "both" or (counted_in == "neither" and asked == "both"):
        return counted_in, asked, ""
    return counted_in, asked, second if "first" in (counted_in, asked) else first


def attack_together(rows: Sequence[CauseRow], figures: Sequence[FigureRow]) -> None:
    """The same where a reader lays the two pairs of COVER over one another, child by child."""
    shown, true = pairs_of(safe_causes(rows, figures, BOOK)), pairs_of(rows)
    for first in dict.fromkeys(row.first for row in rows):
        two = [(one, other) for one, other in zip(shown, true, strict=True) if other[0].first == first]
        if len(two) == 1:
            continue  # no contract year of QOF had ended: there is nothing to lay over
        if all(row.status == HIDDEN for pair, _ in two for row in pair):
            continue  # what can be told all the same is told by the figures, and not by the causes
        for number_of_pair, (_, of_pair) in enumerate(two):
            for row in of_pair:
                if row.cause and row.children in SMALL:
                    reader = one_reader_of_both(two, figures, ages=row.cause != "other_age")
                    lowest, highest = reader.range_of((number_of_pair, *key(row)))
                    assert lowest <= number([row]) <= highest
                    assert lowest < highest, f"{row} can be worked out"


def one_reader_of_both(
    two: Sequence[tuple[Pair, Pair]], figures: Sequence[FigureRow], ages: bool
) -> Attacker:
    reader = Attacker()
    kinds = [(c, q, u) for c in states("cover") for q in states("qof") for u in states("up_to_date")]
    for kind in kinds:
        reader.unknown(kind)
    for number_of_pair, (shown, true) in enumerate(two):
        for row, truth in zip(shown, true, strict=True):
            cell = (number_of_pair, *key(row))
            reader.unknown(cell, *what_is_known(row, truth, shown, ages))
            inside = [kind for kind in kinds if place_of(kind[0], kind[1 + number_of_pair]) == key(row)]
            reader.know(dict.fromkeys(inside, 1) | {cell: -1}, 0, 0)
        for figure, side in zip(figures_of(shown, figures), ("first", "second"), strict=True):
            for total, column in ((figure.numerator, "counted_in"), (figure.denominator, "asked_of")):
                parts = [row for row in shown if getattr(row, column) in ("both", side)]
                if total is not None:
                    reader.know({(number_of_pair, *key(row)): 1 for row in parts}, total, total)
    return reader


@pytest.mark.parametrize("seed", range(1, 7))
def test_no_reader_of_both_pairs_can_tell_a_small_cause(seed: int) -> None:
    count, rows = counted_of(seed, 120)
    attack_together(rows, shared_rows(count, BOOK).figures)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1060))
def test_no_reader_of_both_pairs_can_tell_a_small_cause_at_length(seed: int) -> None:
    count, rows = counted_of(seed, 120)
    attack_together(rows, shared_rows(count, BOOK).figures)


def figure(indicator: str, period: str, numerator: int, denominator: int, excluded: int | None) -> FigureRow:
    definition = "qof" if indicator == "VI002" else "cover"
    return made(definition, indicator, period, (None, AS_AT), (numerator, denominator), excluded=excluded)


def a_pair(**children: int) -> tuple[Pair, list[FigureRow]]:
    """COVER and QOF of one cohort; rows are named as `first_both_given_too_late`."""
    _, rows = counted_of(1, 200)
    template = next(pair for pair in pairs_of(rows) if pair[0].second == "VI002")
    pair = [
        replace(row, children=children.get("_".join(part for part in key(row) if part), 0))
        for row in template
    ]
    assert number(pair) == sum(children.values())
    totals = []
    for side in ("first", "second"):
        inside = number([row for row in pair if row.counted_in in ("both", side)])
        totals.append((inside, number([row for row in pair if row.asked_of in ("both", side)])))
    left_out = number([row for row in pair if row.cause == "excluded"])
    one = template[0]
    return pair, [
        figure(one.first, one.first_period, *totals[0], None),
        figure(one.second, one.second_period, *totals[1], left_out),
    ]


def shown_in(pair: Pair, figures: Sequence[FigureRow]) -> dict[str, int | str | None]:
    rows = safe_causes(pair, figures, BOOK)
    return {"_".join(part for part in key(row) if part): row.children for row in rows}


def test_large_causes_are_shown_and_zero_is_zero() -> None:
    pair, figures = a_pair(both_both=40, first_both_given_too_late=9, first_first_excluded=5, neither_both=3)
    shown = shown_in(pair, figures)
    assert (shown["both_both"], shown["first_both_given_too_late"], shown["first_first_excluded"]) == (
        40,
        9,
        5,
    )
    assert shown["first_both_none_on_record"] == 0
    assert shown["neither_both"] == 3  # no cause: a part of the figures, which show it


def test_a_small_cause_that_the_figures_tell_hides_its_whole_kind() -> None:
    pair, figures = a_pair(both_both=40, first_both_given_too_late=3, neither_both=6)
    shown = shown_in(pair, figures)
    kind = {name: children for name, children in shown.items() if name.startswith("first_both")}
    assert set(kind.values()) == {None}
    assert len(kind) == 4
    assert shown["both_both"] == 40


def test_two_small_causes_of_a_kind_guard_each_other() -> None:
    pair, figures = a_pair(
        both_both=40, first_both_given_too_late=3, first_both_given_too_early=2, neither_both=6
    )
    shown = shown_in(pair, figures)
    assert shown["first_both_given_too_late"] == shown["first_both_given_too_early"] == "1 to 4"
    assert shown["first_both_none_on_record"] == 0
    assert attack(pair, figures) == 2


def test_the_attack_tells_a_small_cause_that_words_alone_would_leave_open() -> None:
    pair, figures = a_pair(both_both=40, first_both_given_too_late=3, neither_both=6)
    words_alone = [
        replace(row, children="1 to 4", status="small") if row.children == 3 else row for row in pair
    ]
    reader = an_attack(words_alone, pair, figures, ages=True)
    assert reader.range_of(("first", "both", "given_too_late")) == (3, 3)


def test_a_pair_with_a_hidden_figure_shows_nothing() -> None:
    pair, figures = a_pair(both_both=40, first_both_given_too_late=9)
    assert set(shown_in(pair, [figures[0], hide_figure(figures[1])]).values()) == {None}
