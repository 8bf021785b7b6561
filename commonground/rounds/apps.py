"""Tells Django of this app."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """Its name and label."""

    name = "commonground.rounds"
    label = "rounds"
