"""`commonground synth practice|population`: believable made-up children for demos, tests and benchmarks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from commonground.cli.options import AS_AT_OR_TODAY, PracticeCode
from commonground.cli.writing import writing_to
from commonground.engine.rules.loader import load_rulebook
from commonground.synthetic.extracts import FORMS, write_form, write_population
from commonground.synthetic.population import Population, make_population, make_practice

seed_option = click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed makes the same children.",
)
out_option = click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))


@click.group()
def synth() -> None:
    """Make up children and doses: nobody real, and the same again from the same seed."""


@synth.command("practice")
@click.option("--practice", "code", default="Z99001", show_default=True, type=PracticeCode())
@AS_AT_OR_TODAY
@seed_option
@out_option
def one_practice(code: str, as_at: date, seed: int, out: Path) -> None:
    """One practice, in the canonical tables and in each form of extract."""
    practice = make_practice(code, as_at=as_at, seed=seed, rulebook=load_rulebook())
    with writing_to(out):
        for form in FORMS:
            _say(write_form(practice, form, out / form))


@synth.command("population")
@click.option(
    "--practices", required=True, type=click.IntRange(min=1), help="How many; England has about 6,300."
)
@click.option("--forms/--no-forms", default=False, help="Each practice in each form of extract as well.")
@AS_AT_OR_TODAY
@seed_option
@out_option
def many_practices(practices: int, forms: bool, as_at: date, seed: int, out: Path) -> None:
    """Many practices, as two Parquet tables clustered by practice."""

    def each() -> Iterable[Population]:
        for practice in make_population(practices, as_at=as_at, seed=seed, rulebook=load_rulebook()):
            if forms:
                for form in FORMS:
                    write_form(practice, form, out / practice.practice_code / form)
            yield practice

    with writing_to(out):
        _say(write_population(each(), out))
    if forms:
        click.echo(f"Wrote each practice in each form of extract, a folder a practice, in {out}")


def _say(paths: Iterable[Path]) -> None:
    for path in paths:
        click.echo(f"Wrote {path}")
