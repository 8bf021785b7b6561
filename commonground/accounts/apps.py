"""Tells Django of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Its name and label."""

    name = "commonground.accounts"
    label = "accounts"
