"""Whether a share.json that was sent may be taken in. What is refused is said without repeating anything of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from commonground.core.services import RefusedError
from commonground.engine.rules.model import Rulebook
from commonground.engine.rules.visit_book import load_visit_book
from commonground.engine.share_check import faults_of_content, read_share

NAME = "This file"
SENTENCES_SHOWN = 3
OTHER_RULES = (
    "This count was made with other rules than those in force here, perhaps by a page that was open for long. "
    "Load the page again, and count once more."
)
OTHER_PRACTICE = (
    "This count is not of {practice}. Nothing of it was kept. Open the link that this practice was sent."
)
NOT_YET = (
    "This count says that it was made as at a day that has not come yet. Set the day, and count once more."
)
TOO_OLD = "This count is as at {as_at}, which is too long ago. Count once more, as at today."


def count_in(
    data: bytes, practice_code: str, practice: str, rulebook: Rulebook, *, on: date
) -> dict[str, Any]:
    """The document of a count by a practice. Raises RefusedError, a sentence, where it may not be taken in."""
    document, faults = read_share(data, NAME, rulebook)
    if faults:
        raise RefusedError(_said(faults))
    if document["rulebook_version"] != rulebook.version:
        raise RefusedError(OTHER_RULES)
    if document["org_code"] != practice_code:
        raise RefusedError(OTHER_PRACTICE.format(practice=practice))
    faults = faults_of_content(document, rulebook)
    if faults:
        raise RefusedError(_said(faults))
    as_at = date.fromisoformat(document["as_at"])
    if as_at > on:
        raise RefusedError(NOT_YET)
    if on - as_at > timedelta(days=load_visit_book().number("count-oldest-days")):
        raise RefusedError(TOO_OLD.format(as_at=f"{as_at.day} {as_at:%B %Y}"))
    return dict(document)


def _said(faults: list[str]) -> str:
    first = " ".join(fault if fault.endswith(".") else f"{fault}." for fault in faults[:SENTENCES_SHOWN])
    more = len(faults) - SENTENCES_SHOWN
    return f"This count can't be taken in. {first}" + (f" And {more} more faults." if more > 0 else "")
