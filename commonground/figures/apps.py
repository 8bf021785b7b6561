"""Tells Django of this app."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Its name and label."""

    name = "commonground.figures"
    label = "figures"
