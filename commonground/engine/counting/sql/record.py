"""The record of a child in one row: every entry once, then the days of each set of vaccines.

Grouping is the cost and the rules are cheap, so the events are grouped once, each packed into one whole number
that sorts by day, then by most components, then as the file has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from commonground.engine.counting.sql.dialects import Dialect
from commonground.engine.counting.sql.expressions import Layer, case, column, every, named, select, text
from commonground.engine.counting.sql.plan import BORN, Plan
from commonground.engine.records.tables import Kind
from commonground.engine.rules.ages import Age
from commonground.engine.rules.model import CompletedBy, DoseCount, DoseRule, Rulebook, Series

# From the lowest bit: vaccine, kind, row number, rank by components, days since the first day.
VACCINE_BITS, KIND_BITS, ENTRY_BITS, RANK_BITS = 8, 2, 32, 4
CODE_BITS = VACCINE_BITS + KIND_BITS
RANK_AT = CODE_BITS + ENTRY_BITS
DAY_AT = RANK_AT + RANK_BITS
CHILD = ("practice", "registration_known", "child_id", BORN, "registered_on", "deregistered_on")
"""What is known of a child beside its entries."""
VISITS = "visits"
"""The days on which anything was given, each once."""
GIVEN_DAYS = "given_days"
"""The day of every given entry, in order."""
FIRST_DAY = date(1900, 1, 1)
UNKNOWN = (1 << VACCINE_BITS) - 1
KIND_CODES: dict[Kind, int] = {"given": 0, "declined": 1, "contraindicated": 2}
"""The kinds of entry that some rule reads; `not attended` changes nothing (rules.md 1)."""


class Packing:
    """How an entry lies in a whole number, and how to read it from one."""

    def __init__(self, book: Rulebook, dialect: Dialect) -> None:
        """Raises ValueError for a rulebook with more vaccines, or sizes of them, than there is room for."""
        self._dialect = dialect
        self._numbers = {name: number for number, name in enumerate(book.vaccines)}
        sizes = sorted({len(vaccine.components) for vaccine in book.vaccines.values()}, reverse=True)
        self._ranks = {
            vaccine.name: sizes.index(len(vaccine.components)) for vaccine in book.vaccines.values()
        }
        if len(self._numbers) > UNKNOWN or len(sizes) > 1 << RANK_BITS:
            raise ValueError("the rulebook names more vaccines than the engine has room for")

    def packed(self) -> str:
        """An event as one whole number."""
        vaccine = " ".join(
            f"WHEN {text(name)} THEN {(self._ranks[name] << RANK_AT) + number}"
            for name, number in self._numbers.items()
        )
        kind = " ".join(f"WHEN {text(name)} THEN {code << VACCINE_BITS}" for name, code in KIND_CODES.items())
        days = self._dialect.days_between(self._dialect.day(FIRST_DAY), "event_date")
        return (
            f"{days} * {1 << DAY_AT} + entry * {1 << CODE_BITS}"
            f" + CASE vaccine {vaccine} ELSE {UNKNOWN} END + CASE kind {kind} END"
        )

    def day(self, packed: str) -> str:
        """The day of an entry."""
        number = f"CAST({self._dialect.high_bits(packed, DAY_AT)} AS INTEGER)"
        return self._dialect.plus_days(self._dialect.day(FIRST_DAY), number)

    def entry(self, packed: str) -> str:
        """The row number of an entry."""
        return self._dialect.low_bits(self._dialect.high_bits(packed, CODE_BITS), ENTRY_BITS)

    def vaccine(self, packed: str) -> str:
        """The name of a given entry's vaccine, of those that the rulebook knows."""
        return case((self.given([name], packed), text(name)) for name in self._numbers)

    def vaccine_among(self, vaccines: Iterable[str], packed: str) -> str:
        """As `vaccine`, of an entry known to be one of these."""
        *others, last = vaccines
        return case(((self.given([name], packed), text(name)) for name in others), text(last))

    def given(self, vaccines: Iterable[str], packed: str) -> str:
        """Whether an entry is one of these vaccines, given."""
        return self.noted("given", vaccines, packed)

    def noted(self, kind: Kind, vaccines: Iterable[str], packed: str) -> str:
        """Whether an entry is one of these vaccines, with what was noted of it."""
        above = KIND_CODES[kind] << VACCINE_BITS
        codes = sorted(above + self._numbers[name] for name in set(vaccines))
        code = self._dialect.low_bits(packed, CODE_BITS)
        if len(codes) == 1:
            return f"{code} = {codes[0]}"
        return f"{code} IN ({', '.join(map(str, codes))})"

    def kind_is_given(self, packed: str) -> str:
        """Whether an entry was given, whatever the vaccine."""
        return f"({self._dialect.low_bits(packed, CODE_BITS)} <= {UNKNOWN})"


