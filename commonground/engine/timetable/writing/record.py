"""The record of a timetable: all that it can be made again from, and what it claims."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from commonground.engine.rules.visit_book import VisitBook
from commonground.engine.timetable.given import NUMBERS
from commonground.engine.timetable.power import Power
from commonground.engine.timetable.random_order import SENTENCE
from commonground.engine.timetable.values import Ask, Claim, Timetable
from commonground.engine.timetable.writing.table import visit_row

FORM = "commonground timetable 1"
_PROGRAMS = ("commonground", "numpy", "scipy", "pyvrp")


@dataclass(frozen=True)
class Asked:
    """What was asked for: inputs by what they are, with file name and SHA-256; seed and limits; versions of programs.

    `numbers` are those of the rulebook that were used, by their ids.
    """

    inputs: tuple[tuple[str, str, str], ...]
    seed: int
    random_order: bool
    time_limit: float
    versions: Mapping[str, str]
    numbers: Mapping[str, float]


def versions() -> dict[str, str]:
    """The programs that a timetable comes from, with their versions."""
    return {name: version(name) for name in _PROGRAMS}


def numbers_used(book: VisitBook) -> dict[str, float]:
    """The numbers of the rulebook that a timetable rests on."""
    return {name: book.number(name) for name in NUMBERS}


def record(
    ask: Ask,
    asked: Asked,
    timetable: Timetable,
    *,
    free: Timetable | None = None,
    power: Power | None = None,
    changes: Sequence[str] = (),
) -> str:
    """timetable.json. free: the timetable without a random order, where one was drawn."""
    found: dict[str, Any] = {
        "form": FORM,
        "season": {
            "from": ask.season.first.isoformat(),
            "to": ask.season.last.isoformat(),
            "bank_holidays": [day.isoformat() for day in sorted(ask.season.bank_holidays)],
        },
        "inputs": [dict(zip(("what", "file", "sha256"), one, strict=True)) for one in asked.inputs],
        "seed": asked.seed,
        "time_limit_seconds": asked.time_limit,
        "random_order": {"drawn": asked.random_order, "sentence": SENTENCE if asked.random_order else ""},
        "versions": dict(asked.versions),
        "numbers": dict(asked.numbers),
        "claim": _claim(timetable.claim),
        "without_random_order": _claim(free.claim) if free is not None else None,
        "power": asdict(power) if power is not None else None,
        "places_not_known": list(ask.travel.unknown),
        "visits": [{"practice_code": visit.practice} | visit_row(ask, visit) for visit in timetable.visits],
        "left_out": [
            {
                "practice_code": one.practice,
                "why": one.why,
                "assigned_month": f"{one.assigned_month:%Y-%m}" if one.assigned_month else None,
            }
            for one in timetable.left_out
        ],
        "changes": list(changes),
        "notes": list(timetable.notes),
    }
    return json.dumps(found, indent=1, ensure_ascii=False, sort_keys=False) + "\n"


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "travel_minutes": round(claim.travel, 3),
        "left_out_minutes": round(claim.left_out, 3),
        "value_minutes": round(claim.value, 3),
        "bound_minutes": round(claim.bound, 3),
        "gap": round(claim.gap, 6),
        "priority": round(claim.priority, 6),
        "ended_by_the_clock": claim.by_clock,
        "found_by": claim.method,
    }
