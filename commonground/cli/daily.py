"""`commonground daily`: what a day needs, for a timer such as cron."""

from __future__ import annotations

import click

from commonground.cli.serve import set_up_django


@click.command()
@click.option("--only", multiple=True, metavar="PART", help="Only this part; may be given more than once.")
def daily(only: tuple[str, ...]) -> None:
    """Send what waits, and do all else that a day needs. It may be run twice without harm."""
    set_up_django()
    from commonground.core.clock import now
    from commonground.engine.errors import UserError
    from commonground.web.daily import PARTS, run

    names = [part.name for part in PARTS]
    unknown = [name for name in only if name not in names]
    if unknown:
        raise UserError(f"There is no part {unknown[0]}. The parts are: {', '.join(names)}.")
    failed = False
    for done in run(now(), only):
        for sentence in done.sentences or ("Nothing to do.",):
            click.echo(f"{done.name}: {sentence}")
        failed |= done.failed
    if failed:
        raise click.exceptions.Exit(1)
