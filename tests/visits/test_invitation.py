"""Inviting a practice to a visit."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from commonground.core.models import AuditEvent, LetterTemplate, OutboxMessage
from commonground.core.outbox import text_of
from commonground.core.services import NotAllowedError, RefusedError
from commonground.practices import services as practices
from commonground.visits.models import ContactAttempt, Visit
from commonground.visits.services import arranging as services
from tests.visits.scene import NOW, a_nurse, a_visit, letters, link_of
from tests.world import TODAY, World, called, manager, practice


def test_the_manager_is_invited_by_a_named_person_and_the_attempt_is_counted(world: World) -> None:
    # Given a practice with a confirmed manager
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    person = manager(caller, surgery)
    visit = a_visit(world.commissioner, surgery)
    # When she is invited
    services.invite(caller, visit, to=person, now=NOW)
    # Then one letter from the visitor waits, with a link and the words of support
    (letter,) = letters(visit, "invitation")
    assert (letter.to, letter.from_name) == ("mina.manager@practice.example", "Cora Commissioner")
    assert letter.reply_to == world.commissioner.email
    assert "support, not inspection" in letter.body
    assert "Dear Mina Manager" in letter.body
    assert "20 minutes" in letter.body
    assert "/l/" in text_of(letter)
    assert "{" not in text_of(letter)
    # And the visit is invited, the attempt counted with its minutes, the audit trail written
    visit.refresh_from_db()
    assert (visit.state, visit.invited_at) == (Visit.State.INVITED, NOW)
    attempt = ContactAttempt.objects.get(visit=visit)
    assert (attempt.outcome, attempt.minutes, attempt.by) == ("sent", 2, world.commissioner)
    assert AuditEvent.objects.filter(event="visit.invited", subject_id=str(visit.pk)).count() == 1


def test_a_second_invitation_ends_the_first_link(world: World) -> None:
    caller = called(world.commissioner)
    surgery = practice(world.ealing, email="inbox@practice.example")
    visit = a_visit(world.commissioner, surgery)
    services.invite(caller, visit, to=None, now=NOW)
    first = link_of(visit)
    services.invite(caller, visit, to=None, now=NOW)
    first.refresh_from_db()
    assert first.revoked_at == NOW
    assert letters(visit, "invitation")[1].to == "inbox@practice.example"
    assert letters(visit, "invitation")[1].body.startswith("Dear colleague")


def test_without_anybody_to_write_to_it_says_so(world: World) -> None:
    visit = a_visit(world.commissioner, practice(world.ealing))
    with pytest.raises(RefusedError, match="Nobody at this practice is confirmed"):
        services.invite(called(world.commissioner), visit, to=None, now=NOW)
    assert not OutboxMessage.objects.exists()
    visit.refresh_from_db()
    assert visit.state == Visit.State.CANDIDATE


def test_the_region_s_own_words_are_sent(world: World) -> None:
    LetterTemplate.objects.create(
        area=world.region,
        kind="invitation",
        subject="Come and talk, {practice}",
        body="Hello {name}\n\n{link}",
        changed_at=NOW,
    )
    surgery = practice(world.ealing, email="inbox@practice.example")
    visit = a_visit(world.commissioner, surgery)
    services.invite(called(world.commissioner), visit, to=None, now=NOW)
    (letter,) = letters(visit, "invitation")
    assert letter.subject == f"Come and talk, {surgery.name}"


def test_many_are_invited_at_once_and_those_that_cannot_be_are_named(world: World) -> None:
    caller = called(world.commissioner)
    reachable, unknown = practice(world.ealing), practice(world.ealing)
    manager(caller, reachable)
    visits = [a_visit(world.commissioner, one) for one in (reachable, unknown)]
    failed = services.invite_many(caller, visits, now=NOW)
    assert [visit for visit, _ in failed] == [visits[1]]
    assert len(letters(visits[0], "invitation")) == 1


def test_the_generic_inbox_is_offered_where_the_manager_bounced(world: World, client: Client) -> None:
    caller = called(world.commissioner)
    surgery = practice(world.ealing, email="inbox@practice.example", phone="020 7946 0000")
    practices.note_bounce(caller, manager(caller, surgery), on=TODAY)
    visit = a_visit(world.commissioner, surgery)
    client.force_login(world.commissioner)
    page = client.get(reverse("invite", args=[visit.pk])).content.decode()
    assert "No manager or deputy is confirmed" in page
    assert "The generic inbox, inbox@practice.example" in page


def test_the_preview_follows_the_choice_and_sends_nothing(world: World, client: Client) -> None:
    caller = called(world.commissioner)
    surgery = practice(world.ealing, email="inbox@practice.example")
    manager(caller, surgery)
    nurse = a_nurse(caller, surgery, "Nora Nurse")
    visit = a_visit(world.commissioner, surgery)
    client.force_login(world.commissioner)
    page = client.post(reverse("invite", args=[visit.pk]), {"to": nurse.pk, "look": "1"})
    assert "Dear Nora Nurse" in page.content.decode()
    assert not OutboxMessage.objects.exists()
    client.post(reverse("invite", args=[visit.pk]), {"to": nurse.pk, "send": "1"})
    assert [letter.to for letter in letters(visit, "invitation")] == ["nora.nurse@practice.example"]


def test_several_are_seen_first_and_then_sent(world: World, client: Client) -> None:
    caller = called(world.commissioner)
    surgery = practice(world.ealing)
    manager(caller, surgery)
    visit = a_visit(world.commissioner, surgery)
    client.force_login(world.commissioner)
    page = client.post(reverse("invite-many"), {"visits": [visit.pk]}).content.decode()
    assert "Dear Mina Manager" in page
    assert not OutboxMessage.objects.exists()
    client.post(reverse("invite-many"), {"visits": [visit.pk], "send": "1"})
    assert len(letters(visit, "invitation")) == 1


def test_nobody_of_another_area_and_no_evaluator_invites(world: World) -> None:
    visit = a_visit(world.commissioner, practice(world.ealing, email="inbox@practice.example"))
    for person in (world.stranger, world.evaluator):
        with pytest.raises(NotAllowedError):
            services.invite(called(person), visit, to=None, now=NOW)
    assert not OutboxMessage.objects.exists()


def test_a_nurse_is_asked_for_where_many_are_invited_at_once(world: World, client: Client) -> None:
    # Given a practice whose nurses are known, and one of which only the manager is
    caller = called(world.commissioner)
    known, unknown = practice(world.ealing), practice(world.ealing)
    for surgery in (known, unknown):
        manager(caller, surgery)
    for name in ("Anna Nurse", "Bella Nurse"):
        a_nurse(caller, known, name)
    visits = [a_visit(world.commissioner, one) for one in (known, unknown)]
    client.force_login(world.commissioner)
    chosen = {"visits": [one.pk for one in visits], "nurse": "on", "mode": "online"}
    # When the letters are looked at with this choice
    page = client.post(reverse("invite-many"), {**chosen, "look": "1"}).content.decode()
    assert "One of these nurses is needed: Anna Nurse, Bella Nurse." in page
    assert "No nurse is known here." in page
    assert "A nurse who gives vaccines is needed too, for 20 minutes." in page
    assert "We would meet online." in page
    assert not OutboxMessage.objects.exists()
    # And sent
    client.post(reverse("invite-many"), {**chosen, "send": "1"})
    # Then one of the nurses is needed, or one whom the manager names, as in a single invitation
    names = [
        sorted(
            one.contact.name if one.contact else "" for one in visit.attendees.filter(quorum_group="nurse")
        )
        for visit in visits
    ]
    assert names == [["Anna Nurse", "Bella Nurse"], [""]]
    assert "is needed too, for 20 minutes" in letters(visits[1], "invitation")[0].body
    assert {Visit.objects.get(pk=one.pk).mode for one in visits} == {"online"}
