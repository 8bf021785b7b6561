"""The addresses of the letters."""

from __future__ import annotations

from django.urls import path

from commonground.visits.views import letters as letter_views

urlpatterns = [
    path("letters/", letter_views.letters, name="letters"),
    path("letters/<str:kind>/", letter_views.letter, name="letter"),
    path("letters/<str:kind>/reset/", letter_views.reset_letter, name="reset-letter"),
]
