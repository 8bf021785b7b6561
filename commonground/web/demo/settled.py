"""Made-up counts by some of the demo's practices, why they differ, what was asked to be put right and what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from random import Random

from django.db.models import Q, Sum

from commonground.core.models import Area
from commonground.engine import figures as kinds
from commonground.engine.choosing.window import first_day, last_day
from commonground.engine.comparing.attribution import Counts, Part, shapley
from commonground.engine.quarters import QUARTERS_IN_A_YEAR, quarter_of
from commonground.engine.rules.difference_book import load_difference_book
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.statistics.intervals import percentages
from commonground.figures.fixes.services import look_for_fixes
from commonground.figures.models import (
    OF_A_PRACTICE,
    Agreement,
    Change,
    ChildHealthService,
    Difference,
    Figure,
    Fix,
    PracticeCount,
    Release,
)
from commonground.practices.models import Practice
from commonground.web.demo.season import Setting, at

SEED = 1974
INDICATOR = "mmr1_24m"
SOURCE = "made-up COVER by practice and year"
COUNTED = 18
"""Practices that sent a count, of those at the head of the list."""
SMALLEST = 5
SERVICES = ("Riverside child health records", "Northbank child health records")
COUNTED_BEFORE = (12, 45)
BASELINE_BEFORE = 150
ASKED_BEFORE, ASKED_LATELY = timedelta(days=110), timedelta(days=5)
DUE_AFTER, DUE_IN = timedelta(days=42), timedelta(days=37)
STAGES = ("wholly", "nearly", "late", "open")
"""How the fixes stand, one after another: seen wholly, all but one seen, none seen and late, asked for lately."""


@dataclass(frozen=True)
class _Span:
    """The year that both figures are about."""

    period: str
    first: date
    last: date


def make_settled(given: Setting, region: Area, practices: Sequence[Practice]) -> None:
    """A year's figures, the counts of some practices beside it, and fixes of which an edition since tells."""
    rng = Random(SEED)
    for name, area in zip(SERVICES, region.parts.all(), strict=False):
        made = ChildHealthService.objects.create(
            name=name, email=f"requests@{name.split()[0].lower()}.example"
        )
        made.areas.add(area)
    newest = Figure.objects.exclude(release__origin=OF_A_PRACTICE).order_by("-period_end").first()
    if newest is None:
        return
    end = quarter_of(newest.period_end)
    span = _Span(f"year to {newest.period}", first_day(end - QUARTERS_IN_A_YEAR + 1), last_day(end))
    first = _year(given, span, practices, 1, None)
    published = {one.org_code: one for one in first.figures.all()}
    there = [one for one in practices if one.code in published and one.closed_on is None][:COUNTED]
    fixes = [
        fix
        for number, practice in enumerate(there)
        for fix in _counted(given, rng, span, practice, published[practice.code], number)
    ]
    asked: list[Fix] = []
    open_: list[Fix] = []
    for number, fix in enumerate(fixes):
        (open_ if STAGES[number % len(STAGES)] == "open" else asked).append(fix)
    Fix.objects.bulk_create(asked)
    again = _year(given, span, practices, 2, first)
    _mended(again, asked)
    look_for_fixes(again)
    for fix in open_:
        fix.against, fix.asked_on = again, given.today - ASKED_LATELY
        fix.due_on = given.today + DUE_IN
    Fix.objects.bulk_create(open_)


