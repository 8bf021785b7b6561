"""Tells Django of this app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Its name and label."""

    name = "commonground.plans"
    label = "plans"
