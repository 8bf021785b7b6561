"""`commonground daily`: every part by its name, twice without harm, one that fails leaves the others alone."""

from __future__ import annotations

from datetime import datetime

import pytest
from click.testing import CliRunner
from django.core import mail

from commonground.cli.main import main
from commonground.core.clock import now
from commonground.core.outbox import Letter, put_in_outbox
from commonground.web.daily import PARTS, Part, run


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
