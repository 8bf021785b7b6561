"""Tells Django of this app."""

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    """Its name and label."""

    name = "commonground.practices"
    label = "practices"
