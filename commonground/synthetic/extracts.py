"""Made-up practices as files: the canonical tables, and each form of extract that can be read.

Every form holds each given dose of a vaccine that people write by a label, with the child's id and
date of birth. What else a form can carry differs: see `CARRIES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from commonground.engine.records.tables import CHILDREN, EVENTS
from commonground.synthetic.messages import write_batch, write_fhir
from commonground.synthetic.people import PracticeRecord, record_of
from commonground.synthetic.population import Population
from commonground.synthetic.sheets import write_child_rows, write_event_rows, write_school, write_systmone

TWO_FILES = "children-and-events"
PRACTICES_IN_A_ROW_GROUP = 10


@dataclass(frozen=True)
class Carries:
    """What a form holds besides given doses: children without entries, entries of other kinds, entries of
    vaccines that no list knows, second entries of a vaccine on one day, and registration dates."""

    every_child: bool
    every_kind: bool
    every_vaccine: bool
    every_repeat: bool
    registrations: bool


CARRIES: Mapping[str, Carries] = {
    TWO_FILES: Carries(
        every_child=True, every_kind=True, every_vaccine=True, every_repeat=True, registrations=True
    ),
    "event-rows": Carries(
        every_child=True, every_kind=True, every_vaccine=True, every_repeat=True, registrations=True
    ),
    "child-rows": Carries(
        every_child=True, every_kind=False, every_vaccine=False, every_repeat=False, registrations=True
    ),
    "imms-api": Carries(
        every_child=False, every_kind=False, every_vaccine=True, every_repeat=True, registrations=False
    ),
    "fhir": Carries(
        every_child=True, every_kind=True, every_vaccine=True, every_repeat=True, registrations=False
    ),
    "systmone": Carries(
        every_child=True, every_kind=False, every_vaccine=True, every_repeat=True, registrations=False
    ),
    "mavis": Carries(
        every_child=False, every_kind=True, every_vaccine=True, every_repeat=True, registrations=False
    ),
}
FORMS: tuple[str, ...] = tuple(CARRIES)
"""The forms `write_form` writes: one for each that an extract is read in."""

_WRITERS: Mapping[str, tuple[str, Callable[[PracticeRecord, Path], None]]] = {
    "event-rows": (".csv", write_event_rows),
    "child-rows": (".xlsx", write_child_rows),
    "imms-api": (".csv", write_batch),
    "fhir": (".ndjson", write_fhir),
    "systmone": (".csv", write_systmone),
    "mavis": (".csv", write_school),
}


def write_canonical(population: Population, folder: Path, *, parquet: bool = False) -> list[Path]:
    """The two canonical tables of one practice: `children` and `events`, as .csv or as .parquet."""
    return write_population([population], folder, parquet=parquet)


def write_population(populations: Iterable[Population], folder: Path, *, parquet: bool = True) -> list[Path]:
    """The canonical tables of many practices as one file of children and one of events, practice by practice.

    Takes the practices as they come, a few at a time, so memory stays that of a few; in Parquet each
    few are a row group, so that a block of practices can be read alone. Returns the two paths.
    """
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "parquet" if parquet else "csv"
    paths = [folder / f"children.{suffix}", folder / f"events.{suffix}"]
    with _table_writer(paths[0], CHILDREN) as children, _table_writer(paths[1], EVENTS) as events:
        for few in _by_the_few(populations):
            children.write_table(pa.concat_tables(population.children for population in few))
            events.write_table(pa.concat_tables(population.events for population in few))
    return paths


def _by_the_few(populations: Iterable[Population]) -> Iterator[list[Population]]:
    left = iter(populations)
    while few := list(islice(left, PRACTICES_IN_A_ROW_GROUP)):
        yield few


def _table_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter | pa_csv.CSVWriter:
    if path.suffix == ".parquet":
        return pq.ParquetWriter(path, schema, compression="zstd")
    return pa_csv.CSVWriter(path, schema, write_options=pa_csv.WriteOptions(quoting_style="needed"))


def write_form(population: Population, form: str, folder: Path) -> list[Path]:
    """One practice as an extract of the form named, in `folder`; returns the files written.

    Raises ValueError where the form is none of FORMS.
    """
    if form not in FORMS:
        raise ValueError(f"“{form}” is not a form of extract; choose one of {', '.join(FORMS)}")
    if form == TWO_FILES:
        return write_canonical(population, folder)
    suffix, write = _WRITERS[form]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{population.practice_code}-{form}{suffix}"
    write(record_of(population), path)
    return [path]
