"""`commonground demo`: a fictional practice's extract, made, checked and summed up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from commonground.cli.check import Asked, check_practice
from commonground.cli.options import AS_AT_OR_TODAY
from commonground.cli.practice import say_what_was_done
from commonground.cli.writing import writing_to
from commonground.engine.rules.loader import load_rulebook
from commonground.synthetic.extracts import write_form
from commonground.synthetic.population import make_practice

DEMO_PRACTICE = "Z99001"
DEMO_SEED = 2016
DEMO_FORM = "event-rows"


@click.command()
@AS_AT_OR_TODAY
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("demo"), show_default=True
)
def demo(as_at: date, out: Path) -> None:
    """Make a fictional practice's extract, check it, and say where the report is."""
    click.echo(f"Making up a practice, {DEMO_PRACTICE}, and its extract of {as_at.day} {as_at:%B %Y} …")
    population = make_practice(DEMO_PRACTICE, as_at=as_at, seed=DEMO_SEED, rulebook=load_rulebook())
    with writing_to(out):
        extracts = write_form(population, DEMO_FORM, out / "extract")
    checked = check_practice(Asked(tuple(extracts), DEMO_PRACTICE, as_at, out))
    say_what_was_done(checked)
    click.echo(f"\nThe report for the practice meeting: {checked.report}")
