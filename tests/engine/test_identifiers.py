"""What may be an NHS number in a text, what is let be, and that no message shows one."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nhs_number.validate import calculate_checksum

from commonground.engine.identifiers import (
    holds_nhs_number,
    looks_like_nhs_number,
    may_hold_nhs_number,
    phone_holds_nhs_number,
    without_nhs_numbers,
)

SIGNS = st.text(" -–—‑./,_():;\u00a0\u2009\u200b\n\t'", max_size=3)
DIGITS = st.integers(0, 9)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A number that passes the check."""
    nine = f"{draw(st.integers(400_000_000, 999_999_999))}"
    check = calculate_checksum(nine)
    if check == 10:  # no such number is given out
        return "9990000018"
    return f"{nine}{check}"


@st.composite
def landlines_and_mobiles(draw: st.DrawFn) -> str:
    """A telephone number of eleven digits, in the ways in which people write them."""
    rest = "".join(str(draw(DIGITS)) for _ in range(9))
    first = draw(st.sampled_from("12378"))
    number = first + rest
    cut = draw(st.sampled_from([(2, 6), (3, 6), (4, 7), (4, 10), (5, 10)]))
    parts = [number[: cut[0]], number[cut[0] : cut[1]], number[cut[1] :]]
    sign = draw(st.sampled_from([" ", "-", ""]))
    before = draw(st.sampled_from(["0", "+44 ", "+44", "+44 (0)", "0044 "]))
    return before + sign.join(part for part in parts if part)


@pytest.mark.parametrize(
    "text",
    [
        "9990000018",
        "999 000 0018",
        "999-000-0018",
        "99 90 00 00 18",
        "9 9 9 0 0 0 0 0 1 8",
        "x 9990000018.",
        "2015 999 000 0018",
        "01/04/2015 999 000 0018",
        "01.04.2015 999 000 0018",
        "999 000 0018 2015",
        "999–000–0018",
        "999\u2011000\u20110018",  # hyphens that do not break
        "999\u00a0000\u00a00018",
        "999\u200b000\u200b0018",
        "9\u200b990000018",
        "999  000  0018",
        "999 - 000 - 0018",
        "999/000/0018",
        "999, 000, 0018",
        "999_000_0018",
        "(999) 000 0018",
        "９９９ ０００ ００１８",
        "٩٩٩ ٠٠٠ ٠٠١٨",
        "020 7946 0000, 999 000 0018",
        "+44 7700 900123 999 000 0018",
        "01234 999 000 0018",
        "0 999 000 0018",
    ],
)
def test_ten_digits_that_pass_the_check_are_a_number_however_written(text: str) -> None:
    assert holds_nhs_number(text)
    assert phone_holds_nhs_number(text)
    shown = without_nhs_numbers(text)
    assert "…" in shown
    assert not may_hold_nhs_number(shown)


@given(numbers(), SIGNS, SIGNS)
def test_by_three_three_and_four_whatever_stands_between(number: str, first: str, second: str) -> None:
    text = f"{number[:3]}{first}{number[3:6]}{second}{number[6:]}"
    assert holds_nhs_number(text)
    assert looks_like_nhs_number(text)
    assert not may_hold_nhs_number(without_nhs_numbers(text))


@given(numbers(), st.lists(st.booleans(), min_size=9, max_size=9), st.sampled_from([" ", "-", "."]))
def test_in_any_groups_with_one_sign_between(number: str, cuts: list[bool], sign: str) -> None:
    text = number[0] + "".join(
        (sign if cut else "") + digit for cut, digit in zip(cuts, number[1:], strict=True)
    )
    # What begins with 0 in groups can be read as a telephone number; numbers here begin otherwise
    assert holds_nhs_number(f"The child {text}, seen")


@given(
    numbers(), st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%Y"])
)
def test_next_to_a_date_or_a_year(number: str, day: date, how: str) -> None:
    written = f"{number[:3]} {number[3:6]} {number[6:]}"
    assert holds_nhs_number(f"{day.strftime(how)} {written}")
    assert holds_nhs_number(f"{written} {day.strftime(how)}")


@given(landlines_and_mobiles(), numbers())
def test_a_telephone_number_is_let_be_and_hides_no_number_beside_it(phone: str, number: str) -> None:
    assert not phone_holds_nhs_number(phone)
    assert not holds_nhs_number(f"Ring {phone}, mornings")
    assert holds_nhs_number(f"Ring {phone} about {number}")
    assert phone_holds_nhs_number(f"{phone} / {number[:3]} {number[3:6]} {number[6:]}")


@given(
    st.lists(landlines_and_mobiles(), min_size=2, max_size=3), st.sampled_from([", ", " / ", " or ", "; "])
)
def test_several_telephone_numbers_are_let_be(phones: list[str], between: str) -> None:
    assert not phone_holds_nhs_number(between.join(phones))
    assert not holds_nhs_number(between.join(phones))


@given(
    st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    st.lists(st.times(), max_size=4),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"]),
)
def test_days_with_hours_are_let_be(day: date, hours: list[time], how: str) -> None:
    written = ", ".join(f"{hour:%H:%M}" for hour in hours)
    assert not holds_nhs_number(f"{day.strftime(how)} {written}")


@given(st.lists(st.integers(1990, 2030), max_size=6), st.sampled_from([" and ", ", ", "–", "/"]))
def test_years_are_let_be(years: list[int], between: str) -> None:
    assert not holds_nhs_number(between.join(map(str, years)))


@given(st.lists(st.decimals(0, 100, places=1), max_size=12), st.sampled_from([", ", " and ", "; "]))
def test_percentages_are_let_be(shares: list[object], between: str) -> None:
    assert not holds_nhs_number(between.join(map(str, shares)))


@pytest.mark.parametrize("text", ["9990000019", "999 000 0019", "999–000–0019"])
def test_one_with_a_wrong_digit_is_hidden_and_not_called_one(text: str) -> None:
    assert not holds_nhs_number(text)
    assert may_hold_nhs_number(text)
    assert "0019" not in without_nhs_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Z99001",
        "2026-10-04",
        "08682740070",
        "1082441000000108",
        "12 of 4,567,890",
        "2015 and 2016",
        "é 2015–16",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert without_nhs_numbers(text) == text
    assert not holds_nhs_number(text)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("0101 232 306", False),  # ten digits with a first nought: some numbers are so short
        ("7700900108", True),  # without it: ten digits that pass the check
        ("0770 090 0108", False),
        ("999 000 0018", True),
        ("0207 946 0000 ext 12", False),
        ("0207 946 0000, 999 000 0018", True),
    ],
)
def test_what_is_taken_for_a_telephone_number(text: str, refused: bool) -> None:
    assert phone_holds_nhs_number(text) is refused


@given(st.text(), st.sampled_from(["9990000018", "999 000 0026", "999-000-0034"]), st.text())
def test_no_text_around_it_saves_a_number(before: str, number: str, after: str) -> None:
    text = f"{before} {number} {after}"
    assert number not in without_nhs_numbers(text)
