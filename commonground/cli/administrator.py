"""`commonground administrator`: the first person of a new installation, who lets in all others."""

from __future__ import annotations

import click

from commonground.cli.serve import set_up_database
from commonground.engine.errors import UserError


@click.command()
@click.argument("email")
@click.argument("name")
@click.option("--region", required=True, help="The code of the region, for example Y56.")
@click.option("--region-name", default="", help="The name of the region, where it is not kept yet.")
def administrator(email: str, name: str, region: str, region_name: str) -> None:
    """Let in an administrator, and print the link by which they choose a password."""
    set_up_database()
    from django.core.exceptions import ValidationError

    from commonground.accounts.first import let_in_administrator
    from commonground.core.clock import now

    try:
        address = let_in_administrator(email, name, region, region_name, now=now())
    except ValidationError as error:
        raise UserError(" ".join(error.messages)) from error
    click.echo(
        f"{name} is an administrator. The link to choose a password works once, within a week:\n{address}"
    )
