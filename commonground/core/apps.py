"""Tells Django of this app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Its name and label."""

    name = "commonground.core"
    label = "core"
