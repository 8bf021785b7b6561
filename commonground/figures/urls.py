"""Addresses of figures."""

from __future__ import annotations

from django.urls import path

from commonground.figures import views

urlpatterns = [
    path("figures/", views.index, name="figures"),
    path("figures/add/", views.give, name="give-figures"),
    path("figures/files/<int:pk>/", views.upload, name="figures-file"),
    path("figures/files/<int:pk>/take-in/", views.take_in, name="take-in-figures"),
    path("figures/files/<int:pk>/leave/", views.leave, name="leave-figures"),
    path("figures/releases/<int:pk>/", views.release, name="release"),
    path("figures/of/", views.find, name="find-figures"),
    path("figures/of/<str:code>/", views.organisation, name="organisation"),
]
