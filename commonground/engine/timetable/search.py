"""How long a search may take, and what it says meanwhile. The clock is handed in: the engine has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

_FOR_EVER = 1e9


@dataclass(frozen=True)
class Progress:
    """What is being done, the best plan so far (minutes: travel and what is left out), and the bound, once known."""

    doing: str
    value: float
    bound: float | None = None

    def __str__(self) -> str:
        """As it is printed."""
        if self.bound is None:
            return f"{self.doing}: {self.value:,.0f} minutes"
        return f"{self.doing}: {self.value:,.0f} minutes; nothing can be below {self.bound:,.0f}"


@dataclass(frozen=True)
class Search:
    """Seconds that are left, the seed, and whom to tell. `iterations` bound PyVRP, so that the clock need not.

    `clock_ran_out` collects what the clock cut short: where it stays empty, another run ends the same.
    """

    seconds_left: Callable[[], float] = lambda: _FOR_EVER
    seed: int = 1
    iterations: int = 400
    tell: Callable[[Progress], None] = lambda _progress: None
    clock_ran_out: list[str] = field(default_factory=list)

    def share(self, part: float) -> Callable[[], float]:
        """The seconds left of a part of what is left now."""
        kept = self.seconds_left() * (1 - part)
        return lambda: self.seconds_left() - kept