@dataclass(frozen=True)
class Days:
    """The distinct days with one of these vaccines, from an age on.

    among: only days on which it is the dose of these vaccines together (of two entries of a day the one with most
    components is the dose).
    """

    vaccines: tuple[str, ...]
    from_age: Age | None = None
    among: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The column that holds them."""
        return column(
            "days",
            *sorted(self.vaccines),
            *(["from", str(self.from_age)] if self.from_age else []),
            *(["among", *sorted(self.among)] if self.among else []),
        )

    @property
    def doses(self) -> str:
        """The column that holds the entries that are the doses of those days, packed."""
        return self.name.replace("days", "doses", 1)

    @property
    def repeats(self) -> str:
        """The column that holds the further entries of those days, packed."""
        return self.name.replace("days", "repeats", 1)

    @property
    def entries(self) -> str:
        """The column that holds every such entry, packed."""
        return self.name.replace("days", "entries", 1)


def series_days(series: Series) -> Days:
    """The days on which a series had a dose."""
    return Days(tuple(sorted(series.vaccines)), series.from_age)


def counted_days(count: DoseCount) -> Days:
    """The days that an indicator counts: each product on its own, whatever else was given (rules.md 1)."""
    return Days(tuple(sorted(count.vaccines)))


def rule_days(rule: DoseRule, book: Rulebook) -> Days:
    """The days that can be a dose of a rule."""
    whole = series_days(book.series[rule.series])
    wanted = tuple(sorted(set(rule.vaccines) & set(whole.vaccines)))
    if not rule.vaccines or wanted == whole.vaccines:
        return whole
    return Days(wanted, whole.from_age, whole.vaccines)


class Record:
    """The record of each child, from the inputs."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.sql = plan, plan.dialect
        self.packing = Packing(plan.book, plan.dialect)

    def source(self) -> str:
        """A row for each child, with or without entries: `entries`, in order."""
        kinds = ", ".join(text(kind) for kind in KIND_CODES)
        entries = self.sql.ordered(self.sql.collect(self.packing.packed()))
        grouped = select(["child_id", named(entries, "entries")], "events", f"kind IN ({kinds})")
        columns = [*CHILD, named(f"coalesce(entries, {self.sql.empty_list()})", "entries")]
        packed = f"(\n{grouped}\nGROUP BY child_id\n) AS packed"
        source = f"children LEFT JOIN practices USING (practice) LEFT JOIN {packed} USING (child_id)"
        return f"(\n{select(columns, source)}\n)"

    def layers(self) -> Iterator[Layer]:
        """Layers of columns upon the source: ages; the entries, doses and days of each set of vaccines."""
        yield {self.plan.at(age): self.sql.later(BORN, age) for age in self.plan.ages_in_months}
        whole = self._whole()
        yield {**{days.entries: self._entries(days) for days in whole}, **dict(self._others())}
        yield {**{days.doses: self._doses(days) for days in whole}, VISITS: self._visits()}
        restricted = [days for rule in self.plan.rules if (days := rule_days(rule, self.plan.book)).among]
        of_series = map(series_days, self.plan.book.series.values())
        yield {
            **{days.repeats: self._repeats(days) for days in of_series},
            **{days.name: self.sql.change(days.doses, "x", self.packing.day("x")) for days in whole},
            **{days.name: self._restricted(days) for days in restricted},
        }

    def _whole(self) -> list[Days]:
        """The sets of vaccines of the series and of the indicators, each once."""
        book = self.plan.book
        counts = [cover.counts for cover in book.cover.values()]
        counts += [part for qof in book.qof.values() for part in qof.parts]
        of_series = map(series_days, book.series.values())
        return list(dict.fromkeys((*of_series, *map(counted_days, counts))))

    def _entries(self, days: Days) -> str:
        wanted = self.packing.given(days.vaccines, "x")
        if days.from_age:
            wanted = every(wanted, f"{self.packing.day('x')} >= {self.plan.at(days.from_age)}")
        return self.sql.keep("entries", "x", wanted)

    def _doses(self, days: Days) -> str:
        """The first entry of each day, which is the one with most components."""
        firsts = self.sql.keep_by_place(
            days.entries, "x", "i", f"(i = 1 OR {self._day_before(days)} <> {self._day})"
        )
        return case([(f"{self.sql.length(days.entries)} <= 1", days.entries)], firsts)

    def _repeats(self, days: Days) -> str:
        second = self.sql.keep_by_place(
            days.entries, "x", "i", f"(i > 1 AND {self._day_before(days)} = {self._day})"
        )
        return case([(f"{self.sql.length(days.entries)} > {self.sql.length(days.doses)}", second)])

    @property
    def _day(self) -> str:
        return self.sql.high_bits("x", DAY_AT)

    def _day_before(self, days: Days) -> str:
        return self.sql.high_bits(self.sql.item(days.entries, "i - 1"), DAY_AT)

    def _restricted(self, days: Days) -> str:
        kept = self.sql.keep(
            Days(days.among, days.from_age).doses, "x", self.packing.given(days.vaccines, "x")
        )
        return self.sql.change(kept, "x", self.packing.day("x"))

    def _others(self) -> Iterator[tuple[str, str]]:
        given = self.sql.keep("entries", "x", self.packing.kind_is_given("x"))
        yield GIVEN_DAYS, self.sql.change(given, "x", self.packing.day("x"))
        yield "refusals", self.sql.keep("entries", "x", f"NOT {self.packing.kind_is_given('x')}")
        for completed in self.plan.book.completed_by:
            wanted = every(
                self.packing.given(completed.vaccines, "x"),
                f"{self.packing.day('x')} >= {self.plan.at(completed.from_age)}",
            )
            first = self.sql.smallest(self.sql.keep("entries", "x", wanted))
            yield completed_on(completed), self.packing.day(first)

    def _visits(self) -> str:
        """The distinct days with any given entry."""
        before = self.sql.item(GIVEN_DAYS, "i - 1")
        return self.sql.keep_by_place(GIVEN_DAYS, "x", "i", f"(i = 1 OR {before} <> x)")


def completed_on(completed: CompletedBy) -> str:
    """The first day with a dose that completes another; NULL: none."""
    return column("completed", completed.id)
