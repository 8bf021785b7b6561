"""The command line: `commonground …`. It parses what was typed, calls the engine, and says what it wrote."""

from __future__ import annotations

from importlib import import_module

import click

from commonground.engine.errors import UserError

BAD_INPUT = 2
COMMANDS = ("backup", "daily", "demo", "practice", "restore", "rulebook", "serve", "synth")
"""Each in the module of its name: only the one that is asked for is loaded, so that it answers at once."""


class OneSentence(click.Group):
    """A group whose commands end in one sentence and exit code 2 where the input is at fault."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the shape that click calls
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"commonground.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

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
