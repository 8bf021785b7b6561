"""Mistakes in a text that is otherwise right: what is changed, and what must be said of which line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NOTHING = "(nothing)"


@dataclass(frozen=True)
class Mistake:
    """Words that stand once in the text, what takes their place, and the fault that follows."""

    old: str
    new: str
    line: int
    said: str

    def made_in(self, text: str) -> str:
        """The text with the mistake in it."""
        assert text.count(self.old) == 1
        return text.replace(self.old, self.new)

    def told(self, file: str, faults: Sequence[str]) -> list[str]:
        """The faults of the line that say what is wrong; none is a failure of the test."""
        there = [fault for fault in faults if fault.startswith(f"{file}, line {self.line}: ")]
        return [fault for fault in there if self.said in fault]


def listed(table: str) -> list[Mistake]:
    r"""Mistakes written as two lines each: `old => new`, then `    line 4: what is said`; \n is a new line."""
    found = []
    lines = table.strip("\n").split("\n")
    for change, fault in zip(lines[::2], lines[1::2], strict=True):
        old, new = change.replace("\\n", "\n").split(" => ")
        line, said = fault.strip().removeprefix("line ").split(": ", maxsplit=1)
        found.append(Mistake(old, "" if new == NOTHING else new, int(line), said))
    return found
