"""The engines that every case is counted with."""

from __future__ import annotations

from commonground.engine.counting import duckdb_engine, reference
from commonground.engine.counting.results import Engine

ENGINES: dict[str, Engine] = {"reference": reference.count, "duckdb": duckdb_engine.count}