def _year(
    given: Setting, span: _Span, practices: Sequence[Practice], edition: int, replaces: Release | None
) -> Release:
    """The year's figures of every practice: the sums of its quarters, as they are in force."""
    digest = sha256(f"{span.period} {edition}".encode()).hexdigest()
    release = Release.objects.create(
        key=f"{SOURCE}/{span.period}/{digest[:8]}",
        source=SOURCE,
        period=span.period,
        origin="made up",
        file_name="made-up-cover-year.xlsx",
        sha256=digest,
        taken_in_at=at(given.today - timedelta(days=120 if edition == 1 else 6)),
        taken_in_by="the demo",
    )
    if replaces is not None:
        replaces.replaced_by = release
        replaces.save()
    codes = {one.code: one for one in practices}
    quarters = Figure.objects.filter(
        indicator=INDICATOR,
        release__replaced_by=None,
        period_start__gte=span.first,
        period_end__lte=span.last,
        numerator__isnull=False,
        org_code__in=codes,
    ).exclude(Q(release__origin=OF_A_PRACTICE) | Q(release__source=SOURCE))
    sums = (
        quarters.order_by().values("org_code").annotate(covered=Sum("numerator"), children=Sum("denominator"))
    )
    Figure.objects.bulk_create(
        _figure(release, codes[row["org_code"]], span, row["covered"], row["children"], span.last)
        for row in sums
    )
    return release


def _figure(
    release: Release, practice: Practice, span: _Span, covered: int, children: int, as_at: date
) -> Figure:
    coverage, lower, upper = percentages(covered, children)
    return Figure(
        release=release,
        org_code=practice.code,
        org_name=practice.name,
        level="practice",
        parent_code=practice.area.code,
        definition=kinds.COVER,
        indicator=INDICATOR,
        age="24 months",
        period=span.period,
        period_start=span.first,
        period_end=span.last,
        as_at=as_at,
        denominator=children,
        numerator=covered,
        coverage=coverage,
        lower95=lower,
        upper95=upper,
        status=kinds.OK,
    )


def _counted(
    given: Setting, rng: Random, span: _Span, practice: Practice, published: Figure, number: int
) -> list[Fix]:
    """A practice's own count of the year, why it differs by cause, and who was asked to put it right."""
    start = Counts(published.numerator or 0, published.denominator or 0)
    parts = _parts(rng, start)
    covered = start.numerator + sum(part.numerator for part in parts)
    children = start.denominator + sum(part.denominator for part in parts)
    as_at = given.today - timedelta(days=rng.randint(*COUNTED_BEFORE))
    count = _release_and_count(given, practice, as_at)
    Figure.objects.bulk_create([_figure(count.release, practice, span, covered, children, as_at)])
    points = shapley(start, parts) or [0.0] * len(parts)
    rows = [_difference(count, span, part, share) for part, share in zip(parts, points, strict=True)]
    Difference.objects.bulk_create(rows)
    only = sum(part.children for part in parts if not part.denominator and part.numerator > 0)
    lost = sum(part.children for part in parts if not part.denominator and part.numerator < 0)
    joined = sum(part.numerator for part in parts if part.denominator > 0)
    both = covered - only - joined
    Agreement.objects.create(
        count=count,
        indicator=INDICATOR,
        period=span.period,
        both=both,
        chis_only=lost,
        practice_only=only,
        neither=max(0, children - covered - lost),
        status=Agreement.Status.OK,
    )
    if number % 2 == 0:
        Change.objects.bulk_create(_changes(given, rng, span, count))
    return _fixes(given, practice, published, count, rows, number)


