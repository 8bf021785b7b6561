"""Every address, in one place."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from commonground.practices.link_entrance import enter

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("commonground.practices.urls")),
    path("", include("commonground.plans.urls")),
    path("", include("commonground.advice.urls")),
    path("", include("commonground.visits.record_urls")),
    path("l/<str:token>/", enter, name="link"),
    path("", include("commonground.desk.urls")),
    path("", include("commonground.accounts.urls")),
    path("accounts/", include("allauth.urls")),
]
