"""Tells Django of this app."""

from django.apps import AppConfig


class AdviceConfig(AppConfig):
    """Its name and label."""

    name = "commonground.advice"
    label = "advice"
