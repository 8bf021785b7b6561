"""What a practice's own record explains of a published figure: any planted mix is found, the rest is left as it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.engine.comparing.attribution import Part
from commonground.engine.errors import UserError
from commonground.engine.figures import PublishedRow
from commonground.engine.settling import usable_published
from tests.engine.comparing.asking import RULEBOOK, Read, read
from tests.engine.comparing.lists_made import NUMBERS, PRACTICE, Child, Dose, child

DAY = timedelta(days=1)
LAST_DAY = date(2026, 9, 30)
PERIODS = {
    "year": ("2025-26", date(2025, 10, 1), LAST_DAY),
    "quarter": ("2026-27 Q2", date(2026, 7, 1), LAST_DAY),
}


def published(
    numerator: int, denominator: int, indicator: str = "mmr1_24m", length: str = "year"
) -> PublishedRow:
    """A published figure of the newest year or quarter."""
    name, start, end = PERIODS[length]
    return PublishedRow(
        *(PRACTICE, "cover", indicator, name, start, end, None, None, end, denominator, numerator),
        *(None, None, None, None, "ok", "cover-gp/2025-26/3f2a9c1b", "published", (), ""),
    )


def a_child(number: int, kind: str) -> tuple[Child, int, int]:
    """A child of the practice's list, and what the published figure has of it: numerator and denominator."""
    one = child(number)
    in_time = Dose(one.due)
    first_birthday = one.born.replace(year=one.born.year + 1)
    late = child(number, date(2024, 7, 20))
    second_birthday = one.born.replace(year=one.born.year + 2)
    beside = second_birthday + 2 * DAY if number % 2 else first_birthday - DAY
    kinds = {
        "both": (one.given(in_time), 1, 1),
        "neither": (one, 0, 1),
        "new_registration": (replace(late.given(Dose(late.due)), registered=LAST_DAY + DAY), 1, 1),
        "duplicate_number": (
            replace(child(number, date(2023, 11, 11)), surname="Twice").given(in_time), 0, 0
        ),
        "given_elsewhere": (one.given(replace(in_time, place="Abroad")), 0, 1),
        "given twice, once elsewhere": (
            one.given(replace(in_time, place="Abroad"), Dose(one.due + 60 * DAY)), 1, 1
        ),
        "wrong_code": (one.given(replace(in_time, vaccine="Local jab 77")), 1, 1),
        "outside_window": (one.given(Dose(beside)), 1, 1),
        "far outside": (one.given(Dose(one.born + 120 * DAY)), 0, 1),
        "late_flow": (one.given(replace(in_time, recorded_on=date(2026, 10, 2))), 0, 1),
    }  # fmt: skip
    return kinds[kind]


def counted(kinds: list[str]) -> tuple[Read, int, int]:
    made = [a_child(number, kind) for number, kind in enumerate(kinds)]
    one = read([child for child, _, _ in made])
    return one, sum(n for _, n, _ in made), sum(d for _, _, d in made)


def parts(one: Read, row: PublishedRow) -> tuple[Part, ...]:
    (compared,) = one.settling.with_published(usable_published([row], one.count, RULEBOOK)).compared
    return compared.parts


KINDS = ("new_registration", "given_elsewhere", "wrong_code", "outside_window", "late_flow")
UNSUSPICIOUS = ("given twice, once elsewhere", "far outside")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from([*KINDS, *UNSUSPICIOUS]), max_size=12), st.integers(-3, 3), st.integers(-3, 3)
)
def test_any_mix_is_found_and_the_rest_is_left_as_it_is(planted: list[str], n: int, d: int) -> None:
    one, numerator, denominator = counted(["both"] * 12 + ["neither"] * 8 + planted)
    found = parts(one, published(numerator - n, denominator - d))
    explained = {part.cause: part.children for part in found if part.cause != "unresolved"}
    assert explained == Counter(kind for kind in planted if kind in KINDS)
    left = [part for part in found if part.cause == "unresolved"]
    assert (sum(part.numerator for part in left), sum(part.denominator for part in left)) == (n, d)
    assert sum(part.children for part in left) == (max(abs(n), abs(d)) if n * d >= 0 else abs(n) + abs(d))


def test_the_same_child_twice_is_one_too_many() -> None:
    one, numerator, denominator = counted(["both"] * 12 + ["duplicate_number"] * 2)
    found = parts(one, published(numerator + 1, denominator + 1))
    assert [(part.cause, part.only_in, part.children) for part in found] == [
        ("duplicate_number", "practice", 1)
    ]


def test_a_six_in_one_coded_as_five_in_one() -> None:
    made = []
    for number in range(10):
        one = child(number)
        days = [one.born + timedelta(days=age) for age in (60, 90, 120)]
        made.append(
            one.given(*(Dose(day, "5in1" if number < 3 and day == days[2] else "6in1") for day in days))
        )
    found = parts(read(made), published(7, 10, "dtap_ipv_hib_hepb_24m"))
    assert [(part.cause, part.only_in, part.children) for part in found] == [("wrong_code", "practice", 3)]


def test_of_periods_that_overlap_the_longest_is_compared_and_of_releases_the_last() -> None:
    one, *_ = counted(["both"] * 12)
    rows = [
        published(9, 12),
        published(3, 4, "pcv_booster_24m", "quarter"),
        replace(published(10, 12), as_at=LAST_DAY + 90 * DAY),
    ]
    usable = usable_published(rows, one.count, RULEBOOK)
    assert [(row.indicator, row.numerator) for row in usable] == [("mmr1_24m", 10)]


def test_published_figures_that_cannot_be_compared_are_refused_in_a_sentence() -> None:
    one, *_ = counted(["both"] * 3)
    for rows in (
        [replace(published(9, 12), org_code="Z99002")],
        [replace(published(9, 12), numerator=None)],
        [replace(published(9, 12), period_start=date(2010, 4, 1), period_end=date(2011, 3, 31))],
    ):
        with pytest.raises(UserError, match=f"hold none of practice {PRACTICE}"):
            usable_published(rows, one.count, RULEBOOK)
    with pytest.raises(UserError, match="names no release"):
        usable_published([replace(published(9, 12), release=f"told by {NUMBERS[0]}")], one.count, RULEBOOK)
