"""`commonground round …`: a season of visits, from the list of priorities to its timetable."""

from __future__ import annotations

import click

from commonground.cli.prioritise import prioritise
from commonground.cli.timetable import timetable


@click.group()
def round() -> None:
    """A season of visits."""


round.add_command(prioritise)
round.add_command(timetable)
