"""The addresses of the outbox."""

from __future__ import annotations

from django.urls import path

from commonground.desk import outbox_views

urlpatterns = [
    path("outbox/", outbox_views.index, name="outbox"),
    path("outbox/<int:pk>/", outbox_views.message, name="message"),
    path("outbox/<int:pk>/again/", outbox_views.send_again, name="send-again"),
    path("outbox/<int:pk>/dealt-with/", outbox_views.see_to, name="see-to-message"),
]
