"""The pages of practices, and what they all begin with."""

from __future__ import annotations

from django.http import Http404

from commonground.core.caller import Caller
from commonground.practices import queries
from commonground.practices.models import Practice
from commonground.practices.policies import check_change


def practice_or_404(caller: Caller, code: str) -> Practice:
    """The practice, or the page that says there is none that this caller may see."""
    try:
        return queries.practice(caller, code)
    except Practice.DoesNotExist as error:
        raise Http404 from error


def practice_to_change(caller: Caller, code: str) -> Practice:
    """The practice where the caller may change it, or the page that says there is none."""
    practice = practice_or_404(caller, code)
    check_change(caller, practice)
    return practice
