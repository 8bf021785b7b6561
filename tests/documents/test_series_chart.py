"""Given coverage either side of a schedule change, when it is drawn, then nothing crosses the break."""

from __future__ import annotations

from datetime import date

from commonground.documents.series_chart import Period, series_chart
from commonground.engine.choosing.window import first_day, last_day
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.schedule_breaks import schedule_breaks
from tests.charts.test_planes import joined

BOOK = load_rulebook()
START = 2024 * 4
BREAKS = schedule_breaks("mmr2_24m", BOOK)


def quarters(*shares: int, skip: int = -1) -> list[Period]:
    """A quarter each of children who turn two in it."""
    return [
        Period(first_day(START + at), last_day(START + at), share, 100, 7, last_day(START + at - 8))
        for at, share in enumerate(shares)
        if at != skip
    ]


def test_the_second_mmr_at_eighteen_months_breaks_the_series() -> None:
    assert [(one.births_from, one.rule) for one in BREAKS] == [(date(2024, 7, 1), "mmr-2024-07")]
    assert schedule_breaks("no such indicator", BOOK) == []


def test_the_end_of_a_programme_breaks_its_series_once() -> None:
    ends = {key: schedule_breaks(key, BOOK) for key in ("hib_menc_24m", "menc_12m", "pcv2_12m")}
    assert {key: [one.births_from for one in breaks][:1] for key, breaks in ends.items()} == {
        "hib_menc_24m": [date(2024, 7, 1)],
        "menc_12m": [date(2016, 4, 1)],
        "pcv2_12m": [date(2020, 1, 1)],
    }
    assert len({one.births_from for one in ends["pcv2_12m"]}) == len(ends["pcv2_12m"])


def test_the_break_is_marked_and_its_rule_named() -> None:
    shares = [10] * 10 + [80, 81, 82, 83]
    chart = series_chart("s", "MMR2", quarters(*shares), BREAKS, 12)
    assert "births from 1 July 2024" in chart.svg
    told = [row for row in chart.table.rows if row[-1]]
    assert [row[0] for row in told] == ["September 2026"]
    assert told[0][-1].startswith("mmr-2024-07: ")
    assert joined(chart.svg) == (10 - 1) + (4 - 1)


def test_a_lacking_quarter_leaves_a_gap() -> None:
    whole, gap = (series_chart("s", "MMR1", quarters(90, 91, 92, 93, skip=skip), [], 12) for skip in (-1, 2))
    assert (joined(whole.svg), joined(gap.svg)) == (3, 1)


def test_limits_are_drawn_from_twelve_points_on() -> None:
    twelve = series_chart("s", "MMR1", quarters(*[90, 91] * 6), [], 12)
    eleven = series_chart("s", "MMR1", quarters(*[90, 91] * 5, 90), [], 12)
    assert "limits that chance keeps within" in twelve.svg
    assert "median" in eleven.svg
    assert "limits that chance keeps within" not in eleven.svg
