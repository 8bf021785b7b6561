"""The server's own sender: every minute, one only, ends with the server, says nothing of what it sent."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from commonground.core.behind import ENDED, MOST_TRIES
from commonground.core.clock import now
from commonground.core.models import OutboxMessage
from commonground.core.outbox import Letter, put_in_outbox
from commonground.figures.models import Upload
from commonground.web import worker
from commonground.web.worker import WORKER, Repeated, outbox_worker, task_worker
from tests.engine.published.books import gp_level, xlsx
from tests.figures.given import give, signed_in
from tests.world import make_world


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
        until(lambda: caplog.text.count("The outbox could not be done: RuntimeError") > 1)
    assert "manager@" not in caplog.text
    assert running.running


def test_what_a_page_asked_for_is_done_behind_it(transactional_db: None, settings: Settings) -> None:  # noqa: ARG001
    # Given tasks that wait in the database, as in an installation
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    world = make_world()
    given = give(world.lead, xlsx(gp_level()))
    assert given.state == Upload.State.WAITING
    page = signed_in(world.lead).get(f"/figures/files/{given.pk}/").content.decode()
    assert ("Waits to be read" in page, "hx-get" in page) == (True, True)
    # When the server's worker runs
    worker_of_tasks = task_worker(seconds_between=0.05)
    worker_of_tasks.start()
    try:
        until(lambda: Upload.objects.get().state == Upload.State.READ)
    finally:
        worker_of_tasks.stop()
    # Then the page shows what the file holds
    assert "Take it in" in signed_in(world.lead).get(f"/figures/files/{given.pk}/").content.decode()


@pytest.mark.parametrize(("times", "state"), [(1, Upload.State.READ), (MOST_TRIES, Upload.State.REFUSED)])
def test_what_a_server_left_half_done_is_taken_up_again_or_said(
    transactional_db: None,  # noqa: ARG001
    settings: Settings,
    times: int,
    state: str,
) -> None:
    # Given a file that a server was reading when it ended, for the first time or too often
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    world = make_world()
    give(world.lead, xlsx(gp_level()))
    Upload.objects.update(state=Upload.State.READING)
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=now(), worker_ids=[WORKER] * times
    )
    # When it starts again
    worker_of_tasks = task_worker(seconds_between=0.05)
    worker_of_tasks.start()
    try:
        until(lambda: not Upload.objects.get().busy)
    finally:
        worker_of_tasks.stop()
    # Then the file is read, or its page says what happened
    given = Upload.objects.get()
    assert given.state == state
    assert given.sentence == (ENDED if state == Upload.State.REFUSED else "")
