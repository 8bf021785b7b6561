"""When each dose falls due and how it stands on the as-at date (rules.md 4), as columns of the child's row."""

from __future__ import annotations

from collections.abc import Iterator

from commonground.engine.counting.sql.courses import (
    NULL_DAY,
    listed_on,
    spaced,
    spaced_after,
    valid,
)
from commonground.engine.counting.sql.expressions import (
    FALSE,
    NULL,
    TRUE,
    UNION_ALL,
    Layer,
    case,
    column,
    every,
    latest,
    named,
    negated,
    otherwise_never,
    select,
    some,
    text,
)
from commonground.engine.counting.sql.plan import Plan
from commonground.engine.counting.sql.record import Packing, completed_on, series_days
from commonground.engine.records.tables import Kind
from commonground.engine.rules.model import Bar, CompletedBy, CourseDose, DoseRule, GiveAs, Series

BARS: tuple[Kind, ...] = ("contraindicated", "declined")
"""The kinds that bar a series, the stronger first."""
COUNTED = "counted"
"""The column that says whether a child is on the worklist and in the diagnosis."""


def recommended(rule_id: str) -> str:
    """The recommended date, not before the programme's start; NULL: the course only offers it, or has no such dose."""
    return column("recommended", rule_id)


def due(rule_id: str) -> str:
    """The day a dose fell or falls due, if the dose it must follow is valid; NULL otherwise."""
    return column("due", rule_id)


def due_layers(plan: Plan) -> Iterator[Layer]:
    """Layers of columns upon those of the courses: when each dose was or is to be given."""
    yield {recommended(rule.id): _recommended(plan, rule) for rule in plan.rules}
    yield {due(rule.id): _due(plan, rule) for rule in plan.rules}


def due_before_others(rule: DoseRule, plan: Plan) -> str:
    """The due date but for the intervals from doses of other series; rests on `recommended` not being NULL."""
    return latest(recommended(rule.id), otherwise_never(spaced(rule.id), plan.dialect))


def grace_ends(day: str, plan: Plan) -> str:
    """The last day on which a dose due on a day is due and not yet overdue."""
    return plan.dialect.later(day, plan.book.up_to_date.overdue_after)


def _recommended(plan: Plan, rule: DoseRule) -> str:
    def of(dose: CourseDose) -> str:
        if dose.recommended is None:
            return NULL_DAY
        start = [plan.dialect.day(dose.programme_start)] if dose.programme_start else []
        return latest(plan.at(dose.recommended), *start)

    return case([(plan.needed(rule), plan.by_course(rule, of))], NULL_DAY)


def _due(plan: Plan, rule: DoseRule) -> str:
    days = [due_before_others(rule, plan)]
    for other in plan.spaced_beside(rule):
        ran = f"({valid(rule.id)} IS NULL OR {valid(other)} < {valid(rule.id)})"
        days.append(otherwise_never(case([(ran, spaced(rule.id, other))]), plan.dialect))
    known = f"{recommended(rule.id)} IS NOT NULL"
    follows = f"{valid(rule.follows)} IS NOT NULL" if rule.follows else TRUE
    return case([(every(known, follows), latest(*days))], NULL_DAY)


