"""What happens behind a page: a file is read, and taken in. Each step is kept, so that the page can tell of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django_tasks import TaskContext, task

from commonground.core.behind import work_or_say
from commonground.core.caller import SYSTEM
from commonground.core.clock import now
from commonground.core.waiting import leave as throw_away
from commonground.core.waiting import waiting
from commonground.engine.errors import UserError
from commonground.engine.published.opening import open_bytes
from commonground.engine.published.periods import period_in
from commonground.engine.published.read import read_opened
from commonground.engine.published.reading import Reading
from commonground.figures import services
from commonground.figures.beside import checks_beside
from commonground.figures.models import Upload

GONE = "The file waits no longer. Give it once more."


@task(takes_context=True)
def read_file(context: TaskContext, upload_pk: int) -> None:
    """Read a file that was given, so that somebody can look at what it holds before any of it is taken in."""
    _work(context, upload_pk, "The file could not be read", _read)


@task(takes_context=True)
def take_in_file(context: TaskContext, upload_pk: int) -> None:
    """Take in a file that was looked at: it is read once more, since only its bytes are kept."""
    _work(context, upload_pk, "The file could not be taken in", _take_in)


def _work(context: TaskContext, upload_pk: int, what: str, work: Callable[[Upload], None]) -> None:
    upload = Upload.objects.get(pk=upload_pk)
    if upload.busy:  # a server that ended may have done it already
        work_or_say(
            context, what, lambda: work(upload), lambda sentence: services.refuse(SYSTEM, upload, sentence)
        )


def _read(upload: Upload) -> None:
    _step(upload, Upload.State.READING, "Reading its sheets", 20)
    services.keep_what_was_found(SYSTEM, upload, _reading(upload))


def _take_in(upload: Upload) -> None:
    _step(upload, Upload.State.TAKING, "Reading its sheets once more", 30)
    reading = _reading(upload)
    _step(upload, Upload.State.TAKING, "Keeping its figures", 70)
    kept = upload.kept
    services.take_in(SYSTEM, upload, reading, now=now())
    throw_away(kept)


def _step(upload: Upload, state: Upload.State, words: str, percent: int) -> None:
    """Say how far a file is. It tells who waits for the page and changes nothing, so no audit event is written."""
    Upload.objects.filter(pk=upload.pk).update(state=state, step=words, percent=percent)
    upload.refresh_from_db()


def _reading(upload: Upload) -> Reading:
    """What the file holds. Raises UserError where it can't be read, or waits no longer."""
    data = waiting(upload.kept)
    if data is None:
        raise UserError(GONE)
    reading = read_opened(open_bytes(data, upload.file_name), period_in(upload.told))
    return replace(reading, checks=(*reading.checks, *checks_beside(reading)))
