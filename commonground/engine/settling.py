"""Both figures side by side: what is compared with what, for every indicator, and the rows that come of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from commonground.engine.comparing.attribution import Counts
from commonground.engine.comparing.baseline import Baseline, Change, changes_since, side_then
from commonground.engine.comparing.causes import Why
from commonground.engine.comparing.linking import Links, link
from commonground.engine.comparing.lists import ChildDifference, compare_lists
from commonground.engine.comparing.published import FromTheExtract
from commonground.engine.comparing.sides import Asked, Side, asked_of
from commonground.engine.counting.results import ROLLING_YEAR, Count, Engine, Question
from commonground.engine.differences_table import Compared
from commonground.engine.errors import UserError
from commonground.engine.figures import CHIS_LIST, COVER, PRACTICE, PUBLISHED, PublishedRow
from commonground.engine.records.tables import Extract
from commonground.engine.records.words import guard
from commonground.engine.rules.difference_book import DifferenceBook
from commonground.engine.rules.model import CoverIndicator, Rulebook

DIFFERENCES_FILE = "differences.csv"
DIFFERENCES = (
    "child_id",
    "date_of_birth",
    "listed_by",
    "indicator",
    "period",
    "against",
    "practice_counts",
    "other_counts",
    "cause",
    "code",
    "why",
    "what_to_do",
    "matched_by",
)
_COUNTED = {1: "vaccinated", 0: "not vaccinated", None: "not on the list"}
_RELEASE = re.compile(r"[a-z]+(-[a-z]+){0,4}/((year to )?20\d\d-\d\d( Q[1-4])?|20\d\d/\d\d)/[0-9a-f]{8,12}")

Line = tuple[object, ...]


@dataclass(frozen=True)
class Settled:
    """What comparing gave; nothing hidden. `lines` are one a child and figure (DIFFERENCES), for the practice alone."""

    compared: tuple[Compared, ...] = ()
    lines: tuple[Line, ...] = ()
    links: Links | None = None
    changes: tuple[Change, ...] = ()
    baseline_as_at: date | None = None
    published: tuple[PublishedRow, ...] = field(default=())


class Settling:
    """A practice's count, to be set beside others."""

    def __init__(self, extract: Extract, count: Count, rulebook: Rulebook, book: DifferenceBook) -> None:
        """`count` must have been counted from `extract` by `rulebook`."""
        self.side = Side(extract, count, count.as_at)
        self.count = count
        self.rulebook = rulebook
        self.book = book

    def with_list(self, chis: Side, published: Sequence[PublishedRow] = ()) -> Settled:
        """Child by child with the list that the child health service holds.

        For each indicator the periods of the published figures where there are any, else the newest year. Raises
        UserError where not one child is found on both lists.
        """
        links = link(self.side, chis)
        if not links.chis_of:
            raise UserError(
                "No child of the extract is on the child health service's list, by NHS number or by date of birth, "
                "surname and postcode; give the two lists of one practice, with NHS numbers."
            )
        why = Why(self.side, chis, links, self.rulebook, self.book)
        release = f"chis-list/{self.count.practice_code}/{chis.as_at.isoformat()}"
        compared, lines = [], []
        for asked in self._asked(published):
            found = compare_lists(why, asked)
            if found.practice.denominator == found.chis.denominator == 0:
                continue
            parts = tuple(found.parts(list(self.book.causes)))
            names = asked.indicator.id, asked.period, str(asked.indicator.cohort_age), CHIS_LIST, release
            compared.append(Compared(*names, found.practice, found.chis, parts, found.agreement))
            lines += [self._line(one, asked, CHIS_LIST, chis, links) for one in found.differences]
        return Settled(_together(compared), tuple(lines), links, published=tuple(published))

    def with_published(self, published: Sequence[PublishedRow]) -> Settled:
        """With published figures of the practice, for the periods that were counted here too (`usable_published`)."""
        alone = FromTheExtract(self.side, self.rulebook, self.book)
        compared, lines = [], []
        for row in published:
            asked = self._asked_by(row)
            if asked is None:
                continue
            found = alone.compare(asked, Counts(row.numerator or 0, row.denominator or 0))
            parts = tuple(found.parts(list(self.book.causes)))
            names = asked.indicator.id, asked.period, str(asked.indicator.cohort_age), PUBLISHED, row.release
            compared.append(Compared(*names, found.practice, found.published, parts))
            lines += [self._line(one, asked, PUBLISHED, self.side, None) for one in found.differences]
        return Settled(_together(compared), tuple(lines), published=tuple(published))

    def since(self, baseline: Baseline, question: Question, count_with: Engine) -> tuple[Change, ...]:
        """What has changed since a baseline, in the newest year of each indicator."""
        then = side_then(baseline, question, self.rulebook, count_with)
        changes = [changes_since(then, self.side, asked) for asked in self._asked(())]
        found = [one for one in changes if one.now.denominator or one.then.denominator]
        return tuple(sorted(found, key=lambda one: (str(one.asked.indicator.cohort_age), one.asked.period)))

    def _asked(self, published: Sequence[PublishedRow]) -> Iterator[Asked]:
        by_indicator: dict[str, list[Asked]] = {}
        for row in published:
            if asked := self._asked_by(row):
                by_indicator.setdefault(row.indicator, []).append(asked)
        for indicator in self.rulebook.cover.values():
            newest = self._newest_year(indicator)
            yield from by_indicator.get(indicator.id) or ([newest] if newest else [])

    def _asked_by(self, row: PublishedRow) -> Asked | None:
        """What a published figure asks, where this count has a figure of the same days."""
        indicator = self.rulebook.cover.get(row.indicator)
        days = row.period_start, row.period_end
        period = next((one["period"] for one in self._figures(row.indicator) if days == _days(one)), None)
        return asked_of(self.count, indicator, period) if indicator and period else None

    def _newest_year(self, indicator: CoverIndicator) -> Asked | None:
        years = [one for one in self._figures(indicator.id) if one["period"].startswith(ROLLING_YEAR)]
        newest = max(years, key=lambda one: one["period_end"], default=None)
        return asked_of(self.count, indicator, newest["period"]) if newest else None

    def _figures(self, indicator: str) -> list[dict[str, Any]]:
        return [row for row in self.count.figures.to_pylist() if row["indicator"] == indicator]

    def _line(
        self, one: ChildDifference, asked: Asked, against: str, other: Side, links: Links | None
    ) -> Line:
        cause = self.book.causes[one.cause.id]
        side = self.side if one.listed_by == PRACTICE else other
        shown_by = f" ({one.cause.shown_by})" if one.cause.shown_by else ""
        return (
            guard(one.child),
            side.born(one.child),
            one.listed_by,
            asked.indicator.id,
            one.quarter,
            against,
            _COUNTED[one.in_practice],
            _COUNTED[one.in_chis],
            cause.id,
            cause.code,
            f"{cause.practice_words.rstrip('.')}{shown_by}.",
            cause.practice_does,
            links.by.get(one.child, "") if links else "",
        )


