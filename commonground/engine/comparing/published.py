"""A practice's count beside the published figure of the same cohort, where nobody has the published figure's children.

What the practice's own record shows of why another body may have counted differently is set out child by child; what
is left of the difference of the two counts is not explained yet, and is never spread over the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commonground.engine.comparing.attribution import Counts, Part
from commonground.engine.comparing.causes import Cause, Here, here_places
from commonground.engine.comparing.linking import twice_on
from commonground.engine.comparing.lists import ChildDifference, parts_of
from commonground.engine.comparing.sides import Asked, Entry, Side, counting_days
from commonground.engine.counting.explain.not_counted import Period, window_of
from commonground.engine.counting.explain.wording import say_date
from commonground.engine.figures import CHIS, PRACTICE
from commonground.engine.rules import difference_book as ids
from commonground.engine.rules.difference_book import DifferenceBook
from commonground.engine.rules.model import Rulebook


@dataclass(frozen=True)
class PublishedComparison:
    """One figure as published and as the practice counts it, and what the practice's own record can explain."""

    asked: Asked
    practice: Counts
    published: Counts
    differences: tuple[ChildDifference, ...]

    def parts(self, order: Sequence[str]) -> list[Part]:
        """The differences by cause, and what they leave unexplained; together they are the gap."""
        explained = parts_of(self.differences, order)
        return [*explained, *self._unresolved(explained)]

    def _unresolved(self, explained: Sequence[Part]) -> Iterator[Part]:
        """The fewest children who could make the rest of the difference, by whose count has them."""
        gap_of_numerators = self.practice.numerator - self.published.numerator
        gap_of_denominators = self.practice.denominator - self.published.denominator
        numerator = gap_of_numerators - sum(part.numerator for part in explained)
        denominator = gap_of_denominators - sum(part.denominator for part in explained)
        for only_in, sign in ((CHIS, -1), (PRACTICE, 1)):
            more, listed = (max(0, sign * left) for left in (numerator, denominator))
            if more or listed:
                yield Part(ids.UNRESOLVED, only_in, max(more, listed), sign * more, sign * listed)


class FromTheExtract:
    """What a practice's own record shows of why its count may differ from one that was published."""

    def __init__(self, practice: Side, rulebook: Rulebook, book: DifferenceBook) -> None:
        self.practice = practice
        self.book = book
        self.known = set(rulebook.vaccines)
        self.here: Here = here_places([practice], book)
        self.twice = twice_on(practice)
        self.soon = timedelta(days=book.number("new-registration-days"))
        self.near = timedelta(days=book.number("near-days"))

    def compare(self, asked: Asked, published: Counts) -> PublishedComparison:
        """The two counts of a figure, and each child whom the record shows a reason for counting differently."""
        members = self.practice.members(asked)
        counts = Counts(sum(value for value, _ in members.values()), len(members))
        found = []
        for child in self.practice.children:
            quarter = asked.quarter_of(self.practice.born(child))
            if quarter is None or self.practice.elsewhere(child):
                continue
            value = members[child][0] if child in members else None
            found += list(self._difference(asked, child, quarter, value))
        return PublishedComparison(asked, counts, published, tuple(found))

    def _difference(
        self, asked: Asked, child: str, quarter: str, value: int | None
    ) -> Iterator[ChildDifference]:
        period = asked.quarters[quarter]
        if value is None:
            registered = self.practice.registration(child).registered_on
            if registered and period.last_day < registered <= period.last_day + self.soon:
                cause = Cause(ids.NEW_REGISTRATION, f"registered on {say_date(registered)}")
                counted = int(self._counts(asked, child, period, self._days(asked, child)))
                yield ChildDifference(child, PRACTICE, quarter, None, counted, CHIS, cause)
        elif child in self.twice:
            cause = Cause(ids.DUPLICATE_NUMBER)
            yield ChildDifference(child, PRACTICE, quarter, value, None, PRACTICE, cause)
        elif value and (doubt := self._doubt(asked, child, period)):
            yield ChildDifference(child, PRACTICE, quarter, 1, 0, PRACTICE, doubt)
        elif not value and (near := self._near_miss(asked, child, period)):
            yield ChildDifference(child, PRACTICE, quarter, 0, 1, CHIS, near)

    def _days(self, asked: Asked, child: str) -> set[date]:
        return {one.day for one in self.practice.given(child, asked.indicator.counts.vaccines)}

    def _counts(self, asked: Asked, child: str, period: Period, days: set[date]) -> bool:
        counted = counting_days(asked.indicator, period, self.practice.born(child), days)
        return len(counted) >= asked.indicator.counts.at_least

    def _doubt(self, asked: Asked, child: str, period: Period) -> Cause | None:
        """Why a child whom the practice counts may not be counted elsewhere: the first cause that a needed dose has."""
        entries = self.practice.given(child, asked.indicator.counts.vaccines)
        doubtful = [(one, cause) for one in entries if (cause := self._doubt_of(one, asked, child, period))]
        sure = {one.day for one in entries} - {one.day for one, _ in doubtful}
        sure |= {one.day for one in entries if one not in [entry for entry, _ in doubtful]}
        if not doubtful or self._counts(asked, child, period, sure):
            return None
        order = list(self.book.causes)
        return min((cause for _, cause in doubtful), key=lambda cause: order.index(cause.id))

    def _doubt_of(self, dose: Entry, asked: Asked, child: str, period: Period) -> Cause | None:
        given_on = f"{dose.vaccine} of {say_date(dose.day)}"
        if not self.here.gave(dose):
            return Cause(ids.GIVEN_ELSEWHERE, given_on)
        for old in self.book.recoded.values():
            recoded = dose.vaccine == old.recorded_as and self.practice.born(child) >= old.births_from
            if recoded and asked.indicator.id in old.indicators:
                return Cause(ids.WRONG_CODE, f"{given_on} is likely a {old.likely}")
        if dose.recorded_on and dose.recorded_on > period.last_day:
            return Cause(ids.LATE_FLOW, f"{given_on}, recorded on {say_date(dose.recorded_on)}")
        return None

    def _near_miss(self, asked: Asked, child: str, period: Period) -> Cause | None:
        """Why a child whom the practice does not count may be counted elsewhere: with these doses it would be."""
        counts = asked.indicator.counts
        window = window_of(counts, period, self.practice.born(child))
        days = self._days(asked, child)
        unknown = {
            one.day
            for one in self.practice.entries[child]
            if one.kind == "given" and one.vaccine not in self.known
        }
        if unknown and self._counts(asked, child, period, days | unknown):
            return Cause(
                ids.WRONG_CODE, f"an entry of {say_date(min(unknown))} has a code that is not recognised"
            )
        latest = max(window.last, period.last_day) + self.near
        beside = [
            day
            for day in sorted(days)
            if window.last < day <= latest or (window.first - self.near <= day < window.first)
        ]
        counted = counting_days(asked.indicator, period, self.practice.born(child), days)
        if beside and len(counted) + len(beside) >= counts.at_least:
            apart = "before its first day" if beside[0] < window.first else "after its last day"
            return Cause(ids.OUTSIDE_WINDOW, f"the dose of {say_date(beside[0])} is {apart}")
        return None
