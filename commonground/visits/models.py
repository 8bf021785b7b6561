"""A visit, from invitation to close."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from commonground.advice.models import Question
from commonground.core.free_text import FreeTextField, ShortTextField
from commonground.core.personal import NOT_SHOWN, SHOWN, SOMEBODY
from commonground.plans.models import Plan
from commonground.practices.models import Contact, Practice
from commonground.rounds.models import Round


class Visit(models.Model):
    """One practice and one visitor, from invitation to close, in a round or outside any.

    booked_at is when it first got a date, and moved_at when it last got another.
    uid and sequence are those of its calendar file: the same uid for ever, a sequence that rises with each change.
    The moves between states are in `visits.states`. from_sheet: all that is known is the day and the visitor, from a
    spreadsheet; who came, and what was found, is not.
    """

    class State(models.TextChoices):
        """Where a visit stands."""

        CANDIDATE = "candidate", "To be invited"
        CHALLENGED = "challenged", "Challenged"
        INVITED = "invited", "Invited"
        BOOKED = "booked", "Booked"
        HELD = "held", "Held"
        WRITTEN_UP = "written_up", "Written up"
        CLOSED = "closed", "Closed"
        DECLINED = "declined", "Declined"
        CANCELLED = "cancelled", "Cancelled"
        POSTPONED = "postponed", "Postponed"
        DID_NOT_TAKE_PLACE = "did_not_take_place", "Did not take place"

    class Mode(models.TextChoices):
        """In person first; what follows may be a call."""

        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="visits")
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="visits")
    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    state = models.CharField(max_length=20, choices=State.choices, default=State.CANDIDATE, db_index=True)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    starts_at = models.DateTimeField(null=True, blank=True, db_index=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    written_up_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = FreeTextField(blank=True)
    no_manager_reason = FreeTextField(blank=True)
    next_due_on = models.DateField(null=True, blank=True)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="visits")
    questions = models.ManyToManyField(Question, blank=True, related_name="visits")
    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    from_sheet = models.BooleanField(default=False, editable=False)
    made_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["round", "practice"],
                condition=models.Q(round__isnull=False),
                name="one_visit_to_a_practice_in_a_round",
            ),
        )

    @property
    def agreed_time(self) -> date | None:
        """Its time, where that stands: not the one of a visit that was put off, cancelled or not held."""
        stands = self.state in (self.State.BOOKED, self.State.HELD, self.State.WRITTEN_UP, self.State.CLOSED)
        return self.when if stands else None

    @property
    def is_online(self) -> bool:
        """Whether nobody travels."""
        return self.mode == self.Mode.ONLINE

    @property
    def when(self) -> date | None:
        """Its moment, as far as it is known: of a visit from a spreadsheet the day alone."""
        if self.from_sheet and self.starts_at is not None:
            return timezone.localtime(self.starts_at).date()
        return self.starts_at


class Slot(models.Model):
    """A time at which a visitor can come. A visit takes it; nobody else can then.

    for_one_visit: agreed for this visit alone while its nurses are asked. Let go, it is offered to nobody.
    """

    visitor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    visit = models.OneToOneField(Visit, models.SET_NULL, null=True, blank=True, related_name="slot")
    for_one_visit = models.BooleanField(default=False)

    class Meta:
        ordering = ("starts_at",)
        constraints = (models.UniqueConstraint(fields=["visitor", "starts_at"], name="one_slot_at_a_time"),)


class Attendee(models.Model):
    """Somebody who is asked to a visit, whether they can come, and whether they came.

    quorum_group: one of each group is needed, for example the manager, and one of two nurses.
    reply_for: the time that the reply is about; for any other it does not count. Earlier replies are in the history.
    """

    class Reply(models.TextChoices):
        """What they answered."""

        NONE = "", "No answer yet"
        YES = "yes", "Can come"
        NO = "no", "Cannot come"
        NOT_NEEDED = "not_needed", "Not needed"

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="attendees")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="attendances")
    role = models.CharField(max_length=20, choices=Contact.Role.choices)
    quorum_group = models.CharField(max_length=40, blank=True)
    reply = models.CharField(max_length=12, choices=Reply.choices, blank=True, default=Reply.NONE)
    reply_for = models.DateTimeField(null=True, blank=True)
    came = models.BooleanField(default=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("role", "pk")


class ContactAttempt(models.Model):
    """One attempt to arrange a visit, with the minutes it took: there the study found most of the effort goes.

    form_key: of the form on which it was sent. Sent twice, it is one attempt.
    """

    class Outcome(models.TextChoices):
        """What came of it."""

        SENT = "sent", "E-mail sent"
        BOUNCED = "bounced", "E-mail came back"
        RANG = "rang", "Rang, and spoke to them"
        NO_ANSWER = "no_answer", "Rang, no answer"
        WRONG_PERSON = "wrong_person", "Wrong person"
        IN_PERSON = "in_person", "Called in"
        REPLIED = "replied", "They answered"

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="attempts")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="attempts")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="attempts"
    )
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    minutes = models.PositiveSmallIntegerField(default=0)
    note = FreeTextField(blank=True)
    form_key = models.UUIDField(null=True, blank=True, editable=False, unique=True)

    class Meta:
        ordering = ("-at", "-pk")


class Wish(models.Model):
    """What a practice answered to an invitation instead of a slot: other times, ring me, another person."""

    class Kind(models.TextChoices):
        """The kinds of answer."""

        OTHER_TIMES = "other_times", "Other times"
        RING_ME = "ring_me", "Ring me"
        BETTER_CONTACT = "better_contact", "Somebody else"

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = FreeTextField()
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="named_in")
    made_at = models.DateTimeField()
    dealt_with_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)


class RecordEntry(models.Model):
    """One thing written in the record of a visit, saved as it is typed.

    key: `answer:<question>`, `factor:<code>`, `note:<part>` or `pulse:<side>:<question>`; the keys are the rulebook's.
    version rises with each save: a save that did not see the last one is a clash, which is shown and never merged.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="record")
    key = models.CharField(max_length=80)
    value = models.CharField(max_length=40, blank=True)
    text = FreeTextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.CharField(max_length=200)
    saved_at = models.DateTimeField()
    history = HistoricalRecords()
    personal: ClassVar = {"saved_by": SOMEBODY}

    class Meta:
        ordering = ("key",)
        constraints = (models.UniqueConstraint(fields=["visit", "key"], name="one_entry_for_a_key"),)


