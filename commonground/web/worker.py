"""What the server does beside answering: it sends the outbox every minute, and does the work that pages asked for."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections, connection
from django.db.models import Q
from django_tasks import TaskResultStatus

from commonground.core.clock import now
from commonground.core.outbox import send_waiting

SECONDS_TO_END = 5
LONGEST = timedelta(hours=1)
"""No task takes as long as that: the server that began one so long ago has ended."""
WORKER = f"server on {socket.gethostname()}"
log = logging.getLogger(__name__)


class Repeated:
    """One thread of the one serving process, which does something again and again until it is stopped."""

    def __init__(
        self,
        name: str,
        seconds_between: float,
        work: Callable[[], object],
        first: Callable[[], object] = lambda: None,
    ) -> None:
        """first: done once, before anything else."""
        self.name = name
        self._first = first
        self._seconds_between = seconds_between
        self._work = work
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether its thread is alive."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin, once."""
        if self.running:
            return
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Do nothing more; what is under way is finished, or done again at the next start."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(SECONDS_TO_END)

    def _run(self) -> None:
        self._try(self._first)
        while not self._ended.wait(self._seconds_between):
            self._try(self._work)
        connection.close()

    def _try(self, work: Callable[[], object]) -> None:
        try:
            close_old_connections()
            work()
        except Exception as error:  # the next time is another chance; its text could hold an address
            log.error("The %s could not be done: %s", self.name, type(error).__name__)


def outbox_worker(seconds_between: float = 60) -> Repeated:
    """Sends what waits in the outbox."""
    return Repeated("outbox", seconds_between, lambda: send_waiting(now=now()))


def task_worker(seconds_between: float = 1) -> Repeated:
    """Does the tasks that pages asked for, such as reading a large file."""
    return Repeated("tasks", seconds_between, _do_waiting_tasks, first=take_up_again)


def take_up_again() -> None:
    """Put back what a server that ended left half done, so that nobody waits for ever.

    Each task says by itself when it was begun too often.
    """
    from django_tasks_db.models import DBTaskResult

    running = DBTaskResult.objects.running()
    ours = [one.pk for one in running if one.worker_ids and one.worker_ids[-1] == WORKER]
    left = running.filter(Q(pk__in=ours) | Q(started_at__lt=now() - LONGEST))
    number = left.update(status=TaskResultStatus.READY, started_at=None)
    if number:
        log.warning("Tasks that a server left half done are taken up again: %s", number)


def _do_waiting_tasks() -> None:
    from django_tasks_db.management.commands.db_worker import Worker

    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=WORKER,
        excluded_queue_names=[],
    ).run()
