"""The West Sussex COVER beside made-up practice lists that match it: planted causes are recovered exactly."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from commonground.engine.figures import PublishedRow
from commonground.engine.published.read import read_file
from commonground.engine.settling import usable_published
from tests.engine.comparing.asking import BOOK, RULEBOOK, read
from tests.engine.comparing.lists_made import NUMBERS, Child, Dose
from tests.shared_data import shared

AS_AT = date(2020, 5, 10)
LAST_DAY = date(2020, 3, 31)
FIRST_BIRTH = date(2017, 4, 1)
DAY = timedelta(days=1)
PLANTED = Counter(
    new_registration=3, duplicate_number=1, given_elsewhere=2, wrong_code=2, outside_window=2, late_flow=1
)


def published_rows() -> list[PublishedRow]:
    path = shared("gp_coverage_west_sussex", "GP_immunisations_2019-20_2020-21.csv")
    return list(read_file(path).rows)


def the_practices_list(row: PublishedRow) -> list[Child]:
    """A list whose count differs from the published figure by what is planted, and by nothing else."""
    assert row.numerator is not None and row.denominator is not None
    counted_by_both = (
        row.numerator - PLANTED["new_registration"] - PLANTED["wrong_code"] - PLANTED["outside_window"]
    )
    by_neither = row.denominator - row.numerator - PLANTED["given_elsewhere"] - PLANTED["late_flow"]
    kinds = ["both"] * counted_by_both + ["neither"] * by_neither + sorted(PLANTED.elements())
    return [a_child(number, kind, row.org_code) for number, kind in enumerate(kinds)]


def a_child(number: int, kind: str, code: str) -> Child:
    born = FIRST_BIRTH + timedelta(days=(number * 11) % 364)
    first_birthday, second_birthday = (born.replace(year=born.year + years) for years in (1, 2))
    one = Child(
        NUMBERS[number], born, registered=born, code=code, surname=f"Quill{number}", postcode="ZZ99 9AA"
    )
    in_time = Dose(first_birthday + 20 * DAY)
    match kind:
        case "neither":
            return one
        case "new_registration":
            joined = replace(one, born=date(2018, 2, 1), registered=LAST_DAY + 10 * DAY)
            return joined.given(Dose(date(2019, 3, 1)))
        case "duplicate_number":
            twice = replace(one, born=FIRST_BIRTH, surname="Quill0")
            return twice.given(Dose(date(2018, 5, 1)))
        case "given_elsewhere":
            return one.given(replace(in_time, place="Z99777"))
        case "wrong_code":
            return one.given(replace(in_time, vaccine="Local jab 77"))
        case "outside_window":
            late = number % 2
            return one.given(Dose(second_birthday + 3 * DAY if late else first_birthday - 2 * DAY))
        case "late_flow":
            return one.given(replace(in_time, recorded_on=LAST_DAY + 20 * DAY))
    return one.given(in_time)


def test_what_is_planted_is_found_and_nothing_is_left_unexplained() -> None:
    rows = [
        row
        for row in published_rows()
        if (row.indicator, row.period) == ("mmr1_24m", "2019-20")
        and row.numerator is not None
        and row.denominator is not None
        and row.denominator - row.numerator >= PLANTED["given_elsewhere"] + PLANTED["late_flow"]
        and row.numerator > 20
    ]
    assert len(rows) > 20
    for row in rows[:4]:
        one = read(the_practices_list(row), AS_AT, row.org_code)
        usable = usable_published([row], one.count, RULEBOOK)
        (compared,) = one.settling.with_published(usable).compared
        found = {part.cause: part.children for part in compared.parts}
        assert found == dict(PLANTED), row.org_name
        gap = compared.practice.numerator - compared.other.numerator
        assert gap == sum(part.numerator for part in compared.parts)


@pytest.mark.parametrize(("numerator", "denominator"), [(4, 0), (0, 3), (-2, -5), (3, -1)])
def test_what_nothing_explains_is_said_and_not_spread(numerator: int, denominator: int) -> None:
    row = next(one for one in published_rows() if one.indicator == "mmr1_24m" and (one.denominator or 0) > 80)
    assert row.numerator is not None and row.denominator is not None
    one = read(the_practices_list(replace(row, numerator=row.denominator - 20)), AS_AT, row.org_code)
    other = replace(
        row, numerator=row.denominator - 20 - numerator, denominator=row.denominator - denominator
    )
    (compared,) = one.settling.with_published(usable_published([other], one.count, RULEBOOK)).compared
    explained = {part.cause: part.children for part in compared.parts if part.cause != "unresolved"}
    assert explained == dict(PLANTED)
    left = [part for part in compared.parts if part.cause == "unresolved"]
    assert sum(part.numerator for part in left) == numerator
    assert sum(part.denominator for part in left) == denominator
    assert [part.cause for part in compared.parts] == sorted(
        (part.cause for part in compared.parts), key=list(BOOK.causes).index
    )
