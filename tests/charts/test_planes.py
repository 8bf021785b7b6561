"""Funnels, maps and run charts: what is drawn is what was given, whatever it is, and nothing crosses a break."""

from __future__ import annotations

from xml.etree import ElementTree as Tree  # our own drawings

import pytest

from commonground.charts.funnel import Dot, Limits, funnel_chart
from commonground.charts.map import Circle, Spot, map_chart, no_map
from commonground.charts.run import Segment, run_chart
from commonground.charts.table import Column, Table
from commonground.engine.statistics.process_charts import xmr

TABLE = Table("The numbers", (Column("Practice"),), ())
SVG = "{http://www.w3.org/2000/svg}"


def parts(svg: str, tag: str) -> list[Tree.Element]:
    return list(Tree.fromstring(svg).iter(f"{SVG}{tag}"))  # noqa: S314 - our own drawing


def test_a_funnel_marks_by_shape_and_not_colour_alone() -> None:
    dots = [
        Dot("Surgery <A> & B", 100, 0.8, "rank"),
        Dot("Surgery C", 50, 0.9, "other"),
        Dot("Surgery D", 20, 0.7, "none"),
    ]
    limits = [Limits("95% limits", "4 2", ((10, 0.75, 1.0), (100, 0.82, 0.95)))]
    chart = funnel_chart("f", "A funnel", dots, limits, baseline=0.88, target=0.95, table=TABLE)
    names = [one.text or "" for one in parts(chart.svg, "title")]
    assert "Surgery <A> & B: 80.0% of 100" in names
    fills = {one.get("fill") for one in parts(chart.svg, "circle")}
    assert "#fff" in fills
    assert len(parts(chart.svg, "path")) == 2
    assert parts(chart.svg, "desc")[0].text


def test_a_curve_is_not_drawn_outside_its_plane() -> None:
    limits = [Limits("95% limits", "4 2", ((1, 0.0, 1.0), (100, 0.2, 1.0), (200, 0.95, 0.99)))]
    chart = funnel_chart(
        "f", "A funnel", [Dot("A", 200, 0.97, "none")], limits, baseline=0.97, target=0.95, table=TABLE
    )
    dashed = [one for one in parts(chart.svg, "polyline") if one.get("stroke-dasharray") == "4 2"]
    assert [len((one.get("points") or "").split()) for one in dashed] == [1, 3]


def test_a_maps_areas_are_the_children_and_its_circles_its_kilometres() -> None:
    spots = [
        Spot("Large", 51.0, -0.5, 40, "rank", "1"),
        Spot("Small", 51.1, -0.5, 10, "none"),
        Spot("Drawn", 51.05, -0.4, 10, "other"),
    ]
    chart = map_chart(
        "m",
        "A map",
        spots,
        [[(-0.6, 50.9), (-0.3, 50.9), (-0.3, 51.2)]],
        [Circle(51.0, -0.5, 11.12, "A")],
        TABLE,
    )
    circles = list(parts(chart.svg, "g")[0].iter(f"{SVG}circle"))
    radii = {one.get("r") for one in circles}
    assert {"20.0", "10.0"} <= radii
    wide = next(one for one in circles if one.get("fill") == "none")
    large, small = (
        [float(one.get("cy") or 0) for one in circles if one.get("r") == size] for size in ("20.0", "10.0")
    )
    assert float(wide.get("r") or 0) == pytest.approx(abs(large[0] - min(small)), rel=0.02)
    assert len(parts(chart.svg, "polygon")) == 1


def test_practices_at_one_place_still_have_a_map() -> None:
    chart = map_chart("m", "A map", [Spot("A", 51.0, -0.5, 0, "none")] * 2, [], [], TABLE)
    assert "nan" not in chart.svg
    with pytest.raises(ValueError, match="coordinates"):
        map_chart("m", "A map", [], [], [], TABLE)
    assert "why not" in no_map("m", "A map", "why not", TABLE).svg


def joined(svg: str) -> int:
    return sum(
        one.get("stroke-width") == "2" and one.get("stroke") == "#005eb8" for one in parts(svg, "polyline")
    )


def test_no_line_crosses_a_break_or_a_missing_point() -> None:
    first = Segment((("Q1", 0.90), ("Q2", 0.91), ("Q3", None), ("Q4", 0.92)))
    second = Segment((("Q5", 0.93), ("Q6", 0.94)), begins="MMR2 moves to 18 months")
    chart = run_chart("r", "A run", [first, second], TABLE)
    assert joined(chart.svg) == 2
    assert "MMR2 moves to 18 months" in chart.svg
    assert len(parts(chart.svg, "circle")) == 5 + 1


def test_a_point_beyond_chance_has_another_shape() -> None:
    values = [0.86, 0.85, 0.87, 0.855, 0.864, 0.847, 0.858, 0.869, 0.852, 0.86, 0.856, 0.866, 0.92]
    segment = Segment(tuple((f"Q{at}", value) for at, value in enumerate(values)), xmr(values, baseline=12))
    chart = run_chart("r", "An XmR chart", [segment], TABLE)
    assert len(parts(chart.svg, "path")) == 1 + 1
    assert "Q12: 92.0% (outside)" in [one.text for one in parts(chart.svg, "title")]
    with pytest.raises(ValueError, match="value"):
        run_chart("r", "Nothing", [Segment((("Q1", None),))], TABLE)
