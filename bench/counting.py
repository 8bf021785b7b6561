"""What a count costs, beside the floor of the same engine and what else one could do.

`python -m bench.counting` prints a table for one practice, 1% and 10% of England: CPU seconds, wall
seconds and peak memory of the whole process, each method in a process of its own, and the ratio of
its CPU to the bare `list()` per child aggregate. Nothing here is a test; nothing fails for being slow.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import psutil
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from bench.methods import METHODS
from commonground.engine.rules.loader import load_rulebook
from commonground.synthetic.extracts import write_population
from commonground.synthetic.population import make_population

AS_AT = date(2026, 10, 4)
SIZES = {"one practice": 1, "1% of England": 63, "10% of England": 630}
FLOOR = "bare list() per child"
LARGEST_FOR = {"plain reference": 1, "plain pandas": 63}
"""What grows too slow to wait for is left out of the larger sizes, and the table says so."""


@dataclass(frozen=True)
class Cost:
    """One method at one size, whole process: start-up, reading and writing included."""

    cpu: float
    wall: float
    peak_megabytes: float


def measure(method: str, data: Path, out: Path) -> Cost:
    """Run a method in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "bench.methods", method, data, out, AS_AT.isoformat()])
    peak = 0.0
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            peak = max(peak, watched.memory_info().rss / 2**20)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.02)
    wall = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{method} ended with exit code {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, peak)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the populations, measure every method, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", choices=SIZES, default=list(SIZES))
    chosen = parser.parse_args(arguments)
    console = Console(width=110)
    console.print(
        f"{platform.machine()}, {psutil.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB; "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}; load {psutil.getloadavg()[0]:.1f}"
    )
    with TemporaryDirectory() as folder:
        for size in chosen.sizes:
            console.print(_table(size, Path(folder) / str(SIZES[size])))


def _table(size: str, data: Path) -> Table:
    practices = SIZES[size]
    population = make_population(practices, as_at=AS_AT, seed=1, rulebook=load_rulebook())
    write_population(population, data)
    rows = [pq.read_metadata(data / f"{name}.parquet").num_rows for name in ("children", "events")]
    table = Table(title=f"{size}: {practices:,} practices, {rows[0]:,} children, {rows[1]:,} entries")
    for heading in ("method", "CPU s", "wall s", "peak MB", "x bare list()"):
        table.add_column(heading, justify="left" if heading == "method" else "right")
    floor = measure(FLOOR, data, data / "out").cpu
    for method in METHODS:
        if practices > LARGEST_FOR.get(method, practices):
            table.add_row(method, "not run at this size", "", "", "")
            continue
        cost = measure(method, data, data / "out")
        ratio = f"{cost.cpu / floor:.1f}"
        table.add_row(method, f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{cost.peak_megabytes:.0f}", ratio)
    return table


if __name__ == "__main__":
    main()
