"""What is read of the outbox: the e-mails about practices that the caller may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from commonground.core.caller import Caller, Role
from commonground.core.models import OutboxMessage
from commonground.practices.queries import practices

SENT = (OutboxMessage.State.SENT, OutboxMessage.State.BOUNCED)
WHO_RUN_THE_PROGRAMME = (Role.LEAD, Role.ADMINISTRATOR)


def messages(caller: Caller) -> QuerySet[OutboxMessage]:
    """The e-mails about a caller's practices; those about no practice are for who runs the programme.

    They hold names and addresses, so a caller who sees no names sees none.
    """
    if not caller.sees_names:
        return OutboxMessage.objects.none()
    wanted = Q(practice_code__in=practices(caller).values("code"))
    if caller.role in WHO_RUN_THE_PROGRAMME:
        wanted |= Q(practice_code="")
    return OutboxMessage.objects.filter(wanted).select_related("link")


def sent_to(caller: Caller, address: str, *, subject: str = "") -> OutboxMessage | None:
    """The last e-mail that went to an address, of that subject where one is known and fits."""
    sent = messages(caller).filter(to__iexact=address, state__in=SENT).order_by("-sent_at", "-pk")
    return (sent.filter(subject=subject).first() if subject else None) or sent.first()


def sent_as(caller: Caller, number: int) -> OutboxMessage | None:
    """The e-mail with a number of the outbox, if it went."""
    return messages(caller).filter(pk=number, state__in=SENT).first()
