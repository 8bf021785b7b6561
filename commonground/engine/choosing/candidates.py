"""The practices of an area that may be visited, each with what the figures say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from commonground.engine import figures
from commonground.engine.choosing.counts import Found, counts_of, notes_of
from commonground.engine.choosing.model import Asked, Candidate, Reason
from commonground.engine.choosing.window import day_in_words
from commonground.engine.errors import UserError
from commonground.engine.figures import PublishedRow
from commonground.engine.published.ods import GP_PRACTICE, OdsPractice
from commonground.engine.quarters import QUARTERS_IN_A_YEAR
from commonground.engine.rules.choosing_book import ChoosingBook

DEFINITIONS = {figures.COVER: "COVER", figures.QOF: "QOF"}
_NONE = Found(None, "no figures of this indicator in the window, not ranked", figures.COVER, "", "")
_NAMED = 8


@dataclass(frozen=True)
class Given:
    """What was read: figures, the directory of practices, and what lies beside them, by practice code."""

    figures: Sequence[PublishedRow]
    directory: Sequence[OdsPractice]
    practice_counts: Sequence[PublishedRow] = ()
    quintiles: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)


def candidates(given: Given, asked: Asked, book: ChoosingBook) -> list[Candidate]:
    """The open GP practices of the area, and those of its practices that have figures, by code.

    The area is a code of the directory (sub-ICB, ICB, region) or the one under which figures are published. Raises
    UserError where no practice lies in it, or where nothing is published of the indicator in the window.
    """
    published = counts_of(given.figures, asked.indicator, asked.window)
    if not published:
        raise UserError(_nothing_published(given.figures, asked))
    listed = {practice.code: practice for practice in given.directory}
    in_area = {
        code
        for code in {*listed, *published}
        if _in(asked.area, listed.get(code), published.get(code)) and _may_be_visited(code, listed, published)
    }
    if not in_area:
        raise UserError(_no_such_area(asked.area, given.directory, published))
    counted = counts_of(given.practice_counts, asked.indicator, asked.window)
    notes = notes_of(given.figures, asked.indicator, asked.window)
    return [
        _candidate(
            code, listed.get(code), published.get(code, _NONE), counted.get(code), given, asked, notes, book
        )
        for code in sorted(in_area)
    ]


def _candidate(
    code: str,
    practice: OdsPractice | None,
    found: Found,
    counted: Found | None,
    given: Given,
    asked: Asked,
    notes: Mapping[str, tuple[str, ...]],
    book: ChoosingBook,
) -> Candidate:
    parent = found.parent or (practice.areas[0] if practice else "")
    about = (code, parent, asked.area, *asked.authorities, *(practice.areas if practice else ()))
    caveats = [note for which in dict.fromkeys(about) for note in notes.get(which, ())]
    if counted is None and any(row.org_code == code for row in given.practice_counts if _asks(row, asked)):
        caveats.append("its own count is of another time than the window, so the two were not compared")
    if counted is not None and counted.count is None:
        caveats.append(f"of its own count: {counted.why.removesuffix(', not ranked')}")
    elif counted is not None and counted.count is not None:
        caveats += [f"its own count is {caveat}" for caveat in counted.count.caveats]
    return Candidate(
        code=code,
        name=practice.name if practice else found.name or code,
        parent=parent,
        published=found.count,
        counted=counted.count if counted else None,
        not_ranked=_not_ranked(practice, found, book),
        open=practice is None or practice.active,
        caveats=tuple(dict.fromkeys([*(found.count.caveats if found.count else ()), *caveats])),
        quintile=given.quintiles.get(code),
        place=given.places.get(code),
        reasons=tuple(one for one in given.reasons.get(code, ()) if not _over(one, asked.as_at)),
        definition=DEFINITIONS.get(found.definition, found.definition),
    )


def _not_ranked(practice: OdsPractice | None, found: Found, book: ChoosingBook) -> str:
    if practice is not None and not practice.active:
        if practice.closed_on is None:
            return "not active in the directory of practices, not ranked"
        return f"closed on {day_in_words(practice.closed_on)}, not ranked"
    if found.count is not None and found.count.quarters < book.number("fewest-quarters"):
        return "only one quarter is known of it, not ranked"
    return found.why


def _asks(row: PublishedRow, asked: Asked) -> bool:
    return row.indicator == asked.indicator


def _over(reason: Reason, as_at: date | None) -> bool:
    return reason.until is not None and as_at is not None and reason.until < as_at


def _in(area: str, practice: OdsPractice | None, found: Found | None) -> bool:
    return (practice is not None and area in practice.areas) or (found is not None and found.parent == area)


def _may_be_visited(code: str, listed: Mapping[str, OdsPractice], published: Mapping[str, Found]) -> bool:
    """An open GP practice; or one, closed or not in the directory, of which something is published."""
    practice = listed.get(code)
    return code in published or (practice is not None and practice.active and practice.setting == GP_PRACTICE)


def _nothing_published(rows: Iterable[PublishedRow], asked: Asked) -> str:
    of_practices = [row for row in rows if row.level in ("", "practice")]
    indicators = sorted({row.indicator for row in of_practices})
    if not of_practices:
        return (
            "The figures hold none of a practice; give figures at practice level, made by `published read`."
        )
    if asked.indicator not in indicators:
        named = ", ".join(indicators[:_NAMED]) + (" …" if len(indicators) > _NAMED else "")
        return f"The figures hold nothing of “{asked.indicator}” for a practice; they have {named}."
    of_it = [row for row in of_practices if row.indicator == asked.indicator and row.period_start]
    if not of_it:
        return f"The figures of “{asked.indicator}” do not say when their periods begin; read them again."
    first = min(row.period_start for row in of_it if row.period_start)
    last = max(row.period_end for row in of_it)
    return (
        f"The figures of “{asked.indicator}” run from {day_in_words(first)} to {day_in_words(last)} and none lies in "
        f"the window {asked.window}; choose another window"
        f"{' of four quarters' if asked.window.quarters == QUARTERS_IN_A_YEAR else ''}."
    )


def _no_such_area(area: str, directory: Sequence[OdsPractice], published: Mapping[str, Found]) -> str:
    of_published = [practice for practice in directory if practice.code in published]
    known = sorted({code for practice in of_published for code in practice.areas if code})
    known += sorted({found.parent for found in published.values() if found.parent} - set(known))
    named = ", ".join(known[:_NAMED]) + (" …" if len(known) > _NAMED else "") or "no area at all"
    return f"No practice lies in an area “{area}”; those with figures lie in {named}."
