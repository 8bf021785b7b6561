"""What is read of figures: those about areas are everybody's, a practice's are for who may see the practice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from commonground.accounts.queries import people
from commonground.core.caller import Caller
from commonground.engine.figures import PublishedRow
from commonground.figures.models import OF_A_PRACTICE, Fault, Figure, Release, Upload
from commonground.figures.policies import may_take_in
from commonground.figures.rows import row_of
from commonground.practices.queries import practices

PRACTICE = "practice"
SHOWN = 200


@dataclass(frozen=True)
class Organisation:
    """Somebody that figures are about."""

    code: str
    name: str
    level: str


def figures(caller: Caller) -> QuerySet[Figure]:
    """The figures that a caller may see."""
    own = practices(caller).values("code")
    return Figure.objects.filter(~Q(level=PRACTICE) | Q(org_code__in=own))


def published(caller: Caller) -> QuerySet[Figure]:
    """Those of them that somebody published, and no practice counted itself."""
    return figures(caller).exclude(release__origin=OF_A_PRACTICE)


def faults(caller: Caller, release: Release) -> QuerySet[Fault]:
    """What the checks found in a release, but for what is about practices that the caller may not see."""
    hidden = release.figures.filter(level=PRACTICE).exclude(org_code__in=practices(caller).values("code"))
    return release.faults.exclude(org_code__in=hidden.values("org_code"))


def releases(caller: Caller) -> QuerySet[Release]:
    """The releases that hold something a caller may see, with how many figures that is."""
    seen = figures(caller).filter(release=OuterRef("pk"))
    return Release.objects.filter(Exists(seen)).select_related("replaced_by").prefetch_related("replaces")


def published_releases(caller: Caller) -> QuerySet[Release]:
    """Those of them that somebody published."""
    return releases(caller).exclude(origin=OF_A_PRACTICE)


def release(caller: Caller, pk: int) -> Release:
    """One release. Raises Release.DoesNotExist where the caller may see nothing of it."""
    return releases(caller).get(pk=pk)


def by_level(caller: Caller, release: Release) -> list[tuple[str, int, int]]:
    """Of a release, its levels with how many organisations and figures each has."""
    found = figures(caller).filter(release=release).order_by().values("level")
    counted = found.annotate(orgs=Count("org_code", distinct=True), every=Count("pk")).order_by("level")
    return [(row["level"], row["orgs"], row["every"]) for row in counted]


def organisations(caller: Caller, words: str) -> list[Organisation]:
    """The organisations whose name or code holds the words, the newest name of each, by name."""
    found = published(caller).filter(Q(org_name__icontains=words) | Q(org_code__iexact=words))
    rows = found.order_by("org_code", "-period_end").values_list("org_code", "org_name", "level")
    newest: dict[str, Organisation] = {}
    for code, name, level in rows.distinct()[: SHOWN * SHOWN]:
        newest.setdefault(code, Organisation(code, name, level))
    return sorted(newest.values(), key=lambda one: (one.name, one.code))[:SHOWN]


def of_organisation(caller: Caller, org_code: str) -> QuerySet[Figure]:
    """Every published figure about an organisation, newest edition or not, by the end of its period."""
    return published(caller).filter(org_code=org_code).select_related("release__replaced_by")


def newest_of_practices(caller: Caller) -> QuerySet[Figure]:
    """The newest edition of every published figure of a practice that the caller may see."""
    return published(caller).filter(level=PRACTICE, release__replaced_by=None)


def published_rows(caller: Caller, indicator: str, *, first: date, last: date) -> list[PublishedRow]:
    """What was published of practices for an indicator in a span of time, in the newest edition, as the engine has it.

    Every figure is there too of those of whom a note says something, so that what holds for a whole place can be told
    from how one figure was read.
    """
    inside = published(caller).filter(
        release__replaced_by=None, period_start__gte=first, period_end__lte=last
    )
    noted = inside.exclude(note="").values("org_code")
    asked = Q(level=PRACTICE, indicator=indicator) | Q(org_code__in=noted)
    return [row_of(one) for one in newest_of_each(inside.filter(asked).select_related("release"))]


def newest_of_each(found: Iterable[Figure]) -> list[Figure]:
    """Of each figure the edition that was taken in last: a file about some of the places of an earlier one replaces
    the figures of these, and leaves the others as they are."""
    last: dict[tuple[str, str, date | None, date, str], Figure] = {}
    for one in sorted(found, key=lambda one: one.release_id):
        if one.release.replaced_by_id is None:
            last[one.org_code, one.indicator, one.period_start, one.period_end, one.release.source] = one
    return list(last.values())


def before(caller: Caller, sources: Iterable[str], *, first: date, last: date) -> QuerySet[Figure]:
    """The newest edition of what some sources published of a span of time."""
    of_sources = figures(caller).filter(release__source__in=list(sources), release__replaced_by=None)
    return of_sources.filter(period_end__gte=first, period_end__lte=last).select_related("release")


def codes_known(caller: Caller, source: str) -> set[str]:
    """The codes of everybody that a source has ever had a figure of here."""
    found = figures(caller).filter(release__source=source).order_by()
    return set(found.values_list("org_code", flat=True).distinct())


def releases_of(caller: Caller, keys: Iterable[str]) -> QuerySet[Release]:
    """Some releases by their key, of those that the caller may see something of."""
    return releases(caller).filter(key__in=list(keys))


def uploads(caller: Caller) -> QuerySet[Upload]:
    """The files given by people of the caller's areas, for who may take figures in.

    What the checks found in a file names practices, which those of other areas may not see.
    """
    if caller.kind == "system":
        return Upload.objects.all()
    given = Upload.objects.filter(given_by_id__in=people(caller).order_by().values("pk"))
    return given if may_take_in(caller) else given.none()


def upload(caller: Caller, pk: int) -> Upload:
    """One file given. Raises Upload.DoesNotExist where the caller may not see it."""
    return uploads(caller).get(pk=pk)


def replaced(caller: Caller, keys: Iterable[str]) -> QuerySet[Release]:
    """Of some releases, by key, those of which a later edition was taken in since."""
    return releases_of(caller, keys).filter(replaced_by__isnull=False)
