"""What somebody asks of a ranking, as it is kept: chosen in the form, and read of the files given with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from commonground.engine.choosing.model import Asked, Reason
from commonground.engine.choosing.outlines import Outline
from commonground.engine.choosing.record import InputFile
from commonground.engine.choosing.window import Window, read_window
from commonground.engine.figures import PublishedRow

DAYS = ("period_start", "period_end", "cohort_from", "cohort_to", "as_at")


@dataclass(frozen=True)
class Beside:
    """What was read of the files given with a ranking: deprivation fifths by practice, practices' own counts,
    visitors' reasons by practice, and the outlines of places to draw under the map."""

    quintiles: Mapping[str, int]
    counts: tuple[PublishedRow, ...]
    files: tuple[InputFile, ...]
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    outlines: tuple[Outline, ...] = ()


NOTHING_BESIDE = Beside({}, (), ())


def kept_beside(beside: Beside) -> dict[str, Any]:
    """As it is kept with the ranking."""
    return {
        "quintiles": dict(beside.quintiles),
        "counts": [{name: _plain(value) for name, value in vars(row).items()} for row in beside.counts],
        "files": [asdict(one) for one in beside.files],
        "reasons": {
            code: [{**asdict(one), "until": one.until.isoformat() if one.until else None} for one in reasons]
            for code, reasons in beside.reasons.items()
        },
        "outlines": [list(one.rings) for one in beside.outlines],
    }


def beside_of(kept: Mapping[str, Any]) -> Beside:
    """What was kept with a ranking."""
    if not kept:
        return NOTHING_BESIDE
    return Beside(
        kept["quintiles"],
        tuple(_row(values) for values in kept["counts"]),
        tuple(InputFile(**{**one, "releases": tuple(one["releases"])}) for one in kept["files"]),
        {code: tuple(_reason(one) for one in reasons) for code, reasons in kept["reasons"].items()},
        tuple(_outline(rings) for rings in kept["outlines"]),
    )


def asked_of(kept: Mapping[str, Any], area: str, on: date) -> Asked:
    """What was chosen in the form, for an area and a day. Raises UserError where the window is none."""
    return Asked(
        indicator=kept["indicator"],
        area=area,
        window=read_window(kept["window"]),
        target=kept["target"],
        random_share=kept["random_share"],
        seed=kept["seed"],
        visits=kept["visits"],
        weights={int(fifth): weight for fifth, weight in kept["weights"].items()},
        as_at=on,
    )


def in_months(window: Window) -> str:
    """`April 2025 to March 2026 (1 year)`."""
    years = window.quarters // 4
    return f"{window.first:%B %Y} to {window.last:%B %Y} ({years} year{'' if years == 1 else 's'})"


def _plain(value: object) -> object:
    return (
        value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    )


def _outline(rings: list[list[list[float]]]) -> Outline:
    return Outline(tuple(tuple((x, y) for x, y in ring) for ring in rings))


def _reason(values: Mapping[str, Any]) -> Reason:
    until = values["until"]
    return Reason(**{**values, "until": date.fromisoformat(until) if until else None})


def _row(values: Mapping[str, Any]) -> PublishedRow:
    days = {name: date.fromisoformat(values[name]) for name in DAYS if values[name]}
    return PublishedRow(**{**values, **days, "rule_ids": tuple(values["rule_ids"])})
