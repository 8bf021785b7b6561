"""The region's own words for its letters."""

from __future__ import annotations

from datetime import datetime

from commonground.core.caller import Caller
from commonground.core.letters import faults, letter_in_force
from commonground.core.models import Area, LetterTemplate
from commonground.core.services import Changed, RefusedError, save, service
from commonground.visits.policies.letters import check_letters


@service("letter.changed")
def change_letter(
    caller: Caller, area: Area, kind: str, *, subject: str, body: str, now: datetime
) -> Changed[LetterTemplate]:
    """Keep an area's words for a letter. Raises RefusedError where a name in them can't be filled in."""
    check_letters(caller, area)
    found = letter_in_force(kind, area)
    for field, sentence in faults(found.letter, subject, body):
        raise RefusedError(sentence, field)
    own = _own(area, kind) or LetterTemplate(area=area, kind=kind)
    own.subject, own.body, own.changed_at = subject, body, now
    return Changed(save(own), details={"kind": kind, "area": area.code})


@service("letter.reset")
def reset_letter(caller: Caller, area: Area, kind: str) -> Changed[LetterTemplate]:
    """Take an area's words for a letter away: those in force around it hold again, or the rulebook's."""
    check_letters(caller, area)
    own = _own(area, kind)
    if own is None:
        raise RefusedError("This letter has no words of this area's own.")
    number = own.pk
    own.delete()
    own.pk = number  # the audit event names what is gone
    return Changed(own, details={"kind": kind, "area": area.code})


def _own(area: Area, kind: str) -> LetterTemplate | None:
    return LetterTemplate.objects.filter(area=area, kind=kind).first()
