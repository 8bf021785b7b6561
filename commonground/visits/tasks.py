"""What happens behind a page of visits: a timetable is planned. Each step is kept, so that the page can tell of it."""

from __future__ import annotations

import logging
import time

from django_tasks import task

from commonground.accounts.queries import caller_of
from commonground.core.clock import today
from commonground.engine.errors import UserError
from commonground.engine.timetable.search import Progress, Search
from commonground.visits.models import Timetable
from commonground.visits.services import timetables as services
from commonground.visits.timetabling.working_out import worked_out

OURS = "Something went wrong here while the timetable was planned. Tell whoever looks after this."
T = Timetable.State
SECONDS_BETWEEN = 0.5
log = logging.getLogger(__name__)


@task()
def plan_timetable(pk: int) -> None:
    """Plan a timetable that was asked for, for whoever asked, within the seconds they gave."""
    timetable = Timetable.objects.select_related("round", "asked_by", "follows").get(pk=pk)
    if not timetable.busy:
        return
    caller = caller_of(timetable.asked_by)
    _say(timetable, "Reading the list and the hours of the practices", 1)
    begun = time.monotonic()
    search = Search(
        lambda: begun + timetable.seconds - time.monotonic(), timetable.seed, tell=_Teller(timetable, begun)
    )
    try:
        plan = worked_out(caller, timetable, search, on=today())
    except UserError as error:
        sentence = str(error)
    except Exception as error:  # whoever waits for the page must be told
        log.error("A timetable could not be planned: %s", type(error).__name__)
        sentence = OURS
    else:
        timetable.refresh_from_db(fields=["state"])
        if timetable.busy:  # somebody may have left it meanwhile
            services.keep_plan(caller, timetable, plan)
        return
    services.refuse(caller, timetable, sentence)


def _say(timetable: Timetable, words: str, percent: int) -> None:
    """Say how far a plan is. It tells who waits for the page and changes nothing, so no audit event is written."""
    Timetable.objects.filter(pk=timetable.pk, state__in=(T.WAITING, T.PLANNING)).update(
        state=T.PLANNING, step=words, percent=percent
    )
    timetable.refresh_from_db()


class _Teller:
    """Keeps what the search says, not more often than a page looks."""

    def __init__(self, timetable: Timetable, begun: float) -> None:
        self._timetable, self._begun, self._told = timetable, begun, 0.0

    def __call__(self, progress: Progress) -> None:
        """Keep one step."""
        now = time.monotonic()
        if now - self._told < SECONDS_BETWEEN:
            return
        self._told = now
        percent = min(99, round(100 * (now - self._begun) / self._timetable.seconds))
        _say(self._timetable, _words(progress), percent)


def _words(progress: Progress) -> str:
    if not progress.bound:
        return progress.doing
    above = max(0.0, progress.value - progress.bound) / progress.bound
    return f"{progress.doing}; the best so far is at most {above:.1%} above what no timetable can go below"
