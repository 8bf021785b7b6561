"""The counting page in a real browser, served as an installation serves it: with the policies of its headers."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page

from commonground.browser.database import columns_from, columns_out
from commonground.engine.counting.in_database import TABLES
from commonground.engine.counting.results import Count, Question
from commonground.engine.rules.model import Rulebook

ASK = """async ({ask, given, files}) => {
  const kinds = {};
  for (const [kind, list] of Object.entries(files)) {
    kinds[kind] = list.map(({name, data}) => ({name, data: Uint8Array.from(atob(data), (c) => c.charCodeAt(0))}));
  }
  window.worker ??= new Worker("/static/count/worker.js", {type: "module"});
  const id = crypto.randomUUID();
  return await new Promise((resolve) => {
    window.worker.addEventListener("message", ({data}) => {
      if (data.id === id) resolve(data.answer);
      else if (data.failed) resolve({error: data.failed});
    });
    window.worker.postMessage({id, ask, given, files: kinds});
  });
}"""
"""Asks a worker as the page does, from a page of the same address."""

Files = Mapping[str, Sequence[tuple[str, bytes]]]


class InBrowser:
    """The worker of the counting page, asked from a test."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ask(self, ask: str, given: Mapping[str, Any], files: Files | None = None) -> dict[str, Any]:
        """One answer of `commonground.browser.page`."""
        sent = {
            kind: [{"name": name, "data": base64.b64encode(data).decode()} for name, data in found]
            for kind, found in (files or {}).items()
        }
        answer: dict[str, Any] = self.page.evaluate(ASK, {"ask": ask, "given": given, "files": sent})
        return answer

    def count(self, children: pa.Table, events: pa.Table, question: Question, rulebook: Rulebook) -> Count:
        """An engine (`results.Engine`) that counts in the browser."""
        given = {
            "practice": question.practice_code,
            "as_at": question.as_at.isoformat(),
            "registration_known": question.registration_known,
            "lists_children": question.lists_children,
            "children": columns_out(children),
            "events": columns_out(events),
        }
        answer = self.ask("tables", given)
        assert "error" not in answer, answer
        tables = {name: columns_from(answer[name], schema) for name, (schema, _) in TABLES.items()}
        return Count(
            practice_code=question.practice_code,
            as_at=question.as_at,
            rulebook_version=rulebook.version,
            registration_known=question.registration_known,
            **tables,
        )


class _PassedOn(WSGIHandler):
    """Stands where Django would answer for static files itself, and leaves them to the application."""

    def __init__(self, application: WSGIHandler) -> None:
        self.application = application

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """The application's own answer; what was sent is kept in BODIES, since a browser does not tell of files."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        BODIES.append(body)
        return self.application({**environ, "wsgi.input": io.BytesIO(body)}, start_response)


BODIES: list[bytes] = []
"""What the servers of this process were sent."""


class Served(LiveServerThread):
    """A server whose static files come with the headers that an installation gives them."""

    def __init__(self) -> None:
        super().__init__("localhost", _PassedOn)


@contextmanager
def served() -> Iterator[str]:
    """The address of a server of one's own. The database is a file, which the server opens itself."""
    thread = Served()
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://localhost:{thread.port}"
    thread.terminate()


@pytest.fixture
def address(transactional_db: None, settings: Any) -> Iterator[str]:  # noqa: ARG001
    """Where the application is served to a journey."""
    with served() as base:
        settings.BASE_URL = base
        yield base


@pytest.fixture(scope="module")
def in_browser(browser: Browser) -> Iterator[InBrowser]:
    """The worker, loaded once for a module: it keeps nothing from one count to the next."""
    with served() as base:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{base}/static/count/pyodide/pyodide-lock.json")
        yield InBrowser(page)
        context.close()
