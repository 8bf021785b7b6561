"""Every attempt to arrange a visit is counted."""

from __future__ import annotations

from commonground.core.caller import Caller
from commonground.core.services import Changed, save, service
from commonground.practices.policies import check_change
from commonground.visits.models import ContactAttempt


@service("attempt.logged")
def log_attempt(caller: Caller, attempt: ContactAttempt) -> Changed[ContactAttempt]:
    """Keep one attempt with its minutes. Raises NotAllowedError, ValidationError."""
    check_change(caller, attempt.practice)
    return Changed(save(attempt), attempt.practice.code, {"outcome": attempt.outcome})
