"""`commonground daily`: every part by its name, twice without harm, one that fails leaves the others alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from django.core import mail

from commonground.cli.main import main
from commonground.core.clock import now
from commonground.core.models import OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox
from commonground.plans.models import CheckIn
from commonground.visits.services import arranging
from commonground.web.daily import PARTS, Part, run
from tests.follow_up_world import NOON, agreed_plan, surgery
from tests.visits.scene import a_visit
from tests.world import World, called, manager, practice


def failing(moment: datetime) -> list[str]:
    raise RuntimeError(f"manager@practice.example at {moment}")


@pytest.mark.django_db
def test_what_waits_is_sent_and_once_only() -> None:
    put_in_outbox(Letter("note", "manager@practice.example", "A visit", "Dear manager"), now=now())
    first, second = (CliRunner().invoke(main, ["daily"], catch_exceptions=False) for _ in range(2))
    assert "outbox: 1 e-mail sent." in first.output
    assert "outbox: 0 e-mails sent." in second.output
    assert [first.exit_code, second.exit_code] == [0, 0]
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_one_part_can_be_run_alone() -> None:
    answer = CliRunner().invoke(main, ["daily", "--only", "sessions"])
    assert [line.split(":")[0] for line in answer.output.splitlines()] == ["sessions"]
    unknown = CliRunner().invoke(main, ["daily", "--only", "nothing"])
    assert unknown.exit_code == 2
    assert "The parts are: " in unknown.output


def test_a_part_that_fails_is_named_and_the_others_are_done(caplog: pytest.LogCaptureFixture) -> None:
    parts = (Part("broken", failing), Part("whole", lambda _: ["Three done.", "None left."]))
    broken, whole = run(now(), parts=parts)
    assert broken.failed
    assert "RuntimeError" in broken.sentences[0]
    assert "manager@" not in broken.sentences[0] + caplog.text
    assert whole.sentences == ("Three done.", "None left.")


def test_no_two_parts_have_a_name() -> None:
    assert len({part.name for part in PARTS}) == len(PARTS)


def test_what_visits_and_plans_need_is_written_and_then_sent_once(world: World) -> None:
    # Given an invitation that nobody answered, and an action that is to be asked after
    caller, at = called(world.commissioner), practice(world.ealing)
    visit = a_visit(world.commissioner, at)
    arranging.invite(caller, visit, to=manager(caller, at), now=NOON)
    agreed_plan(world, surgery(world))
    last = CheckIn.objects.latest("due_on").due_on
    moment = NOON + timedelta(days=1 + (last - NOON.date()).days)
    # When the day is run twice
    first = {done.name: done for done in run(moment)}
    written = len(mail.outbox)
    again = list(run(moment))
    # Then both were written to in one run, which sent all of it, and nobody is written to twice
    kinds = [message.kind for message in OutboxMessage.objects.all()]
    assert f"Asked {at.name} again for a date." in first["visits"].sentences
    assert "check-in" in kinds
    assert not OutboxMessage.objects.filter(state=OutboxMessage.State.WAITING).exists()
    assert written == len(kinds) == len(mail.outbox)
    assert not any(done.failed for done in (*first.values(), *again))


def test_letters_are_written_before_the_outbox_is_sent() -> None:
    names = [part.name for part in PARTS]
    assert max(names.index("visits"), names.index("plans")) < names.index("outbox")
