"""What happens behind a page of visits: a timetable is planned. Each step is kept, so that the page can tell of it."""

from __future__ import annotations

import time

from django_tasks import TaskContext, task

from commonground.accounts.queries import caller_of
from commonground.core.behind import work_or_say
from commonground.core.caller import Caller
from commonground.core.clock import today
from commonground.engine.timetable.search import Progress, Search
from commonground.visits.models import Timetable
from commonground.visits.services import timetables as services
from commonground.visits.timetabling.working_out import worked_out

T = Timetable.State
SECONDS_BETWEEN = 0.5


@task(takes_context=True)
def plan_timetable(context: TaskContext, pk: int) -> None:
    """Plan a timetable that was asked for, for whoever asked, within the seconds they gave."""
    timetable = Timetable.objects.select_related("round", "asked_by", "follows").get(pk=pk)
    caller = caller_of(timetable.asked_by)

    def refuse(sentence: str) -> None:
        if _still_wanted(timetable):
            services.refuse(caller, timetable, sentence)

    if timetable.busy:  # a server that ended may have done it already
        work_or_say(context, "The timetable could not be planned", lambda: _plan(caller, timetable), refuse)


def _plan(caller: Caller, timetable: Timetable) -> None:
    _say(timetable, "Reading the list and the hours of the practices", 1)
    begun = time.monotonic()
    search = Search(
        lambda: begun + timetable.seconds - time.monotonic(), timetable.seed, tell=_Teller(timetable, begun)
    )
    plan = worked_out(caller, timetable, search, on=today())
    if _still_wanted(timetable):
        services.keep_plan(caller, timetable, plan)


def _still_wanted(timetable: Timetable) -> bool:
    """Whether nobody left it meanwhile."""
    timetable.refresh_from_db(fields=["state"])
    return timetable.busy


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
