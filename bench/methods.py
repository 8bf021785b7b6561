"""The ways to count that the benchmark compares; `python -m bench.methods NAME DATA OUT AS_AT` runs one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

Method = Callable[[Path, Path, date], None]


def scan(data: Path, out: Path, as_at: date) -> None:
    """Read every column of the events once."""
    import duckdb

    duckdb.execute(
        f"SELECT count(*), min(event_date), max(event_date), min(vaccine), min(kind), min(child_id) "
        f"FROM '{data}/events.parquet'"
    ).fetchall()


def bare_lists(data: Path, out: Path, as_at: date) -> None:
    """The floor: one array of days a child, as any such count must group."""
    import duckdb

    duckdb.execute(
        f"SELECT count(*), sum(len(days)) FROM "
        f"(SELECT child_id, list(event_date) AS days FROM '{data}/events.parquet' GROUP BY child_id)"
    ).fetchall()


def whole(data: Path, out: Path, as_at: date) -> None:
    """Coverage, verdicts, worklist and diagnosis of every practice, written as Parquet."""
    from commonground.engine.counting.population import count_blocks
    from commonground.engine.rules.loader import load_rulebook

    count_blocks(
        data / "children.parquet", data / "events.parquet", out, as_at=as_at, rulebook=load_rulebook()
    )


def check_one_practice(data: Path, out: Path, as_at: date) -> None:
    """`practice check` on the first practice: from its file to every output."""
    import duckdb

    from commonground.cli.check import Asked, check_practice

    files = []
    for name in ("children", "events"):
        wanted = "practice_code" if name == "children" else "child_id"
        inner = f"SELECT {wanted} FROM '{data}/children.parquet' WHERE practice_code = 'Z99001'"
        path = data / f"one-{name}.csv"
        if not path.exists():
            duckdb.sql(
                f"COPY (SELECT * FROM '{data}/{name}.parquet' WHERE {wanted} IN ({inner})) TO '{path}'"
            )
        files.append(path)
    check_practice(Asked(tuple(files), "Z99001", as_at, out / "check"))


def plain_reference(data: Path, out: Path, as_at: date) -> None:
    """One child at a time, in plain Python."""
    import pyarrow.parquet as pq

    from commonground.engine.counting import reference
    from commonground.engine.counting.results import Question
    from commonground.engine.rules.loader import load_rulebook

    children, events = (pq.read_table(data / f"{name}.parquet") for name in ("children", "events"))
    reference.count(children, events, Question("Z99001", as_at), load_rulebook())


def plain_pandas(data: Path, out: Path, as_at: date) -> None:
    """What an analyst would write: the COVER indicators of the last eight quarters; no verdict, no worklist.

    Its ages and doses are typed in, as they would be; it serves only to be timed.
    """
    import pandas as pd

    children = pd.read_parquet(data / "children.parquet")
    events = pd.read_parquet(data / "events.parquet", columns=["child_id", "event_date", "vaccine", "kind"])
    for frame, column in ((children, "date_of_birth"), (events, "event_date")):
        frame[column] = pd.to_datetime(frame[column])
    given = events[events["kind"] == "given"].drop_duplicates(["child_id", "event_date", "vaccine"])
    given = given.merge(children[["child_id", "date_of_birth"]], on="child_id")
    rows = []
    for months, wanted in _PANDAS_INDICATORS.items():
        birthday = children["date_of_birth"] + pd.DateOffset(months=months)
        children["quarter"] = birthday.dt.to_period("Q").astype(str)
        for name, (vaccines, needed, from_months) in wanted.items():
            doses = given[given["vaccine"].isin(vaccines)]
            end = doses["date_of_birth"] + pd.DateOffset(months=months)
            start = doses["date_of_birth"] + pd.DateOffset(months=from_months)
            doses = doses[(doses["event_date"] <= end) & (doses["event_date"] >= start)]
            counted = doses.groupby("child_id")["event_date"].nunique()
            children["covered"] = children["child_id"].map(counted).fillna(0) >= needed
            coverage = children.groupby(["practice_code", "quarter"])["covered"].agg(["sum", "count"])
            rows.append(coverage.assign(indicator=f"{name}_{months}m").reset_index())
    out.mkdir(parents=True, exist_ok=True)
    pd.concat(rows).to_parquet(out / "pandas.parquet")


_PANDAS_INDICATORS: Mapping[int, Mapping[str, tuple[list[str], int, int]]] = {
    12: {
        "6in1": (["6in1", "5in1"], 3, 0),
        "pcv": (["PCV"], 1, 0),
        "rota": (["Rota"], 2, 0),
        "menb": (["MenB"], 2, 0),
    },
    24: {
        "6in1": (["6in1", "5in1"], 3, 0),
        "pcv": (["PCV"], 1, 12),
        "hibmenc": (["HibMenC"], 1, 12),
        "mmr1": (["MMR", "MMRV"], 1, 12),
        "menb": (["MenB"], 1, 12),
    },
    60: {
        "6in1": (["6in1", "5in1"], 3, 0),
        "mmr1": (["MMR", "MMRV"], 1, 12),
        "mmr2": (["MMR", "MMRV"], 2, 12),
        "booster": (["6in1", "5in1", "4in1"], 1, 36),
        "hibmenc": (["HibMenC"], 1, 12),
    },
}

METHODS: Mapping[str, Method] = {
    "bare Parquet scan": scan,
    "bare list() per child": bare_lists,
    "the whole count, in blocks": whole,
    "practice check, one practice": check_one_practice,
    "plain pandas": plain_pandas,
    "plain reference": plain_reference,
}

if __name__ == "__main__":
    name, data, out, as_at = sys.argv[1:]
    METHODS[name](Path(data), Path(out), date.fromisoformat(as_at))
