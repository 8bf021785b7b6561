"""Every address, in one place."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("commonground.practices.urls")),
    path("", include("commonground.visits.caseload_urls")),
    path("", include("commonground.desk.urls")),
    path("", include("commonground.accounts.urls")),
    path("accounts/", include("allauth.urls")),
]
