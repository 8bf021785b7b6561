"""The addresses of accounts, and in their place those of allauth that are not offered here."""

from __future__ import annotations

from django.urls import path

from commonground.accounts.views import account, areas, people

NOT_OFFERED = (
    "email/",
    "confirm-email/",
    "confirm-email/<str:key>/",
    "password/set/",
    "password/reset/key/done/",
    "password/reset/key/<str:key>/",
    "login/code/confirm/",
    "3rdparty/signup/",
)
"""An administrator changes addresses and lets people in; a password is chosen by a link of ours."""

urlpatterns = [
    path("account/", account.account, name="account"),
    path("welcome/<str:token>/", account.welcome, name="welcome"),
    path("password/<uuid:link_id>/", account.choose_password, name="choose-password"),
    path("demo/", account.demo_people, name="demo-people"),
    path("demo/<int:pk>/", account.demo_sign_in, name="demo-sign-in"),
    path("people/", people.people, name="people"),
    path("people/add/", people.new_person, name="new-person"),
    path("people/<int:pk>/", people.change_person, name="change-person"),
    path("people/<int:pk>/end/", people.end_access, name="end-access"),
    path("people/<int:pk>/give-back/", people.give_access_back, name="give-access-back"),
    path("people/<int:pk>/welcome/", people.welcome_again, name="welcome-again"),
    path("areas/", areas.areas, name="areas"),
    path("areas/add/", areas.new_area, name="new-area"),
    path("areas/<int:pk>/", areas.change_area, name="change-area"),
    *(path(f"accounts/{place}", account.not_offered) for place in NOT_OFFERED),
]
