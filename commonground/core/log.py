"""What may not reach a log."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"(/(?:l|feed|welcome)/)[\w.~=-]+")


class NoTokens(logging.Filter):
    """Takes the token out of every address of a signed link or a calendar feed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always keeps the record, without tokens."""
        record.msg = _TOKEN.sub(r"\1…", record.getMessage())
        record.args = ()
        return True
