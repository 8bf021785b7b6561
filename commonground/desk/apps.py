"""Tells Django of this app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Its name and label."""

    name = "commonground.desk"
    label = "desk"
