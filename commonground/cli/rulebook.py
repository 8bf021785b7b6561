"""`commonground rulebook check` and `commonground rulebook show RULE`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from commonground.cli.check import ENGINES
from commonground.engine.cases import Case, check_cases, read_cases
from commonground.engine.errors import UserError
from commonground.engine.records.read import load_label_book
from commonground.engine.rules.choosing_book import ChoosingBook, load_choosing_book
from commonground.engine.rules.difference_book import DifferenceBook, load_difference_book
from commonground.engine.rules.files import RulebookError
from commonground.engine.rules.loader import RULEBOOK, load_rulebook
from commonground.engine.rules.model import Provenance, Rulebook, Source
from commonground.engine.rules.published_book import PublishedBook, load_published_book
from commonground.engine.rules.visit_book import VisitBook, load_visit_book

SAID_APART = ("id", "words", "source", "evidence", "valid_from", "valid_to", "note")


@click.group()
def rulebook() -> None:
    """Check and show the dated rules of every count, the words and numbers of visits, and the rule of choosing."""


@rulebook.command()
@click.option(
    "--with",
    "extra",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="A folder of further rulebook files, such as a schedule change not yet in force.",
)
@click.option("--run-cases", is_flag=True, help="Run every case on both engines as well (about a minute).")
def check(extra: tuple[Path, ...], run_cases: bool) -> None:
    """Validate every file and every cross-reference; name the file and line of each fault."""
    try:
        book = load_rulebook(RULEBOOK, *extra)
        visits, choosing, published = load_visit_book(), load_choosing_book(), load_published_book()
        differences = load_difference_book()
        labels = load_label_book()
        cases = [case for folder in (RULEBOOK, *extra) for case in read_cases(folder / "cases", book)]
    except RulebookError as error:
        raise UserError(str(error)) from error
    if run_cases:
        _run(cases, book)
    click.echo(
        f"Rulebook {book.version} is sound: {len(book.places)} entries, {len(labels.labels)} labels and "
        f"{len(labels.codes)} codes, {len(cases)} cases. Its visit book has {len(visits.places)} entries, its choosing "
        f"book {len(choosing.places)}, its book of published tables {len(published.places)}, its book of differences "
        f"{len(differences.places)}."
    )


@rulebook.command()
@click.argument("rule")
def show(rule: str) -> None:
    """Print a rule with its words, dates and source. RULE is its id, such as mmr-2, VI001 or train-answers."""
    book = load_rulebook()
    others = (load_published_book(), load_visit_book(), load_choosing_book(), load_difference_book())
    books = (*others, book)
    shown = {entry.id: _lines(entry, one.sources, one.places) for one in books for entry in entries(one)}
    if rule not in shown:
        raise UserError(_no_such_rule(rule, list(shown)))
    for line in shown[rule]:
        click.echo(line)
    click.echo(f"  rulebook version: {book.version}")


def _run(cases: Sequence[Case], book: Rulebook) -> None:
    faults = []
    for name, engine in ENGINES.items():
        for case, differences in check_cases(cases, engine, book).items():
            faults += [f"{case}: {said} ({name})" for said in differences]
    if faults:
        raise UserError("\n".join(faults))
    click.echo(f"All {len(cases)} cases come out as expected on {' and '.join(ENGINES)}.")


def entries(
    book: Rulebook | VisitBook | ChoosingBook | PublishedBook | DifferenceBook,
) -> Iterator[Provenance]:
    """Every entry of the rulebook or one of its other books that carries words, dates and a source."""
    for part in fields(book):
        value = getattr(book, part.name)
        found = value.values() if hasattr(value, "values") else value if isinstance(value, tuple) else [value]
        yield from (entry for entry in found if isinstance(entry, Provenance))


def _no_such_rule(rule: str, known: list[str]) -> str:
    near = difflib.get_close_matches(rule, known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "its id stands in the rulebook's files"
    return f"There is no rule “{rule}” in the rulebook; {hint}"


def _lines(entry: Provenance, sources: Mapping[str, Source], places: Mapping[str, str]) -> Iterator[str]:
    yield f"{entry.id}  ({places[entry.id]})"
    yield f"  {entry.words.strip()}"
    for part in fields(entry):
        value = getattr(entry, part.name)
        if part.name not in SAID_APART and value not in (None, (), ""):
            yield f"  {part.name.replace('_', ' ')}: {_said(value)}"
    if entry.note:
        yield f"  note: {entry.note}"
    yield f"  in force: {_in_force(entry.valid_from, entry.valid_to)}"
    yield f"  evidence: {entry.evidence}"
    for tag in entry.source:
        yield f"  source: {sources[tag].title} [{tag}]"


def _in_force(first: date | None, last: date | None) -> str:
    if first and last:
        return f"from {_day(first)} to {_day(last)}"
    if first:
        return f"from {_day(first)}; no last day is set"
    return f"until {_day(last)}; the first day is not known" if last else "no first or last day is set"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, tuple):
        return "; ".join(_said(item) for item in value)
    if is_dataclass(value) and type(value).__str__ is object.__str__:
        parts = ((part.name, getattr(value, part.name)) for part in fields(value))
        return ", ".join(
            f"{name.replace('_', ' ')} {_said(said)}" for name, said in parts if said not in (None, (), 0)
        )
    return str(value)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
