"""The addresses of the pages that tell a whole story."""

from __future__ import annotations

from django.urls import path

from commonground.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("practices/<str:code>/", views.story, name="practice"),
]
