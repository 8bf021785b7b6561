"""The addresses of visits: for commissioners, and for those who hold a link."""

from __future__ import annotations

from django.urls import path

from commonground.core.models import Link
from commonground.practices.link_entrance import enter, leads_to
from commonground.visits.views import arranging as views
from commonground.visits.views import links as link_views
from commonground.visits.views import slots as slot_views

leads_to("your-visit", Link.Purpose.BOOK)
leads_to("coming", Link.Purpose.ATTEND)
leads_to("change-visit", Link.Purpose.MOVE)

urlpatterns = [
    path("visits/arranging/", views.arranging, name="arranging"),
    path("visits/invite/", views.invite_many, name="invite-many"),
    path("visits/<int:pk>/", views.visit, name="visit"),
    path("visits/<int:pk>/invite/", views.invite, name="invite"),
    path("visits/<int:pk>/book/", views.book, name="book-visit"),
    path("visits/<int:pk>/move/", views.move, name="move-visit"),
    path("visits/<int:pk>/held/", views.hold, name="hold-visit"),
    path("visits/<int:pk>/let-go/", views.let_go, name="let-go"),
    path("visits/<int:pk>/end/<str:to>/", views.end, name="end-visit"),
    path("visits/<int:pk>/wishes/<int:wish>/", views.deal_with, name="deal-with"),
    path("visits/<int:pk>/sheet/", views.sheet, name="visit-sheet"),
    path("slots/", slot_views.slots, name="slots"),
    path("slots/weekly/", slot_views.pattern, name="weekly-slots"),
    path("slots/<int:pk>/remove/", slot_views.remove, name="remove-slot"),
    path("feed/new/", slot_views.new_feed, name="new-feed"),
    path("feed/end/", slot_views.end_feed, name="end-feed"),
    path("feed/<str:token>.ics", slot_views.feed, name="feed"),
    path("l/<str:token>/", enter, name="link"),
    path("your-visit/<uuid:link_id>/", link_views.choose, name="your-visit"),
    path("your-visit/<uuid:link_id>/surgeries/", link_views.surgeries, name="your-surgeries"),
    path("your-visit/<uuid:link_id>/other-times/", link_views.other_times, name="other-times"),
    path("your-visit/<uuid:link_id>/ring-me/", link_views.ring_me, name="ring-me"),
    path("your-visit/<uuid:link_id>/somebody-else/", link_views.somebody_else, name="somebody-else"),
    path("your-visit/<uuid:link_id>/no/", link_views.say_no, name="say-no"),
    path("your-visit/<uuid:link_id>/coming/", link_views.coming, name="coming"),
    path("your-visit/<uuid:link_id>/change/", link_views.change, name="change-visit"),
    path("your-visit/<uuid:link_id>/put-off/", link_views.put_off, name="put-off"),
    path("your-visit/<uuid:link_id>/cancel/", link_views.cancel, name="cancel-visit"),
    path("your-visit/<uuid:link_id>/get-ready/", link_views.sheet, name="get-ready"),
    path("your-visit/<uuid:link_id>/thank-you/", link_views.thank_you, name="thank-you"),
]
