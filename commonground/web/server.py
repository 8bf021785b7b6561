"""The web server: gunicorn on this machine's own address, with the outbox sent and tasks done in between."""

from __future__ import annotations

from typing import Any

from gunicorn.app.base import BaseApplication

from commonground.web.worker import outbox_worker, task_worker
from commonground.web.wsgi import application

THREADS = 8
SECONDS_TO_ANSWER = 60


class Server(BaseApplication):  # type: ignore[misc]
    """One process with threads, which is right for SQLite; behind a proxy for more."""

    def __init__(self, port: int) -> None:
        self._port = port
        super().__init__()

    def load_config(self) -> None:
        """Its settings. No access log, so that no token of a link is ever in one."""
        self.cfg.set("bind", f"127.0.0.1:{self._port}")
        self.cfg.set("threads", THREADS)
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("timeout", SECONDS_TO_ANSWER)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("post_worker_init", _start_working)
        self.cfg.set("worker_exit", _stop_working)

    def load(self) -> object:
        """The application."""
        return application


_workers = (outbox_worker(), task_worker())


def _start_working(worker: Any) -> None:  # noqa: ARG001 - the shape that gunicorn calls
    for one in _workers:
        one.start()


def _stop_working(server: Any, worker: Any) -> None:  # noqa: ARG001
    for one in _workers:
        one.stop()


def run(port: int) -> None:
    """Serve until it is ended."""
    Server(port).run()
