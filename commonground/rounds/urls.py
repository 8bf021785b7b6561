"""The addresses of rounds."""

from __future__ import annotations

from django.urls import path

from commonground.rounds import views
from commonground.rounds.ranking import views as ranking_views

urlpatterns = [
    path("rounds/", views.index, name="rounds"),
    path("rounds/new/", views.new, name="new-round"),
    path("rounds/<int:pk>/", views.one, name="round"),
    path("rounds/<int:pk>/change/", views.change, name="change-round"),
    path("rounds/<int:pk>/file/", views.from_file, name="round-list-file"),
    path("rounds/<int:pk>/add/", views.add_candidate, name="add-candidate"),
    path("rounds/<int:pk>/rank/", ranking_views.rank, name="rank-practices"),
    path("rounds/<int:pk>/rankings/<int:ranking_pk>/", ranking_views.ranking, name="ranking"),
    path("rounds/<int:pk>/rankings/<int:ranking_pk>/use/", ranking_views.use, name="use-ranking"),
    path("rounds/<int:pk>/choice.json", ranking_views.choice_file, name="choice-json"),
    path("rounds/<int:pk>/priorities.csv", ranking_views.priorities_file, name="priorities-csv"),
    path("rounds/<int:pk>/practices/<str:code>/", views.change_candidate, name="change-candidate"),
    path("rounds/<int:pk>/practices/<str:code>/remove/", views.remove_candidate, name="remove-candidate"),
]