class Standing:
    """How each dose stands on the as-at date, for children registered on it and under the age of the worklist."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.sql, self.today = plan, plan.dialect, plan.today
        self.packing = Packing(plan.book, plan.dialect)

    def layers(self) -> Iterator[Layer]:
        """Layers of columns upon those of the due dates."""
        rules = self.plan.rules
        under_age = f"{self.plan.at(self.plan.book.up_to_date.under_age)} > {self.today}"
        yield {
            COUNTED: every("practice IS NOT NULL", self.plan.registered(self.today), under_age),
            **{bars(series): self._bars(series) for series in self.plan.course_series},
            **{missing(rule): self._missing(rule) for rule in rules},
            **{offer(rule): self._offer(rule) for rule in rules},
        }
        yield {
            **{
                barred_by(series, kind): self._barred(series, kind)
                for series in self.plan.course_series
                for kind in BARS
            },
            **{ended(rule): self._ended(rule) for rule in rules},
        }
        yield {gone(rule): self._gone(rule) for rule in rules}
        yield {is_next(rule): self._next(rule) for rule in rules}
        yield {due_now(rule): self._due_now(rule) for rule in rules}
        yield {overdue(rule): self._overdue(rule) for rule in rules}
        yield {status(rule): self._status(rule) for rule in rules}

    def states(self) -> str:
        """A row for each listed dose of each child (`results.STATES`), with the child's practice."""
        return UNION_ALL.join(self._state_rows(rule) for rule in self.plan.rules)

    def bars_from(self, series: Series, kind: Kind, packed: str, day: str) -> str:
        """Whether an entry of a kind bars a series on a day on or after its own."""
        conditions = (
            [self.packing.noted(kind, self._own_bars(series), packed)] if self._own_bars(series) else []
        )
        conditions += [
            every(self.packing.noted(kind, bar.vaccines, packed), f"{day} >= {self.sql.day(bar.as_at_from)}")
            for bar in self._further_bars(series)
        ]
        return some(*conditions)

    def completions(self, rule: DoseRule) -> Iterator[tuple[CompletedBy, str]]:
        """What else completes a dose, with the condition that it did so on some day."""
        for completed in self.plan.book.completed_by:
            if completed.rule == rule.id:
                born = self.plan.born(None, completed.births_to)
                yield completed, every(self.plan.needed(rule), born, f"{completed_on(completed)} IS NOT NULL")

    def _own_bars(self, series: Series) -> list[str]:
        return [name for name, vaccine in self.plan.book.vaccines.items() if series.name in vaccine.bars]

    def _further_bars(self, series: Series) -> list[Bar]:
        return [bar for bar in self.plan.book.bars if bar.series == series.name]

    def _bars(self, series: Series) -> str:
        """The entries that bar a series on some day; NULL: none."""
        named_by = [
            *self._own_bars(series),
            *(name for bar in self._further_bars(series) for name in bar.vaccines),
        ]
        found = self.sql.keep(
            "refusals", "x", some(*(self.packing.noted(kind, named_by, "x") for kind in BARS))
        )
        return case([(f"{self.sql.length('refusals')} > 0", found)])

    def _barred(self, series: Series, kind: Kind) -> str:
        now = self.bars_from(series, kind, "x", self.today)
        last_bar = self.packing.day(self.sql.largest(self.sql.keep(bars(series), "x", now)))
        last_dose = otherwise_never(self.sql.largest(series_days(series).name), self.sql)
        barred = f"coalesce({last_bar} > {last_dose}, FALSE)"
        return case([(f"{self.sql.length(bars(series))} > 0", barred)], FALSE)

    def _missing(self, rule: DoseRule) -> str:
        completed = [
            every(condition, f"{self.today} >= {self.sql.day(by.as_at_from)}")
            for by, condition in self.completions(rule)
        ]
        listed = listed_on(self.plan, rule, self.today)
        return every(listed, f"{valid(rule.id)} IS NULL", negated(some(*completed)))

    def _offer(self, rule: DoseRule) -> str:
        """The status of a dose that is only offered; NULL for one that is recommended."""
        as_at = self.plan.as_at

        def of(dose: CourseDose) -> str:
            if dose.offered_from is None or dose.offered_to is None:
                return NULL
            if as_at < dose.offered_from:
                return text("not yet due")
            return text("offered" if as_at <= dose.offered_to else "no longer offered")

        return case([(self.plan.needed(rule), self.plan.by_course(rule, of))])

    def _ended(self, rule: DoseRule) -> str:
        """Whether a dose, if missing, can no longer be given, for its own sake."""
        last_day = self.plan.last_day(rule)
        by_age = []
        if last_day:
            by_age = [f"{self.today} > {last_day}", f"coalesce({due(rule.id)} > {last_day}, FALSE)"]
        return some(*by_age, f"coalesce({offer(rule)} = {text('no longer offered')}, FALSE)")

    def _gone(self, rule: DoseRule) -> str:
        return every(missing(rule), self._ended_with_those_before(rule))

    def _ended_with_those_before(self, rule: DoseRule) -> str:
        if not rule.follows:
            return ended(rule)
        follows = self.plan.book.dose_rules[rule.follows]
        return some(ended(rule), every(missing(follows), self._ended_with_those_before(follows)))

    def _next(self, rule: DoseRule) -> str:
        """Whether a dose is the first one missing that is not passed over (decision 2)."""
        return every(self._owed(rule), *(negated(self._owed(one)) for one in self.plan.earlier(rule)))

    def _owed(self, rule: DoseRule) -> str:
        last_day = self.plan.last_day(rule)
        passed_over = f"{self.today} > {last_day}" if last_day and rule.if_missed == "next dose" else FALSE
        return every(missing(rule), negated(passed_over))

    def _due_now(self, rule: DoseRule) -> str:
        is_due = f"coalesce({due(rule.id)} <= {self.today}, FALSE)"
        return every(is_next(rule), negated(gone(rule)), is_due)

    def _overdue(self, rule: DoseRule) -> str:
        return every(due_now(rule), f"{grace_ends(due(rule.id), self.plan)} < {self.today}")

    def _status(self, rule: DoseRule) -> str:
        offered = f"coalesce({offer(rule)} = {text('offered')}, FALSE)"
        wanted = some(due_now(rule), every(is_next(rule), offered))
        return case(
            [
                (negated(listed_on(self.plan, rule, self.today)), NULL),
                (negated(missing(rule)), text("complete")),
                (gone(rule), text("no longer offered")),
                (negated(wanted), text("not yet due")),
                *((barred_by(self.plan.book.series[rule.series], kind), text(kind)) for kind in BARS),
                (overdue(rule), text("overdue")),
                (due_now(rule), text("due")),
            ],
            text("offered"),
        )

    def _state_rows(self, rule: DoseRule) -> str:
        days_overdue = case([(overdue(rule), self.sql.days_between(due(rule.id), self.today))], "0")
        due_on = case([(some(f"{valid(rule.id)} IS NOT NULL", is_next(rule)), due(rule.id))], NULL_DAY)
        columns = [
            "practice",
            "child_id",
            named(text(rule.series), "series"),
            named(text(rule.dose), "dose"),
            named(text(rule.id), "rule_id"),
            named(status(rule), "status"),
            named(valid(rule.id), "valid_on"),
            named(due_on, "due_on"),
            named(days_overdue, "days_overdue"),
            named(self._offer_until(rule), "offer_until"),
            named(self._give_as(rule), "give_as"),
            named(self._wait_from(rule), "wait_from"),
        ]
        return select(columns, "judged", f"{COUNTED} AND {status(rule)} IS NOT NULL")

    def _offer_until(self, rule: DoseRule) -> str:
        last_day = self.plan.last_day(rule) or NULL_DAY

        def of(dose: CourseDose) -> str:
            return self.sql.day(dose.offered_to) if dose.offered_to else last_day

        return self.plan.by_course(rule, of)

    def _wait_from(self, rule: DoseRule) -> str:
        """The valid dose whose interval sets the due date, where it does."""
        setters = [(f"{spaced(rule.id)} = {due(rule.id)}", spaced_after(rule.id))]
        setters += [
            (f"{spaced(rule.id, other)} = {due(rule.id)}", valid(other))
            for other in self.plan.spaced_beside(rule)
        ]
        shown = some(f"{valid(rule.id)} IS NOT NULL", is_next(rule))
        waits = every(shown, f"{due(rule.id)} > {recommended(rule.id)}")
        return case([(waits, case(setters, NULL_DAY))], NULL_DAY)

    def _give_as(self, rule: DoseRule) -> str:
        answers = [
            (self._fits(answer), text(answer.vaccine))
            for answer in self.plan.book.give_as
            if answer.series == rule.series and (not answer.doses or rule.dose in answer.doses)
        ]
        given = " , ".join(text(one) for one in ("complete", "contraindicated", "no longer offered"))
        return case([(f"{status(rule)} IN ({given})", NULL)], case(answers))

    def _fits(self, answer: GiveAs) -> str:
        as_at = self.plan.as_at
        if (answer.as_at_from and as_at < answer.as_at_from) or (answer.as_at_to and as_at > answer.as_at_to):
            return FALSE
        born = self.plan.born(answer.births_from, answer.births_to)
        if answer.unless_series_given is None:
            return born
        days = series_days(self.plan.book.series[answer.unless_series_given])
        return every(born, f"{self.sql.length(days.name)} = 0")


