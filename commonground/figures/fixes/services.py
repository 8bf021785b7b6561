"""A fix is asked for, asked after, taken back; what became of it is told by the figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from commonground.accounts.models import User
from commonground.core.caller import SYSTEM, Caller
from commonground.core.models import Area
from commonground.core.services import Changed, RefusedError, save, service
from commonground.engine.choosing.window import day_in_words
from commonground.figures.fixes import letters, queries
from commonground.figures.fixes.moving import Seen, Step, moves, number_of, seen_in, tells_more
from commonground.figures.fixes.policies import check_ask, check_services, check_told_by_figures
from commonground.figures.models import ChildHealthService, Difference, Fix, Release
from commonground.practices.models import Practice

NO_FIGURE = (
    "There is no figure with a number in which this could be seen, so nobody could tell whether it was put right. "
    "Take in the published figures of {period} first."
)
TOO_MANY = "The difference is of {children} children at most. Ask for no more than that."
HIDDEN = "How many children this is about is hidden, so nobody can be asked about them."
ASKED_ALREADY = (
    "This was asked for on {asked}, of {period}, and is open. Ask after that one, or take it back first."
)
NOT_NOW = "This was seen wholly, or taken back."
ASKED_AFTER_TODAY = "Somebody asked after this today already."


@service("fix.asked")
def ask(caller: Caller, difference: Difference, fix: Fix, *, now: datetime) -> Changed[Fix]:
    """Ask an owner to put a difference right, and write to them where there is an address.

    Of `fix` the owner, the children, the words, the day and the address are given; the rest is the difference's.
    """
    practice = difference.count.practice
    check_ask(caller, practice)
    Practice.objects.select_for_update().get(pk=practice.pk)
    if open_ := queries.open_of(caller, difference):
        raise RefusedError(ASKED_ALREADY.format(asked=day_in_words(open_.asked_on), period=open_.period))
    most = queries.most_children(difference)
    if most is None:
        raise RefusedError(HIDDEN)
    if fix.children > most:
        raise RefusedError(TOO_MANY.format(children=most), field="children")
    moving = moves(difference.cause, difference.only_in, fix.owner)
    figure = queries.figure_to_move(caller, difference, moving)
    before = number_of(figure, moving.measure) if figure else None
    if figure is None or before is None:
        raise RefusedError(NO_FIGURE.format(period=difference.period))
    fix.practice, fix.indicator, fix.period = practice, difference.indicator, figure.period
    fix.cause, fix.only_in, fix.counted_in = difference.cause, difference.only_in, difference.count
    fix.against, fix.before = figure.release, before
    fix.measure, fix.falls = moving.measure, moving.falls
    fix.asked_on = timezone.localdate(now)
    save(fix)
    if fix.to:
        name, email = _sender(caller)
        letters.send(letters.ASKED, fix, name=name, email=email, now=now)
    return Changed(fix, practice.code, {"cause": fix.cause, "owner": fix.owner, "children": fix.children})


@service("fix.chased")
def chase(caller: Caller, fix: Fix, *, now: datetime) -> Changed[Fix]:
    """Ask after a fix whose day has passed."""
    check_ask(caller, fix.practice)
    on = timezone.localdate(now)
    if _fresh(fix).settled:
        raise RefusedError(NOT_NOW)
    if fix.chased_on == on:
        raise RefusedError(ASKED_AFTER_TODAY)
    fix.chased_on = on
    visitor = fix.practice.visitor
    name, email = (
        _sender(caller) if caller.user_id else (visitor.name, visitor.email) if visitor else ("", "")
    )
    if fix.to:
        letters.send(letters.LATE, fix, name=name, email=email, now=now)
    return Changed(save(fix), fix.practice.code)


@service("fix.taken_back")
def take_back(caller: Caller, fix: Fix, *, because: str, on: date) -> Changed[Fix]:
    """It was asked by mistake, or is no longer wanted: it stays to be read, and nobody is asked after it."""
    check_ask(caller, fix.practice)
    if _fresh(fix).settled:
        raise RefusedError(NOT_NOW)
    fix.withdrawn_on, fix.withdrawn_because = on, because
    return Changed(save(fix), fix.practice.code)


@service("fix.seen")
def see(caller: Caller, fix: Fix, release: Release, seen: Seen) -> Changed[Fix]:
    """The figures of a release tell how far a fix was done. No person can say so."""
    check_told_by_figures(caller)
    _fresh(fix)
    fix.seen, fix.seen_in, fix.same_children = seen.children, release, seen.same_children
    details = {"seen": seen.children, "of": fix.children, "release": release.key}
    return Changed(save(fix), fix.practice.code, details)


def look_for_fixes(release: Release) -> None:
    """Whatever a new release tells of fixes is kept with them. Called by what takes releases in.

    Of several fixes of one number the first that was asked for has what moved first: no child is counted for two.
    """
    taken: set[Step] = set()
    for fix in queries.told_by(SYSTEM, release):
        before = queries.before_of(SYSTEM, fix)
        figures = queries.figures_for(SYSTEM, release, fix)
        seen = seen_in(fix, before, figures, taken) if before else None
        if seen is not None and tells_more(fix, seen):
            taken |= seen.steps
            see(SYSTEM, fix, release, seen)


@service("child_health_service.kept")
def keep_child_health_service(
    caller: Caller, kept: ChildHealthService, *, areas: Iterable[Area]
) -> Changed[ChildHealthService]:
    """Add or change who keeps the list of children of some areas; areas of others are left as they are."""
    check_services(caller)
    save(kept)
    others = [] if caller.kind == "system" else kept.areas.exclude(pk__in=caller.area_ids)
    kept.areas.set([*areas, *others])
    return Changed(kept)


def _fresh(fix: Fix) -> Fix:
    """Lock a fix and read it anew, in place: what figures told of it meanwhile is never undone."""
    fix.refresh_from_db(from_queryset=Fix.objects.select_for_update(of=("self",)).select_related("practice"))
    return fix


def _sender(caller: Caller) -> tuple[str, str]:
    user = User.objects.filter(pk=caller.user_id).first() if caller.user_id else None
    return caller.name, user.email if user else ""
