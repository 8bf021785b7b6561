"""The addresses of questions and answers."""

from __future__ import annotations

from django.urls import path

from commonground.advice import views

urlpatterns = [
    path("questions/", views.owed, name="questions"),
    path("practices/<str:code>/questions/add/", views.ask, name="ask"),
    path("questions/<int:pk>/", views.question, name="question"),
    path("questions/<int:pk>/give/<int:answer_pk>/", views.give, name="give-answer"),
    path("questions/<int:pk>/write/", views.write_and_give, name="write-and-give"),
    path("questions/<int:pk>/pass-on/", views.pass_on, name="pass-on"),
    path("answers/", views.library, name="answers"),
    path("answers/add/", views.write, name="new-answer"),
    path("answers/<int:pk>/", views.change, name="change-answer"),
]
