"""What happens behind the page of a ranking. Each step is kept, so that the page can tell of it."""

from __future__ import annotations

import logging
from datetime import date

from django_tasks import task

from commonground.accounts.queries import caller_of
from commonground.core.clock import today
from commonground.engine.errors import UserError
from commonground.rounds.models import Ranking
from commonground.rounds.ranking import services
from commonground.rounds.ranking.working import worked_out

OURS = "Something went wrong here while the practices were ranked. Tell whoever looks after this."
log = logging.getLogger(__name__)


@task()
def rank(ranking_pk: int) -> None:
    """Work out a ranking behind its page."""
    work_out(ranking_pk, on=today())


def work_out(ranking_pk: int, *, on: date) -> None:
    """Work out a ranking, from what whoever asked for it may see. What is wrong with it is kept in a sentence."""
    ranking = Ranking.objects.select_related("round__area", "made_by").get(pk=ranking_pk)
    caller = caller_of(ranking.made_by)
    try:
        made = worked_out(caller, ranking, on=on, told=lambda words, percent: _step(ranking, words, percent))
    except UserError as error:
        services.refuse(caller, ranking, str(error))
    except (
        Exception
    ) as error:  # whoever waits for the page must be told; the text could hold words that were typed
        log.error("A ranking could not be worked out: %s", type(error).__name__)
        services.refuse(caller, ranking, OURS)
    else:
        services.keep(caller, ranking, made)


def _step(ranking: Ranking, words: str, percent: int) -> None:
    """Say how far it is. It tells who waits for the page and changes nothing, so no audit event is written."""
    Ranking.objects.filter(pk=ranking.pk).update(state=Ranking.State.WORKING, step=words, percent=percent)
