"""The region's own words for its letters."""

from __future__ import annotations

from datetime import datetime

from commonground.core.caller import Caller
from commonground.core.letters import faults, letter_in_force
from commonground.core.models import LetterTemplate
from commonground.core.services import Changed, RefusedError, save, service
from commonground.visits.policies.letters import check_letters


@service("letter.changed")
def change_letter(
    caller: Caller, kind: str, *, subject: str, body: str, now: datetime
) -> Changed[LetterTemplate]:
    """Keep the region's words for a letter. Raises RefusedError where a name in them can't be filled in."""
    check_letters(caller)
    found = letter_in_force(kind)
    for field, sentence in faults(found.letter, subject, body):
        raise RefusedError(sentence, field)
    own = found.own or LetterTemplate(kind=kind)
    own.subject, own.body, own.changed_at = subject, body, now
    return Changed(save(own), details={"kind": kind})


@service("letter.reset")
def reset_letter(caller: Caller, kind: str) -> Changed[LetterTemplate]:
    """Go back to the rulebook's words for a letter."""
    check_letters(caller)
    own = letter_in_force(kind).own
    if own is None:
        raise RefusedError("This letter has the words of the rulebook already.")
    number = own.pk
    own.delete()
    own.pk = number  # the audit event names what is gone
    return Changed(own, details={"kind": kind})
