"""The addresses of what is read before a visit, written during it, and done after it."""

from __future__ import annotations

from django.urls import path

from commonground.core.models import Link
from commonground.practices.link_entrance import leads_to
from commonground.visits.views import after
from commonground.visits.views import record as views
from commonground.visits.views import record_links as by_link

leads_to("your-summary", Link.Purpose.SUMMARY)
leads_to("your-view", Link.Purpose.PULSE)
leads_to("your-practice", Link.Purpose.PRACTICE)

urlpatterns = [
    path("visits/to-finish/", after.to_finish, name="to-finish"),
    path("visits/<int:pk>/before/", views.before, name="before-visit"),
    path("visits/<int:pk>/record/", views.record, name="record"),
    path("visits/<int:pk>/record/save/", views.save_entry, name="save-entry"),
    path("visits/<int:pk>/record/questions/add/", after.note_question, name="note-question"),
    path("visits/<int:pk>/after/", after.after, name="after-visit"),
    path("visits/<int:pk>/after/<str:what>/", after.send, name="send-after"),
    path("visits/<int:pk>/plan/", after.begin_plan, name="visit-plan"),
    path("visits/<int:pk>/summary/", after.summary, name="visit-summary"),
    path("visits/<int:pk>/corrections/<int:correction_pk>/settle/", after.settle, name="settle-correction"),
    path("your-summary/<uuid:link_id>/", by_link.your_summary, name="your-summary"),
    path("your-view/<uuid:link_id>/", by_link.your_view, name="your-view"),
    path("your-practice/<uuid:link_id>/", by_link.your_practice, name="your-practice"),
]
