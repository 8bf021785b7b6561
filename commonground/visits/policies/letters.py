"""Who may change the words of the letters."""

from __future__ import annotations

from commonground.core.caller import Caller, Role
from commonground.core.models import Area
from commonground.core.services import NotAllowedError

WHO_WRITE_LETTERS = (Role.LEAD, Role.ADMINISTRATOR)


def check_letters(caller: Caller, area: Area) -> None:
    """Raise NotAllowedError unless the caller is a lead or an administrator, and works for the whole area."""
    if caller.role not in WHO_WRITE_LETTERS:
        raise NotAllowedError("Only a lead or an administrator changes the words of the letters.")
    if area.pk not in caller.area_ids:
        raise NotAllowedError("This area is not one you work for.")
