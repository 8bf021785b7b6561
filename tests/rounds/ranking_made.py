"""A round whose practices have published figures, and how it is ranked from its page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from commonground.accounts.models import User
from commonground.practices.models import Practice
from commonground.rounds import services
from commonground.rounds.models import Ranking, Round
from tests.figures.given import gp_level, signed_in, take_in
from tests.twelve_practices import BY_ID, IDS
from tests.world import World, called, practice

NOW = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Europe/London"))
YEAR = "2019-04-01..2020-03-31"
FORM: Mapping[str, str] = {
    "indicator": "mmr1_24m",
    "window": YEAR,
    "target": "95",
    "visits": "5",
    "random_share": "20",
    "seed": "1",
    **{f"weight_{fifth}": weight for fifth, weight in enumerate(("1.4", "1.2", "1", "0.9", "0.8"), 1)},
}


def twelve(world: World) -> dict[str, Practice]:
    """The twelve practices of methods.md, by their letter, in the two boroughs of the region."""
    return {
        one: practice(
            world.ealing if number % 2 else world.havering,
            f"Surgery {one}",
            visitor=world.commissioner,
            latitude=51.5 + number / 100,
            longitude=-0.2,
        )
        for number, one in enumerate(IDS)
    }


def take_in_twelve(world: World, practices: Mapping[str, Practice], **others: tuple[int, int]) -> None:
    """Their published figures, but for those given otherwise."""
    counts = {one: others.get(one, BY_ID[one]) for one in IDS}
    take_in(world.lead, gp_level({practices[one].code: count for one, count in counts.items()}))


def made(world: World, **fields: Any) -> Round:
    """A round of the region, drawn up by its lead."""
    values = {
        "name": "Winter",
        "area": world.region,
        "starts_on": date(2026, 12, 1),
        "ends_on": date(2027, 4, 30),
        "rule": "Most children short",
        "made_at": NOW,
        **fields,
    }
    return services.make_round(called(world.lead), Round(**values), visitors=[world.commissioner])


def ranked(user: User, round_: Round, **typed: Any) -> Ranking:
    """Rank its practices from the page; it is worked out at once in tests."""
    answer = signed_in(user).post(f"/rounds/{round_.pk}/rank/", {**FORM, **typed})
    assert answer.status_code == 302, answer.content.decode()
    return Ranking.objects.latest("pk")