class Correction(models.Model):
    """What a practice says is wrong in the summary of its visit, because …"""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="corrections")
    text = ShortTextField(max_length=1000)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    personal: ClassVar = {"text": NOT_SHOWN}

    class Meta:
        ordering = ("-made_at",)


class Feed(models.Model):
    """A visitor's private calendar feed. The token is stored hashed; a new one ends the old."""

    visitor = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()


class RoundVisitor(models.Model):
    """How somebody visits in a round: from where, on which weekdays (Monday 0), how much, and when they are away.

    base and away are kept as they were typed. visit_days is the most days of visits in the whole season.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="ways_to_visit")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="ways_to_visit")
    base = ShortTextField(max_length=60)
    latitude = models.FloatField()
    longitude = models.FloatField()
    weekdays = models.JSONField(default=list)
    visits_a_day = models.PositiveSmallIntegerField()
    visit_days = models.PositiveSmallIntegerField(null=True, blank=True)
    away = FreeTextField(blank=True)
    personal: ClassVar = {"base": ""}

    class Meta:
        ordering = ("person__name", "pk")
        constraints = (models.UniqueConstraint(fields=["round", "person"], name="one_way_to_visit"),)


class Timetable(models.Model):
    """Who visits whom when in a round: asked for, planned behind the page, then accepted or left.

    One that is accepted is never changed: planning again makes another, which follows it. asked: all that it was worked
    out from, found: the record of it, both as plain values, so that it can be made again.
    """

    class State(models.TextChoices):
        """From asked for to its end."""

        WAITING = "waiting", "Waits to be planned"
        PLANNING = "planning", "Is being planned"
        PLANNED = "planned", "Planned: look at it, then accept or leave it"
        REFUSED = "refused", "Could not be planned"
        ACCEPTED = "accepted", "Accepted"
        LEFT = "left", "Left"

    round = models.ForeignKey(Round, models.PROTECT, related_name="timetables")
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    first_day = models.DateField()
    seed = models.PositiveIntegerField()
    random_order = models.BooleanField(default=True)
    own_visitors = models.BooleanField(default=True)
    seconds = models.PositiveSmallIntegerField()
    km_an_hour = models.PositiveSmallIntegerField()
    """How fast visitors get on: what a town takes is no measure of the country."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    sentence = FreeTextField(blank=True)
    asked = models.JSONField(default=dict, blank=True)
    found = models.JSONField(default=dict, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="timetables")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=200, blank=True)
    personal: ClassVar = {"accepted_by": SOMEBODY, "sentence": SHOWN}

    class Meta:
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return f"Timetable of {self.round}"

    @property
    def busy(self) -> bool:
        """Whether something happens behind the page."""
        return self.state in (self.State.WAITING, self.State.PLANNING)
