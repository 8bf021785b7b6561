"""The command line: `commonground …`. It parses what was typed, calls the engine, and says what it wrote."""

from __future__ import annotations

from importlib import import_module

import click
from click.exceptions import Exit, NoArgsIsHelpError

from commonground.engine.errors import UserError
from commonground.engine.identifiers import without_nhs_numbers

BAD_INPUT = 2
COMMANDS = (
    "administrator",
    "backup",
    "daily",
    "demo",
    "practice",
    "practices",
    "published",
    "restore",
    "round",
    "rulebook",
    "serve",
    "synth",
)
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
        """Run the command; a fault of the input is for the person at the keyboard, so it has no traceback."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            said = str(error)
        except NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            said = _sentence(error)
        click.echo(without_nhs_numbers(said), err=True)
        raise Exit(BAD_INPUT)


def _sentence(error: click.UsageError) -> str:
    """What was typed wrongly, and where the command's words stand; click itself says it in four lines."""
    said = " ".join(error.format_message().split()).rstrip(".")
    command = error.ctx.command_path if error.ctx else "commonground"
    return f"{said} (“{command} --help” shows how to type it)."


@click.group(cls=OneSentence)
@click.version_option(package_name="commonground")
def main() -> None:
    """Common Ground: for the people who commission childhood immunisation and the practices they visit."""
