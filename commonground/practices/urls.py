"""The addresses of practices."""

from __future__ import annotations

from django.urls import path

from commonground.practices.views import details, directory, loading, people

urlpatterns = [
    path("practices/", directory.directory, name="practices"),
    path("practices/add/", directory.new_practice, name="new-practice"),
    path("practices/<str:code>/people/add/", people.new_contact, name="new-contact"),
    path("practices/<str:code>/people/<int:pk>/", people.change_contact, name="change-contact"),
    path("practices/<str:code>/people/<int:pk>/confirm/", people.confirm_contact, name="confirm-contact"),
    path("practices/<str:code>/people/<int:pk>/bounce/", people.note_bounce, name="note-bounce"),
    path("practices/<str:code>/people/<int:pk>/left/", people.note_left, name="note-left"),
    path("practices/<str:code>/staffing/", people.staffing, name="staffing"),
    path("practices/<str:code>/staffing/add/", people.new_staffing, name="new-staffing"),
    path("practices/<str:code>/details/", details.details, name="practice-details"),
    path("practices/<str:code>/details/change/", details.change_practice, name="change-practice"),
    path("practices/<str:code>/close/", details.close, name="close-practice"),
    path("practices/<str:code>/open/", details.open_again, name="open-practice"),
    path("practices/<str:code>/surgeries/add/", details.new_surgery, name="new-surgery"),
    path("practices/<str:code>/surgeries/<int:pk>/remove/", details.remove_surgery, name="remove-surgery"),
    path("practices/<str:code>/closed-days/add/", details.new_closed_day, name="new-closed-day"),
    path(
        "practices/<str:code>/closed-days/<int:pk>/remove/",
        details.remove_closed_day,
        name="remove-closed-day",
    ),
    path("load/directory/", loading.load_directory, name="load-directory"),
    path("load/directory/differences/", loading.directory_differences, name="directory-differences"),
    path("load/directory/leave/", loading.leave_directory, name="leave-directory"),
    path("audit/", directory.audit, name="audit"),
]
