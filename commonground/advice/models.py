"""Questions that practices ask, and answers that can be used again."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from commonground.core.free_text import FreeTextField, ShortTextField
from commonground.practices.models import Practice


class Topic(models.TextChoices):
    """What a question is about."""

    PAYMENT = "payment", "Payment"
    PROGRAMME = "programme", "The programme"
    DATA = "data", "Data"
    TRAINING = "training", "Training"
    OTHER = "other", "Something else"


class Answer(models.Model):
    """A reply with its source, written once and given again. rule_id: the rule of the rulebook it rests on."""

    topic = models.CharField(max_length=20, choices=Topic.choices)
    question = ShortTextField(max_length=300)
    text = FreeTextField()
    source = ShortTextField(max_length=300)
    rule_id = ShortTextField(max_length=60, blank=True)
    reviewed_on = models.DateField()

    class Meta:
        ordering = ("topic", "question")


class Question(models.Model):
    """What a practice asked. Until it is answered, an answer is owed to it by its owner."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="questions")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    text = FreeTextField()
    asked_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="questions")
    due_on = models.DateField(db_index=True)
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, blank=True, related_name="given")
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "pk")
