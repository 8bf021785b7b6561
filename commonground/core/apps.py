"""Tells Django of this app."""

from django.apps import AppConfig

from commonground.core.form_words import use_our_words


class CoreConfig(AppConfig):
    """Its name and label."""

    name = "commonground.core"
    label = "core"

    def ready(self) -> None:
        """Every form says in our words what is missing."""
        use_our_words()
