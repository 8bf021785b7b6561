"""Questions that practices ask, and answers that can be used again."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from commonground.core.free_text import FreeTextField, ShortTextField
from commonground.core.personal import NOT_SHOWN
from commonground.practices.models import Practice


class Topic(models.TextChoices):
    """What a question is about."""

    PAYMENT = "payment", "Payment"
    PROGRAMME = "programme", "The programme"
    DATA = "data", "Data"
    TRAINING = "training", "Training"
    OTHER = "other", "Something else"


class Answer(models.Model):
    """A reply with its source, written once and given again. rule_id: the rule of the rulebook it rests on.

    version rises with each change; the history has what every version said. Who got an answer keeps it as it was.
    """

    topic = models.CharField(max_length=20, choices=Topic.choices)
    question = ShortTextField(max_length=300)
    text = FreeTextField()
    source = ShortTextField(max_length=300)
    rule_id = ShortTextField(max_length=60, blank=True)
    reviewed_on = models.DateField()
    version = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="answers")
    history = HistoricalRecords()
    personal: ClassVar = {"question": NOT_SHOWN}

    class Meta:
        ordering = ("topic", "question")


class Question(models.Model):
    """What a practice asked. Until it is answered, an answer is owed to it by its owner.

    answer_…: what was given, in the words of that day. answer: where it came from in the library.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="questions")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    text = FreeTextField()
    asked_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="questions")
    due_on = models.DateField(db_index=True)
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, blank=True, related_name="given")
    answered_on = models.DateField(null=True, blank=True)
    answer_text = FreeTextField(blank=True)
    answer_source = ShortTextField(max_length=300, blank=True)
    answer_reviewed_on = models.DateField(null=True, blank=True)
    answer_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "pk")

    def keep_as_given(self, answer: Answer, on: date) -> None:
        """Keep what was answered on a day as it says now, whatever the library says later."""
        self.answer, self.answered_on = answer, on
        self.answer_text, self.answer_source = answer.text, answer.source
        self.answer_reviewed_on, self.answer_version = answer.reviewed_on, answer.version
