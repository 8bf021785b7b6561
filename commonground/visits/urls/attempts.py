"""The addresses of attempts, effort, and e-mails that came back."""

from __future__ import annotations

from django.urls import path

from commonground.visits.views import attempts as attempt_views

urlpatterns = [
    path("effort/", attempt_views.effort, name="effort"),
    path("attempts/", attempt_views.choose_practice, name="choose-attempt"),
    path("practices/<str:code>/attempt/", attempt_views.log_attempt, name="log-attempt"),
    path("bounces/", attempt_views.bounces, name="bounces"),
    path("outbox/<int:pk>/came-back/", attempt_views.message_bounced, name="message-bounced"),
]
