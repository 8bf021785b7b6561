"""A commissioner's spreadsheet: columns guessed and changed, differences shown, each bad row named, one step."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonground.accounts.models import User
from commonground.core.waiting import waiting
from commonground.engine.records.problems import ExtractError
from commonground.practices.models import Contact, Load, Practice
from commonground.practices.sheet.columns import guess, open_sheet
from commonground.visits.models import Visit
from tests.world import World, called, manager, practice

HEADINGS = [
    "Practice code",
    "Practice name",
    "Practice manager",
    "Email",
    "PM phone",
    "PCN",
    "Visit date",
    "Visited by",
]


def workbook(*rows: list[Any]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Practices")
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            else:
                sheet.write(number, column, cell)
    book.close()
    return buffer.getvalue()


def give(user: User, data: bytes, name: str = "practices.xlsx") -> tuple[Client, str]:
    client = Client()
    client.force_login(user)
    page = client.post("/load/sheet/", {"file": SimpleUploadedFile(name, data)}, follow=True)
    return client, page.content.decode()


def map_columns(client: Client, **columns: int) -> str:
    return client.post("/load/sheet/columns/", columns, follow=True).content.decode()


@pytest.fixture
def known(world: World) -> Practice:
    return practice(world.ealing, "The Street Surgery", code="Z99701", visitor=world.commissioner)


def test_a_sheet_is_read_from_file_to_what_it_changed(world: World, known: Practice) -> None:
    manager(called(world.commissioner), known, "Mina Manager", email="old@practice.example")
    twice = practice(world.havering, "The Twice Surgery", code="Z99702")
    data = workbook(
        ["Our practices, West team"],
        [],
        HEADINGS,
        [
            known.code,
            "",
            "Mina Manager",
            "new@practice.example",
            "07700900123",
            "West PCN",
            date(2025, 3, 4),
            "Lena Lead",
        ],
        ["", "the street surgery", "Nina Nurse", "nina@practice.example", "", "", "4 March 2024", ""],
        [twice.code, "", "Rob Receptionist", "not an address", "", "", "31/02/2025", ""],
        ["Z99799", "", "Nobody", "", "", "", "", ""],
        ["Z99702", "", "", "", "", "", "1 May 2025", "Somebody Unknown"],
    )
    client, page = give(world.commissioner, data)
    assert "headings are in row 3" in page
    assert re.search(r'value="2" selected[^>]*>\s*Practice manager \(for example Mina Manager\)', page)
    columns = {"code": 0, "practice": 1, "contact": 2, "contact_email": 3, "contact_phone": 4, "pcn_name": 5}
    page = map_columns(client, **columns, visited=6, visitor=7)
    assert Contact.objects.count() == 1
    for said in (
        "old@practice.example becomes new@practice.example",
        "Nina Nurse, Practice manager, nina@practice.example",
        "PCN: nothing becomes West PCN",
        "4 March 2025, by Lena Lead",
        "4 March 2024, by Cora Commissioner",
        "No practice of yours has the code Z99799",
        "This is not an e-mail address",
        "Write the day like 4 October 2025",
        "This is nobody who visits here",
    ):
        assert said in page, said
    kept = client.session["sheet"]["kept"]
    client.post("/load/sheet/differences/")
    known.refresh_from_db()
    assert known.pcn_name == "West PCN"
    assert Contact.objects.get(name="Mina Manager").email == "new@practice.example"
    assert Contact.objects.get(name="Nina Nurse").source == "the spreadsheet that was loaded"
    assert {visit.visitor.name for visit in Visit.objects.all()} == {"Lena Lead", "Cora Commissioner"}
    assert set(Visit.objects.values_list("state", flat=True)) == {Visit.State.CLOSED}
    assert Load.objects.get().kind == Load.Kind.SHEET
    assert waiting(kept) is None
    client, _ = give(world.commissioner, data)
    assert "Nothing differs" in map_columns(client, **columns, visited=6, visitor=7)


def test_a_sheet_with_an_nhs_number_is_refused_whole_and_not_kept(world: World, known: Practice) -> None:
    data = workbook(
        HEADINGS, [known.code, "", "Mina", "m@practice.example", "", "", "", ""], ["x", "", "9990000018"]
    )
    client, page = give(world.commissioner, data)
    assert "Row 3 of practices.xlsx holds an NHS number" in page
    assert "sheet" not in client.session


def test_a_mobile_that_lost_its_nought_is_no_nhs_number(world: World, known: Practice) -> None:
    phones = [f"77009{number:05d}" for number in range(100, 130)]
    data = workbook(HEADINGS, *([known.code, "", f"Person {phone}", "", phone] for phone in phones))
    with pytest.raises(ExtractError):
        open_sheet(data, "f")
    data = workbook(
        HEADINGS, *([known.code, "", f"Person {at}", "", phone] for at, phone in enumerate(phones))
    )
    client, _ = give(world.commissioner, data)
    map_columns(client, code=0, contact=2, contact_phone=4)
    client.post("/load/sheet/differences/")
    assert Contact.objects.filter(phone__startswith="077009").count() == len(phones)


def test_columns_need_a_practice_and_each_means_one_thing(world: World, known: Practice) -> None:
    client, _ = give(world.commissioner, workbook(HEADINGS, [known.code]))
    assert "Say which column has the code or the name" in map_columns(client, contact=2)
    assert "This column is chosen twice" in map_columns(client, code=0, contact=0)


def test_a_sheet_that_is_left_changes_nothing(world: World, known: Practice) -> None:
    client, _ = give(world.commissioner, workbook(HEADINGS, [known.code, "", "New Person"]))
    kept = client.session["sheet"]["kept"]
    client.post("/load/sheet/leave/")
    assert waiting(kept) is None
    assert client.get("/load/sheet/differences/").headers["Location"] == "/load/sheet/"
    assert Contact.objects.count() == 0


def test_practices_of_another_area_are_not_known(world: World, known: Practice) -> None:
    client, _ = give(world.stranger, workbook(HEADINGS, [known.code, "", "Spy"]))
    page = map_columns(client, code=0, contact=2)
    assert "No practice of yours has the code Z99701" in page
    assert "Nothing differs" in page


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"PK\x03\x04 broken", b"\x00\x01\x02\x03" * 40])
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(world: World, data: bytes) -> None:
    _, page = give(world.commissioner, data, "what.xlsx")
    assert "There is a problem" in page


def test_headings_are_guessed_once_each() -> None:
    guessed = guess(["ODS Code", "Surgery", "Contact name", "Job title", "E-mail", "Telephone", "Last visit"])
    assert guessed == {
        "code": 0,
        "practice": 1,
        "contact": 2,
        "role": 3,
        "contact_email": 4,
        "phone": 5,
        "visited": 6,
    }


def test_csv_in_any_encoding_is_read(world: World, known: Practice) -> None:
    text = f"Practice code;Contact\r\n{known.code};Zoë O’Neill\r\n"
    for encoding in ("cp1252", "utf-16", "utf-8-sig"):
        client, _ = give(world.commissioner, text.encode(encoding), "p.csv")
        assert "Zoë O’Neill" in map_columns(client, code=0, contact=1)


@pytest.mark.parametrize(
    ("note", "phone"),
    [
        ("ref 2015 999 000 0026", ""),
        ("999–000–0026", ""),
        (9990000026, ""),
        ("", "2079 999 000 0026"),
        ("", "9990000026"),
    ],
)
def test_an_nhs_number_is_seen_however_a_cell_holds_it(
    world: World, known: Practice, note: object, phone: str
) -> None:
    data = workbook(["Code", "Person", "Tel no", "System"], [known.code, "Mina", phone, note])
    _, page = give(world.commissioner, data)
    assert "Row 2 of practices.xlsx holds an NHS number" in page


def test_telephone_numbers_that_lost_their_nought_are_let_be_by_their_heading(
    world: World, known: Practice
) -> None:
    phones = [f"77009{number:05d}" for number in range(100, 130)]
    _, page = give(
        world.commissioner,
        workbook(["Code", "Mobile of the nurse"], *([known.code, int(phone)] for phone in phones)),
    )
    assert "holds an NHS number" not in page
