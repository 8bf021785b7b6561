"""The addresses of a round's timetables."""

from __future__ import annotations

from django.urls import path

from commonground.rounds.queries import days_known_by
from commonground.visits.queries.timetables import days_of
from commonground.visits.views import timetables as views

days_known_by(days_of)

urlpatterns = [
    path("rounds/<int:pk>/timetables/", views.of_round, name="round-timetable"),
    path("rounds/<int:pk>/timetables/make/", views.make, name="make-timetable"),
    path("rounds/<int:pk>/timetables/<int:number>/", views.timetable, name="timetable"),
    path("rounds/<int:pk>/timetables/<int:number>/timetable.csv", views.table_file, name="timetable-csv"),
    path(
        "rounds/<int:pk>/timetables/<int:number>/visits/<int:person>.ics",
        views.calendar_file,
        name="timetable-ics",
    ),
    path("rounds/<int:pk>/timetables/<int:number>/accept/", views.accept, name="accept-timetable"),
    path("rounds/<int:pk>/timetables/<int:number>/leave/", views.leave, name="leave-timetable"),
]
