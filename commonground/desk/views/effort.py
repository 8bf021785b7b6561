"""What arranging visits cost, as files: the page itself belongs to the visits."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, StreamingHttpResponse

from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import today
from commonground.desk.listings.writing import Sheet
from commonground.desk.views.lists import as_csv, as_xlsx
from commonground.visits.forms.attempts import PeriodForm
from commonground.visits.queries.attempts import Effort, effort_of_days

HEADINGS = ("Attempts", "Minutes", "Visits booked", "Attempts for each", "Minutes for each")


@signed_in(*EVERYONE)
def effort_csv(request: HttpRequest, caller: Caller) -> StreamingHttpResponse:
    """The days of the page as CSV, one table below another."""
    return as_csv(_sheets(request, caller), "effort")


@signed_in(*EVERYONE)
def effort_xlsx(request: HttpRequest, caller: Caller) -> FileResponse:
    """The same as a workbook, a sheet a table."""
    return as_xlsx(_sheets(request, caller), "effort")


def _sheets(request: HttpRequest, caller: Caller) -> list[Sheet]:
    since, until = PeriodForm(request.GET).days(today())
    report = effort_of_days(caller, since, until)
    return [
        _sheet("All together", f"{since} to {until}", [report.whole]),
        _sheet("By visitor", "Visitor", report.by_visitor),
        _sheet("By size of practice", "Patients", report.by_size),
        _sheet("By month", "Month", report.by_month),
        Sheet(
            "By what came of it",
            ("Outcome", *HEADINGS[:2]),
            [(one.label, one.attempts, one.minutes) for one in report.by_outcome],
        ),
    ]


def _sheet(title: str, head: str, rows: list[Effort]) -> Sheet:
    cells = [
        (one.label, one.attempts, one.minutes, one.booked, one.attempts_each, one.minutes_each)
        for one in rows
    ]
    return Sheet(title, (head, *HEADINGS), cells)
