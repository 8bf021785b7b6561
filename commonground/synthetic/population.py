"""Believable made-up practices: children and the entries of their records, from a seed.

The schedule is the rulebook's; how families and practices keep to it is in `assumptions.yaml`, each
number with its source. The same seed, date and rulebook make the same tables, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import numpy as np
import pyarrow as pa

from commonground.engine.records.tables import CHILDREN, EVENTS, KINDS
from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import Rulebook
from commonground.synthetic.assumptions import Assumptions, load_assumptions
from commonground.synthetic.dates import Days, add_age, day
from commonground.synthetic.entries import (
    ABROAD,
    EARLIER_PRACTICE,
    HERE,
    PHARMACY,
    Entries,
    Vocabulary,
    joined,
)
from commonground.synthetic.extra import flu_doses, selective_doses
from commonground.synthetic.identity import child_ids
from commonground.synthetic.moves import (
    Registrations,
    as_the_practice_holds_them,
    caught_up_on_arrival,
    given_abroad,
    registrations_of,
)
from commonground.synthetic.plan import Plan, plan_of
from commonground.synthetic.recording import Recorded, recorded
from commonground.synthetic.visits import Families, Practice, visits_of

FIRST_PRACTICE = 99001
MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True)
class Population:
    """One made-up practice: its code, the day its record was taken, and the two tables of an extract.

    `children` has the schema CHILDREN and `events` the schema EVENTS (`engine/records/tables.py`);
    events stand child by child, in the order of their days. `seed` also makes the names and
    postcodes that some extract forms carry.
    """

    practice_code: str
    as_at: date
    seed: int
    children: pa.Table
    events: pa.Table


@dataclass(frozen=True)
class _Makings:
    """What every practice of one population is made with."""

    as_at: date
    seed: int
    total: int
    plan: Plan
    vocabulary: Vocabulary
    assumptions: Assumptions


def make_practice(
    code: str, *, as_at: date, seed: int, rulebook: Rulebook, children_per_year: float | None = None
) -> Population:
    """One practice of about so many births a year (none given: a middling practice).

    Its children were born in the `birth_months` before `as_at`; some have left since.
    """
    assumptions = load_assumptions()
    yearly = assumptions.population.children_per_year if children_per_year is None else children_per_year
    rng = _practice_rng(seed, code)
    count = int(rng.poisson(yearly * assumptions.population.birth_months / MONTHS_IN_A_YEAR))
    return _make(code, 0, count, rng, _makings(as_at, seed, count, rulebook))


def make_population(practices: int, *, as_at: date, seed: int, rulebook: Rulebook) -> Iterator[Population]:
    """So many practices, Z99001 onwards, one by one: memory stays that of one practice.

    No child_id is in two of them. Sizes differ as the assumptions say.
    """
    size = load_assumptions().population
    rng = np.random.default_rng(seed)
    # The logarithm's middle is set so that the mean is the assumed one.
    middle = np.log(size.children_per_year) - size.practice_size_spread**2 / 2
    yearly = np.maximum(
        rng.lognormal(middle, size.practice_size_spread, practices), size.children_per_year_least
    )
    counts = rng.poisson(yearly * size.birth_months / MONTHS_IN_A_YEAR)
    makings = _makings(as_at, seed, int(counts.sum()), rulebook)
    first = 0
    for number, count in enumerate(counts.tolist()):
        code = f"Z{FIRST_PRACTICE + number}"
        yield _make(code, first, count, _practice_rng(seed, code), makings)
        first += count


def _practice_rng(seed: int, code: str) -> np.random.Generator:
    return np.random.default_rng([seed, crc32(code.encode())])


def _makings(as_at: date, seed: int, total: int, rulebook: Rulebook) -> _Makings:
    assumptions = load_assumptions()
    foreign = (
        vaccine
        for schedule in assumptions.abroad.schedules
        for visit in schedule.visits
        for vaccine in visit.vaccines
    )
    vaccines = dict.fromkeys([*rulebook.vaccines, *assumptions.records.unknown_labels, *foreign])
    places = dict.fromkeys([HERE, ABROAD, PHARMACY, EARLIER_PRACTICE, *assumptions.records.elsewhere])
    vocabulary = Vocabulary(tuple(vaccines), tuple(places))
    return _Makings(as_at, seed, total, plan_of(rulebook), vocabulary, assumptions)


def _make(code: str, first: int, count: int, rng: np.random.Generator, makings: _Makings) -> Population:
    births = _births(count, makings, rng)
    assumed = makings.assumptions
    registrations = registrations_of(births, makings.as_at, assumed.moves, assumed.abroad, rng)
    entries = _histories(births, registrations, makings, rng)
    written = recorded(entries, registrations.since, assumed.records, makings.vocabulary, rng)
    ids = child_ids(first, count, makings.total, makings.seed)
    known = _known_by(written, births, registrations, makings.as_at)
    return Population(
        practice_code=code,
        as_at=makings.as_at,
        seed=makings.seed,
        children=_children_table(code, ids, births, registrations),
        events=_events_table(code, ids, known, makings.vocabulary),
    )


def _births(count: int, makings: _Makings, rng: np.random.Generator) -> Days:
    """Days of birth, evenly over the months before the as-at date, oldest child first."""
    today = day(makings.as_at)
    oldest = add_age(np.array([today]), Age(months=-makings.assumptions.population.birth_months))[0]
    span = int((today - oldest).astype(np.int64))
    return np.sort(oldest + rng.integers(1, span + 1, count).astype("timedelta64[D]"))


def _histories(
    births: Days, registrations: Registrations, makings: _Makings, rng: np.random.Generator
) -> Entries:
    """Everything that happened to the children and that this practice's record could show."""
    assumed, count = makings.assumptions, len(births)
    families = Families(
        child=np.arange(count),
        births=births,
        keenness=rng.standard_normal(count),
        never=rng.random(count) < assumed.visits.never_share,
    )
    practice = Practice(
        level=float(rng.normal(0, assumed.visits.practice_spread)),
        plan=makings.plan,
        vocabulary=makings.vocabulary,
        assumed=assumed.visits,
        rng=rng,
    )
    at_home = [
        *visits_of(families, practice),
        *flu_doses(families, assumed.extra, makings.as_at, practice),
        *selective_doses(families, assumed.extra, practice),
    ]
    held = as_the_practice_holds_them(joined(at_home), registrations, makings.vocabulary)
    foreign = given_abroad(births, registrations, assumed.abroad, makings.vocabulary, rng)
    arrived = caught_up_on_arrival(births, registrations, assumed.abroad, practice)
    return joined([held, foreign, *arrived])


