"""Areas, the audit trail, signed links, the outbox, and the region's own words for its letters."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from commonground.core.free_text import FreeTextField, ShortTextField
from commonground.core.personal import NOT_SHOWN, SOMEBODY


class Area(models.Model):
    """A place that somebody commissions for: a region, an ICB, a borough. Practices lie in the smallest."""

    class Kind(models.TextChoices):
        """From the largest to the smallest."""

        REGION = "region", "Region"
        ICB = "icb", "Integrated care board"
        BOROUGH = "borough", "Borough or place"

    code = ShortTextField(max_length=20, unique=True)
    name = ShortTextField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def with_parts(self) -> models.QuerySet[Area]:
        """This area with all that lies in it: a region has ICBs, and an ICB has boroughs."""
        lies_in = models.Q(parent=self) | models.Q(parent__parent=self)
        return Area.objects.filter(models.Q(pk=self.pk) | lies_in)


class AuditEvent(models.Model):
    """That something was changed: by whom, when, and what. Written by `core.services.service` alone.

    It has no foreign keys, so that it outlives what it tells of, and holds no free text.
    """

    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=60, db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    practice_code = models.CharField(max_length=10, blank=True, db_index=True)
    details = models.JSONField(default=dict)
    personal: ClassVar = {"actor_name": SOMEBODY}

    class Meta:
        ordering = ("-at", "-pk")


class Link(models.Model):
    """A signed link without an account. The token itself is never stored: see `core.links`."""

    class Purpose(models.TextChoices):
        """The one thing that a link is for."""

        BOOK = "book", "choose a date"
        ATTEND = "attend", "say whether you can come to a visit"
        MOVE = "move", "move or cancel a visit"
        ANSWER = "answer", "say how an action stands"
        PLAN = "plan", "write the practice's plan"
        SUMMARY = "summary", "read and correct the summary of a visit"
        PULSE = "pulse", "say how the visit was"
        COUNT = "count", "count in the browser and send the counts"
        PRACTICE = "practice", "see the practice's own pages"
        PASSWORD = "password", "choose a password"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    practice_code = models.CharField(max_length=10, blank=True, db_index=True)
    object_id = models.CharField(max_length=40, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    @property
    def lasting(self) -> bool:
        """Whether it only shows, and may be opened again and again."""
        return self.purpose == self.Purpose.PRACTICE


class OutboxMessage(models.Model):
    """An e-mail that is to be sent, and what became of it.

    The body holds `{link}` where the address of its link goes, which is written in as it is sent.
    """

    class State(models.TextChoices):
        """From waiting to its end."""

        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        BOUNCED = "bounced", "Came back"

    kind = models.CharField(max_length=40, db_index=True)
    to = models.EmailField()
    reply_to = models.EmailField(blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    subject = ShortTextField()
    body = FreeTextField()
    link = models.ForeignKey(Link, models.PROTECT, null=True, blank=True, related_name="messages")
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    practice_code = models.CharField(max_length=10, blank=True, db_index=True)
    visit_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING, db_index=True)
    made_at = models.DateTimeField()
    send_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    seen_to_at = models.DateTimeField(null=True, blank=True)
    personal: ClassVar = dict.fromkeys(
        ("to", "reply_to", "from_name", "subject", "calendar", "last_error"), NOT_SHOWN
    )

    class Meta:
        ordering = ("-made_at", "-pk")


class LetterTemplate(models.Model):
    """The words of an e-mail, as a region edited them, for all that lies in it.

    What is not here has the words of the rulebook.
    """

    area = models.ForeignKey(Area, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=40)
    subject = ShortTextField()
    body = FreeTextField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["area", "kind"], name="one_letter_of_a_kind"),)
