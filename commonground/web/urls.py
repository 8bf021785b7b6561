"""Every address, in one place."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("commonground.practices.urls")),
    path("", include("commonground.visits.urls")),
    path("", include("commonground.rounds.urls")),
    path("", include("commonground.visits.round_urls")),
    path("", include("commonground.visits.attempt_urls")),
    path("", include("commonground.visits.letter_urls")),
    path("", include("commonground.desk.outbox_urls")),
    path("", include("commonground.plans.urls")),
    path("", include("commonground.advice.urls")),
    path("", include("commonground.visits.record_urls")),
    path("", include("commonground.desk.urls")),
    path("", include("commonground.accounts.urls")),
    path("accounts/", include("allauth.urls")),
]
