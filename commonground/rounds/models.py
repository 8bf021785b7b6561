"""Rounds of visits."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models

from commonground.core.free_text import FreeTextField, ShortTextField
from commonground.core.models import Area
from commonground.core.personal import SHOWN
from commonground.practices.models import Practice


class Round(models.Model):
    """A season of visits. Once it is confirmed its list is immutable: what was chosen, by which rule, and by whom."""

    name = ShortTextField()
    area = models.ForeignKey(Area, models.PROTECT, related_name="rounds")
    starts_on = models.DateField()
    ends_on = models.DateField()
    rule = FreeTextField("how the practices were chosen")
    visitors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="rounds", blank=True)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    personal: ClassVar = {"rule": SHOWN}

    class Meta:
        ordering = ("-starts_on", "name")

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    """A practice in a round's list, with the reason why.

    One taken off while the list is drawn up stays, with the reason, so that nobody puts it back unawares.
    assigned_month: the first day of the month that a timetable gave it first, for ever; planned_on: its day in the
    present timetable. When it was visited is the visit's to say.
    """

    class ChosenBy(models.TextChoices):
        """How it came to be in the list."""

        RANK = "rank", "By the rule"
        RANDOM = "random", "Drawn at random"
        VISITOR = "visitor", "By the visitor"

    class Action(models.TextChoices):
        """What a place on a ranked list asks for."""

        UPTAKE = "uptake", "A visit about uptake"
        RECONCILE = "reconcile", "Settle the two counts first"
        NEXT = "next", "A later season"
        NONE = "none", "Nothing"

    round = models.ForeignKey(Round, models.CASCADE, related_name="candidates")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="candidacies")
    position = models.PositiveIntegerField()
    reason = FreeTextField(blank=True)
    chosen_by = models.CharField(max_length=10, choices=ChosenBy.choices, default=ChosenBy.RANK)
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="candidates"
    )
    removed_on = models.DateField(null=True, blank=True)
    removed_because = FreeTextField(blank=True)
    assigned_month = models.DateField(null=True, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    passed_over = models.BooleanField(default=False)
    """Taken off because a list made later did not choose it: the next one may choose it again."""
    rank = models.PositiveIntegerField(null=True, blank=True)
    rank_low = models.PositiveIntegerField(null=True, blank=True)
    rank_high = models.PositiveIntegerField(null=True, blank=True)
    tie = ShortTextField(max_length=30, blank=True)
    priority = models.FloatField(null=True, blank=True)
    action = models.CharField(max_length=10, choices=Action.choices, blank=True)
    provisional = models.BooleanField(default=False)
    sentence = FreeTextField(blank=True)
    personal: ClassVar = {"sentence": SHOWN, "tie": SHOWN}

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["round", "practice"], name="one_candidacy"),)


class Challenge(models.Model):
    """A visitor's reasoned objection to a candidate: it leaves the list, and returns by itself on a date."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="challenges")
    reason = FreeTextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="challenges")
    made_on = models.DateField()
    returns_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-made_on", "-pk")

    @classmethod
    def standing(cls, on: date) -> models.QuerySet[Challenge]:
        """Every challenge that keeps a candidate off its list on a day: see `stands`."""
        ends_later = models.Q(returns_on=None) | models.Q(returns_on__gt=on)
        return cls.objects.filter(ends_later, withdrawn_on=None)

    def stands(self, on: date) -> bool:
        """Whether it keeps its candidate off the list on a day: it ends by itself on the day it names."""
        return self.withdrawn_on is None and (self.returns_on is None or self.returns_on > on)


class Ranking(models.Model):
    """The practices of a round's area ranked: asked for, worked out behind the page, looked at, then used or not.

    `asked` is what was chosen in the form, `beside` what was read of the files given with it. `record` is the choice
    with everything needed to make it again (choice.json), `shown` what its page draws. The one that is used is the
    round's choice, and stays as it is once the round is confirmed.
    """

    class State(models.TextChoices):
        """From asked for to its end."""

        WAITING = "waiting", "Waits to be worked out"
        WORKING = "working", "Is being worked out"
        READY = "ready", "Worked out: look at it, then use it or not"
        REFUSED = "refused", "Could not be worked out"
        USED = "used", "This is the list of the round"

    round = models.ForeignKey(Round, models.CASCADE, related_name="rankings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = ShortTextField(blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    sentence = FreeTextField(blank=True)
    asked = models.JSONField(default=dict)
    beside = models.JSONField(default=dict, blank=True)
    record = models.JSONField(default=dict, blank=True)
    shown = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="rankings")
    used_at = models.DateTimeField(null=True, blank=True)
    personal: ClassVar = {"sentence": SHOWN}

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["round"], condition=models.Q(state="used"), name="one_choice"),
        )

    @property
    def busy(self) -> bool:
        """Whether something happens behind the page."""
        return self.state in (self.State.WAITING, self.State.WORKING)
