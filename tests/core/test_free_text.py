"""Free text that holds an NHS number is refused, however it is written, and stays in the form."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
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
        "2015 999 000 0018",
        "999–000–0018",
    ],
)
def test_an_nhs_number_is_seen_however_it_is_written(text: str) -> None:
    assert holds_nhs_number(text)


@pytest.mark.parametrize(
    "text", ["", "999 000 0019", "020 7946 0000", "99900000180", "in 2015 we saw 265 practices", "12345"]
)
def test_other_numbers_are_let_be(text: str) -> None:
    assert not holds_nhs_number(text)


def test_a_telephone_number_is_kept_and_an_nhs_number_in_its_place_is_not(
    world: World, client: Client
) -> None:
    surgery = practice(world.ealing)
    client.force_login(world.commissioner)
    typed = {"name": "Mina Manager", "role": Contact.Role.MANAGER, "email": "", "source": "rang"}
    path = f"/practices/{surgery.code}/people/add/"
    page = client.post(path, {**typed, "phone": "999–000–0026"}).content.decode()
    assert "This may be an NHS number. Write a phone number with its first 0" in page
    assert "999–000–0026" in page
    assert not Contact.objects.exists()
    phones = ("020 7946 0000", "+44 20 7946 0000", "07700 900108", "0101 232 306", "01632 960123 ext 12")
    for number, phone in enumerate(phones):
        assert client.post(path, {**typed, "name": f"Person {number}", "phone": phone}).status_code == 302, (
            phone
        )
    assert Contact.objects.count() == 5


@pytest.mark.parametrize(
    "field", ["supplier", "phone", "pcn_name", "pcn_code", "postcode", "address", "name"]
)
def test_no_field_of_a_practice_takes_one(world: World, field: str) -> None:
    surgery = practice(world.ealing)
    setattr(surgery, field, "9990000026")
    with pytest.raises(ValidationError) as refused:
        surgery.full_clean()
    assert field in refused.value.message_dict


@pytest.mark.parametrize("field", ["name", "phone", "base_postcode", "email"])
def test_no_field_of_a_person_takes_one(world: World, field: str) -> None:
    setattr(world.lead, field, "9990000026@nhs.example" if field == "email" else "9990000026")
    with pytest.raises(ValidationError) as refused:
        world.lead.full_clean()
    assert field in refused.value.message_dict


@pytest.mark.parametrize(
    "path", ["/search/", "/practices/", "/visits/list/", "/lists/people/", "/answers/", "/audit/"]
)
@pytest.mark.parametrize("words", ["999+000+0026", "999%E2%80%93000%E2%80%930026", "2015%20999%20000%200026"])
def test_a_search_for_one_is_taken_out_of_the_address(
    world: World, client: Client, path: str, words: str
) -> None:
    client.force_login(world.lead)
    answer = client.get(f"{path}?state=booked&q={words}&who={words}")
    assert answer.status_code == 302
    assert answer["Location"] == f"{path}?state=booked"
    page = client.get(answer["Location"]).content.decode()
    assert "An NHS number was taken out of your search" in page
    assert "0026" not in page


def test_it_is_not_repeated_where_one_has_to_sign_in_first(client: Client, db: None) -> None:  # noqa: ARG001
    first = client.get("/search/?q=999+000+0026")
    then = client.get(first["Location"])
    assert "999" not in first["Location"] + then["Location"]


def test_other_searches_go_on(world: World, client: Client) -> None:
    client.force_login(world.lead)
    assert client.get("/search/?q=020+7946+0000").status_code == 200


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
