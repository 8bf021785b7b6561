"""A page of something that is worked on behind it: it asks for its progress again and again, then for itself anew.

Whatever becomes of the work, the page is told: it is done, or a sentence says why it can't be.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_tasks import TaskContext

from commonground.engine.errors import UserError

MOST_TRIES = 3
ENDED = (
    "The server ended each time while this was worked on. Try it once more; tell whoever looks after this."
)
log = logging.getLogger(__name__)


class WorkedOn(Protocol):
    """Something that may still be worked on."""

    @property
    def busy(self) -> bool:
        """Whether it still is."""
        ...


def asks_for_progress(request: HttpRequest) -> bool:
    """Whether the page is there already and asks how far it is."""
    return "HX-Request" in request.headers


def progress_of(
    request: HttpRequest, thing: WorkedOn, template: str, shown: Mapping[str, Any]
) -> HttpResponse:
    """How far it is; once it is done, the page is told to come anew."""
    response = render(request, template, dict(shown))
    if not thing.busy:
        response["HX-Refresh"] = "true"
    return response


def work_or_say(
    context: TaskContext, what: str, work: Callable[[], object], refuse: Callable[[str], object]
) -> None:
    """Do a task; where that fails, or its server ended too often while it was done, refuse it with a sentence.

    what: what could not be done, for the log and for whoever waits.
    """
    if context.attempt > MOST_TRIES:
        refuse(ENDED)
        return
    try:
        work()
    except UserError as error:
        refuse(str(error))
    except Exception as error:  # whoever waits must be told; the text could hold words that were typed
        log.error("%s: %s", what, type(error).__name__)
        refuse(f"{what}: something went wrong here. Tell whoever looks after this.")
