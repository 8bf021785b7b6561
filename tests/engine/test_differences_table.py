"""No small number of children can be worked out from the differences and changes that leave a practice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.engine.changes_table import safe_changes
from commonground.engine.comparing.attribution import Counts, Part
from commonground.engine.comparing.baseline import Change
from commonground.engine.comparing.lists import Agreement
from commonground.engine.comparing.sides import Asked
from commonground.engine.differences_table import ON_ONE_LIST, Compared, safe_differences
from commonground.engine.figures import DifferenceRow, FigureRow
from commonground.engine.rules.difference_book import load_difference_book
from commonground.engine.rules.loader import load_rulebook

RULEBOOK = load_rulebook()
BOOK = load_difference_book()
PERIOD = "year to 2026-27 Q2"
SMALL = range(1, 5)
DOSES = [cause.id for cause in BOOK.causes.values() if cause.changes == "numerator"]


def figure(indicator: str, counts: Counts) -> FigureRow:
    """A practice's figure of the year."""
    return FigureRow(
        *("Z99001", "cover", indicator, PERIOD, date(2025, 10, 1), date(2026, 9, 30), None, None),
        *(date(2026, 10, 4), counts.denominator, counts.numerator, 90.0, 80.0, 95.0, None, "ok"),
        *("practice-count/Z99001/2026-10-04", "practice count", (), RULEBOOK.version),
    )


@st.composite
def parts(draw: st.DrawFn) -> tuple[Part, ...]:
    """Parts of a few causes, small and large."""
    found = []
    for cause in draw(st.lists(st.sampled_from([*ON_ONE_LIST, *DOSES]), unique=True, max_size=5)):
        only_in = draw(st.sampled_from(["practice", "chis"]))
        sign = 1 if only_in == "practice" else -1
        children = draw(st.sampled_from([1, 2, 3, 4, 5, 6, 9, 14]))
        vaccinated = children if cause in DOSES else draw(st.integers(0, children))
        listed = 0 if cause in DOSES else children
        found.append(Part(cause, only_in, children, sign * vaccinated, sign * listed))
    return tuple(found)


def compared(some: tuple[Part, ...], indicator: str = "mmr1_24m") -> Compared:
    other = Counts(150, 200)
    practice = Counts(
        other.numerator + sum(part.numerator for part in some),
        other.denominator + sum(part.denominator for part in some),
    )
    names = indicator, PERIOD, "24 months", "chis list", "chis-list/Z99001/2026-10-04"
    return Compared(*names, practice, other, some, Agreement(100, 6, 7, 5))


def values_that_fit(rows: list[DifferenceRow], one: Compared, secret: DifferenceRow) -> set[int]:
    """What a reader who knows both counts could believe of a row, trying every value of the hidden ones.

    How many of the children on one list are vaccinated is not known, so only the denominators tie list rows.
    """
    doses = [row for row in rows if row.cause in DOSES]
    listed = [row for row in rows if row.cause in ON_ONE_LIST]
    same = listed if secret.cause in ON_ONE_LIST else doses
    gap = (
        one.practice.denominator - one.other.denominator
        if same is listed
        else one.practice.numerator - one.other.numerator
    )
    hidden = [row for row in same if not isinstance(row.children, int)]
    sign = {"practice": 1, "chis": -1}
    known = sum(sign[row.only_in] * row.children for row in same if isinstance(row.children, int))
    if len(hidden) > 4:
        return set(SMALL)
    free = (
        0
        if same is listed
        else sum(int(row.children or 0) if isinstance(row.children, int) else 20 for row in listed)
    )
    ranges = [SMALL if row.status == "small" else range(20) for row in hidden]
    return {
        values[hidden.index(secret)]
        for values in product(*ranges)
        if abs(
            gap - known - sum(sign[row.only_in] * value for row, value in zip(hidden, values, strict=True))
        )
        <= free
    }


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parts())
def test_no_small_number_is_told(some: tuple[Part, ...]) -> None:
    one = compared(some)
    rows, agreed = safe_differences([one], [figure(one.indicator, one.practice)], RULEBOOK, BOOK)
    true = {(part.cause, part.only_in): part.children for part in some}
    assert not any(isinstance(row.children, int) and row.children in SMALL for row in rows)
    for row in rows:
        count = true.get((row.cause, row.only_in), 0)
        assert row.children in (count, None, "1 to 4")
        if count in SMALL:
            assert row.points is None
            assert len(values_that_fit(list(rows), one, row)) >= 2, (row, some)
    told = [row.points is not None for row in rows]
    assert all(told) or not any(told)
    assert all(row.both is None for row in agreed) == (not all(told))


