"""Who may change the words of the letters."""

from __future__ import annotations

from commonground.core.caller import Caller, Role
from commonground.core.services import NotAllowedError

WHO_WRITE_LETTERS = (Role.LEAD, Role.ADMINISTRATOR)


def check_letters(caller: Caller) -> None:
    """Raise NotAllowedError unless the caller is a lead or an administrator: the letters are the whole region's."""
    if caller.role not in WHO_WRITE_LETTERS:
        raise NotAllowedError("Only a lead or an administrator changes the words of the letters.")
