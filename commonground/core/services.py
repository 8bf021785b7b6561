"""Every change is one named call with an actor, in one transaction with its audit event."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.db import models, transaction

from commonground.core.caller import Caller
from commonground.core.clock import now
from commonground.core.models import AuditEvent

P = ParamSpec("P")
M = TypeVar("M", bound=models.Model)


class NotAllowedError(Exception):
    """The caller may not do this; the text is a sentence for the person."""


class RefusedError(Exception):
    """This can't be done as things stand; the text is a sentence that says why and what to do.

    `field` names the form field that it is about, if it is about one.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Changed(Generic[M]):
    """What a service returns: what was changed, and details for the audit trail.

    The details are ids, codes and states; never free text.
    """

    subject: M
    practice_code: str = ""
    details: dict[str, Any] = field(default_factory=dict)


Body = Callable[Concatenate[Caller, P], Changed[M]]
Call = Callable[Concatenate[Caller, P], M]

SERVICES: dict[str, Callable[..., Any]] = {}
"""By audit event, the service that writes it."""


def service(event: str) -> Callable[[Body[P, M]], Call[P, M]]:
    """Make a function the one way in which something changes: `contact.confirmed(caller, …)` returns what it changed.

    The function takes the caller first and returns `Changed`; what it wrote and its audit event are kept together or
    not at all. A caller who only reads is refused before anything happens (NotAllowedError).
    """

    def decorate(function: Body[P, M]) -> Call[P, M]:
        def call(caller: Caller, /, *args: P.args, **kwargs: P.kwargs) -> M:
            if caller.reads_only:
                raise NotAllowedError("You can read everything here and change nothing.")
            with transaction.atomic():
                changed = function(caller, *args, **kwargs)
                _audit(event, caller, changed)
            return changed.subject

        if event in SERVICES:
            raise ValueError(f"two services write the audit event {event}")
        SERVICES[event] = call
        functools.update_wrapper(call, function)
        return call

    return decorate


def save(instance: M) -> M:
    """Save after every field has been checked, free text for NHS numbers among them. Raises ValidationError."""
    instance.full_clean()
    instance.save()
    return instance


def _audit(event: str, caller: Caller, changed: Changed[Any]) -> None:
    AuditEvent.objects.create(
        at=now(),
        event=event,
        actor_kind=caller.kind,
        actor_id=str(caller.user_id or caller.link_id or ""),
        actor_name=caller.name,
        subject_type=changed.subject._meta.label_lower,
        subject_id=str(changed.subject.pk),
        practice_code=changed.practice_code,
        details=changed.details,
    )
