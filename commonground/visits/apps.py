"""Tells Django of this app."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Its name and label."""

    name = "commonground.visits"
    label = "visits"

    def ready(self) -> None:
        """Ranking the practices of a round hears which were visited lately."""
        from commonground.rounds.ranking.given import reasons_from
        from commonground.visits.queries.rounds import visited_lately

        reasons_from(visited_lately)
