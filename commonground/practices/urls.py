"""The addresses of practices."""

from __future__ import annotations

from django.urls import path

from commonground.practices import views

urlpatterns = [
    path("practices/", views.directory, name="practices"),
    path("practices/<str:code>/people/add/", views.new_contact, name="new-contact"),
    path("practices/<str:code>/people/<int:pk>/confirm/", views.confirm_contact, name="confirm-contact"),
    path("practices/<str:code>/staffing/", views.new_staffing, name="new-staffing"),
]
