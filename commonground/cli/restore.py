"""`commonground restore FILE`: back to what a backup holds."""

from __future__ import annotations

from pathlib import Path

import click

from commonground.cli.serve import set_up_django


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask whether all that is there may be replaced.")
def restore(file: Path, yes: bool) -> None:
    """Put back what FILE holds, in place of everything that is there now."""
    set_up_django()
    from commonground.web.backup import restore_backup

    if not yes:
        click.confirm(f"This replaces everything that is kept here by what {file} holds. Go on?", abort=True)
    about = restore_backup(file)
    click.echo(f"Everything is as it was on {about.made_at[:10]} at {about.made_at[11:16]} UTC.")
