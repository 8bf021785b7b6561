"""How a practice gets its list out of its own system: `rulebook/extracts/searches.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from commonground import rulebook as rulebook_package
from commonground.engine.rules.files import Fault, RulebookError, read_file

FILE = "extracts/searches.yaml"


@dataclass(frozen=True)
class Wanted:
    """A column that the list needs, and why."""

    column: str
    why: str


@dataclass(frozen=True)
class System:
    """A GP system and the steps there, in order."""

    system: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Searches:
    """What a list needs, and the steps in each system; where they come from and how sure that is."""

    __pydantic_config__ = ConfigDict(extra="ignore")
    source: str
    evidence: str
    wanted: tuple[Wanted, ...]
    systems: tuple[System, ...]


@lru_cache(maxsize=1)
def load_searches() -> Searches:
    """The searches of the package's rulebook. Raises RulebookError naming the file and line of what is wrong."""
    file = read_file(Path(rulebook_package.__file__).parent / FILE, FILE)
    try:
        return TypeAdapter(Searches).validate_python(file.data)
    except ValidationError as error:
        detail = error.errors()[0]
        where = tuple(part for part in detail["loc"] if isinstance(part, str | int))
        raise RulebookError([Fault(FILE, file.line_of(where), detail["msg"].lower())]) from error
