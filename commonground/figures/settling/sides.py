"""Each figure of a practice in words: what it is, its interval, what it is out of, where it is from, what to mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commonground.engine import figures as kinds
from commonground.engine.choosing.window import day_in_words
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.statistics.intervals import percentages
from commonground.figures.models import OF_A_PRACTICE, Fault, Figure, Release

NO_NUMBER = {
    kinds.MISSING: "Missing: the cell is empty in what was published",
    kinds.WITHHELD: "Withheld by who published it",
    kinds.SUPPRESSED: "Suppressed by who published it, because it is small",
    kinds.NOT_APPLICABLE: "Does not apply to this practice",
    kinds.PERCENTAGE_ONLY: "Only the percentage is published",
    kinds.DENOMINATOR_ONLY: "Only the number of children is published",
    kinds.HIDDEN: "Hidden by the practice’s count, because it or a neighbour is small",
    kinds.NO_CHILDREN: "No children: zero of zero",
}
"""Why there is no number. Zero is a number, and none of these."""
CAVEATS = {
    kinds.DERIVED: "the number vaccinated was worked out from the published percentage",
    kinds.MIXED: "some of the children were called for other doses than the others",
    kinds.TODAYS_LIST: "counted on today’s list only: the practice’s file had no registration dates",
}
OF_COVER = "COVER is not what is on a practice’s own system"


@dataclass(frozen=True)
class Side:
    """One figure, to stand beside others. `why` is set where there is no number."""

    title: str
    covered: str
    out_of: str
    coverage: str
    interval: str
    why: str
    source: str
    release: Release
    caveats: tuple[str, ...]


def side(title: str, figure: Figure, faults: Iterable[Fault] = (), more: Iterable[str] = ()) -> Side:
    """A figure in words."""
    lower, upper = limits(figure)
    why = next((words for status, words in NO_NUMBER.items() if status in figure.status.split("; ")), "")
    known = figure.coverage if figure.coverage is not None else _coverage(figure)
    return Side(
        title=title,
        covered="" if figure.numerator is None else f"{figure.numerator:,}",
        out_of="" if figure.denominator is None else f"{figure.denominator:,}",
        coverage="" if known is None else f"{known:.1f}%",
        interval="" if lower is None or upper is None else f"{lower:.1f}% to {upper:.1f}%",
        why=why if why or figure.numerator is not None else figure.status.capitalize(),
        source=_source(figure),
        release=figure.release,
        caveats=tuple(dict.fromkeys([*_caveats(figure), *(fault.found for fault in faults), *more])),
    )


def limits(figure: Figure) -> tuple[float | None, float | None]:
    """The interval of a figure: as published, else worked out of its counts."""
    if figure.lower95 is not None:
        return figure.lower95, figure.upper95
    if figure.numerator is None or not figure.denominator:
        return None, None
    return percentages(figure.numerator, figure.denominator)[1:]


def exact(figure: Figure | None) -> float | None:
    """Coverage in percent, of the counts where they are known."""
    if figure is None:
        return None
    if figure.numerator is not None and figure.denominator:
        return 100 * figure.numerator / figure.denominator
    return figure.coverage


def _coverage(figure: Figure) -> float | None:
    return (
        round(100 * figure.numerator / figure.denominator, 1)
        if figure.numerator is not None and figure.denominator
        else None
    )


def _source(figure: Figure) -> str:
    if figure.release.origin == OF_A_PRACTICE:
        return f"The practice’s own system, as at {day_in_words(figure.as_at)}"
    cell = f", {figure.sheet} {figure.cell}" if figure.cell else ""
    return f"{figure.release}{cell}, as at {day_in_words(figure.as_at)}"


def _caveats(figure: Figure) -> Iterator[str]:
    parts = figure.status.split("; ")
    yield from (words for status, words in CAVEATS.items() if status in parts)
    if figure.note:
        yield figure.note
    if figure.excluded not in ("", "0"):
        known = figure.excluded.isdigit()
        yield (
            f"{figure.excluded} left out by the rules of QOF"
            if known
            else "who is left out by QOF is not known"
        )
    if figure.definition == kinds.COVER and figure.release.origin != OF_A_PRACTICE:
        yield OF_COVER


def qof_of(indicator: str) -> list[str]:
    """The QOF indicators that ask about the same dose as one of COVER, by the rulebook's comparisons."""
    comparisons = load_rulebook().comparisons.values()
    return [one.qof for one in comparisons if one.cover == indicator]
