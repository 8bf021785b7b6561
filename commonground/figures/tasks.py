"""What happens behind a page: a file is read, and taken in. Each step is kept, so that the page can tell of it."""

from __future__ import annotations

import logging
from dataclasses import replace

from django_tasks import task

from commonground.core.caller import SYSTEM
from commonground.core.clock import now
from commonground.core.waiting import leave as throw_away
from commonground.core.waiting import waiting
from commonground.engine.errors import UserError
from commonground.engine.published.opening import open_bytes
from commonground.engine.published.read import read_opened
from commonground.engine.published.reading import Reading
from commonground.figures import services
from commonground.figures.beside import checks_beside
from commonground.figures.models import Upload

GONE = "The file waits no longer. Give it once more."
OURS = "Something went wrong here while this file was read, and nothing of it was kept. Tell whoever looks after this."
log = logging.getLogger(__name__)


@task()
def read_file(upload_pk: int) -> None:
    """Read a file that was given, so that somebody can look at what it holds before any of it is taken in."""
    upload = Upload.objects.get(pk=upload_pk)
    _step(upload, Upload.State.READING, "Reading its sheets", 20)
    reading = _reading(upload)
    if reading is not None:
        services.keep_what_was_found(SYSTEM, upload, reading)


@task()
def take_in_file(upload_pk: int) -> None:
    """Take in a file that was looked at: it is read once more, since only its bytes are kept."""
    upload = Upload.objects.get(pk=upload_pk)
    _step(upload, Upload.State.TAKING, "Reading its sheets once more", 30)
    reading = _reading(upload)
    if reading is None:
        return
    _step(upload, Upload.State.TAKING, "Keeping its figures", 70)
    kept = upload.kept
    services.take_in(SYSTEM, upload, reading, now=now())
    throw_away(kept)


def _step(upload: Upload, state: Upload.State, words: str, percent: int) -> None:
    """Say how far a file is. It tells who waits for the page and changes nothing, so no audit event is written."""
    Upload.objects.filter(pk=upload.pk).update(state=state, step=words, percent=percent)
    upload.refresh_from_db()


def _reading(upload: Upload) -> Reading | None:
    """What the file holds; None, and the reason kept, where it can't be read."""
    data = waiting(upload.kept)
    if data is None:
        services.refuse(SYSTEM, upload, GONE)
        return None
    try:
        reading = read_opened(open_bytes(data, upload.file_name))
        return replace(reading, checks=(*reading.checks, *checks_beside(reading)))
    except UserError as error:
        services.refuse(SYSTEM, upload, str(error))
    except (
        Exception
    ) as error:  # whoever waits for the page must be told; the text could hold words of the file
        log.error("A file of figures could not be read: %s", type(error).__name__)
        services.refuse(SYSTEM, upload, OURS)
    return None
