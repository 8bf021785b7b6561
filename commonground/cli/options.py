"""Values that several commands take from the command line."""

from __future__ import annotations

import re
from datetime import date

import click

from commonground.cli.today import today

PRACTICE_CODE = re.compile(r"[A-Z]\d{5}")


class IsoDate(click.ParamType[date]):
    """A date as 2026-10-04: the one form in which no day can be taken for a month."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a sentence that says how to write it."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is not a date; write it like 2026-10-04", param, ctx)


class PracticeCode(click.ParamType[str]):
    """An ODS code of a practice: a letter and five digits."""

    name = "code"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code in capitals, or a sentence that says what a code looks like."""
        code = str(value).strip().upper()
        if not PRACTICE_CODE.fullmatch(code):
            self.fail(
                f"“{value}” is not a practice code; it is a letter and five digits, like Z99001",
                param,
                ctx,
            )
        return code


AS_AT_OR_TODAY = click.option(
    "--as-at",
    type=IsoDate(),
    default=lambda: today().isoformat(),
    show_default="today",
    help="The day on which the record stands.",
)
