"""Addresses of figures: those published, the counts by practices, both side by side, and what is put right."""

from __future__ import annotations

from django.urls import path

from commonground.core.models import Link
from commonground.figures import views
from commonground.figures.counts import page as counting
from commonground.figures.counts import views as count_views
from commonground.figures.fixes import views as fix_views
from commonground.figures.settling import views as settling_views
from commonground.practices.link_entrance import leads_to

leads_to("count", Link.Purpose.COUNT)

urlpatterns = [
    path("count/", counting.counting_page, name="counting"),
    path("count/sample.csv", counting.sample, name="counting-sample"),
    path("figures/", views.index, name="figures"),
    path("figures/add/", views.give, name="give-figures"),
    path("figures/files/<int:pk>/", views.upload, name="figures-file"),
    path("figures/files/<int:pk>/take-in/", views.take_in, name="take-in-figures"),
    path("figures/files/<int:pk>/leave/", views.leave, name="leave-figures"),
    path("figures/releases/<int:pk>/", views.release, name="release"),
    path("figures/of/", views.find, name="find-figures"),
    path("figures/of/<str:code>/", views.organisation, name="organisation"),
    path("count/<uuid:link_id>/", count_views.count, name="count"),
    path("count/<uuid:link_id>/sent/", count_views.count_sent, name="count-sent"),
    path("practices/<str:code>/counts/", count_views.practice_counts, name="practice-counts"),
    path("practices/<str:code>/counts/give/", count_views.give_count, name="give-count"),
    path("practices/<str:code>/counts/ask/", count_views.ask_for_count, name="ask-for-count"),
    path("practices/<str:code>/figures/", settling_views.side_by_side, name="practice-figures"),
    path("differences/<int:pk>/fix/", fix_views.ask, name="ask-for-fix"),
    path("fixes/", fix_views.fixes, name="fixes"),
    path("fixes/<int:pk>/", fix_views.fix, name="fix"),
    path("fixes/<int:pk>/chase/", fix_views.chase, name="chase-fix"),
    path("fixes/<int:pk>/take-back/", fix_views.take_back, name="take-back-fix"),
    path("child-health-services/", fix_views.child_health_services, name="child-health-services"),
    path("child-health-services/add/", fix_views.new_child_health_service, name="new-child-health-service"),
    path(
        "child-health-services/<int:pk>/",
        fix_views.change_child_health_service,
        name="change-child-health-service",
    ),
]
