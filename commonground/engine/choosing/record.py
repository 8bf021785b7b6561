"""The list as a file, and the record from which it can be made again and the round evaluated."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from io import StringIO
from typing import Any

from commonground.engine.choosing.model import Choice, Count, Line
from commonground.engine.rules.choosing_book import ChoosingBook

PLACES = 4
FORM = "commonground choice 1"
MEASURED_BY = ("commonground", "numpy", "scipy")
"""Packages whose version may change a list; they stand in its record."""
COLUMNS = (
    "rank", "rank_low", "rank_high", "tie", "practice_code", "name", "parent", "children", "covered", "coverage",
    "lower95", "upper95", "shrunk", "shrunk_low", "shrunk_high", "short_cover", "short_practice", "children_short",
    "p_top", "data_quality", "equity_quintile", "weight", "priority", "action", "provisional", "chosen_by", "sentence",
)  # fmt: skip
"""Of priorities.csv. Shares and probabilities from 0 to 1; children short are a year's; blank where there is none."""


@dataclass(frozen=True)
class InputFile:
    """A file that the list was made from: what it was given as, its name, its digest, the releases used of it."""

    role: str
    file: str
    sha256: str
    releases: tuple[str, ...] = ()


def priorities_csv(choice: Choice) -> str:
    """The text of priorities.csv, one row a practice, in the order of the list."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(line) for line in choice.lines)
    return out.getvalue()


def choice_json(
    choice: Choice, inputs: Sequence[InputFile], versions: Mapping[str, str], book: ChoosingBook
) -> str:
    """The text of choice.json: `record_of` as it is written."""
    return json.dumps(record_of(choice, inputs, versions, book), ensure_ascii=False, indent=1) + "\n"


def versions_of(rulebook: str) -> dict[str, str]:
    """The versions of all that a list rests on."""
    return {**{name: version(name) for name in MEASURED_BY}, "rulebook": rulebook}


def record_of(
    choice: Choice, inputs: Sequence[InputFile], versions: Mapping[str, str], book: ChoosingBook
) -> dict[str, Any]:
    """Rule, inputs, what was asked, versions, and the result practice by practice."""
    asked = choice.asked
    return {
        "form": FORM,
        "versions": dict(versions),
        "asked": {
            "indicator": asked.indicator,
            "area": asked.area,
            "window": {"from": asked.window.first.isoformat(), "to": asked.window.last.isoformat()},
            "target": asked.target,
            "random_share": asked.random_share,
            "seed": asked.seed,
            "visits": asked.visits,
            "weights": {str(fifth): weight for fifth, weight in sorted(asked.weights.items())},
            "authorities": list(asked.authorities),
            "as_at": asked.as_at.isoformat() if asked.as_at else None,
        },
        "rule": {
            "version": book.version,
            "numbers": {name: entry.number for name, entry in sorted(book.numbers.items())},
        },
        "inputs": [asdict(one) for one in inputs],
        "prior": None
        if choice.prior is None
        else {**_rounded(asdict(choice.prior)), "fitted_on": choice.fitted_on},
        "result": {
            "by_rank": choice.by_rank,
            "at_random": choice.at_random,
            "draws": choice.draws,
            "provisional": choice.provisional,
            "rise": None if choice.rise is None else _rounded(asdict(choice.rise)),
        },
        "practices": [_stored(line) for line in choice.lines],
    }


def rows_of(record: Mapping[str, Any]) -> list[dict[str, object]]:
    """The rows of priorities.csv from a record, each with every column."""
    return [
        {name: (one["published"] or {}).get(name, one.get(name)) for name in COLUMNS}
        for one in record["practices"]
    ]


def _row(line: Line) -> dict[str, object]:
    one = line.candidate
    row: dict[str, object] = {
        "practice_code": one.code,
        "name": one.name,
        "parent": one.parent,
        "equity_quintile": one.quintile,
        "action": line.action,
        "provisional": _yes(one.counted is None),
        "chosen_by": line.chosen_by,
        "sentence": line.sentence,
    }
    if one.published is not None:
        row |= {"children": one.published.children, "covered": one.published.covered}
    if line.ranked is not None:
        ranked, scored = line.ranked, line.ranked.scored
        row |= {
            "rank": ranked.rank,
            "rank_low": ranked.rank_range[0],
            "rank_high": ranked.rank_range[1],
            "tie": f"{ranked.tie[0]} to {ranked.tie[1]}" if ranked.tie else "",
            "coverage": scored.coverage,
            "lower95": scored.limits[0],
            "upper95": scored.limits[1],
            "shrunk": scored.shrunk,
            "shrunk_low": scored.shrunk_limits[0],
            "shrunk_high": scored.shrunk_limits[1],
            "short_cover": scored.short_cover,
            "short_practice": scored.short_practice,
            "children_short": scored.short,
            "p_top": ranked.p_top,
            "data_quality": scored.quality,
            "weight": scored.weight,
            "priority": scored.priority,
        }
    return {name: _rounded(value) for name, value in row.items()}


def _stored(line: Line) -> dict[str, object]:
    one = line.candidate
    return {
        **{name: value for name, value in _row(line).items() if name not in ("children", "covered")},
        "published": _count(one.published),
        "practice_count": _count(one.counted),
        "caveats": list(one.caveats),
        "reasons": [
            {**asdict(reason), "until": reason.until.isoformat() if reason.until else None}
            for reason in one.reasons
        ],
    }


def _count(count: Count | None) -> dict[str, object] | None:
    return None if count is None else asdict(count)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, PLACES)
    if isinstance(value, Mapping):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"
