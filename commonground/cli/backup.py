"""`commonground backup FILE`: everything that is kept, in one file."""

from __future__ import annotations

from pathlib import Path

import click

from commonground.cli.serve import set_up_django


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything that is kept to FILE, while people go on working."""
    set_up_django()
    from commonground.core.clock import now
    from commonground.web.backup import write_backup

    write_backup(file, now=now())
    click.echo(f"Wrote {file}. Keep it where nobody else can read it, with the secret of this installation.")
