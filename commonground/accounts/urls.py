"""The addresses of accounts, beside those of allauth."""

from __future__ import annotations

from django.urls import path

from commonground.accounts import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("demo/", views.demo_people, name="demo-people"),
    path("demo/<int:pk>/", views.demo_sign_in, name="demo-sign-in"),
]
