"""A caseload goes to another visitor, or to another area, in one step: practices, open visits, promises, questions.

What was closed stays with who visited; the history of each practice says who had it before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commonground.accounts.models import User
from commonground.core.caller import Caller
from commonground.core.models import Area
from commonground.core.services import Changed, RefusedError, save, service
from commonground.practices import services as practices
from commonground.practices.models import Practice
from commonground.visits.queries import caseloads as queries
from commonground.visits.services.handing_on import check_free, hand_on


@service("caseload.moved")
def move_caseload(
    caller: Caller,
    chosen: Sequence[Practice],
    *,
    to: User,
    of: User | None = None,
    area: Area | None = None,
    now: datetime,
) -> Changed[User]:
    """Give practices to another visitor, and to another area where one is given, with all that is open there.

    of: whose caseload it is, where not that of each practice's visitor; what is theirs at another's practice goes too.

    Raises RefusedError where none is chosen, the visitor does not work there, or is elsewhere at the time of a booked
    visit; then nothing is moved. Those who come to a booked visit get a new calendar file.
    """
    if not chosen:
        raise RefusedError("Choose at least one practice.", "practices")
    own = [practice for practice in chosen if of is None or practice.visitor_id == of.pk]
    givers = {of} if of is not None else {practice.visitor for practice in chosen}
    check_free(queries.booked_ahead(caller, chosen, now=now).filter(visitor__in=givers - {None, to}), to=to)
    for practice in chosen:
        before = of or practice.visitor
        if practice in own:
            practices.hand_over(caller, practice, to=to, area=area)
        if before is not None and before.pk != to.pk:
            _hand_on(caller, practice, before, to, now=now)
    codes = [practice.code for practice in chosen]
    return Changed(to, details={"practices": codes, "area": area.code if area else ""})


def _hand_on(caller: Caller, practice: Practice, before: User, to: User, *, now: datetime) -> None:
    """What is open at a practice, by the person who had it, goes along."""
    for visit in queries.open_visits(caller).filter(practice=practice, visitor=before):
        hand_on(caller, visit, to=to, now=now)
    for promise in queries.open_promises(caller).filter(plan__practice=practice, owner=before):
        promise.owner = to
        save(promise)
    for question in queries.open_questions(caller).filter(practice=practice, owner=before):
        question.owner = to
        save(question)
