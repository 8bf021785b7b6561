"""The engines that every case is counted with."""

from __future__ import annotations

from commonground.cli.check import ENGINES

__all__ = ["ENGINES"]
