"""`commonground practice check` and `commonground practice share-check`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from commonground.cli.check import ENGINES, Asked, Checked, check_practice
from commonground.cli.options import IsoDate, PracticeCode
from commonground.engine.errors import UserError
from commonground.engine.identifiers import without_nhs_numbers
from commonground.engine.records.read import DATE_ORDERS
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.share_check import check_share

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ANY = click.Path(path_type=Path)  # whether it can be read is said by the reader, in one sentence


@click.group()
def practice() -> None:
    """A practice's own count, and the file it may share."""


@practice.command()
@click.argument("extracts", metavar="EXTRACT...", nargs=-1, required=True, type=ANY)
@click.option("--practice", "code", required=True, type=PracticeCode(), help="The practice's ODS code.")
@click.option("--as-at", required=True, type=IsoDate(), help="The day on which the record stands.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write."
)
@click.option("--map", "column_map", type=ANY, help="Names columns that the header doesn't make plain.")
@click.option("--label-map", type=ANY, help="Maps the practice's own labels to vaccines.")
@click.option(
    "--date-order", type=click.Choice(DATE_ORDERS), help="The order of day, month and year in dates."
)
@click.option(
    "--chis",
    multiple=True,
    type=ANY,
    help="The list that the child health service holds, to compare child by child.",
)
@click.option(
    "--chis-as-at", type=IsoDate(), help="The day on which that list stands; the --as-at day if not said."
)
@click.option("--chis-map", type=ANY, help="Names columns of that list; --map if not said.")
@click.option("--chis-label-map", type=ANY, help="Maps labels of that list; --label-map if not said.")
@click.option(
    "--chis-date-order", type=click.Choice(DATE_ORDERS), help="Dates of that list; --date-order if not said."
)
@click.option(
    "--published",
    multiple=True,
    type=ANY,
    help="Published figures, as `published read` wrote them, to compare with.",
)
@click.option(
    "--baseline",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the practice keeps its baseline: the first count keeps one, a later one tells what changed since.",
)
@click.option("--engine", type=click.Choice(sorted(ENGINES)), default="duckdb", show_default=True)
def check(
    extracts: tuple[Path, ...],
    code: str,
    as_at: date,
    out: Path,
    column_map: Path | None,
    label_map: Path | None,
    date_order: str | None,
    engine: str,
    **beside: Any,
) -> None:
    """Count a practice's own extract: coverage, verdicts, worklist and diagnosis.

    Files about children go to OUT/stays-here, counts to OUT/may-leave. With --chis or --published the count is set
    beside another and every difference gets a cause; with --baseline beside the practice's own earlier record.
    """
    asked = Asked(extracts, code, as_at, out, column_map, label_map, date_order, engine, **beside)
    say_what_was_done(check_practice(asked))


@practice.command("share-check")
@click.argument("share", metavar="SHARE.JSON", type=FILE)
def share_check(share: Path) -> None:
    """Verify a file that may leave: its form, its sums, and that it names no child."""
    faults = check_share(share, load_rulebook())
    if faults:
        raise UserError("\n".join(faults))
    click.echo(f"{share} is in order: it holds counts only, and they agree with each other.")


def say_what_was_done(checked: Checked) -> None:
    """Print what was read, what stands out and what was written."""
    for line in checked.summary:
        click.echo(without_nhs_numbers(line))
    click.echo("")
    for path in checked.written:
        click.echo(f"Wrote {path}")
