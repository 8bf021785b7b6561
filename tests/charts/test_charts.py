"""The charts, read as the XML a browser reads."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from commonground.charts.bars import Counted, axis_end, bar_chart
from commonground.charts.intervals import interval_chart
from commonground.charts.table import Column, Table
from commonground.charts.values import Between, Chart, NotShown, Number, Share

SVG = "{http://www.w3.org/2000/svg}"
TABLE = Table("Caption", (Column("Row"), Column("Number", numeric=True)), (("a", "1"),))


def parsed(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)  # noqa: S314 - our own drawing


def texts(chart: Chart) -> list[str]:
    return [element.text or "" for element in parsed(chart).iter(f"{SVG}text")]


def percent(element: ElementTree.Element, name: str) -> float:
    return float(element.attrib[name].removesuffix("%"))


@pytest.mark.parametrize(
    "chart",
    [
        interval_chart("one", "Coverage", [("MMR", Share(90.7, 80.1, 96.0))], TABLE),
        bar_chart("one", "Due", [("MMR", Number(12))], TABLE),
    ],
)
def test_a_chart_is_one_picture_with_a_title_a_description_and_a_table(chart: Chart) -> None:
    svg = parsed(chart)
    assert svg.attrib["role"] == "img"
    named = {element.attrib["id"]: element.tag for element in svg if "id" in element.attrib}
    assert [named[key] for key in svg.attrib["aria-labelledby"].split()] == [f"{SVG}title", f"{SVG}desc"]
    assert svg.findtext(f"{SVG}title") == chart.title
    assert "The table after the chart has the same numbers." in (svg.findtext(f"{SVG}desc") or "")
    assert chart.table is TABLE


@pytest.mark.parametrize(("low", "middle", "high"), [(0, 0, 43.4), (80.1, 90.7, 96.0), (56.6, 100, 100)])
def test_a_dot_lies_on_its_line_and_the_line_inside_the_lane(low: float, middle: float, high: float) -> None:
    svg = parsed(interval_chart("k", "t", [("MMR", Share(middle, low, high))], TABLE))
    dot = percent(next(svg.iter(f"{SVG}circle")), "cx")
    lines = [(percent(line, "x1"), percent(line, "x2")) for line in svg.iter(f"{SVG}line")]
    lane, interval = lines[0], next(line for line in lines[3:])
    width = lane[1] - lane[0]
    assert dot == pytest.approx(lane[0] + width * middle / 100, abs=0.01)
    assert interval == pytest.approx([lane[0] + width * end / 100 for end in (low, high)], abs=0.01)
    assert lane[0] <= interval[0] <= dot <= interval[1] <= lane[1]


def test_what_is_not_shown_is_words_and_no_dot() -> None:
    hidden = NotShown("hidden (fewer than 5, or would give one away)")
    chart = interval_chart(
        "k", "t", [("MMR", hidden), ("MenB", NotShown("no children")), ("PCV", Share(0, 0, 9))], TABLE
    )
    assert len(list(parsed(chart).iter(f"{SVG}circle"))) == 1
    assert "hidden (fewer than 5, or would give one away)" in " ".join(texts(chart))
    assert "no children" in texts(chart)
    assert "0.0%" in texts(chart)


@pytest.mark.parametrize(
    "share", [Share(50, 60, 70), Share(80, 60, 70), Share(101, 60, 102), Share(5, -1, 9)]
)
def test_a_share_out_of_its_limits_is_refused(share: Share) -> None:
    with pytest.raises(ValueError, match=r"“MMR”: .* check the count"):
        interval_chart("k", "t", [("MMR", share)], TABLE)


def test_bars_are_in_proportion_and_zero_small_and_hidden_are_three_things() -> None:
    rows: list[tuple[str, Counted]] = [
        ("a", Number(20)),
        ("b", Number(10)),
        ("none", Number(0)),
        ("few", Between(1, 4)),
        ("no", NotShown("hidden")),
    ]
    chart = bar_chart("k", "t", rows, TABLE)
    bars = list(parsed(chart).iter(f"{SVG}rect"))
    widths = [percent(bar, "width") for bar in bars]
    assert widths == pytest.approx([widths[0], widths[0] / 2, widths[0] / 5])
    assert [("stroke-dasharray" in bar.attrib) for bar in bars] == [False, False, True]
    assert [said for said in texts(chart) if said in {"20", "10", "0", "1 to 4", "hidden"}][:5] == [
        "20", "10", "0", "1 to 4", "hidden",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("highest", "end"), [(0, 2), (2, 2), (3, 4), (7, 10), (11, 20), (61, 100), (340, 400)]
)
def test_an_axis_ends_at_the_first_round_number(highest: int, end: int) -> None:
    assert axis_end([highest]) == end


def test_a_label_is_text_and_never_markup() -> None:
    hostile = '</text><script>alert("x")</script> & "co"'
    for chart in (
        interval_chart('k" onload="x', hostile, [(hostile, NotShown(hostile))], TABLE),
        bar_chart('k" onload="x', hostile, [(hostile, NotShown(hostile))], TABLE),
    ):
        svg = parsed(chart)
        assert {element.tag for element in svg.iter()} <= {
            SVG + tag for tag in ("svg", "title", "desc", "text", "line")
        }
        assert "onload" not in svg.attrib
        assert svg.findtext(f"{SVG}title") == hostile


def test_a_long_label_is_broken_so_that_it_fits_a_telephone() -> None:
    words = "Two MMR and the pre-school booster before 5 years"
    chart = bar_chart("k", "t", [(words, Number(3))], TABLE)
    lines = [line for line in texts(chart) if line in words and len(line) > 1]
    assert " ".join(lines) == words
    assert max(map(len, lines)) <= 22


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="2 columns and a row of 1 cells"):
        Table("Caption", TABLE.columns, (("a",),))
