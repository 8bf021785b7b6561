"""`commonground published read` and `published show`: published tables to figures, and figures as a series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from commonground.cli.writing import refuse_the_same, writing_to, writing_together
from commonground.engine.errors import UserError
from commonground.engine.figure_files import figures_name, read_figures, rows_text, write_figures
from commonground.engine.figures import PublishedRow
from commonground.engine.published.across import checks_across, checks_of_practices
from commonground.engine.published.coordinates import read_postcodes
from commonground.engine.published.ods import OdsPractice, read_practices
from commonground.engine.published.opening import open_published, unpacked_bytes
from commonground.engine.published.periods import Period, period_in
from commonground.engine.published.places import code_now
from commonground.engine.published.practice_data import READERS, table_of
from commonground.engine.published.read import read_file
from commonground.engine.published.reading import Check, Reading, all_rows, by_kind, once
from commonground.engine.records.problems import ExtractError

_FILE = click.Path(path_type=Path)


class PeriodName(click.ParamType[Period]):
    """A quarter as `2023-24 Q3`, or a financial year as `2023-24`."""

    name = "period"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        """The period, or a sentence that says how to write it."""
        if isinstance(value, Period):
            return value
        found = period_in(str(value))
        if found is None:
            self.fail(f"“{value}” is no period; write it like 2023-24 or 2023-24 Q3", param, ctx)
        return found


@click.group()
def published() -> None:
    """Read what others publish: COVER, GP-level coverage and QOF, whatever the layout."""


@published.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option(
    "--out", required=True, type=_FILE, help="Where the figures go: a name that ends in .parquet or .csv."
)
@click.option(
    "--checks", "checks_out", type=_FILE, help="Where everything that was found wrong goes, as CSV."
)
@click.option("--practices", type=_FILE, help="epraccur: also say which practices closed, merged or moved.")
@click.option(
    "--period", type=PeriodName(), help="The period of files that say none, like 2023-24 or 2023-24 Q3."
)
def read(
    files: tuple[Path, ...], out: Path, checks_out: Path | None, practices: Path | None, period: Period | None
) -> None:
    """Read FILES and write their figures, each with the file, sheet and cell it came from."""
    figures_name(out)
    if checks_out is not None and checks_out.suffix != ".csv":
        raise UserError(f"{checks_out.name} does not end in .csv; name the file so that its form is plain.")
    outs = [out] if checks_out is None else [out, checks_out]
    refuse_the_same(outs, [*files, *([] if practices is None else [practices])])
    directory = _directory(practices)
    readings, copies = once([read_file(path, period) for path in files])
    rows = all_rows(readings)
    checks = [check for reading in readings for check in reading.checks]
    checks += checks_across(readings)
    if practices is not None:
        checks += checks_of_practices(readings, directory, practices.name)
    with writing_together(outs) as places, writing_to(out):
        write_figures(places[0], rows)
        for place in places[1:]:
            place.write_text(rows_text(Check, checks), encoding="utf-8", newline="")
    click.echo(f"{out}: {len(rows):,} figures of {len({row.release for row in rows})} releases")
    if checks_out is not None:
        click.echo(f"{checks_out}: {len(checks):,} checks to read")
    for line in (*_said(readings, checks), *copies):
        click.echo(line)


def _directory(path: Path | None) -> Sequence[OdsPractice]:
    if path is None:
        return ()
    found, _ = read_practices(unpacked_bytes(path), path.name)
    return found


def _said(readings: Sequence[Reading], checks: Sequence[Check]) -> Iterator[str]:
    """What came of each file, and how many checks of each kind there are."""
    for reading in readings:
        apart = f", {len(reading.apart):,} kept apart" if reading.apart else ""
        yield f"  {reading.file}: {len(reading.rows):,} figures{apart} ({', '.join(reading.releases[:3])})"
    for kind, number in by_kind(checks).items():
        yield f"  check: {kind}: {number:,}"


@published.command()
@click.argument("figures", nargs=-1, required=True, type=_FILE)
@click.option("--org", required=True, help="The code of an organisation, like E10000032.")
@click.option("--indicator", required=True, help="An indicator, like mmr1_24m.")
def show(figures: tuple[Path, ...], org: str, indicator: str) -> None:
    """Print the series of one organisation and indicator from FIGURES, files of `published read`."""
    asked = code_now(org.strip().upper())
    every = [row for path in figures for row in read_figures(path)]
    of_org = [row for row in every if row.org_code.casefold() in (org.strip().casefold(), asked.casefold())]
    if not of_org:
        raise UserError(f"No figure is about “{org}”; check the code, or give other files.")
    rows = [row for row in of_org if row.indicator.casefold() == indicator.strip().casefold()]
    if not rows:
        known = ", ".join(sorted({row.indicator for row in of_org}))
        raise UserError(f"{org} has no figure of “{indicator}”; these files have {known}.")
    rows = sorted(dict.fromkeys(rows), key=lambda row: (row.period_end, row.release))
    click.echo(f"{rows[-1].org_name or org} ({rows[-1].org_code}), {rows[-1].indicator}")
    for line in _table([_HEADINGS, *(_line(row, rows) for row in rows)]):
        click.echo(line)
    for note in dict.fromkeys(f"{row.period}: {row.note}" for row in rows if row.note):
        click.echo(note)


@published.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
def look(files: tuple[Path, ...]) -> None:
    """Say of FILES about practices what each is: lists, networks, deprivation, payments, postcodes and so on."""
    for path in files:
        opened = open_published(path)
        table = table_of(opened)
        if table:
            rows, problems = READERS[table](opened)
            said = f"{table}, {len(rows):,} rows"
        else:
            try:
                places, problems = read_postcodes(opened), []
            except ExtractError as error:
                raise UserError(
                    f"{path.name} is no table about practices that is known: {', '.join(READERS)} or Code-Point Open; "
                    "give the file as it was published."
                ) from error
            said = f"places of postcodes, {len(places):,} rows"
        click.echo(f"{path.name}: {said}; {len(problems):,} rows without a value that can be used")
        reasons = Counter((one.reason, one.column) for one in problems)
        for (reason, column), number in reasons.items():
            first = next(one.row for one in problems if (one.reason, one.column) == (reason, column))
            click.echo(
                f"  {number:,} times {reason}{f' in “{column}”' if column else ''}, first in row {first}"
            )


_HEADINGS = ("period", "vaccinated", "children", "coverage", "95% interval", "status", "release", "cell")


def _line(row: PublishedRow, rows: Sequence[PublishedRow]) -> tuple[str, ...]:
    """One figure in words. A period with several releases says which one is not the last given."""
    limits = "" if row.lower95 is None else f"{row.lower95} to {row.upper95}"
    of_period = [other.release for other in rows if other.period == row.period]
    release = row.release + (f" (one of {len(of_period)})" if len(of_period) > 1 else "")
    place = " ".join(filter(None, (row.file, row.sheet, row.cell)))
    return (
        row.period,
        "" if row.numerator is None else f"{row.numerator:,}",
        "" if row.denominator is None else f"{row.denominator:,}",
        "" if row.coverage is None else f"{row.coverage}%",
        limits,
        row.status,
        release,
        place,
    )


def _table(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
