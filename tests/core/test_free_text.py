"""Free text that holds an NHS number is refused, however it is written, and stays in the form."""

from __future__ import annotations

import pytest
from django.test import Client

from commonground.engine.identifiers import holds_nhs_number
from commonground.practices.models import Contact, Staffing
from tests.world import World, practice


@pytest.mark.parametrize(
    "text",
    [
        "9990000018",
        "999 000 0018",
        "999-000-0018",
        "9 9 9 0 0 0 0 0 1 8",
        "999.000.0018",
        "the child (999 000 0018) came",
        "first 020 7946 0000, then 9990000018.",
    ],
)
def test_an_nhs_number_is_seen_however_it_is_written(text: str) -> None:
    assert holds_nhs_number(text)


@pytest.mark.parametrize(
    "text", ["", "999 000 0019", "020 7946 0000", "99900000180", "in 2015 we saw 265 practices", "12345"]
)
def test_other_numbers_are_let_be(text: str) -> None:
    assert not holds_nhs_number(text)


def test_a_form_keeps_what_was_typed_and_says_why_in_a_sentence(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    client.force_login(world.commissioner)
    typed = {
        "name": "Mina Manager",
        "role": Contact.Role.MANAGER,
        "email": "mina@practice.example",
        "phone": "020 7946 0000",
        "source": "rang about 999-000-0018",
    }
    page = client.post(f"/practices/{surgery.code}/people/add/", typed).content.decode()
    assert "This text holds an NHS number. Take it out" in page
    for value in ("Mina Manager", "mina@practice.example", "rang about 999-000-0018"):
        assert value in page
    assert not Contact.objects.exists()


def test_a_long_text_is_kept_in_its_form_too(world: World, client: Client) -> None:
    surgery = practice(world.ealing)
    client.force_login(world.commissioner)
    typed = {"nurse_hours": "30", "note": "Two nurses.\nAsk about 999 000 0018"}
    page = client.post(f"/practices/{surgery.code}/staffing/add/", typed).content.decode()
    assert "This text holds an NHS number" in page
    assert "Ask about 999 000 0018" in page
    assert not Staffing.objects.exists()
