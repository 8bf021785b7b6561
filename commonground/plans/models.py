"""Plans, their actions, the commissioner's promises, and the check-ins on both."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from commonground.core.free_text import FreeTextField, ShortTextField
from commonground.core.models import Area
from commonground.core.personal import SOMEBODY
from commonground.practices.models import Practice


class Plan(models.Model):
    """What a practice and its commissioner agreed: two or three actions of the practice, and the promises to it.

    owner: who of us looks after it while the practice has no visitor. practice_wrote_at: when the practice sent it to
    us; nothing again once it was asked to write on.
    """

    class WrittenBy(models.TextChoices):
        """Who wrote it: the study found both."""

        COMMISSIONER = "commissioner", "The commissioner"
        PRACTICE = "practice", "The practice"
        TOGETHER = "together", "Both together"

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="plans")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="plans"
    )
    written_by = models.CharField(max_length=20, choices=WrittenBy.choices)
    made_at = models.DateTimeField()
    practice_wrote_at = models.DateTimeField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)


class Action(models.Model):
    """What, who, by when, for which factor, and how many children are expected to be reached.

    side: an action of the practice, or a promise, which the commissioner owes. was_due_on: the day that was agreed
    on first, where it was put off since. helped_on: the day on which we talked over what is stuck, or not theirs.
    """

    class Side(models.TextChoices):
        """Whose it is."""

        PRACTICE = "practice", "The practice"
        COMMISSIONER = "commissioner", "Us: a promise"

    class State(models.TextChoices):
        """How it stands."""

        OPEN = "open", "Not started"
        ON_THE_WAY = "on_the_way", "On the way"
        STUCK = "stuck", "Stuck"
        DONE = "done", "Done"
        NOT_OURS = "not_ours", "Not ours"
        DROPPED = "dropped", "Dropped"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="actions")
    side = models.CharField(max_length=20, choices=Side.choices)
    what = FreeTextField("what is done")
    who = ShortTextField("who does it")
    due_on = models.DateField("by when", db_index=True)
    was_due_on = models.DateField(null=True, blank=True)
    factor = models.CharField("the factor it answers", max_length=40, blank=True)
    intervention = models.CharField(max_length=40, blank=True)
    children_expected = models.PositiveIntegerField("children expected to be reached", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="promises"
    )
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN, db_index=True)
    closed_on = models.DateField(null=True, blank=True)
    helped_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()
    personal: ClassVar = {"who": SOMEBODY}

    class Meta:
        ordering = ("due_on", "pk")


OPEN_STATES = (Action.State.OPEN, Action.State.ON_THE_WAY, Action.State.STUCK)
WANT_HELP = (Action.State.STUCK, Action.State.NOT_OURS)


class CheckIn(models.Model):
    """A dated look at how an action stands, asked by e-mail or by phone."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="check_ins")
    due_on = models.DateField(db_index=True)
    why = models.CharField(max_length=40)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=20, choices=Action.State.choices, blank=True)
    note = FreeTextField(blank=True)
    by_phone = models.BooleanField(default=False)

    class Meta:
        ordering = ("due_on", "pk")


class AreaNumber(models.Model):
    """A number of the visit book that a lead changed for an area and all that lies in it."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="numbers")
    name = models.CharField(max_length=60)
    number = models.DecimalField(max_digits=8, decimal_places=1)
    changed_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering = ("area", "name")
        constraints = (models.UniqueConstraint(fields=["area", "name"], name="one_number_of_a_name"),)
