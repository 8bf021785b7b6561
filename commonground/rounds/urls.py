"""The addresses of rounds."""

from __future__ import annotations

from django.urls import path

from commonground.rounds import views

urlpatterns = [
    path("rounds/", views.index, name="rounds"),
    path("rounds/new/", views.new, name="new-round"),
    path("rounds/<int:pk>/", views.one, name="round"),
    path("rounds/<int:pk>/change/", views.change, name="change-round"),
    path("rounds/<int:pk>/file/", views.from_file, name="round-list-file"),
    path("rounds/<int:pk>/add/", views.add_candidate, name="add-candidate"),
    path("rounds/<int:pk>/practices/<str:code>/", views.change_candidate, name="change-candidate"),
    path("rounds/<int:pk>/practices/<str:code>/remove/", views.remove_candidate, name="remove-candidate"),
]