def usable_published(
    rows: Iterable[PublishedRow], count: Count, rulebook: Rulebook
) -> tuple[PublishedRow, ...]:
    """Of published figures those of this practice that can be compared: both counts, of a period counted here.

    Of several releases of one figure the last is taken; of periods that overlap the longest, so that no short one can
    be taken from a long one. Raises UserError where a release has a name that `published read` does not give, or where
    nothing is left.
    """
    days = {(row["indicator"], *_days(row)) for row in count.figures.to_pylist()}
    found: dict[tuple[object, ...], PublishedRow] = {}
    for row in sorted(rows, key=lambda row: row.as_at):
        ours = row.org_code == count.practice_code and row.definition == COVER
        counted = row.denominator and row.numerator is not None and row.numerator <= row.denominator
        key = row.indicator, row.period_start, row.period_end
        if not (ours and counted and key in days):
            continue
        if not _RELEASE.fullmatch(row.release):
            raise UserError(
                f"The published figure of {row.indicator} names no release that `published read` gives; "
                "read the file as it was published, and give what that wrote."
            )
        found[key] = row
    if not found:
        raise UserError(
            f"The published figures hold none of practice {count.practice_code} for a period of this count; give the "
            "file of `published read` with this practice, or count as at a day in the two years after the period."
        )
    kept: list[PublishedRow] = []
    for row in sorted(found.values(), key=_longest_and_newest_first):
        if not any(_overlap(row, other, rulebook) for other in kept):
            kept.append(row)
    order = list(rulebook.cover)
    return tuple(sorted(kept, key=lambda row: (order.index(row.indicator), row.period_end)))


def _days(row: Mapping[str, Any]) -> tuple[date, date]:
    return row["period_start"], row["period_end"]


def _longest_and_newest_first(row: PublishedRow) -> tuple[int, int]:
    start = row.period_start or row.period_end
    return (start - row.period_end).days, -row.period_end.toordinal()


def _overlap(row: PublishedRow, other: PublishedRow, rulebook: Rulebook) -> bool:
    """Whether two figures are about the same children in part and not wholly, so that one is taken from the other."""
    ages = {rulebook.cover[one.indicator].cohort_age for one in (row, other)}
    same_days = (row.period_start, row.period_end) == (other.period_start, other.period_end)
    if len(ages) > 1 or same_days:
        return False
    starts = [one.period_start or one.period_end for one in (row, other)]
    return starts[0] <= other.period_end and starts[1] <= row.period_end


def _together(compared: Sequence[Compared]) -> tuple[Compared, ...]:
    """Figures about the same children side by side, as `safe_differences` wants them."""
    return tuple(sorted(compared, key=lambda one: (one.age, one.period)))
