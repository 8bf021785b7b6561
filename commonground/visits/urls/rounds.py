"""The addresses between a round and its visits, and of the board, the calendar and the list."""

from __future__ import annotations

from django.urls import path

from commonground.rounds.policies import no_challenge_of
from commonground.visits.queries.rounds import arranged
from commonground.visits.views import boards as board_views
from commonground.visits.views import rounds as round_views

no_challenge_of(arranged)

urlpatterns = [
    path("rounds/<int:pk>/confirm/", round_views.confirm_round, name="confirm-round"),
    path("rounds/<int:pk>/practices/<str:code>/challenge/", round_views.challenge, name="challenge"),
    path(
        "rounds/<int:pk>/practices/<str:code>/put-back/",
        round_views.withdraw_challenge,
        name="withdraw-challenge",
    ),
    path("visits/board/", board_views.board, name="visit-board"),
    path("visits/calendar/", board_views.month, name="visit-calendar"),
    path("visits/list/", board_views.table, name="visit-table"),
    path("visits/add/", round_views.add_visit, name="add-visit"),
    path("visits/add-past/", round_views.add_past_visit, name="add-past-visit"),
]
