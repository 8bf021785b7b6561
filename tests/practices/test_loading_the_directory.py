"""The national directory is loaded: what differs is shown first, chosen, and changed in one step."""

from __future__ import annotations

import gzip
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonground.accounts.queries import areas
from commonground.core.caller import SYSTEM
from commonground.core.models import Area, AuditEvent
from commonground.core.services import NotAllowedError, RefusedError
from commonground.core.waiting import keep, leave, waiting
from commonground.engine.records.problems import ExtractError
from commonground.practices import queries
from commonground.practices.loading.apply import change_chosen, read
from commonground.practices.loading.differences import Kind
from commonground.practices.models import Load, Practice
from tests.engine.records.workbooks_by_hand import zipped
from tests.world import TODAY, World, called, practice

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "ods" / "epraccur_2023.csv.gz"
published = pytest.mark.skipif(
    not PUBLISHED.exists(), reason="the published epraccur is not beside the project"
)


def line(code: str, name: str, **given: str) -> str:
    cells = [""] * 27
    cells[0], cells[1], cells[2], cells[3] = code, name, "Y98", "QAA"
    cells[4], cells[9], cells[10] = "1 THE STREET", "ZZ1 1AA", "19740401"
    cells[12], cells[14], cells[25] = "A", "B1", "4"
    places = {
        "address": 4,
        "postcode": 9,
        "opened": 10,
        "closed": 11,
        "status": 12,
        "area": 14,
        "region": 2,
        "setting": 25,
    }
    for word, value in given.items():
        cells[places[word]] = value
    return ",".join(f'"{cell}"' for cell in cells)


def file_of(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


@pytest.fixture
def known(world: World) -> Practice:
    return practice(
        world.ealing, "The Street Surgery", code="Z99501", address="1 The Street", postcode="ZZ1 1AA"
    )


def kinds(world: World, data: bytes) -> list[tuple[Kind, str]]:
    found = read(called(world.administrator), data, "epraccur.csv", today=TODAY)
    return [(one.kind, one.code) for one in found.compared.differences]


def test_nothing_differs_for_a_practice_that_is_as_the_file_says(world: World, known: Practice) -> None:
    assert kinds(world, file_of(line(known.code, "THE STREET SURGERY"))) == []


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"postcode": "ZZ1 1AB"}, Kind.MOVED),
        ({"address": "2 THE STREET"}, Kind.MOVED),
        ({"area": "B2"}, Kind.ANOTHER_AREA),
        ({"closed": "20261101", "status": "C"}, Kind.CLOSED),
    ],
)
def test_each_difference_is_told_apart(
    world: World, known: Practice, given: dict[str, str], kind: Kind
) -> None:
    assert kinds(world, file_of(line(known.code, "THE STREET SURGERY", **given))) == [(kind, known.code)]


def test_only_open_gp_practices_of_ones_own_areas_are_new(world: World) -> None:
    data = file_of(
        line("Z99601", "NEW SURGERY"),
        line("Z99602", "A PHARMACY", setting="10"),
        line("Z99603", "ELSEWHERE", area="B7", region="Y60"),
        line("Z99604", "LONG CLOSED", closed="20200101", status="C"),
        line("Z99605", "DORMANT", status="D"),
    )
    assert kinds(world, data) == [(Kind.OPENED, "Z99601")]
    assert read(called(world.administrator), data, "f", today=TODAY).compared.elsewhere == 1


def test_a_merger_is_proposed_and_only_made_when_chosen(world: World, known: Practice) -> None:
    other = practice(world.ealing, "The Other", code="Z99502", address="1 The Street", postcode="ZZ1 1AA")
    data = file_of(
        line(known.code, "THE STREET SURGERY", closed="20261101", status="C"), line(other.code, "THE OTHER")
    )
    caller = called(world.administrator)
    found = read(caller, data, "epraccur.csv", today=TODAY)
    merged = next(one for one in found.compared.differences if one.kind is Kind.MERGED)
    assert not merged.proposed
    load = change_chosen(
        caller, found, {merged.key, f"closed:{known.code}"}, "epraccur.csv", now=timezone.now()
    )
    known.refresh_from_db()
    assert (known.successor, known.closed_on) == (other, date(2026, 11, 1))
    assert load.changes == 2
    assert known in queries.whole_history(caller, other)


def test_what_is_chosen_is_changed_with_its_audit_events_and_the_rest_stays(
    world: World, known: Practice
) -> None:
    caller = called(world.administrator)
    data = file_of(line(known.code, "NEW NAME", postcode="ZZ9 9ZZ"), line("Z99601", "NEW SURGERY"))
    found = read(caller, data, "epraccur.csv", today=TODAY)
    change_chosen(
        caller, found, {f"renamed:{known.code}", "opened:Z99601"}, "epraccur.csv", now=timezone.now()
    )
    known.refresh_from_db()
    assert (known.name, known.postcode) == ("New Name", "ZZ1 1AA")
    assert Practice.objects.get(code="Z99601").area == world.ealing
    events = set(AuditEvent.objects.values_list("event", flat=True))
    assert events >= {"directory.loaded", "practice.added", "practice.changed"}
    with pytest.raises(RefusedError):
        change_chosen(caller, found, set(), "epraccur.csv", now=timezone.now())


