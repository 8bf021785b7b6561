"""The addresses of caseloads and of the spreadsheet that fills them."""

from __future__ import annotations

from django.urls import path

from commonground.accounts.policies import no_end_of_access_while
from commonground.visits.queries.caseloads import still_has
from commonground.visits.views import caseloads as caseload_views
from commonground.visits.views import sheets as sheet_views

no_end_of_access_while(still_has)

urlpatterns = [
    path("caseloads/", caseload_views.caseloads, name="caseloads"),
    path("caseloads/<int:pk>/move/", caseload_views.move_caseload, name="move-caseload"),
    path("load/sheet/", sheet_views.load_sheet, name="load-sheet"),
    path("load/sheet/columns/", sheet_views.sheet_columns, name="sheet-columns"),
    path("load/sheet/differences/", sheet_views.sheet_differences, name="sheet-differences"),
    path("load/sheet/leave/", sheet_views.leave_sheet, name="leave-sheet"),
]
