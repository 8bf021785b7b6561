"""What a person is told where a file or folder can't be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commonground.engine.errors import UserError


@contextmanager
def writing_to(out: Path) -> Iterator[None]:
    """Turn a fault of the file system while writing under `out` into one sentence with what to do."""
    try:
        yield
    except OSError as error:
        place = error.filename or out
        raise UserError(f"{place} can't be written ({error.strerror}); choose another --out.") from error
