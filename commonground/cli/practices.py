"""`commonground practices load`: the national directory from a file, first shown, then changed."""

from __future__ import annotations

from pathlib import Path

import click

from commonground.cli.serve import set_up_database

SHOWN = 20
"""Differences of a kind that are printed; the rest is counted."""


@click.group()
def practices() -> None:
    """The directory of practices."""


@practices.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--confirm", is_flag=True, help="Change what differs; without it nothing is changed.")
@click.option(
    "--mergers", is_flag=True, help="Also merge a closed practice into the open one at its postcode."
)
def load(file: Path, confirm: bool, mergers: bool) -> None:
    """Compare FILE with the directory, and with --confirm change what differs.

    FILE is epraccur, ePCN or a table of where postcodes are, unpacked.
    """
    set_up_database()
    from commonground.core.caller import SYSTEM
    from commonground.core.clock import now, today
    from commonground.core.services import RefusedError
    from commonground.engine.errors import UserError
    from commonground.engine.records.opening import read_bytes
    from commonground.practices.loading.apply import change_chosen, read

    found = read(SYSTEM, read_bytes(file), file.name, today=today())
    for problem in found.problems:
        click.echo(f"{file.name}, row {problem.row}: {problem.reason}; {problem.what_to_do}.")
    for _, title, differences in found.compared.by_kind():
        click.echo(f"{title}: {len(differences):,}")
        for one in differences[:SHOWN]:
            click.echo(f"  {one.code}  {one.name}: {one.words}")
        if len(differences) > SHOWN:
            click.echo(f"  and {len(differences) - SHOWN:,} more")
    click.echo(
        f"{found.compared.elsewhere:,} practices of the file lie outside the areas that are kept here."
    )
    if not confirm:
        click.echo("Nothing was changed. Say --confirm to change it.")
        return
    chosen = {one.key for one in found.compared.differences if one.proposed or mergers}
    try:
        loaded = change_chosen(SYSTEM, found, chosen, file.name, now=now())
    except RefusedError as error:
        raise UserError(str(error)) from error
    click.echo(f"{loaded.changes:,} changes made.")
