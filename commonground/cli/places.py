"""Where `practice check` writes, so that nothing old is taken for what was counted now."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from commonground.documents.practice_outputs import LEAVING, STAYING
from commonground.engine.comparing.baseline import FILE as BASELINE
from commonground.engine.errors import UserError
from commonground.engine.records.problems import shown

STAYS_HERE = "stays-here"
MAY_LEAVE = "may-leave"
NAMED = 5
"""So many files are named in a warning."""


def baseline_place(folder: Path) -> Path:
    """Where a practice's baseline is kept under a folder: always in a folder `stays-here`.

    Raises UserError where the folder is one from which files leave.
    """
    if MAY_LEAVE in folder.resolve().parts:
        raise UserError(
            f"{folder} is a folder from which files leave, and a baseline holds children; name another --baseline."
        )
    return folder / BASELINE if folder.name == STAYS_HERE else folder / STAYS_HERE / BASELINE


def take_away_what_was_written(out: Path) -> None:
    """Delete what an earlier run wrote to `out`, so that no file of it stands beside one of this run.

    Nothing else is touched. Raises OSError where a file can't be deleted.
    """
    for folder, names in ((STAYS_HERE, STAYING), (MAY_LEAVE, LEAVING)):
        for path in (out / folder / name for name in names):
            if path.exists() or path.is_symlink():
                path.unlink()


def warning_of_strangers(out: Path, written: Collection[Path]) -> Iterator[str]:
    """One line that names what stands under may-leave and is not of this run; nothing where all is."""
    ours = set(written)
    found = sorted(path for path in (out / MAY_LEAVE).rglob("*") if path not in ours and not path.is_dir())
    if found:
        names = [
            shown(path.relative_to(out / MAY_LEAVE).as_posix()) or "a file whose name may tell of a child"
            for path in found[:NAMED]
        ]
        more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
        yield (
            f"Not of this count, and not checked for what may leave: {', '.join(names)}{more} in "
            f"{out / MAY_LEAVE}; move them away before you send anything from that folder."
        )
