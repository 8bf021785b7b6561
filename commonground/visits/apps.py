"""Tells Django of this app."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Its name and label."""

    name = "commonground.visits"
    label = "visits"
