"""Sends the outbox every minute while the server runs, and ends with it."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections, connection

from commonground.core.clock import now
from commonground.core.outbox import send_waiting

SECONDS_BETWEEN = 60
SECONDS_TO_END = 5
log = logging.getLogger(__name__)


class OutboxWorker:
    """One thread of the one serving process."""

    def __init__(self, seconds_between: float = SECONDS_BETWEEN) -> None:
        self._seconds_between = seconds_between
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether its thread is alive."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to send, once."""
        if self.running:
            return
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send nothing more; a letter that is under way is finished, or tried again at the next start."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(SECONDS_TO_END)

    def _run(self) -> None:
        while not self._ended.wait(self._seconds_between):
            try:
                close_old_connections()
                send_waiting(now=now())
            except Exception as error:  # the next minute is another chance; its text could hold an address
                log.error("The outbox could not be sent: %s", type(error).__name__)
        connection.close()