def _parts(rng: Random, start: Counts) -> list[Part]:
    """What a practice's count has more and less than the published figure, by cause."""
    left, new = rng.randint(0, 9), rng.randint(0, 6)
    missed = start.denominator - left + new - (start.numerator - left // 4 + new // 2)
    elsewhere = max(0, min(missed, rng.randint(0, 4)))
    never = max(0, min(missed - elsewhere, rng.randint(SMALLEST, 14)))
    absent, unresolved = rng.randint(0, 2), rng.randint(0, 3)
    return [
        part
        for part in (
            Part("moved_away", kinds.CHIS, left, -(left // 4), -left),
            Part("new_registration", kinds.PRACTICE, new, new // 2, new),
            Part("never_reached_chis", kinds.PRACTICE, never, never, 0),
            Part("given_elsewhere", kinds.PRACTICE, elsewhere, elsewhere, 0),
            Part("absent_from_practice", kinds.CHIS, absent, -absent, 0),
            Part("unresolved", kinds.CHIS, unresolved, -unresolved, 0),
        )
        if part.children
    ]


def _release_and_count(given: Setting, practice: Practice, as_at: date) -> PracticeCount:
    name = f"practice-count/{practice.code}/{as_at}"
    digest = sha256(name.encode()).hexdigest()
    release = Release.objects.create(
        key=f"{name}/{digest[:8]}",
        source="practice-count",
        period=f"{practice.code}, {as_at}",
        origin=OF_A_PRACTICE,
        file_name="share.json",
        sha256=digest,
        taken_in_at=at(min(given.today, as_at + timedelta(days=2)), 11),
        taken_in_by=practice.name,
    )
    size = round(0.07 * (practice.list_size or 5000))
    return PracticeCount.objects.create(
        release=release,
        practice=practice,
        as_at=as_at,
        rulebook_version=load_rulebook().version,
        registration_known=True,
        read={"rows": 9 * size, "set_aside": size // 90, "children": size},
    )


def _difference(count: PracticeCount, span: _Span, part: Part, points: float) -> Difference:
    shown = part.children >= SMALLEST
    return Difference(
        count=count,
        indicator=INDICATOR,
        period=span.period,
        against=kinds.CHIS_LIST,
        against_release=f"chis-list/{count.practice.code}/{count.as_at - timedelta(days=9)}",
        cause=part.cause,
        only_in=part.only_in,
        children=part.children if shown else None,
        points=round(points, 4) if shown else None,
        status=Difference.Status.OK if shown else Difference.Status.SMALL,
    )


def _changes(given: Setting, rng: Random, span: _Span, count: PracticeCount) -> list[Change]:
    """What changed since a baseline that lies before the visits."""
    baseline = given.today - timedelta(days=BASELINE_BEFORE)
    joined, left = rng.randint(SMALLEST, 9), rng.randint(SMALLEST, 9)
    parts = [
        ("vaccinated", "numerator", rng.randint(SMALLEST, 9)),
        ("repaired", "numerator", rng.randint(SMALLEST, 12)),
        ("struck out", "numerator", 0),
        ("joined", "numerator", joined),
        ("left", "numerator", left),
        ("joined", "denominator", joined + rng.randint(0, 3)),
        ("left", "denominator", left + rng.randint(0, 3)),
    ]
    return [
        Change(
            count=count,
            indicator=INDICATOR,
            period=span.period,
            baseline_as_at=baseline,
            kind=kind,
            counts_in=counts_in,
            children=children,
            status=Change.Status.OK,
        )
        for kind, counts_in, children in parts
    ]


def _fixes(
    given: Setting,
    practice: Practice,
    published: Figure,
    count: PracticeCount,
    rows: Sequence[Difference],
    number: int,
) -> list[Fix]:
    """The doses that never reached the child health service were asked for, at most practices."""
    found = next((row for row in rows if row.cause == "never_reached_chis"), None)
    if found is None or found.children is None or number % 5 == 4:
        return []
    asked = given.today - ASKED_BEFORE
    return [
        Fix(
            practice=practice,
            indicator=found.indicator,
            period=found.period,
            cause=found.cause,
            only_in=found.only_in,
            children=found.children,
            owner=Fix.Owner.CHIS,
            to="requests@riverside.example",
            words=load_difference_book().causes[found.cause].ask,
            asked_on=asked,
            due_on=asked + DUE_AFTER,
            against=published.release,
            counted_in=count,
            measure=Fix.Measure.NUMERATOR,
            before=published.numerator or 0,
        )
    ]


def _mended(again: Release, fixes: Sequence[Fix]) -> None:
    """In the edition since, the numbers rose by what was put right: all of it, all but one, or nothing."""
    figures = {one.org_code: one for one in again.figures.all()}
    for number, fix in enumerate(fixes):
        stage, figure = STAGES[number % (len(STAGES) - 1)], figures[fix.practice.code]
        if stage == "late":
            continue
        rose = fix.children - (stage == "nearly")
        figure.numerator = min(figure.denominator or 0, fix.before + rose)
        figure.coverage, figure.lower95, figure.upper95 = percentages(
            figure.numerator, figure.denominator or 1
        )
        figure.save()