@pytest.mark.parametrize(
    "data",
    [
        b"Postcode,Name,Latitude,Longitude\nSW1A 1AA,Palace,51.50101,-0.14156\n",
        b'"SW1A 1AA",10,529090,179645,"E92000001","E19000003","E18000007","","E09000033","E05013806"\n',
    ],
)
def test_where_practices_are_comes_from_a_table_of_postcodes(world: World, data: bytes) -> None:
    # Given two practices that nobody knows the place of
    one = practice(world.ealing, code="Z99511", postcode="sw1a1aa")
    other = practice(world.ealing, "Far Surgery", code="Z99512", postcode="ZZ9 9ZZ")
    # When a table of postcodes is loaded
    caller = called(world.administrator)
    found = read(caller, data, "places.csv", today=TODAY)
    assert [(x.kind, x.code) for x in found.compared.differences] == [(Kind.PLACE, one.code)]
    assert str(other) in found.compared.missing
    change_chosen(caller, found, {f"place:{one.code}"}, "places.csv", now=timezone.now())
    # Then the one that has its postcode is there, and nothing differs any longer
    one.refresh_from_db()
    assert one.latitude == pytest.approx(51.501, abs=0.001)
    assert one.longitude == pytest.approx(-0.142, abs=0.001)
    assert read(caller, data, "places.csv", today=TODAY).compared.differences == []
    assert Load.objects.get().kind == Load.Kind.PLACES


def test_each_bad_row_is_named_and_the_others_are_used(world: World, known: Practice) -> None:
    data = file_of(
        line(known.code, "NEW NAME"), line("Z99601", "BAD DATE", opened="1974-04-01"), line("", "NO CODE")
    )
    found = read(called(world.administrator), data, "epraccur.csv", today=TODAY)
    assert [problem.row for problem in found.problems] == [2, 3]
    assert len(found.compared.differences) == 1


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"%PDF-1.7 x", b"not a table at all"])
def test_another_file_is_refused_in_a_sentence(world: World, data: bytes) -> None:
    with pytest.raises(ExtractError):
        read(called(world.administrator), data, "other.csv", today=TODAY)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(b"a,b\n"), "is a packed file, not a spreadsheet"),
        (
            zipped({"xl/workbook.xml": '<c r="XFD1048576"/>'}),
            "far larger once unpacked than a spreadsheet can be",
        ),
        (b"\x01\x02\x03" * 99, "is not a spreadsheet that can be read"),
    ],
    ids=["packed", "bomb", "noise"],
)
def test_what_is_refused_is_called_a_spreadsheet_and_no_extract(
    world: World, client: Client, data: bytes, said: str
) -> None:
    client.force_login(world.administrator)
    for name in ("load-directory", "load-sheet"):
        page = client.post(reverse(name), {"file": SimpleUploadedFile("epraccur.csv", data)}).content.decode()
        assert said in page, name
        assert "extract" not in page


def test_the_networks_come_from_the_pcn_file(world: World, known: Practice) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("PCN Core Partner Details")
    headings = [
        "Partner\nOrganisation\nCode",
        "PCN Code",
        "PCN Name",
        "Practice to PCN\nRelationship\nEnd Date",
    ]
    for row, cells in enumerate(
        [headings, [known.code, "U99999", "WEST PCN", ""], ["Z99999", "U1", "X", ""]]
    ):
        sheet.write_row(row, 0, cells)
    book.close()
    caller = called(world.administrator)
    found = read(caller, buffer.getvalue(), "ePCN.xlsx", today=TODAY)
    assert found.kind == Load.Kind.PCN
    change_chosen(caller, found, {f"pcn:{known.code}"}, "ePCN.xlsx", now=timezone.now())
    known.refresh_from_db()
    assert (known.pcn_code, known.pcn_name) == ("U99999", "West PCN")


def test_only_an_administrator_loads_it(world: World) -> None:
    for who in (world.lead, world.commissioner, world.evaluator):
        with pytest.raises(NotAllowedError):
            read(called(who), file_of(line("Z99601", "X")), "f", today=TODAY)


def test_on_the_screen_a_file_waits_until_it_is_confirmed_or_left(world: World, known: Practice) -> None:
    client = Client()
    client.force_login(world.administrator)
    upload = SimpleUploadedFile("epraccur.csv", file_of(line(known.code, "NEW NAME")))
    page = client.post("/load/directory/", {"file": upload}, follow=True).content.decode()
    assert "is now called New Name" in page
    assert "Nothing has changed yet" in page
    kept = client.session["directory-file"]["kept"]
    page = client.post("/load/directory/differences/", {}).content.decode()
    assert "Choose at least one difference" in page
    client.post("/load/directory/differences/", {"chosen": [f"renamed:{known.code}"]})
    known.refresh_from_db()
    assert known.name == "New Name"
    assert waiting(kept) is None
    assert client.get("/load/directory/differences/").status_code == 302


def test_a_file_that_was_left_lying_is_removed_and_no_other_file_is_read() -> None:
    now = timezone.now()
    name = keep(b"old", now=now)
    assert waiting(name) == b"old"
    assert waiting("../secret-key") is None
    leave("../secret-key")
    later = keep(b"new", now=now + timedelta(days=1))
    assert waiting(name) is None
    leave(later)
    assert waiting(later) is None


@published
def test_the_published_file_fills_london(db: None) -> None:  # noqa: ARG001
    Area.objects.create(code="Y56", name="London", kind=Area.Kind.REGION)
    data = gzip.decompress(PUBLISHED.read_bytes())
    found = read(SYSTEM, data, "epraccur.csv", today=date(2023, 3, 1))
    assert areas(SYSTEM).count() == 1
    assert len(found.compared.differences) == 1180
    assert found.problems == []
    chosen = [one.key for one in found.compared.differences[:5]]
    change_chosen(SYSTEM, found, chosen, "epraccur.csv", now=timezone.now())
    again = read(SYSTEM, data, "epraccur.csv", today=date(2023, 3, 1))
    assert len(again.compared.differences) == 1175
