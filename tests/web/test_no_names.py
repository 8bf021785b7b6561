"""Who sees no names gets none: every page and file is read for each name, address, phone and free text there is.

Each of them is first changed for a mark that says what it is, so that whatever gets through is found and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db.models import CharField, EmailField, F, Model, TextField, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from commonground.accounts.models import User
from commonground.advice.models import Question
from commonground.core.caller import Role
from commonground.core.free_text import FreeTextField, PhoneField, ShortTextField
from commonground.core.models import OutboxMessage
from commonground.desk.listings.every import LISTINGS
from commonground.plans.models import CheckIn
from commonground.practices.models import ClosedDay, Contact, Staffing
from commonground.rounds.models import Candidate, Challenge
from commonground.visits.models import ContactAttempt, Correction, RecordEntry, Visit, Wish
from commonground.web.demo.fill import fill_if_empty
from commonground.web.demo.season import Size
from tests.web.addresses import NOW, Things, addresses
from tests.web.walking import Walk
from tests.world import TODAY, World, called, manager, practice

SMALL = Size(practices=40, merged=2, visitors=3, practices_of_an_earlier_round=20)
OF_EACH = 25
"""Pages of a kind; each state of a visit, of a plan and of a question is among as many."""
PEOPLE = {
    "accounts.User": ("name", "email", "phone", "base_postcode"),
    "practices.Contact": ("name", "email", "phone", "source"),
}
TYPED = {
    "advice.Answer": ("question", "text"),
    "advice.Question": ("text", "answer_text"),
    "core.AuditEvent": ("actor_name",),
    "core.LetterTemplate": ("subject", "body"),
    "core.OutboxMessage": ("to", "reply_to", "from_name", "subject", "body", "calendar", "last_error"),
    "plans.Action": ("what", "who"),
    "plans.CheckIn": ("note",),
    "practices.ClosedDay": ("reason",),
    "practices.Load": ("file_name", "loaded_by"),
    "practices.Staffing": ("note",),
    "rounds.Candidate": ("reason", "removed_because"),
    "rounds.Challenge": ("reason",),
    "visits.ContactAttempt": ("note",),
    "visits.Correction": ("text",),
    "visits.RecordEntry": ("text", "saved_by"),
    "visits.RoundVisitor": ("base", "away"),
    "visits.Visit": ("reason", "no_manager_reason"),
    "visits.Wish": ("text",),
}
ELSEWHERE = {
    *("zz.user.base_postcode", "zz.load.file_name", "zz.load.loaded_by"),
    *("zz.roundvisitor.base", "zz.roundvisitor.away"),
}
"""What not even a lead finds there: it is an administrator's, or stands in the form of a timetable."""
OPEN = {
    "advice.Answer": ("source", "rule_id"),
    "advice.Question": ("answer_source",),
    "core.Area": ("code", "name"),
    "practices.Practice": (
        *("code", "name", "address", "postcode", "pcn_code", "pcn_name", "supplier", "phone", "email"),
    ),
    "rounds.Candidate": ("sentence", "tie"),
    "rounds.Ranking": ("step", "sentence"),
    "rounds.Round": ("name", "rule"),
    "visits.Timetable": ("sentence",),
}
"""What is typed and names no person: places, practices, sources, and the rule by which a round was chosen."""
MONTH = timedelta(days=30)
MARK = re.compile(r"zz\.[a-z]+\.[a-z_]+\.\d+")
APPS = ("core", "accounts", "practices", "rounds", "plans", "advice", "visits")


def own_models() -> Iterator[type[Model]]:
    return (one for app in APPS for one in apps.get_app_config(app).get_models())


def mark_everything() -> None:
    """Whatever names a person or was typed is changed for what it is: in each row, and in its history."""
    for model in own_models():
        original = getattr(model, "instance_type", model)
        for name in (PEOPLE | TYPED).get(original._meta.label, ()):
            key = "history_id" if model is not original else "pk"
            end = "@zz.example" if name in ("email", "to", "reply_to") else ""
            mark = Concat(
                Value(f"zz.{original._meta.model_name}.{name}."),
                Cast(F(key), CharField()),
                Value(end),
                output_field=TextField(),
            )
            model._default_manager.update(**{name: mark})


