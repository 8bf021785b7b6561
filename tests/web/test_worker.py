"""The server's own sender: every minute, one only, ends with the server, says nothing of what it sent."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core import mail

from commonground.core.clock import now
from commonground.core.models import OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox
from commonground.web import worker
from commonground.web.worker import Repeated, outbox_worker


@pytest.fixture
def running(transactional_db: None) -> Iterator[Repeated]:  # noqa: ARG001 - its thread has a connection of its own
    one = outbox_worker(seconds_between=0.05)
    one.start()
    yield one
    one.stop()


def until(true: Callable[[], bool]) -> None:
    for _ in range(100):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


@pytest.mark.usefixtures("running")
def test_what_is_put_in_the_outbox_is_sent_by_itself() -> None:
    put_in_outbox(Letter("note", "manager@practice.example", "A visit", "Dear manager"), now=now())
    until(lambda: len(mail.outbox) == 1)
    until(lambda: OutboxMessage.objects.get().state == OutboxMessage.State.SENT)


def test_there_is_one_and_it_ends(running: Repeated) -> None:
    running.start()
    assert [thread.name for thread in threading.enumerate()].count("outbox") == 1
    running.stop()
    assert not running.running


def test_a_fault_is_logged_by_its_name_and_the_next_minute_tries_again(
    running: Repeated, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: object) -> int:
        raise RuntimeError("manager@practice.example")

    monkeypatch.setattr(worker, "send_waiting", fail)
    with caplog.at_level(logging.ERROR):
        until(lambda: caplog.text.count("The outbox could not be sent: RuntimeError") > 1)
    assert "manager@" not in caplog.text
    assert running.running
