"""What becomes of entries between nurse and record: repeats, wrong codes, late typing, other places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonground.engine.records.tables import KINDS
from commonground.synthetic.assumptions import OTHER, Records, share_of
from commonground.synthetic.dates import Days, Flags, as_days
from commonground.synthetic.entries import Entries, Vocabulary, joined

GIVEN = KINDS.index("given")


@dataclass(frozen=True)
class Recorded:
    """Entries as they stand in the record, and the day each was typed in."""

    entries: Entries
    recorded_on: Days


def recorded(
    entries: Entries, arrived: Days, records: Records, vocabulary: Vocabulary, rng: np.random.Generator
) -> Recorded:
    """Entries with the faults of real records. `arrived`: by child, the first day of typing them in."""
    written = _elsewhere(_miscoded(entries, records, vocabulary, rng), records, vocabulary, rng)
    first = _typed_in(written, arrived, records, rng)
    again = np.flatnonzero(_written_twice(written, len(arrived), records, vocabulary, rng))
    second = _on_another_day(written.only(again), records, rng)
    late = np.maximum(_typed_in(second, arrived, records, rng), first[again])
    return Recorded(joined([written, second]), np.concatenate([first, late]))


def _miscoded(
    entries: Entries, records: Records, vocabulary: Vocabulary, rng: np.random.Generator
) -> Entries:
    """Some doses written as another vaccine, and some as what no list knows."""
    given = entries.kind == GIVEN
    vaccine = np.array(entries.vaccine)
    for fault in records.miscoded:
        wrong = given & (entries.vaccine == vocabulary.vaccine(fault.given))
        wrong &= rng.random(len(entries)) < fault.share
        vaccine[wrong] = vocabulary.vaccine(fault.written)
    unknown = given & (rng.random(len(entries)) < records.unknown_share)
    labels = np.array([vocabulary.vaccine(label) for label in records.unknown_labels], dtype=np.int16)
    vaccine[unknown] = rng.choice(labels, int(unknown.sum()))
    return Entries(entries.child, entries.day, vaccine, entries.kind, entries.place)


def _elsewhere(
    entries: Entries, records: Records, vocabulary: Vocabulary, rng: np.random.Generator
) -> Entries:
    """Some doses given at another place while the child was registered here."""
    moved = (entries.kind == GIVEN) & (entries.place == 0)
    moved &= rng.random(len(entries)) < records.elsewhere_share
    place = np.array(entries.place)
    places = np.array([vocabulary.place(name) for name in records.elsewhere], dtype=np.int16)
    place[moved] = rng.choice(places, int(moved.sum()))
    return Entries(entries.child, entries.day, entries.vaccine, entries.kind, place)


def _typed_in(entries: Entries, arrived: Days, records: Records, rng: np.random.Generator) -> Days:
    """The day an entry reached this record: mostly its own, never before the child arrived."""
    size = len(entries)
    wait = rng.lognormal(np.log(records.recorded_days_middle), records.recorded_days_spread, size) + 1
    wait = np.where(rng.random(size) < records.same_day_recorded, 0.0, wait)
    known_here: Days = np.where(entries.day < arrived[entries.child], arrived[entries.child], entries.day)
    typed: Days = known_here + as_days(wait)
    return typed


def _written_twice(
    entries: Entries, children: int, records: Records, vocabulary: Vocabulary, rng: np.random.Generator
) -> Flags:
    """The given entries that stand in the record a second time."""
    often: NDArray[np.bool_] = rng.random(children) < records.twice_children
    shares = np.full(len(vocabulary.vaccines), records.twice_doses[OTHER])
    for vaccine in records.twice_doses.keys() - {OTHER}:
        shares[vocabulary.vaccine(vaccine)] = share_of(records.twice_doses, vaccine)
    twice: Flags = rng.random(len(entries)) < shares[entries.vaccine]
    chosen: Flags = twice & often[entries.child] & (entries.kind == GIVEN)
    return chosen


def _on_another_day(entries: Entries, records: Records, rng: np.random.Generator) -> Entries:
    """Moves some second entries to a day soon after, as when the day of typing is taken for the day given."""
    size = len(entries)
    later = rng.integers(1, records.twice_other_day_most + 1, size)
    moved = np.where(rng.random(size) < records.twice_other_day, later, 0)
    return Entries(entries.child, entries.day + as_days(moved), entries.vaccine, entries.kind, entries.place)