def read(answer: HttpResponseBase) -> str:
    """All that a page, a CSV or a workbook says."""
    body = answer.getvalue() if isinstance(answer, StreamingHttpResponse) else answer.content  # type: ignore[attr-defined]
    if "spreadsheet" not in answer.get("Content-Type", ""):
        return str(body.decode())
    with ZipFile(BytesIO(body)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


class Reader:
    """Reads what an evaluator gets, for what is marked and for the names there were before; their own may stand."""

    def __init__(self, evaluator: User) -> None:
        people: list[User | Contact] = [*User.objects.exclude(pk=evaluator.pk), *Contact.objects.all()]
        self.before = re.compile(
            "|".join({re.escape(word) for one in people for word in (one.name, one.email) if word})
        )
        mark_everything()
        evaluator.refresh_from_db()
        self.own = {MARK.match(evaluator.email).group(), evaluator.name, evaluator.phone}  # type: ignore[union-attr]
        self.found: dict[str, str] = {}
        self.pages = 0

    def look(self, address: str, answer: HttpResponseBase) -> None:
        """Note what should not be there."""
        words = read(answer)
        self.pages += 1
        for one in {*MARK.findall(words), *self.before.findall(words)} - self.own:
            kind = re.sub(r"\.\d+$", "", one)
            self.found.setdefault(kind, address)


@pytest.mark.django_db
def test_an_evaluator_who_opens_every_page_and_file_finds_no_name(demo: Settings) -> None:
    fill_if_empty(date(2026, 11, 25), SMALL)
    demo.DEMO = False  # as anywhere else
    evaluator = User.objects.filter(role=Role.EVALUATOR.value).earliest("pk")
    reader, client = Reader(evaluator), Client()
    client.force_login(evaluator)
    walk = Walk(client, OF_EACH, reader.look)
    walk.go()
    assert reader.found == {}
    assert reader.pages > 5 * OF_EACH
    files = {one for one in walk.linked if one.endswith(("-csv", "-xlsx"))}
    assert {"listing-csv", "listing-xlsx", "study-csv", "study-xlsx", "effort-csv", "effort-xlsx"} <= files


def everything(world: World, role: Role) -> list[str]:
    """Every address that is for a role, in a world in which there is something of every kind to be said."""
    things = Things(world)
    paths = [things.fill(one) for one in addresses() if role in (one.roles or ())]
    at, visit, round_ = things.practice, things.visit(), things.round()
    listed = things.candidate()
    things.attendee()
    manager(things.caller, at, "Lefty Leaver", left_on=TODAY)
    Question.objects.filter(pk=things.question().pk).update(answer=things.answer(), answered_on=TODAY)
    Question.objects.get(pk=things.question().pk).visits.add(visit)
    for one in (things.check_in(), CheckIn(action=things.action(), due_on=TODAY, why="by hand")):
        one.answered_at, one.answer = NOW, "stuck"
        one.save()
    Visit.objects.filter(pk=visit.pk).update(plan=things.plan())
    earlier = Visit.objects.create(
        practice=at,
        visitor=world.lead,
        state="closed",
        made_at=NOW,
        starts_at=NOW - MONTH,
        ends_at=NOW - MONTH,
    )
    for held in (visit, earlier):
        for key in ("note:in-short", "factor:nurse-hours", "answer:how-it-works"):
            RecordEntry.objects.create(visit=held, key=key, saved_at=NOW)
    for model, values in (
        (Staffing, {"practice": at, "as_at": TODAY}),
        (ClosedDay, {"practice": at, "day": TODAY}),
        (Correction, {"visit": visit, "made_at": NOW}),
        (Wish, {"visit": visit, "kind": "ring_me", "made_at": NOW}),
        (ContactAttempt, {"practice": at, "visit": visit, "by": world.lead, "at": NOW, "outcome": "rang"}),
        (Challenge, {"candidate": listed, "made_by": world.lead, "made_on": TODAY}),
        (Candidate, {"round": round_, "practice": practice(world.ealing), "position": 2}),
        (
            Candidate,
            {"round": round_, "practice": practice(world.ealing), "position": 3, "removed_on": TODAY},
        ),
        (OutboxMessage, {"kind": "invitation", "visit_id": visit.pk, "made_at": NOW, "send_after": NOW}),
    ):
        things.kept(model, **values) if model is not Candidate else Candidate.objects.create(**values)
    return paths + [f"/lists/{key}{end}" for key in LISTINGS for end in ("/", ".csv", ".xlsx")]


def looked_through(user: User, paths: list[str]) -> Reader:
    """All that somebody finds at these addresses."""
    reader, client = Reader(user), Client(raise_request_exception=False)
    client.force_login(user)
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in (200, 302, 403, 404, 405, 409), path
        reader.look(path, answer)
    return reader


def test_no_address_names_anybody_to_an_evaluator(world: World) -> None:
    assert looked_through(world.evaluator, everything(world, Role.EVALUATOR)).found == {}


def test_whoever_sees_names_finds_all_of_it_there(world: World) -> None:
    found = looked_through(world.lead, everything(world, Role.LEAD)).found
    every = {
        f"zz.{key.split('.')[1].lower()}.{name}" for key, names in (PEOPLE | TYPED).items() for name in names
    }
    assert sorted(every - set(found)) == sorted(ELSEWHERE)


def test_every_text_is_of_somebody_or_open_to_all() -> None:
    for model in own_models():
        if not hasattr(model, "instance_type"):
            said = {name for table in (PEOPLE, TYPED, OPEN) for name in table.get(model._meta.label, ())}
            texts = (FreeTextField, ShortTextField, PhoneField, EmailField)
            lacks = {one.name for one in model._meta.fields if isinstance(one, texts)} - said
            assert not lacks, f"say in this file whether {model._meta.label} names people in {sorted(lacks)}"


def test_no_filter_says_who_a_visitor_is(world: World, client: Client) -> None:
    at = practice(world.ealing, visitor=world.commissioner)
    practice(world.havering, visitor=world.lead)
    manager(called(world.commissioner), at, "Mina Manager")
    client.force_login(world.evaluator)
    for place, asked in (
        ("/practices/", f"visitor={world.commissioner.pk}"),
        ("/visits/list/", f"visitor={world.commissioner.pk}"),
        ("/lists/practices/", f"visitor={world.commissioner.pk}"),
    ):
        plain, filtered = (
            set(re.findall("Z99[0-9]+", client.get(f"{place}?{more}").content.decode()))
            for more in ("", asked)
        )
        assert plain == filtered, place
    for place in ("/practices/", "/search/", "/lists/practices/", "/lists/people/", "/visits/list/"):
        for words in ("Cora", "Mina", "mina.manager@practice.example"):
            assert at.code not in client.get(f"{place}?q={words}").content.decode(), place
