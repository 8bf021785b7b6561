"""What happens behind the page of a ranking. Each step is kept, so that the page can tell of it."""

from __future__ import annotations

from datetime import date

from django_tasks import TaskContext, task

from commonground.accounts.queries import caller_of
from commonground.core.behind import work_or_say
from commonground.core.clock import today
from commonground.rounds.models import Ranking
from commonground.rounds.ranking import services
from commonground.rounds.ranking.working import worked_out


@task(takes_context=True)
def rank(context: TaskContext, ranking_pk: int) -> None:
    """Work out a ranking behind its page, from what whoever asked for it may see."""
    ranking = _ranking(ranking_pk)
    if ranking.busy:  # a server that ended may have done it already
        work_or_say(
            context,
            "The practices could not be ranked",
            lambda: _work_out(ranking, on=today()),
            lambda sentence: services.refuse(caller_of(ranking.made_by), ranking, sentence),
        )


def work_out(ranking_pk: int, *, on: date) -> None:
    """Work out a ranking at once. Raises UserError, one sentence, where there is nothing to rank."""
    _work_out(_ranking(ranking_pk), on=on)


def _ranking(ranking_pk: int) -> Ranking:
    return Ranking.objects.select_related("round__area", "made_by").get(pk=ranking_pk)


def _work_out(ranking: Ranking, *, on: date) -> None:
    caller = caller_of(ranking.made_by)
    made = worked_out(caller, ranking, on=on, told=lambda words, percent: _step(ranking, words, percent))
    services.keep(caller, ranking, made)


def _step(ranking: Ranking, words: str, percent: int) -> None:
    """Say how far it is. It tells who waits for the page and changes nothing, so no audit event is written."""
    Ranking.objects.filter(pk=ranking.pk).update(state=Ranking.State.WORKING, step=words, percent=percent)
