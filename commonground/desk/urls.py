"""The addresses of the pages that tell a whole story."""

from __future__ import annotations

from django.urls import path

from commonground.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("follow-up/", views.follow_up, name="follow-up"),
    path("search/", views.search, name="search"),
    path("practices/<str:code>/", views.story, name="practice"),
    path("lists/", views.take_away, name="take-away"),
    path("lists/<slug:key>/", views.listing, name="listing"),
    path("lists/<slug:key>.csv", views.listing_csv, name="listing-csv"),
    path("lists/<slug:key>.xlsx", views.listing_xlsx, name="listing-xlsx"),
    path("effort.csv", views.effort_csv, name="effort-csv"),
    path("effort.xlsx", views.effort_xlsx, name="effort-xlsx"),
    path("code-book/", views.code_book, name="code-book"),
    path("figures/differences/", views.differences, name="differences"),
    path("figures/differences.csv", views.differences_csv, name="differences-csv"),
    path("figures/differences.xlsx", views.differences_xlsx, name="differences-xlsx"),
    path("study/", views.study, name="study"),
    path("study.csv", views.study_csv, name="study-csv"),
    path("study.xlsx", views.study_xlsx, name="study-xlsx"),
]
