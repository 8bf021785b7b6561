"""Made-up published figures of the demo's practices, and a round in preparation whose practices are ranked on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from math import exp, log
from random import Random

from commonground.accounts.models import User
from commonground.accounts.queries import caller_of
from commonground.core.caller import Role
from commonground.core.models import Area
from commonground.engine import figures as kinds
from commonground.engine.choosing.record import InputFile
from commonground.engine.choosing.window import Window, first_day, last_day
from commonground.engine.figures import PublishedRow
from commonground.engine.quarters import quarter_of
from commonground.engine.statistics.intervals import wilson
from commonground.figures.models import Figure, Release
from commonground.figures.rows import figure_of
from commonground.practices.models import Practice
from commonground.rounds import services as rounds
from commonground.rounds.models import Ranking, Round
from commonground.rounds.ranking import services as rankings
from commonground.rounds.ranking.asking import Beside, kept_beside
from commonground.rounds.ranking.forms import COUNTS, DEPRIVATION
from commonground.rounds.ranking.tasks import work_out
from commonground.web.demo.season import Setting, at

SEED = 1948
SOURCE = "made-up COVER by practice"
FILE = "made-up-cover-{period}.xlsx"
QUARTERS = 8
PUBLISHED_AFTER = timedelta(days=85)
INDICATORS = {"mmr1_24m": ("24 months", 0.87), "mmr2_5y": ("5 years", 0.82)}
SPREAD, DRIFT = 0.55, 0.1
BIRTHS_A_QUARTER = 0.0032
"""Children who reach an age in a quarter, of everybody on a list."""
FIRST_EDITION_LACKED = 0.03
"""How much lower the first edition of the re-issued quarter was, by its practices' records that came late."""
PERCENTAGE_ONLY = 9
"""The practice of which only percentages are published: it is listed and not ranked."""
HAVE_COUNTED, OWN_COUNT_HIGHER = 14, 0.25
NEXT_ROUND = "Round of {year}, in preparation"
RULE = "Children short of the target, by published figures and practices’ own counts; one visit in ten drawn at random."
CAVEAT = "data quality: the child health records of this place moved to another system in these quarters"


@dataclass(frozen=True)
class _Quarter:
    number: int

    @property
    def period(self) -> str:
        first = first_day(self.number)
        year = first.year if first.month >= 4 else first.year - 1
        return f"{year}-{(year + 1) % 100:02d} Q{(first.month - 4) // 3 % 4 + 1}"


