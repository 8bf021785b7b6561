"""Areas and practices, unlike one another in size, system and place; some merged into a neighbour."""

from __future__ import annotations

import math
from datetime import date, time, timedelta
from random import Random

from commonground.accounts.models import User
from commonground.core.caller import SYSTEM
from commonground.core.models import Area
from commonground.practices import services
from commonground.practices.models import ClosedDay, Practice, Surgery
from commonground.web.demo import names
from commonground.web.demo.season import Setting

CENTRE = (51.51, -0.11)
RING = (0.035, 0.1)
"""Degrees from the centre of the inner and the outer ring of boroughs."""
WIDE = 1.6
"""How much longer a degree of latitude is than one of longitude, about, so that the rings are round."""
SPREAD = 0.012
SUPPLIERS = {"EMIS Web": 52, "SystmOne": 40, "Vision": 8}
USUAL_LIST, LIST_SPREAD, SMALLEST_LIST = 7200, 0.5, 1500
PRACTICES_OF_A_PCN = 5
HAVE_SURGERIES, HAVE_A_CLOSED_DAY = 0.4, 0.15
SURGERY_HOURS = (((9,), (11, 30)), ((8, 30), (12,)), ((13, 30), (16,)), ((14,), (17, 30)))
MERGED_FROM = 20
"""Z99020 merges into Z99021, as in story 4 of the acceptance stories; the others follow in tens."""


def make_areas(visitors: int) -> tuple[Area, list[Area]]:
    """The region, and its boroughs in their ICBs: at least as many as there are visitors."""
    region = Area.objects.create(code="Y99", name=names.REGION, kind=Area.Kind.REGION)
    icbs = [
        Area.objects.create(code=f"Q9{number}", name=name, kind=Area.Kind.ICB, parent=region)
        for number, name in enumerate(names.ICBS)
    ]
    wanted = max(len(names.BOROUGHS), visitors)
    called = [
        names.BOROUGHS[n % len(names.BOROUGHS)]
        + ("" if n < len(names.BOROUGHS) else f" {n // len(names.BOROUGHS) + 1}")
        for n in range(wanted)
    ]
    boroughs = [
        Area(code=f"E99{n:03d}", name=name, kind=Area.Kind.BOROUGH, parent=icbs[n * len(icbs) // wanted])
        for n, name in enumerate(called)
    ]
    return region, Area.objects.bulk_create(boroughs)


def make_practices(given: Setting, boroughs: list[Area], visitor_of: dict[int, User]) -> list[Practice]:
    """The practices of the round and those that merged, each in a borough and in a visitor's caseload."""
    rng, total = given.rng, given.size.practices + given.size.merged
    called = names.practice_names(rng, total)
    digits = 3 if total < 1000 else 4
    made = []
    for number in range(total):
        nth = number * len(boroughs) // total
        made.append(
            _practice(
                rng,
                code=f"Z99{number + 1:0{digits}d}",
                name=called[number],
                area=boroughs[nth],
                place=_place(rng, nth, len(boroughs)),
            )
        )
    for practice in made:
        practice.visitor = visitor_of[practice.area_id]
    Practice.objects.bulk_create(made)
    _hours(given, made)
    return made


def merge_some(given: Setting, practices: list[Practice], on: date) -> list[Practice]:
    """Merge a few practices into the next in the list; those that are still there come back."""
    gone = set()
    for n in range(given.size.merged):
        first = MERGED_FROM - 1 + n * 10
        if first + 1 >= len(practices):
            break
        services.merge(SYSTEM, practices[first], into=practices[first + 1], on=on)
        gone.add(practices[first].pk)
    return [practice for practice in practices if practice.pk not in gone]


def _practice(rng: Random, *, code: str, name: str, area: Area, place: tuple[float, float]) -> Practice:
    digits = code[3:]
    pcn = (int(digits) - 1) // PRACTICES_OF_A_PCN
    return Practice(
        code=code,
        name=name,
        area=area,
        address=f"{rng.randint(1, 180)} {' '.join(name.split()[:2])}, {area.name}",
        postcode=f"ZZ{pcn % 20 + 1} {rng.randint(1, 9)}{rng.choice('ABDEFGH')}{rng.choice('JLNPQRS')}",
        latitude=round(place[0], 5),
        longitude=round(place[1], 5),
        pcn_code=f"U99{pcn:03d}",
        pcn_name=f"{area.name} {('North', 'Central', 'South', 'West')[pcn % 4]} PCN",
        supplier=rng.choices(list(SUPPLIERS), list(SUPPLIERS.values()))[0],
        phone=f"020 7946 0{rng.randint(0, 999):03d}",
        email=f"reception@{code.lower()}.example",
        list_size=max(SMALLEST_LIST, round(USUAL_LIST * math.exp(rng.gauss(0, LIST_SPREAD)))),
        opened_on=date(rng.randint(1975, 2012), rng.randint(1, 12), 1),
    )


def _place(rng: Random, nth: int, of: int) -> tuple[float, float]:
    inner = of // 3
    ring, turn = (RING[0], nth / inner) if nth < inner else (RING[1], (nth - inner) / (of - inner))
    latitude = CENTRE[0] + ring * math.sin(math.tau * turn) + rng.gauss(0, SPREAD)
    longitude = CENTRE[1] + WIDE * (ring * math.cos(math.tau * turn) + rng.gauss(0, SPREAD))
    return latitude, longitude


def _hours(given: Setting, practices: list[Practice]) -> None:
    rng = given.rng
    surgeries, closed = [], []
    for practice in practices:
        if rng.random() < HAVE_SURGERIES:
            surgeries += [
                Surgery(practice=practice, weekday=weekday, starts=time(*begins), ends=time(*ends))
                for weekday in sorted(rng.sample(range(5), rng.choice((1, 2, 2, 3))))
                for begins, ends in [rng.choice(SURGERY_HOURS)]
            ]
        if rng.random() < HAVE_A_CLOSED_DAY:
            day = given.today + timedelta(days=rng.randint(3, 60))
            closed.append(ClosedDay(practice=practice, day=day, reason="Training afternoon"))
    Surgery.objects.bulk_create(surgeries)
    ClosedDay.objects.bulk_create(closed)
