"""A practice's whole story on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.accounts.entrance import EVERYONE, signed_in
from commonground.core.caller import Caller
from commonground.core.clock import today
from commonground.desk.presenters.places import of_visit
from commonground.desk.queries.story import story as whole_story
from commonground.figures.fixes.presenters import lines_of
from commonground.figures.fixes.queries import fixes_of
from commonground.figures.settling.presenters import changes_since
from commonground.figures.settling.short import two_figures_of
from commonground.practices import queries as practices
from commonground.practices.policies import may_change
from commonground.practices.views import practice_or_404
from commonground.visits.presenters.boards import STATES


@signed_in(*EVERYONE)
def story(request: HttpRequest, caller: Caller, code: str) -> HttpResponse:
    """All that is known of one practice, with the history of those that merged into it."""
    practice = practice_or_404(caller, code)
    return render(
        request,
        "desk/practice.html",
        {
            "practice": practice,
            "contacts": practices.contacts(caller, practice),
            "right_person": practices.right_person(caller, practice),
            "staffing": practices.staffing(caller, practice),
            "may_change": may_change(caller, practice),
            "sees_names": caller.sees_names,
            "story": whole_story(caller, practice, on=today()),
            "two": two_figures_of(caller, [practice.code]).get(practice.code),
            "fixes": lines_of(fixes_of(caller, practice), today()),
            "changes": changes_since(caller, practice),
            "of_visit": of_visit,
            "states": STATES,
            "today": today(),
        },
    )
