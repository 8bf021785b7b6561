"""The addresses of practices."""

from __future__ import annotations

from django.urls import path

from commonground.practices import hours_views, views

urlpatterns = [
    path("practices/", views.directory, name="practices"),
    path("practices/<str:code>/people/add/", views.new_contact, name="new-contact"),
    path("practices/<str:code>/people/<int:pk>/confirm/", views.confirm_contact, name="confirm-contact"),
    path("practices/<str:code>/staffing/", views.new_staffing, name="new-staffing"),
    path("practices/<str:code>/hours/", hours_views.hours, name="hours"),
    path("practices/<str:code>/hours/<int:pk>/remove/", hours_views.remove_surgery, name="remove-surgery"),
    path(
        "practices/<str:code>/closed/<int:pk>/remove/",
        hours_views.remove_closed_day,
        name="remove-closed-day",
    ),
]
