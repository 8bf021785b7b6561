"""A ranking as its pages show it: read from its record, so that what is shown is what is kept."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from commonground.core.caller import Caller
from commonground.core.cells import harmless
from commonground.engine.choosing.record import COLUMNS, rows_of
from commonground.engine.choosing.sentences import percent
from commonground.engine.choosing.window import read_window
from commonground.figures.titles import titles
from commonground.rounds.models import Candidate, Ranking
from commonground.rounds.ranking.asking import in_months
from commonground.rounds.ranking.notes import record_for

CHOSEN_BY = {"": "Not chosen", **dict(Candidate.ChosenBy.choices)}


@dataclass(frozen=True)
class Row:
    """A practice on the list in words."""

    code: str
    name: str
    ranked: bool
    place: str
    certainty: str
    coverage: str
    shrunk: str
    short: str
    p_top: str
    action: str
    chosen_by: str
    chosen: bool
    provisional: bool
    sentence: str


def rows_for(caller: Caller, ranking: Ranking) -> list[Row]:
    """The practices as a caller may read of them: those with a place in their order, then the others."""
    return [_row(one) for one in record_for(caller, ranking.record).get("practices", [])]


def in_words(ranking: Ranking) -> str:
    """What was asked, in a sentence."""
    asked = ranking.asked
    title = titles().get(asked["indicator"], asked["indicator"])
    return (
        f"{title}, {in_months(read_window(asked['window']))}, target {percent(asked['target'])}, "
        f"{percent(asked['random_share'])} of visits at random, seed {asked['seed']}"
    )


def chosen_in_words(ranking: Ranking) -> dict[str, int]:
    """How many were chosen by rank, at random and by visitors."""
    practices = ranking.record.get("practices", [])
    return {
        str(by.label): sum(one["chosen_by"] == by.value for one in practices) for by in Candidate.ChosenBy
    }


def csv_for(caller: Caller, ranking: Ranking) -> str:
    """priorities.csv. No cell of it does anything in a spreadsheet."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows_of(record_for(caller, ranking.record)):
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return out.getvalue()


def _cell(value: object) -> object:
    return harmless(value) if isinstance(value, str) else value


def _row(one: Mapping[str, Any]) -> Row:
    published = one["published"]
    ranked = bool(one.get("rank"))
    low, high = one.get("rank_low"), one.get("rank_high")
    tie = f"tied {one['tie']}" if one.get("tie") else "no tie"
    return Row(
        code=one["practice_code"],
        name=one["name"],
        ranked=ranked,
        place=str(one["rank"]) if ranked else "Not ranked",
        certainty=f"{low} to {high}, {tie}" if ranked else "",
        coverage=(
            f"{one['coverage']:.1%} of {published['children']:,} ({one['lower95']:.1%} to {one['upper95']:.1%})"
            if ranked
            else ""
        ),
        shrunk=f"{one['shrunk']:.1%} ({one['shrunk_low']:.1%} to {one['shrunk_high']:.1%})" if ranked else "",
        short=f"{one['children_short']:.1f}" if ranked else "",
        p_top=f"{one['p_top']:.0%}" if ranked else "",
        action=str(dict(Candidate.Action.choices).get(one["action"], one["action"])),
        chosen_by=str(CHOSEN_BY[one["chosen_by"]]),
        chosen=bool(one["chosen_by"]),
        provisional=one["provisional"] == "yes",
        sentence=one["sentence"],
    )
