"""The one cause of a child whom two lists count differently: the first of the rulebook's order that holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commonground.engine.comparing.linking import Links
from commonground.engine.comparing.sides import Asked, Entry, Side, counting_days
from commonground.engine.counting.explain.not_counted import Period, window_of
from commonground.engine.counting.explain.wording import say_date
from commonground.engine.figures import CHIS, PRACTICE
from commonground.engine.records.words import key
from commonground.engine.rules import difference_book as ids
from commonground.engine.rules.difference_book import DifferenceBook
from commonground.engine.rules.model import Rulebook


@dataclass(frozen=True)
class Cause:
    """A cause of the rulebook, and what of this child shows it: one clause, empty where nothing more is known."""

    id: str
    shown_by: str = ""


class Why:
    """Finds the cause of each child whom the practice's list and the child health service's count differently."""

    def __init__(
        self, practice: Side, chis: Side, links: Links, rulebook: Rulebook, book: DifferenceBook
    ) -> None:
        self.sides = {PRACTICE: practice, CHIS: chis}
        self.links = links
        self.book = book
        self.components = {name: set(one.components) for name, one in rulebook.vaccines.items()}
        self.here = here_places((practice, chis), book)
        self.soon = timedelta(days=book.number("new-registration-days"))

    def of_a_child_on_one_list(self, asked: Asked, only_in: str, child: str, quarter: str) -> Cause:
        """Why one list counts a child at all and the other does not. `child` is the id on the list that does."""
        has, other = self._two(only_in)
        last_day = asked.quarters[quarter].last_day
        partner = (self.links.chis_of if only_in == PRACTICE else self.links.practice_of).get(child)
        if partner is not None:
            return _first(self.book, self._why_partner_lacks(has, other, child, partner, last_day))
        twice = self.links.twice_in_practice if only_in == PRACTICE else self.links.twice_in_chis
        if child in twice:
            return Cause(ids.DUPLICATE_NUMBER)
        if only_in == CHIS:
            unplaced = has.has_codes and not has.children[child]["practice_code"]
            return Cause(ids.UNREGISTERED_RESIDENT if unplaced else ids.MOVED_AWAY)
        registered = has.registration(child).registered_on
        if not has.registration_known:
            return Cause(ids.NEW_REGISTRATION)
        if registered and registered > last_day - self.soon:
            return Cause(ids.NEW_REGISTRATION, f"registered on {say_date(registered)}")
        return Cause(ids.UNRESOLVED)

    def _why_partner_lacks(
        self, has: Side, other: Side, child: str, partner: str, last_day: date
    ) -> Iterator[Cause]:
        spell = other.registration(partner)
        if spell.deregistered_on and spell.deregistered_on <= last_day:
            yield Cause(ids.MOVED_AWAY, f"left on {say_date(spell.deregistered_on)}")
        if spell.registered_on and spell.registered_on > last_day:
            yield Cause(ids.NEW_REGISTRATION, f"registered on {say_date(spell.registered_on)}")
        if other.elsewhere(partner):
            yield Cause(ids.REGISTERED_ELSEWHERE)
        yield from self._births_differ(has.born(child), other.born(partner))

    def _births_differ(self, born: date, other: date) -> Iterator[Cause]:
        if born != other:
            yield Cause(
                ids.WRONG_COHORT, f"born on {say_date(born)} on the one and {say_date(other)} on the other"
            )

    def of_a_dose(self, asked: Asked, only_in: str, child: str, quarter: str) -> Cause:
        """Why one record counts a child on both lists as vaccinated and the other does not."""
        has, other = self._two(only_in)
        partner = (self.links.chis_of if only_in == PRACTICE else self.links.practice_of)[child]
        if has.born(child) != other.born(partner):
            return next(self._births_differ(has.born(child), other.born(partner)))
        period = asked.quarters[quarter]
        vaccines = asked.indicator.counts.vaccines
        entries = has.given(child, vaccines)
        days = {one.day for one in entries}
        counted = counting_days(asked.indicator, period, has.born(child), days)
        if asked.indicator.counts.after_earlier and counted:
            counted = sorted(day for day in days if day <= counted[-1])
        elsewhere = {one.day for one in other.given(partner, vaccines)}
        missing = [one for one in entries if one.day in counted and one.day not in elsewhere]
        found = [
            self._why_dose_is_missing(one, asked, period, only_in, other, partner, days) for one in missing
        ]
        return _first(self.book, found)

    def _why_dose_is_missing(
        self,
        dose: Entry,
        asked: Asked,
        period: Period,
        only_in: str,
        other: Side,
        partner: str,
        held: set[date],
    ) -> Cause:
        counts = asked.indicator.counts
        given_on = f"{dose.vaccine} of {say_date(dose.day)}"
        if not self.here.gave(dose):
            return Cause(ids.GIVEN_ELSEWHERE, given_on)
        record = other.entries[partner]
        for one in record:
            if (
                one.kind == "given"
                and one.day == dose.day
                and self._another_code(one.vaccine, counts.vaccines)
            ):
                return Cause(ids.WRONG_CODE, f"{given_on} stands on the other record as another vaccine")
        window = window_of(counts, period, other.born(partner))
        for one in other.given(partner, counts.vaccines):
            if one.day not in held and not window.first <= one.day <= window.last:
                return Cause(
                    ids.OUTSIDE_WINDOW, f"{given_on} stands on the other record on {say_date(one.day)}"
                )
        for one in record:
            if one.kind in ("declined", "contraindicated") and one.vaccine in counts.vaccines:
                return Cause(
                    ids.DECLINED_AS_GIVEN,
                    f"{given_on}; the other record says {one.kind} on {say_date(one.day)}",
                )
        known_on = max(dose.day, dose.recorded_on or dose.day)
        if known_on > other.as_at:
            return Cause(ids.EXTRACT_DATES_DIFFER, f"{given_on}, recorded on {say_date(known_on)}")
        if only_in == PRACTICE and known_on > period.last_day:
            return Cause(ids.LATE_FLOW, f"{given_on}, recorded on {say_date(known_on)}")
        return Cause(ids.NEVER_REACHED_CHIS if only_in == PRACTICE else ids.ABSENT_FROM_PRACTICE, given_on)

    def _another_code(self, vaccine: str, counted: Iterable[str]) -> bool:
        """Whether an entry may be one of the counted vaccines under another code: unknown, or a part of it."""
        if vaccine in counted:
            return False
        parts = self.components.get(vaccine)
        return parts is None or any(parts & self.components[name] for name in counted)

    def _two(self, only_in: str) -> tuple[Side, Side]:
        other = CHIS if only_in == PRACTICE else PRACTICE
        return self.sides[only_in], self.sides[other]


@dataclass(frozen=True)
class Here:
    """What stands for the practice itself where an entry says where it was given: words as `words.key` writes them."""

    places: frozenset[str]
    practice_code: str

    def gave(self, entry: Entry) -> bool:
        """Whether the practice itself gave a dose, for all that its entry says."""
        place = key(entry.place)
        return place in self.places or place.startswith(self.practice_code)


def here_places(sides: Sequence[Side], book: DifferenceBook) -> Here:
    """The rulebook's words for the practice itself, its code, and the place that most doses of a list name."""
    usual = {key(side.usual_place()) for side in sides}
    words = {key(place) for entry in book.here.values() for place in entry.places}
    code = next(key(side.practice_code) for side in sides)
    return Here(frozenset({"", *usual, *words}), code)


def _first(book: DifferenceBook, causes: Iterable[Cause]) -> Cause:
    """The first in the rulebook's order; unresolved where there is none."""
    order = list(book.causes)
    return min(causes, key=lambda cause: order.index(cause.id), default=Cause(ids.UNRESOLVED))