def _known_by(written: Recorded, births: Days, registrations: Registrations, as_at: date) -> Recorded:
    """What the record holds on the as-at date, or when the child left, child by child and day by day."""
    entries, typed = written.entries, written.recorded_on
    left = registrations.deregistered_on
    last = np.where(np.isnat(left), day(as_at), left - np.timedelta64(1, "D"))[entries.child]
    known = (entries.day <= last) & (typed <= last) & (entries.day >= births[entries.child])
    kept, recorded_on = entries.only(known), typed[known]
    order = np.lexsort((recorded_on, kept.day, kept.child))
    return Recorded(kept.only(order), recorded_on[order])


def _children_table(code: str, ids: pa.Array, births: Days, registrations: Registrations) -> pa.Table:
    columns = [
        ids,
        pa.array(births),
        pa.array(np.full(len(births), code), pa.string()),
        pa.array(registrations.registered_on, from_pandas=True),
        pa.array(registrations.deregistered_on, from_pandas=True),
    ]
    return pa.table(columns, schema=CHILDREN)


def _events_table(code: str, ids: pa.Array, written: Recorded, vocabulary: Vocabulary) -> pa.Table:
    entries = written.entries
    places = [code if place == HERE else place for place in vocabulary.places]
    nothing = pa.nulls(len(entries), pa.string())
    columns = [
        ids.take(pa.array(entries.child)),
        pa.array(entries.day),
        _named(entries.vaccine, vocabulary.vaccines),
        _named(entries.kind, KINDS),
        _named(entries.place, places),
        pa.array(written.recorded_on),
        nothing,
        _named(entries.vaccine, vocabulary.vaccines),
    ]
    return pa.table(columns, schema=EVENTS)


def _named(numbers: np.ndarray, names: tuple[str, ...] | list[str]) -> pa.Array:
    """Names by number."""
    return pa.array(names, pa.string()).take(pa.array(numbers))
