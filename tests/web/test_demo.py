"""The demo: the study's size, every state, the same each time, and nobody of it anywhere else."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from commonground.accounts.models import User
from commonground.accounts.queries import caller_of
from commonground.core.models import AuditEvent, Link, OutboxMessage
from commonground.desk.presenters.today import parts
from commonground.engine.errors import UserError
from commonground.engine.rules.visit_book import load_visit_book
from commonground.plans.models import Action, Plan
from commonground.practices.models import Contact, Practice, Surgery
from commonground.rounds.models import Challenge, Round
from commonground.visits.bank_holidays import is_bank_holiday
from commonground.visits.models import Attendee, ContactAttempt, RecordEntry, Slot, Visit
from commonground.visits.record_keys import IN_SHORT
from commonground.web.demo.fill import fill_if_empty, sign_ins
from commonground.web.demo.people import PASSWORD
from commonground.web.demo.season import Size, at, setting
from tests.world import World

TODAY = date(2026, 11, 25)
SMALL = Size(practices=60, merged=2, visitors=3, practices_of_an_earlier_round=30)
S = Visit.State


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_it_is_the_round_of_the_study_under_way() -> None:
    fill_if_empty(TODAY)
    this = Round.objects.get(name="Round of 2026")
    assert (this.starts_on, this.ends_on) == (date(2026, 10, 1), date(2027, 4, 30))
    assert this.visits.count() == 265
    assert this.visitors.count() == 9
    assert Counter(User.objects.values_list("role", flat=True)) == {
        "commissioner": 9,
        "lead": 2,
        "evaluator": 1,
        "administrator": 1,
    }
    states = Counter(this.visits.values_list("state", flat=True))
    assert set(states) >= set(S) - {S.CANCELLED}
    assert states[S.DID_NOT_TAKE_PLACE] >= 2
    assert set(Visit.objects.values_list("state", flat=True)) == set(S)
    # some were put off and have a later date, as the audit trail tells
    put_off = {int(one.subject_id) for one in AuditEvent.objects.filter(event="visit.postponed")}
    again = Visit.objects.filter(pk__in=put_off, state=S.BOOKED)
    assert again.count() >= 3
    assert all(one.starts_at and timezone.localdate(one.starts_at) > TODAY for one in again)
    # uneven, as in life
    assert Practice.objects.filter(successor__isnull=False).count() == 6
    assert Practice.objects.get(code="Z99020").successor == Practice.objects.get(code="Z99021")
    assert Contact.objects.filter(left_on__isnull=False).exists()
    assert Contact.objects.filter(left_on=None, bounces__gt=0).exists()
    assert Challenge.objects.exists()
    assert ContactAttempt.objects.filter(minutes__gt=0).count() > 500
    assert set(Plan.objects.values_list("written_by", flat=True)) == set(Plan.WrittenBy)
    assert Action.objects.filter(side=Action.Side.COMMISSIONER, state="open", due_on__lt=TODAY).exists()
    letters = Counter(OutboxMessage.objects.values_list("kind", "state"))
    assert {state for _, state in letters} == {"sent", "failed", "waiting", "bounced"}
    assert {kind for kind, _ in letters} == {
        "invitation",
        "invitation-reminder",
        "visit-confirmed",
        "visit-reminder",
        "visit-postponed",
        "check-in",
    }
    assert letters["invitation", "failed"]
    assert letters["check-in", "bounced"]
    assert letters["check-in", "sent"] >= 5
    # what was written freely is there too, and the hours at which practices call surgeries differ
    for part in ("pressures", "nhs-england", "groups", "informing"):
        assert RecordEntry.objects.filter(key=f"note:{part}").exclude(text="").exists()
    assert ContactAttempt.objects.exclude(note="").exists()
    assert len(set(Surgery.objects.values_list("starts", "ends"))) >= 3
    assert Surgery.objects.values("practice").distinct().count() > 50
    # and what the record asks for is there: nobody held a visit without a manager and without a reason
    for visit in Visit.objects.filter(state__in=("held", "written_up", "closed")):
        came = Attendee.objects.filter(visit=visit, came=True, role__in=("manager", "deputy")).exists()
        assert came or visit.no_manager_reason
    # and there is something to do for a commissioner
    someone = User.objects.filter(role="lead").first()
    assert someone
    assert next(parts(caller_of(someone), at(TODAY))).title == "Promises that are late"


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_what_it_shows_is_what_the_product_would_do() -> None:
    fill_if_empty(TODAY)
    # nobody visits on a bank holiday, nor offers to
    for moment in (
        *Slot.objects.values_list("starts_at", flat=True),
        *Visit.objects.filter(starts_at__isnull=False).values_list("starts_at", flat=True),
    ):
        assert not is_bank_holiday(timezone.localdate(moment)), moment
    # everybody has a promise that is late, and no action answers a factor that it cannot help with
    late = Action.objects.filter(side=Action.Side.COMMISSIONER, state="open", due_on__lt=TODAY)
    assert late.values("owner").distinct().count() == 9
    by_words = set(Action.objects.filter(side=Action.Side.PRACTICE).values_list("what", "factor"))
    assert len({what for what, _ in by_words}) == len(by_words)
    assert {factor for _, factor in by_words} <= set(load_visit_book().factors)
    # what is written up has the words for the practice that writing up asks for
    written = Visit.objects.filter(written_up_at__isnull=False)
    assert written.exists()
    assert not written.exclude(record__key=IN_SHORT).exists()
    # whoever is invited is there, and known as the one who was asked
    for visit in Visit.objects.filter(state="invited"):
        asked = visit.attendees.get()
        assert asked.contact is None or asked.contact.left_on is None


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_it_is_the_same_each_time_and_filled_once() -> None:
    fill_if_empty(TODAY, SMALL)
    once = list(Practice.objects.values_list("code", "name", "list_size"))
    fill_if_empty(TODAY, SMALL)
    assert list(Practice.objects.values_list("code", "name", "list_size")) == once
    first, again = setting(TODAY, SMALL), setting(TODAY, SMALL)
    assert first.rng.random() == again.rng.random()


@pytest.mark.parametrize(
    ("today", "starts_on"),
    [
        (date(2026, 11, 25), date(2026, 10, 1)),
        (date(2027, 3, 1), date(2026, 10, 1)),
        (date(2027, 7, 1), date(2027, 3, 3)),
        (date(2026, 10, 5), date(2026, 6, 7)),
    ],
)
def test_the_round_is_under_way_on_any_day(today: date, starts_on: date) -> None:
    season = setting(today, SMALL).season
    assert season.starts_on == starts_on
    assert season.starts_on < today < season.ends_on


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_it_prints_a_sign_in_for_each_role_that_works(client: Client) -> None:
    fill_if_empty(TODAY, SMALL)
    lines = list(sign_ins())
    assert "http://localhost:8000/demo/" in lines[0]
    assert [line.split()[0] for line in lines[1:]] == ["commissioner", "lead", "evaluator", "administrator"]
    for line in lines[1:]:
        _, email, password = line.split()
        answer = client.post("/accounts/login/", {"login": email, "password": password})
        assert answer.status_code == 302, answer.content.decode()
        assert client.get("/").status_code == 200
        client.logout()


@pytest.mark.django_db
def test_its_people_can_not_sign_in_anywhere_else(demo: Settings, client: Client) -> None:
    # Given a database that was filled as a demo, and is served without it
    fill_if_empty(TODAY, SMALL)
    person = User.objects.first()
    assert person
    demo.DEMO = False
    demo.PASSWORD_HASHERS = demo.PASSWORD_HASHERS[1:]
    # Then there is no page to sign in with one click, and the password opens nothing
    assert client.get("/demo/").status_code == 404
    assert client.post(f"/demo/{person.pk}/").status_code == 404
    assert not person.check_password(PASSWORD)
    assert client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code == 200


def test_it_is_not_put_where_people_work(world: World, demo: Settings, client: Client) -> None:
    with pytest.raises(UserError, match="people who are not made up"):
        fill_if_empty(TODAY, SMALL)
    assert not Practice.objects.exists()
    # nor can anybody be one of them with one click
    assert client.post(f"/demo/{world.lead.pk}/").status_code == 404
    assert world.lead.name not in client.get("/demo/").content.decode()
    demo.DEMO = False
    with pytest.raises(UserError, match="only be put into a demo"):
        fill_if_empty(TODAY, SMALL)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_everything_in_it_is_invented() -> None:
    fill_if_empty(TODAY, SMALL)
    assert not Practice.objects.exclude(code__startswith="Z99").exists()
    for model, field in ((Contact, "email"), (User, "email"), (OutboxMessage, "to"), (Practice, "email")):
        assert not model._default_manager.exclude(**{f"{field}__endswith": ".example"}).exists()
    assert Link.objects.exists()
