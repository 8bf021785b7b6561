"""The command line: `commonground …`. It parses what was typed, calls the engine, and says what it wrote."""

from __future__ import annotations

import click
from click.exceptions import Exit, NoArgsIsHelpError

from commonground.cli.demo import demo
from commonground.cli.practice import practice
from commonground.cli.rulebook import rulebook
from commonground.cli.synth import synth
from commonground.engine.errors import UserError

BAD_INPUT = 2


class OneSentence(click.Group):
    """A group whose commands end in one sentence and exit code 2 where the input is at fault."""

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
        click.echo(said, err=True)
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


main.add_command(demo)
main.add_command(practice)
main.add_command(rulebook)
main.add_command(synth)