def bars(series: Series) -> str:
    """The entries that bar a series on some day, packed; NULL: none."""
    return column("bars", series.name)


def barred_by(series: Series, kind: Kind) -> str:
    """Whether a series is barred by a kind of entry on the as-at date."""
    return column("barred", series.name, kind)


def missing(rule: DoseRule) -> str:
    """Whether the dose is listed and neither valid nor complete otherwise."""
    return column("missing", rule.id)


def offer(rule: DoseRule) -> str:
    """The status of a dose that the child's course only offers, else NULL."""
    return column("offer", rule.id)


def ended(rule: DoseRule) -> str:
    """Whether the dose, if missing, can no longer be given for its own sake."""
    return column("ended", rule.id)


def gone(rule: DoseRule) -> str:
    """Whether the dose is missing and no longer offered."""
    return column("gone", rule.id)


def is_next(rule: DoseRule) -> str:
    """Whether the dose is the first missing one of its series that is not passed over."""
    return column("next", rule.id)


def due_now(rule: DoseRule) -> str:
    """Whether the dose is due or overdue, whatever bars it."""
    return column("due_now", rule.id)


def overdue(rule: DoseRule) -> str:
    """Whether the dose is overdue, whatever bars it."""
    return column("overdue", rule.id)


def status(rule: DoseRule) -> str:
    """How the dose stands, one of `results.STATUSES`; NULL: it is not listed."""
    return column("status", rule.id)
