"""The verdict on each given entry in each series it enters (rules.md 1 to 3): `results.DOSES`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commonground.engine.counting.sql.courses import NULL_DAY, passed, spaced, spaced_after, until, valid
from commonground.engine.counting.sql.expressions import (
    NULL,
    TRUE,
    UNION_ALL,
    case,
    every,
    mentioned,
    named,
    negated,
    select,
    some,
    stacked,
    text,
)
from commonground.engine.counting.sql.plan import BORN, Plan
from commonground.engine.counting.sql.record import Packing, series_days
from commonground.engine.rules.model import DoseRule, Series

TOO_EARLY, TOO_SOON, TOO_LATE = "too early", "too soon", "too late"
CHILD_COLUMNS = ("practice", "child_id", BORN)
NOT_COUNTING = (TOO_EARLY, TOO_SOON, TOO_LATE)


class Verdicts:
    """The rows of the verdicts, series by series."""

    def __init__(self, plan: Plan, judged_columns: Iterable[str]) -> None:
        """`judged_columns`: those of the children's row that there are to read."""
        self.plan, self.sql, self.judged_columns = plan, plan.dialect, tuple(judged_columns)
        self.packing = Packing(plan.book, plan.dialect)

    def doses(self) -> str:
        """A row for each given entry and series, and for each entry that enters none."""
        parts = [self._not_recognised()]
        for series in self.plan.book.series.values():
            parts += [self._first_of_day(series), self._second_of_day(series)]
        return UNION_ALL.join(parts)

    def _rows(
        self, series: Series, source: str, verdict: str, dose: str, rule: str, limit: str, after: str
    ) -> str:
        columns = [
            "practice",
            "child_id",
            named(self.packing.entry("e"), "entry"),
            BORN,
            named(self.packing.day("e"), "event_date"),
            named(self.packing.vaccine_among(series.vaccines, "e"), "vaccine"),
            named(text(series.name), "series"),
            named(verdict, "verdict"),
            named(dose, "dose"),
            named(rule, "rule_id"),
            named(limit, "limit_on"),
            named(after, "after_on"),
        ]
        return select(columns, source)

    def _second_of_day(self, series: Series) -> str:
        repeats = series_days(series).repeats
        each = named(self.sql.row_for_each(repeats), "e")
        source = f"({select([*CHILD_COLUMNS, each], 'judged', f'{self.sql.length(repeats)} > 0')})"
        return self._rows(series, source, text("repeat"), NULL, text(series.id), NULL_DAY, NULL_DAY)

    def _first_of_day(self, series: Series) -> str:
        if series.kind == "course":
            return self._by_course(series)
        days = series_days(series)
        each = named(self.sql.row_for_each(days.doses), "e")
        source = f"({select([*CHILD_COLUMNS, days.name, each], 'judged')})"
        d = self.packing.day("e")
        number = self.sql.length(self.sql.keep(days.name, "x", f"x <= {d}"))
        dose = f"CAST({number} AS VARCHAR)"
        counts = TRUE if series.kind == "each date" else f"{number} = 1"
        return self._rows(
            series,
            source,
            case([(counts, text("counts"))], text("repeat")),
            case([(counts, dose)]),
            text(series.id),
            NULL_DAY,
            NULL_DAY,
        )

    def _by_course(self, series: Series) -> str:
        rules = self.plan.rules_of[series.name]
        needed = self.plan.series_needed(series)
        judged = [(f"place = {place}", rule) for place, rule in enumerate(rules, 1)]
        verdict = case(
            [
                *((here, case(self._verdicts(rule), text(TOO_EARLY))) for here, rule in judged),
                (negated(needed), text("not needed")),
            ],
            text("repeat"),
        )
        answers = (
            "verdict",
            case((here, text(rule.dose)) for here, rule in judged),
            case(((here, text(rule.id)) for here, rule in judged), text(series.id)),
            self._when_not_counting((here, self._limits(rule)) for here, rule in judged),
            self._when_not_counting((here, self._afters(rule)) for here, rule in judged),
        )
        layers = [{"d": self.packing.day("e")}, {"place": self._place(rules)}, {"verdict": verdict}]
        read = mentioned(
            self.judged_columns,
            (*CHILD_COLUMNS, *answers, *(value for layer in layers for value in layer.values())),
        )
        each = named(self.sql.row_for_each(series_days(series).doses), "e")
        source = f"(\n{select([*read, each], 'judged')}\n)"
        return self._rows(series, f"(\n{stacked(source, layers, ['*'])}\n)", *answers)

    def _place(self, rules: tuple[DoseRule, ...]) -> str:
        """Which dose of the course an entry is, or is judged against: the next one on its day that takes it."""
        return case(
            (
                every(
                    f"d <= {until(rule.id)}",
                    f"d >= {self.plan.at(rule.unless.before_age)}" if rule.unless else TRUE,
                    self.packing.given(rule.vaccines, "e") if rule.vaccines else TRUE,
                ),
                str(place),
            )
            for place, rule in enumerate(rules, 1)
        )

    def _verdicts(self, rule: DoseRule) -> Iterator[tuple[str, str]]:
        yield f"d = {valid(rule.id)}", text("counts")
        if rule.minimum_age:
            yield f"d < {self.plan.at(rule.minimum_age)}", text(TOO_EARLY)
        soon = [f"d < {allowed}" for allowed, _ in self._intervals(rule)]
        yield some(*soon), text(TOO_SOON)
        last_day = self.plan.last_day(rule)
        if last_day:
            yield f"d > {last_day}", text(TOO_LATE)

    def _intervals(self, rule: DoseRule) -> Iterator[tuple[str, str]]:
        """For each dose that the interval may run from: the first day allowed, and the day of that dose."""
        if self.plan.spaced_within(rule):
            yield spaced(rule.id), spaced_after(rule.id)
        for other in self.plan.spaced_beside(rule):
            earlier = f"d > {valid(other)}"
            yield case([(earlier, spaced(rule.id, other))]), valid(other)

    def _limits(self, rule: DoseRule) -> str:
        # An entry of a product that the next dose does not take may be old enough, and waits for that dose.
        next_from = self.sql.plus_days(passed(rule.id), "1")
        oldest = self.plan.at(rule.minimum_age) if rule.minimum_age else next_from
        early = oldest if oldest == next_from else case([(f"d < {oldest}", oldest)], next_from)
        branches = [(f"verdict = {text(TOO_EARLY)}", early)]
        branches += [
            (every(f"verdict = {text(TOO_SOON)}", f"d < {allowed}"), allowed)
            for allowed, _ in self._intervals(rule)
        ]
        last_day = self.plan.last_day(rule)
        return case([*branches, *([(f"verdict = {text(TOO_LATE)}", last_day)] if last_day else [])], NULL_DAY)

    def _afters(self, rule: DoseRule) -> str:
        return case(
            (
                (every(f"verdict = {text(TOO_SOON)}", f"d < {allowed}"), after)
                for allowed, after in self._intervals(rule)
            ),
            NULL_DAY,
        )

    def _when_not_counting(self, branches: Iterator[tuple[str, str]]) -> str:
        verdicts = ", ".join(map(text, NOT_COUNTING))
        return case([(f"verdict IN ({verdicts})", case(branches, NULL_DAY))], NULL_DAY)

    def _not_recognised(self) -> str:
        """Entries that enter no series: flu, a label that no one knows, Hib before the first birthday."""
        enters = []
        for name in self.plan.book.vaccines:
            of = [series for series in self.plan.book.series.values() if name in series.vaccines]
            from_ages = [
                f"event_date >= {self.plan.at(one.from_age)}" if one.from_age else TRUE for one in of
            ]
            enters.append((some(*from_ages), name))
        always = ", ".join(text(name) for condition, name in enters if condition == TRUE)
        elsewhere = [
            every(f"vaccine = {text(name)}", cond) for cond, name in enters if cond not in (TRUE, "FALSE")
        ]
        condition = every(
            "kind = 'given'", f"vaccine NOT IN ({always})" if always else TRUE, negated(some(*elsewhere))
        )
        columns = [
            "practice",
            "child_id",
            "entry",
            BORN,
            "event_date",
            "vaccine",
            named(f"CAST({NULL} AS VARCHAR)", "series"),
            named(text("not recognised"), "verdict"),
            named(f"CAST({NULL} AS VARCHAR)", "dose"),
            named(f"CAST({NULL} AS VARCHAR)", "rule_id"),
            named(NULL_DAY, "limit_on"),
            named(NULL_DAY, "after_on"),
        ]
        return select(columns, "events JOIN judged USING (child_id)", condition)
