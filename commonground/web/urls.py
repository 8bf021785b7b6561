"""Every address, in one place."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("commonground.practices.urls")),
    path("", include("commonground.visits.urls.arranging")),
    path("", include("commonground.figures.urls")),
    path("", include("commonground.rounds.urls")),
    path("", include("commonground.visits.urls.rounds")),
    path("", include("commonground.visits.urls.timetables")),
    path("", include("commonground.visits.urls.attempts")),
    path("", include("commonground.visits.urls.letters")),
    path("", include("commonground.desk.outbox_urls")),
    path("", include("commonground.plans.urls")),
    path("", include("commonground.advice.urls")),
    path("", include("commonground.visits.urls.record")),
    path("", include("commonground.visits.urls.caseloads")),
    path("", include("commonground.desk.urls")),
    path("", include("commonground.accounts.urls")),
    path("accounts/", include("allauth.urls")),
]
