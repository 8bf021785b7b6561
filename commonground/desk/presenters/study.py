"""The page that remakes what the study reported, as tables and one chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from commonground.advice.models import Topic
from commonground.charts.bars import bar_chart
from commonground.charts.table import Column, Table
from commonground.charts.values import Chart, Number
from commonground.core.caller import Caller
from commonground.desk.queries import study as queries
from commonground.desk.queries.study import Effort, Reach, Span
from commonground.engine.rules.visit_book import VisitBook
from commonground.plans.models import OPEN_STATES, Action, Plan
from commonground.practices.models import Contact

CAVEAT = (
    "These are counts of what was done and said. They say nothing about whether the visits raised vaccination: "
    "that needs a comparison with practices that were not visited, and figures from before and after."
)
FIRST_GROUPS = ("staffing", "awareness")
"""The study's findings come first: how practices are staffed, and what families know."""
NOT_IN_THE_BOOK = "No longer in the code book"
HUNDRED = 100


@dataclass(frozen=True)
class Report:
    """The tables in the order of the page, and the chart of the advice that was asked."""

    tables: tuple[Table, ...]
    chart: Chart | None
    visits: int


def report(caller: Caller, span: Span, book: VisitBook) -> Report:
    """Everything that the study reported, for a span."""
    reach = queries.reach(caller, span)
    asked = queries.advice(caller, span)
    advice = _advice(asked)
    tables = (
        _reach(reach),
        _who_came(queries.who_came(caller, span), reach.attended),
        advice,
        _plans(queries.who_wrote(caller, span), queries.agreed(caller, span)),
        _staffing(queries.staffing(caller, span)),
        *_factors(queries.factors(caller, span), reach.attended, book),
        *_effort(queries.effort_by_size(caller, span), queries.effort_by_visitor(caller, span)),
    )
    rows = [(Topic(topic).label, Number(count)) for topic, (count, _, _) in asked.items()]
    chart = None
    if any(count for count, _, _ in asked.values()):
        chart = bar_chart("advice", "Advice asked, by topic", rows, advice, unit="questions")
    return Report(tables, chart, reach.visits)


def _reach(reach: Reach) -> Table:
    return _pairs(
        "Visits",
        ("What", "How many"),
        {
            "Practices visited": reach.practices,
            "Visits held": reach.visits,
            "Of these from a spreadsheet: who came, and what was found, is not known": reach.from_sheet,
            "Visitors": reach.visitors,
            "First visit": _day(reach.first),
            "Last visit": _day(reach.last),
            "Visits without a manager or deputy, with the reason": reach.without_manager,
        },
    )


def _who_came(came: Mapping[str, int], visits: int) -> Table:
    rows = tuple(
        (Contact.Role(role).label, _number(count), _percent(count, visits)) for role, count in came.items()
    )
    return _table("Who attended", ("Role", "Visits", "Of the visits of which it is known"), rows)


def _advice(asked: Mapping[str, tuple[int, int, int]]) -> Table:
    rows = tuple(
        (Topic(topic).label, *(_number(count) for count in counts)) for topic, counts in asked.items()
    )
    return _table("Advice asked, by topic", ("Topic", "Questions", "Practices", "Answered"), rows)


def _plans(written: Mapping[str, int], agreed: Mapping[str, Mapping[str, int]]) -> Table:
    done, still_open = Action.State.DONE, OPEN_STATES
    found: dict[str, int | str] = {
        f"Plans written by: {Plan.WrittenBy(writer).label.lower()}": count
        for writer, count in written.items()
    }
    for side, words in (
        (Action.Side.PRACTICE, "Actions of practices"),
        (Action.Side.COMMISSIONER, "Promises of ours"),
    ):
        states = agreed[side]
        found[words] = sum(states.values())
        found[f"{words}: done"] = states.get(done, 0)
        found[f"{words}: still open"] = sum(states.get(state, 0) for state in still_open)
    return _pairs("Plans, and who wrote them", ("What", "How many"), found)


def _staffing(found: Mapping[str, float | int | None]) -> Table:
    return _pairs(
        "Staffing, as practices said last",
        ("What", "How many"),
        {
            "Practices that said": int(found["practices"] or 0),
            "With a vacant post": int(found["with_vacancy"] or 0),
            "Nurse hours a week, on average": _one_place(found["hours"]),
            "Immunisation appointments a week, on average": _one_place(found["slots"]),
        },
    )


def _factors(found: Mapping[str, tuple[int, int]], visits: int, book: VisitBook) -> Iterator[Table]:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for code, (present, absent) in found.items():
        factor = book.factors.get(code)
        group, title = (factor.group, factor.title) if factor else (NOT_IN_THE_BOOK, code)
        asked = present + absent
        row = (title, _number(present), _number(absent), _number(visits - asked), _percent(present, asked))
        groups.setdefault(group, []).append(row)
    headings = ("Factor", "Present", "Asked and absent", "Not asked", "Present where asked")
    for group in sorted(groups, key=_study_first):
        yield _table(f"Found at visits: {group}", headings, tuple(sorted(groups[group])))


def _effort(by_size: Mapping[str, Effort], by_visitor: Mapping[str, Effort]) -> Iterator[Table]:
    for caption, first, found in (
        ("Effort to arrange, by size of practice", "Size", by_size),
        ("Effort to arrange, by visitor", "Visitor", by_visitor),
    ):
        if found:
            yield _table(
                caption,
                (first, "Attempts", "Minutes", "Visits booked", "Attempts for one", "Minutes for one"),
                tuple(_effort_row(words, effort) for words, effort in found.items()),
            )


def _effort_row(words: str, effort: Effort) -> tuple[str, ...]:
    none = "no visit booked"
    return (
        words,
        _number(effort.attempts),
        _number(effort.minutes),
        _number(effort.booked),
        _one_place(effort.attempts / effort.booked) if effort.booked else none,
        _one_place(effort.minutes / effort.booked) if effort.booked else none,
    )


def _study_first(group: str) -> tuple[int, str]:
    places = [n for n, word in enumerate(FIRST_GROUPS) if word in group.lower()]
    return (places[0] if places else len(FIRST_GROUPS), group)


def _pairs(caption: str, headings: tuple[str, str], found: Mapping[str, int | str]) -> Table:
    rows = tuple(
        (words, value if isinstance(value, str) else _number(value)) for words, value in found.items()
    )
    return _table(caption, headings, rows)


def _table(caption: str, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Table:
    return Table(caption, tuple(Column(words, numeric=bool(n)) for n, words in enumerate(headings)), rows)


def _number(value: int) -> str:
    return f"{value:,}"


def _percent(part: int, whole: int) -> str:
    return f"{HUNDRED * part / whole:.0f}%" if whole else "none"


def _one_place(value: float | None) -> str:
    return "not known" if value is None else f"{float(value):.1f}"


def _day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else "none"
