"""The command line: `commonground …`. It parses what was typed, calls the engine, and says what it wrote."""

from __future__ import annotations

import click

from commonground.cli.demo import demo
from commonground.cli.practice import practice
from commonground.cli.rulebook import rulebook
from commonground.cli.synth import synth
from commonground.engine.errors import UserError

BAD_INPUT = 2


class OneSentence(click.Group):
    """A group whose commands end in one sentence and exit code 2 where the input is at fault."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a UserError is for the person at the keyboard, so it has no traceback."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            click.echo(str(error), err=True)
            ctx.exit(BAD_INPUT)


@click.group(cls=OneSentence)
@click.version_option(package_name="commonground")
def main() -> None:
    """Common Ground: for the people who commission childhood immunisation and the practices they visit."""


main.add_command(demo)
main.add_command(practice)
main.add_command(rulebook)
main.add_command(synth)
