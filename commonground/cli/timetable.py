"""`commonground round timetable`: who visits whom when."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import click

from commonground.cli.options import IsoDate
from commonground.cli.writing import writing_to
from commonground.engine.errors import UserError

ANY = click.Path(path_type=Path)


class Absence(click.ParamType[tuple[str, frozenset[date]]]):
    """`Ann Example 2026-11-02..2026-11-13`, or one date."""

    name = "absence"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, frozenset[date]]:
        """The visitor and the dates, or a sentence that says how to write them."""
        if isinstance(value, tuple):
            return value
        name, _, span = str(value).strip().rpartition(" ")
        first, _, last = span.partition("..")
        try:
            start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            name = ""
        if not name or end < start:
            self.fail(
                f"“{value}” is no absence; write it like “Ann Example 2026-11-02..2026-11-13”", param, ctx
            )
        return name, frozenset(start + timedelta(days=n) for n in range((end - start).days + 1))


@click.command()
@click.argument("priorities", metavar="PRIORITIES", type=ANY)
@click.option(
    "--visitors", required=True, type=ANY, help="Who visits: name, days, visits a day, visit days, areas."
)
@click.option("--from", "first", required=True, type=IsoDate(), help="The first day of visits.")
@click.option("--to", "last", required=True, type=IsoDate(), help="The last day of visits.")
@click.option("--availability", type=ANY, help="Half-days and closed dates of practices.")
@click.option(
    "--travel",
    multiple=True,
    type=ANY,
    help="Minutes between places, or where places are; may be given several times.",
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the random order.")
@click.option(
    "--random-order/--no-random-order",
    default=True,
    show_default=True,
    help="Draw the month in which each practice is invited.",
)
@click.option("--time-limit", type=click.FloatRange(min=1), default=30, show_default=True, help="Seconds.")
@click.option("--booked", type=ANY, help="An earlier timetable.csv or .json: what is booked in it stays.")
@click.option(
    "--ill",
    multiple=True,
    type=Absence(),
    help="A visitor who is away: “NAME FROM..TO”; may be given several times.",
)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write."
)
def timetable(
    priorities: Path,
    visitors: Path,
    first: date,
    last: date,
    availability: Path | None,
    travel: tuple[Path, ...],
    seed: int,
    random_order: bool,
    time_limit: float,
    booked: Path | None,
    ill: tuple[tuple[str, frozenset[date]], ...],
    out: Path,
) -> None:
    """Plan who visits whom when: most priority for least travel, months of invitation in random order.

    With --booked an earlier timetable is planned again: what is booked stays, and the rest moves least.
    """
    from commonground.cli.timetable_files import Planning, made_again, made_new, written
    from commonground.engine.timetable.given import Files
    from commonground.engine.timetable.search import Search

    ends = time.monotonic() + time_limit
    search = Search(
        lambda: ends - time.monotonic(), seed, tell=lambda progress: click.echo(progress, err=True)
    )
    planning = Planning(
        Files(priorities, visitors, availability, travel), first, last, random_order, time_limit, booked, ill
    )
    result = made_new(planning, search) if booked is None else made_again(planning, search)
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} is a file; choose another --out.")
    with writing_to(out):
        for line in _wrote(written(result), out):
            click.echo(line)
    for line in result.said():
        click.echo(line)


def _wrote(files: dict[str, bytes], out: Path) -> Iterator[str]:
    out.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (out / name).write_bytes(data)
        yield f"Wrote {out / name}"
