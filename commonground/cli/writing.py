"""What a person is told where a file or folder can't be written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
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


@contextmanager
def writing_together(outs: Sequence[Path]) -> Iterator[list[Path]]:
    """Where to write files that are all written or none: each stands beside its place until the last is whole.

    Raises UserError where one of them can't be written; then nothing at their places has changed.
    """
    places = [out.resolve() for out in outs]
    with ExitStack() as stack:
        beside = []
        for out, place in zip(outs, places, strict=True):
            if place.is_dir():
                raise UserError(f"{out} is a folder; name a file.")
            with writing_to(out):
                folder = stack.enter_context(
                    tempfile.TemporaryDirectory(dir=place.parent, prefix=".writing-")
                )
            beside.append(Path(folder) / place.name)
        yield beside
        for written, place in zip(beside, places, strict=True):
            with writing_to(place):
                written.replace(place)


def refuse_the_same(outs: Sequence[Path], given: Sequence[Path]) -> None:
    """Raises UserError where a file would be written over one that was given, or over another that is written."""
    read = {one.resolve() for one in given}
    written: set[Path] = set()
    for out in outs:
        if out.resolve() in read:
            raise UserError(f"{out} is a file that is read, and would be lost; write to another.")
        if out.resolve() in written:
            raise UserError(f"{out} would be written twice; give each file a name of its own.")
        written.add(out.resolve())