def test_points_are_shown_where_nothing_is_small_and_add_up() -> None:
    one = compared((Part("moved_away", "chis", 14, -8, -14), Part("never_reached_chis", "practice", 9, 9, 0)))
    rows, agreed = safe_differences([one], [figure(one.indicator, one.practice)], RULEBOOK, BOOK)
    gap = (one.practice.percent or 0) - (one.other.percent or 0)
    assert abs(sum(row.points or 0 for row in rows) - gap) < 1e-3
    assert (agreed[0].both, agreed[0].chis_only) == (100, 6)


def test_a_hidden_figure_hides_its_differences() -> None:
    one = compared((Part("moved_away", "chis", 14, -8, -14),))
    hidden = replace(figure(one.indicator, one.practice), status="hidden")
    rows, agreed = safe_differences([one], [hidden], RULEBOOK, BOOK)
    assert {row.status for row in rows} == {row.status for row in agreed} == {"hidden"}


def test_figures_about_the_same_children_are_shown_at_one_level() -> None:
    alone = compared((Part("moved_away", "chis", 3, -3, -3),))
    beside = compared(
        (Part("moved_away", "chis", 3, -3, -3), Part("new_registration", "practice", 2, 2, 2)),
        "pcv_booster_24m",
    )
    figures = [figure(one.indicator, one.practice) for one in (alone, beside)]
    rows, _ = safe_differences([alone, beside], figures, RULEBOOK, BOOK)
    moved = [row for row in rows if (row.cause, row.only_in) == ("moved_away", "chis")]
    assert len({row.status for row in moved}) == 1
    assert moved[0].children is None  # three fewer children would tell who moved away


def change(numerator: dict[str, int], denominator: dict[str, int]) -> Change:
    then = Counts(150, 200)
    gained = numerator["vaccinated"] + numerator["repaired"] - numerator["struck out"]
    now = Counts(
        150 + gained + numerator["joined"] - numerator["left"],
        200 + denominator["joined"] - denominator["left"],
    )
    asked = Asked(RULEBOOK.cover["mmr1_24m"], PERIOD, {}, {})
    return Change(asked, then, now, numerator, denominator)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(*(st.integers(0, 12) for _ in range(7)))
def test_no_small_change_is_told(
    vaccinated: int, repaired: int, struck: int, joined: int, left: int, more: int, fewer: int
) -> None:
    numerator = {
        "vaccinated": vaccinated,
        "repaired": repaired,
        "struck out": struck,
        "joined": joined,
        "left": left,
    }
    one = change(numerator, {"joined": joined + more, "left": left + fewer})
    rows = safe_changes([one], date(2026, 2, 1), [figure("mmr1_24m", one.now)], RULEBOOK)
    true = [*numerator.values(), *one.denominator.values()]
    assert not any(isinstance(row.children, int) and row.children in SMALL for row in rows)
    listed = [(row, value) for row, value in zip(rows, true, strict=True) if row.counts_in == "denominator"]
    gap = one.now.denominator - one.then.denominator
    ranges = [
        [row.children]
        if isinstance(row.children, int)
        else list(SMALL)
        if row.status == "small"
        else range(60)
        for row, _ in listed
    ]
    for place, (_, value) in enumerate(listed):
        if value in SMALL:
            fits = {pair[place] for pair in product(*ranges) if pair[0] - pair[1] == gap}
            assert len(fits) >= 2


def test_children_of_whom_something_differs_are_no_more_than_what_differs() -> None:
    """Six of the eight more on the list are shown, and nobody more is vaccinated: the other two would be told."""
    some = (
        Part("registered_elsewhere", "practice", 6, 0, 6),
        Part("unresolved", "practice", 2, 0, 2),
    )
    one = compared(some)
    rows, _ = safe_differences([one], [figure("mmr1_24m", one.practice)], RULEBOOK, BOOK)
    assert {row.children for row in rows} == {None}