def make_published(given: Setting, region: Area, practices: Sequence[Practice]) -> None:
    """Two years of figures by quarter; then the list of the next round, made before one quarter was issued anew."""
    rng = Random(SEED)
    last = quarter_of(given.today - PUBLISHED_AFTER) - 1
    quarters = [_Quarter(number) for number in range(last - QUARTERS + 1, last + 1)]
    level = {practice.pk: rng.gauss(0, SPREAD) for practice in practices}
    caveat = practices[len(practices) // 2].area
    once_more = quarters[-2]
    anew: tuple[Release, list[PublishedRow]] | None = None
    for quarter in quarters:
        rows = list(_rows(rng, quarter, practices, level, caveat))
        if quarter is once_more:
            first = _release(given, quarter, 1)
            _keep(first, [_lacking(row) for row in rows])
            anew = (first, rows)
        else:
            _keep(_release(given, quarter, 1), rows)
    _next_round(given, region, practices, quarters[-4:], level, rng)
    if anew is not None:
        anew[0].replaced_by = _release(given, once_more, 2)
        anew[0].save()
        _keep(anew[0].replaced_by, anew[1])


def _release(given: Setting, quarter: _Quarter, edition: int) -> Release:
    published = last_day(quarter.number) + PUBLISHED_AFTER + timedelta(days=20 * (edition - 1))
    file = FILE.format(period=quarter.period.replace(" ", "-"))
    digest = sha256(f"{file} {edition}".encode()).hexdigest()
    return Release.objects.create(
        key=f"{SOURCE}/{quarter.period}/{digest[:8]}",
        source=SOURCE,
        period=quarter.period,
        origin="made up",
        file_name=file,
        sha256=digest,
        taken_in_at=at(min(published, given.today)),
        taken_in_by="the demo",
    )


def _keep(release: Release, rows: Sequence[PublishedRow]) -> None:
    Figure.objects.bulk_create([figure_of(row, release) for row in rows], batch_size=500)


def _rows(
    rng: Random, quarter: _Quarter, practices: Sequence[Practice], level: dict[int, float], caveat: Area
) -> Iterator[PublishedRow]:
    for practice in practices:
        closed = practice.closed_on is not None and practice.closed_on <= last_day(quarter.number)
        if closed:
            continue
        for indicator, (age, usual) in INDICATORS.items():
            children = max(1, round(rng.gauss(1, 0.15) * BIRTHS_A_QUARTER * (practice.list_size or 5000)))
            share = _logistic(log(usual / (1 - usual)) + level[practice.pk] + rng.gauss(0, DRIFT))
            covered = sum(rng.random() < share for _ in range(children))
            note = CAVEAT if practice.area_id == caveat.pk else ""
            row = _row(practice, quarter, indicator, age, covered, children, note)
            yield _as_percentage(row) if practice is practices[PERCENTAGE_ONLY] else row


def _row(
    practice: Practice, quarter: _Quarter, indicator: str, age: str, covered: int, children: int, note: str
) -> PublishedRow:
    lower, upper = wilson(covered, children)
    return PublishedRow(
        org_code=practice.code,
        definition=kinds.COVER,
        indicator=indicator,
        period=quarter.period,
        period_start=first_day(quarter.number),
        period_end=last_day(quarter.number),
        cohort_from=None,
        cohort_to=None,
        as_at=last_day(quarter.number),
        denominator=children,
        numerator=covered,
        coverage=round(100 * covered / children, 1),
        lower95=round(100 * lower, 1),
        upper95=round(100 * upper, 1),
        excluded=None,
        status=kinds.OK,
        release="",
        origin="made up",
        rule_ids=(),
        rulebook_version="",
        org_name=practice.name,
        level="practice",
        parent_code=practice.area.code,
        age=age,
        note=note,
    )


def _as_percentage(row: PublishedRow) -> PublishedRow:
    """A figure of which only the percentage was published."""
    return replace(
        row, numerator=None, denominator=None, lower95=None, upper95=None, status=kinds.PERCENTAGE_ONLY
    )


def _lacking(row: PublishedRow) -> PublishedRow:
    """A figure as its first edition had it, before records that came late."""
    if row.numerator is None or not row.denominator:
        return row
    covered = round(row.numerator * (1 - FIRST_EDITION_LACKED))
    return replace(row, numerator=covered, coverage=round(100 * covered / row.denominator, 1))


def _next_round(
    given: Setting,
    region: Area,
    practices: Sequence[Practice],
    year: Sequence[_Quarter],
    level: dict[int, float],
    rng: Random,
) -> None:
    """A round of the next season: its practices are ranked, and the list is used and still to be confirmed."""
    user = User.objects.filter(role=Role.LEAD.value).earliest("pk")
    lead = caller_of(user)
    season = given.season.earlier(-1)
    begun = Round(
        name=NEXT_ROUND.format(year=season.starts_on.year),
        area=region,
        starts_on=season.starts_on,
        ends_on=season.ends_on,
        rule=RULE,
        made_at=at(given.today - timedelta(days=2)),
    )
    visitors = User.objects.filter(role=Role.COMMISSIONER.value)
    this = rounds.make_round(lead, begun, visitors=visitors)
    window = Window(first_day(year[0].number), last_day(year[-1].number))
    beside = _beside(practices, window, level, rng)
    asked = {
        "indicator": "mmr1_24m",
        "window": str(window),
        "target": 0.95,
        "visits": None,
        "random_share": 0.1,
        "seed": 1,
        "weights": {"1": 1.4, "2": 1.2, "3": 1.0, "4": 0.9, "5": 0.8},
    }
    made = rankings.begin(
        lead,
        Ranking(
            round=this, asked=asked, beside=kept_beside(beside), made_at=at(given.today - timedelta(days=1))
        ),
    )
    work_out(made.pk, on=given.today)
    rankings.use(lead, made, now=at(given.today, 9, 30))


def _beside(practices: Sequence[Practice], window: Window, level: dict[int, float], rng: Random) -> Beside:
    """Deprivation of every practice, and the own counts of a few."""
    counts = []
    for practice in practices[:HAVE_COUNTED]:
        children = max(5, round(4 * BIRTHS_A_QUARTER * (practice.list_size or 5000)))
        share = _logistic(log(0.87 / 0.13) + level[practice.pk] + rng.gauss(OWN_COUNT_HIGHER, 0.3))
        row = _row(
            practice,
            _Quarter(quarter_of(window.last)),
            "mmr1_24m",
            "24 months",
            round(share * children),
            children,
            "",
        )
        counts.append(replace(row, period_start=window.first, release=f"own count/{practice.code}"))
    fifths = {practice.code: rng.randint(1, 5) for practice in practices}
    files = (
        InputFile(DEPRIVATION, "made-up-deprivation.csv", sha256(str(fifths).encode()).hexdigest()),
        InputFile(
            COUNTS,
            "made-up-counts.csv",
            sha256(str(counts).encode()).hexdigest(),
            tuple(row.release for row in counts),
        ),
    )
    return Beside(fifths, tuple(counts), files)


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value))
