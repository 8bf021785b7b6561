"""What may be an NHS number in a text, and that no message shows one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.engine.identifiers import holds_nhs_number, may_hold_nhs_number, without_nhs_numbers


@pytest.mark.parametrize(
    "text", ["9990000018", "999 000 0018", "999-000-0018", "99 90 00 00 18", "x 9990000018."]
)
def test_ten_digits_that_pass_the_check_are_a_number_however_grouped(text: str) -> None:
    assert holds_nhs_number(text)
    assert "0018" not in without_nhs_numbers(text)


@pytest.mark.parametrize("text", ["9990000019", "999 000 0019"])
def test_one_with_a_wrong_digit_is_hidden_and_not_called_one(text: str) -> None:
    assert not holds_nhs_number(text)
    assert may_hold_nhs_number(text)
    assert "0019" not in without_nhs_numbers(text)


@pytest.mark.parametrize(
    "text", ["", "Z99001", "2026-10-04", "08682740070", "1082441000000108", "12 of 4,567,890"]
)
def test_other_numbers_stay(text: str) -> None:
    assert without_nhs_numbers(text) == text


@given(st.text(), st.sampled_from(["9990000018", "999 000 0026", "999-000-0034"]), st.text())
def test_no_text_around_it_saves_a_number(before: str, number: str, after: str) -> None:
    text = f"{before} {number} {after}"
    assert number not in without_nhs_numbers(text)
