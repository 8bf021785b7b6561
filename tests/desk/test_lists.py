"""Every list: scoped, harmless in a spreadsheet, without names for an evaluator."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from commonground.accounts.models import User
from commonground.advice.models import Answer
from commonground.core.caller import Role
from commonground.core.cells import harmless
from commonground.core.links import make_link, token_of
from commonground.core.models import Link
from commonground.core.outbox import LINK_STANDS_HERE, Letter, put_in_outbox
from commonground.core.personal import code_of
from commonground.desk.listings.every import LISTINGS
from commonground.desk.listings.writing import Sheet, csv_text, text, write_workbook
from commonground.engine.rules.visit_book import load_visit_book
from commonground.figures.models import Fix, Release
from commonground.plans.models import Action
from commonground.practices.models import Practice, Staffing
from commonground.rounds.models import Candidate, Round
from commonground.visits.models import RecordEntry, Visit
from tests.desk import story
from tests.desk.story import DAY
from tests.world import TODAY, World, called, manager, practice

KEYS = sorted(LISTINGS)
OF_NO_PRACTICE = ("answers", "areas", "caseloads", "staff")
"""The lists whose rows are no practice's: a stranger has rows of their own in them, or the programme's."""
NAMES = ("Mina", "Nora", "Cora", "mina.manager", "cora.commissioner")
FORMULA = '=HYPERLINK("http://bad.example")'


@pytest.fixture
def full(world: World) -> Practice:
    """A practice with a row in every list, one of its names a formula."""
    me, surgery = world.commissioner, practice(world.ealing, FORMULA, visitor=world.commissioner)
    manager(called(me), surgery, "Mina Manager")
    Staffing.objects.create(practice=surgery, as_at=TODAY, nurse_hours=Decimal("37.5"))
    held = story.visit(surgery, me, Visit.State.HELD)
    story.came(held, "manager")
    chosen = Round.objects.create(
        name="Round", area=world.region, starts_on=TODAY, ends_on=TODAY, rule="need", made_at=timezone.now()
    )
    Candidate.objects.create(
        round=chosen, practice=surgery, position=1, visitor=me, reason="Mina asked for it"
    )
    story.attempt(held, "rang", 12, note="Mina answered")
    story.promise(surgery, me, TODAY, "Cora sends it")
    story.check_in(story.action(surgery, TODAY, "Nora rings"), TODAY)
    story.question(surgery, me, TODAY, text="Mina asked")
    story.found(held, "nurse-shortage", "present")
    RecordEntry.objects.create(
        visit=held, key="note:in-short", text="Mina runs it well", saved_by="Cora", saved_at=story.NOW
    )
    Answer.objects.create(
        topic="payment",
        question="Mina's question",
        text="Cora's reply",
        source=FORMULA,
        reviewed_on=TODAY,
        written_by=me,
    )
    release = Release.objects.create(
        key="cover/2019-20/1", source="cover", period="2019-20", taken_in_at=story.NOW
    )
    Fix.objects.create(
        practice=surgery,
        indicator="mmr1_24m",
        period="2019-20",
        cause="never_reached_chis",
        children=12,
        owner=Fix.Owner.CHIS,
        words="Mina asks for it",
        asked_on=TODAY,
        due_on=TODAY,
        against=release,
        measure=Fix.Measure.NUMERATOR,
        before=40,
    )
    put_in_outbox(
        Letter(
            "invitation",
            "mina.manager@practice.example",
            "For Mina",
            f"Dear Mina, open {LINK_STANDS_HERE}",
            practice_code=surgery.code,
            link=make_link(Link.Purpose.BOOK, practice_code=surgery.code, now=story.NOW),
        ),
        now=story.NOW,
    )
    return surgery


def open_to(role: str) -> list[str]:
    """The lists that a role may open."""
    return [key for key in KEYS if role in [one.value for one in LISTINGS[key].roles]]


def csv_of(client: Client, user: User, key: str, **query: str) -> list[list[str]]:
    client.force_login(user)
    response = client.get(f"/lists/{key}.csv", query)
    body = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body)))


def xlsx_of(client: Client, user: User, key: str) -> list[tuple[Any, ...]]:
    client.force_login(user)
    response = client.get(f"/lists/{key}.xlsx")
    body = b"".join(response)
    return list(openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize("key", KEYS)
def test_every_list_is_on_the_screen_and_in_two_files(
    key: str, world: World, full: Practice, client: Client
) -> None:
    user = world.lead if key in open_to("lead") else world.administrator
    lines = csv_of(client, user, key)
    rows = xlsx_of(client, user, key)
    page = client.get(f"/lists/{key}/").content.decode()
    assert lines[0] == list(rows[0])
    assert len(lines) == len(rows) >= 2
    if key not in OF_NO_PRACTICE:
        assert full.code in str(lines)
        assert full.code in page
    assert f"/lists/{key}.csv" in page


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("key", KEYS)
def test_a_stranger_gets_no_row(key: str, world: World, client: Client) -> None:
    stranger = world.stranger
    if key not in open_to(stranger.role):
        stranger.role = Role.LEAD if key in open_to("lead") else Role.ADMINISTRATOR
        stranger.save()
    lines = csv_of(client, stranger, key)
    if key not in OF_NO_PRACTICE:
        assert len(lines) == 1
    elif key != "answers":
        assert not [name for name in (*NAMES, "Riverside", "West borough") if name in str(lines)]


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("key", [key for key in KEYS if Role.EVALUATOR in LISTINGS[key].roles])
def test_an_evaluator_gets_rows_without_the_names_of_people(key: str, world: World, client: Client) -> None:
    lines = csv_of(client, world.evaluator, key)
    everything = str(lines) + str(xlsx_of(client, world.evaluator, key))
    everything += client.get(f"/lists/{key}/").content.decode()
    assert len(lines) == 2 or key == "caseloads"
    assert not [name for name in NAMES if name in everything]


def test_what_was_found_and_answered_is_in_words(world: World, full: Practice, client: Client) -> None:
    Action.objects.filter(what="Nora rings").update(
        factor="no-call-recall", intervention="remind-recall", children_expected=7
    )
    (heads, row) = csv_of(client, world.commissioner, "actions")
    of = dict(zip(heads, row, strict=True))
    assert (of["Code"], of["Factor"]) == (full.code, "No steady call and recall")
    assert of["What worked elsewhere"] == load_visit_book().interventions["remind-recall"].title
    # a promise of ours has no factor, and its list no column for one
    assert "Factor" not in csv_of(client, world.commissioner, "promises")[0]
    (heads, row) = csv_of(client, world.commissioner, "factors")
    assert dict(zip(heads, row, strict=True))["Found"] == "Yes"


def test_what_was_changed_is_for_those_who_lead(world: World, client: Client) -> None:
    for user, status in ((world.commissioner, 403), (world.evaluator, 403), (world.lead, 200)):
        client.force_login(user)
        for end in ("/", ".csv", ".xlsx"):
            for key in ("changes", "outbox"):
                response = client.get(f"/lists/{key}{end}")
                assert response.status_code == status
                list(response)  # a file is read to its end, which closes it


def test_people_and_areas_are_for_administrators(world: World, client: Client) -> None:
    for user in (world.commissioner, world.lead, world.evaluator):
        client.force_login(user)
        assert [client.get(f"/lists/{key}.csv").status_code for key in ("staff", "areas")] == [403, 403]
    assert "Lena Lead" in str(csv_of(client, world.administrator, "staff"))
    assert "Sam Stranger" not in str(csv_of(client, world.administrator, "staff"))


@pytest.mark.usefixtures("full")
def test_the_list_of_emails_has_neither_their_words_nor_a_link(world: World, client: Client) -> None:
    everything = str(csv_of(client, world.lead, "outbox")) + str(xlsx_of(client, world.lead, "outbox"))
    everything += client.get("/lists/outbox/").content.decode()
    assert "For Mina" in everything
    assert "Dear Mina" not in everything
    assert token_of(Link.objects.get()) not in everything
    assert str(Link.objects.get().pk) not in everything


def test_asked_and_absent_is_apart_from_not_asked(world: World, full: Practice, client: Client) -> None:
    held = Visit.objects.get(practice=full)
    story.found(held, "no-call-recall", "absent")
    story.found(held, "templates", "")  # ticked and taken back
    (heads, row) = csv_of(client, world.evaluator, "factors-by-visit")
    of = dict(zip(heads, row, strict=True))
    assert of["Too few nurse hours (COM-B)"] == "Yes"
    assert of["No steady call and recall (practice system)"] == "Asked, and absent"
    assert of["Templates or alerts missing (practice system)"] == "Not asked"
    assert of["No named lead with time (practice system)"] == "Not asked"
    rows = csv_of(client, world.lead, "factors")
    lens = rows[0].index("Lens")
    assert {row[lens] for row in rows[1:]} == {"COM-B", "practice system"}


def test_what_arranging_cost_is_taken_away_as_it_is_shown(
    world: World, full: Practice, client: Client
) -> None:
    days = {"since": "2026-10-01", "until": "2026-11-30"}
    for user, name in (
        (world.lead, "Cora Commissioner"),
        (world.evaluator, f"Visitor {code_of(world.commissioner)}"),
    ):
        client.force_login(user)
        page = client.get("/effort/", days).content.decode()
        assert "/effort.csv?since=2026-10-01&amp;until=2026-11-30" in page
        body = b"".join(client.get("/effort.csv", days)).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(body)))
        assert (rows[0][0], rows[1][:4]) == ("2026-10-01 to 2026-11-30", ["All together", "1", "12", "1"])
        assert [row[0] for row in rows if row and row[0] == name] == [name]
        book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/effort.xlsx", days))))
        assert book.sheetnames[1] == "By visitor"
    assert "Cora" not in body
    client.force_login(world.stranger)
    rows = list(csv.reader(io.StringIO(b"".join(client.get("/effort.csv", days)).decode("utf-8-sig"))))
    assert rows[1][1:4] == ["0", "0", "0"]
    assert full.code not in str(rows)


@pytest.mark.parametrize(
    ("screen", "key"),
    [
        ("/practices/", "practices"),
        ("/visits/list/", "visits"),
        ("/caseloads/", "caseloads"),
        ("/outbox/", "outbox"),
        ("/answers/", "answers"),
        ("/questions/", "questions"),
        ("/follow-up/", "promises"),
        ("/follow-up/", "check-ins"),
        ("/audit/", "changes"),
        ("/people/", "staff"),
        ("/areas/", "areas"),
    ],
)
def test_each_screen_leads_to_its_files(world: World, client: Client, screen: str, key: str) -> None:
    client.force_login(world.administrator)
    page = client.get(screen).content.decode()
    assert f"/lists/{key}.csv" in page
    assert f"/lists/{key}.xlsx" in page


@pytest.mark.usefixtures("full")
def test_no_cell_becomes_a_formula(world: World, client: Client) -> None:
    assert csv_of(client, world.lead, "practices")[1][0] == f"'{FORMULA}"
    client.force_login(world.lead)
    response = client.get("/lists/practices.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response)))
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (FORMULA, "s")


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1"])
def test_what_begins_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Alder Lane", "-3", "+4.5", "a=b", "10%"])
def test_what_is_a_word_or_a_number_stays(cell: str) -> None:
    assert harmless(cell) == cell


def test_days_and_moments_are_written_so_that_a_machine_reads_them() -> None:
    summer = timezone.make_aware(datetime(2026, 7, 1, 14, 30))
    assert text(summer) == "2026-07-01 14:30"
    assert text(date(2015, 10, 4)) == "2015-10-04"
    assert text(None) == ""


def test_csv_is_sent_line_by_line() -> None:
    seen: list[int] = []

    def rows() -> Any:
        for number in range(3):
            seen.append(number)
            yield [number]

    lines = csv_text([Sheet("One", ["Number"], rows())])
    assert [next(lines), next(lines), next(lines)] == ["\ufeff", "Number\r\n", "0\r\n"]
    assert seen == [0]


def test_a_title_that_no_sheet_may_have_is_made_one() -> None:
    file = io.BytesIO()
    write_workbook(file, [Sheet("Found at visits: what [families] know of it", ["A"], [[1]])])
    assert openpyxl.load_workbook(io.BytesIO(file.getvalue())).sheetnames == [
        "Found at visits  what  families"
    ]


def test_a_list_is_narrowed_by_the_practice_and_kept_so_in_its_files(world: World, client: Client) -> None:
    one, other = practice(world.ealing, "Alder Lane Surgery"), practice(world.ealing, "Beech Road Surgery")
    story.promise(one, world.commissioner, TODAY + DAY, "for Alder")
    story.promise(other, world.commissioner, TODAY + DAY, "for Beech")
    assert "for Beech" not in str(csv_of(client, world.lead, "promises", q="alder"))
    page = client.get("/lists/promises/", {"q": "alder"}).content.decode()
    assert "for Alder" in page
    assert "for Beech" not in page
    assert "/lists/promises.csv?q=alder" in page


def test_a_list_that_there_is_not_is_not_found(world: World, client: Client) -> None:
    client.force_login(world.lead)
    assert client.get("/lists/children/").status_code == 404


def test_the_page_to_take_away_names_every_list_for_the_role(world: World, client: Client) -> None:
    client.force_login(world.lead)
    page = client.get("/lists/").content.decode()
    assert all(f"/lists/{key}.xlsx" in page for key in open_to("lead"))
    client.force_login(world.evaluator)
    page = client.get("/lists/").content.decode()
    assert "/lists/changes" not in page
    assert "left out" in page
