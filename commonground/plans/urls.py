"""The addresses of plans, promises and check-ins."""

from __future__ import annotations

from django.urls import path

from commonground.core.models import Link
from commonground.plans import link_views, views
from commonground.practices.link_entrance import leads_to

leads_to("your-action", Link.Purpose.ANSWER)
leads_to("your-plan", Link.Purpose.PLAN)

urlpatterns = [
    path("follow-up/numbers/", views.numbers, name="numbers"),
    path("follow-up/numbers/<int:pk>/", views.numbers, name="area-numbers"),
    path("practices/<str:code>/plans/add/", views.begin, name="begin-plan"),
    path("plans/<int:pk>/", views.show, name="plan"),
    path("plans/<int:pk>/library/", views.choose, name="plan-library"),
    path("plans/<int:pk>/actions/add/", views.add_action, name="add-action"),
    path("plans/<int:pk>/promises/add/", views.add_promise, name="add-promise"),
    path("plans/<int:pk>/agree/", views.agree, name="agree-plan"),
    path("plans/<int:pk>/ask/", views.ask_practice, name="ask-for-plan"),
    path("plans/<int:pk>/page/", views.send_page, name="send-plan-page"),
    path("actions/<int:pk>/change/", views.change_action, name="change-action"),
    path("actions/<int:pk>/drop/", views.drop_action, name="drop-action"),
    path("actions/<int:pk>/helped/", views.help_given, name="help-given"),
    path("promises/<int:pk>/kept/", views.keep_promise, name="keep-promise"),
    path("check-ins/<int:pk>/", views.ring, name="ring"),
    path("your-action/<uuid:link_id>/", link_views.your_action, name="your-action"),
    path("your-plan/<uuid:link_id>/", link_views.your_plan, name="your-plan"),
]
