"""The diagnosis: why doses are missing, as children and not as misses (rules.md 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from commonground.engine.counting.sql.courses import valid
from commonground.engine.counting.sql.due import (
    BARS,
    COUNTED,
    barred_by,
    due,
    due_now,
    gone,
    grace_ends,
    missing,
    overdue,
    recommended,
)
from commonground.engine.counting.sql.expressions import (
    UNION_ALL,
    Layer,
    case,
    column,
    every,
    named,
    negated,
    select,
    some,
    text,
)
from commonground.engine.counting.sql.missed import MISSED
from commonground.engine.counting.sql.plan import Plan
from commonground.engine.counting.sql.verdicts import NOT_COUNTING, TOO_EARLY, TOO_LATE, TOO_SOON
from commonground.engine.rules.model import DoseRule, Measure

ALL_AGES = "all"
OF_VERDICTS: Mapping[str, tuple[str, ...]] = {
    "not_counting": NOT_COUNTING,
    "not_counting_too_early": (TOO_EARLY,),
    "not_counting_too_soon": (TOO_SOON,),
    "not_counting_too_late": (TOO_LATE,),
}
"""The measures that rest on verdicts, each with those."""


class Diagnosis:
    """The measures of each child counted, and the counts of them."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.sql, self.today = plan, plan.dialect, plan.today

    def layer(self) -> Layer:
        """A column for the age band and for each measure that does not rest on the verdicts."""
        return {
            "age_band": self._age_band(),
            **{column("is", measure): condition for measure, condition in self._of_the_row().items()},
        }

    def not_counting(self) -> str:
        """A row for each child with a dose that does not count, and for what."""
        kinds = [named(f"bool_or(verdict = {text(verdict)})", column(verdict)) for verdict in NOT_COUNTING]
        verdicts = ", ".join(map(text, NOT_COUNTING))
        return select(["child_id", *kinds], "doses", f"verdict IN ({verdicts})") + "\nGROUP BY child_id"

    def measured(self) -> str:
        """A row for each child counted: its age band, and a condition for each measure."""
        of_the_row = self._of_the_row()
        measures = [
            name if measure in of_the_row else named(self._of_verdicts(measure), name)
            for measure in self.plan.book.measures
            for name in (column("is", measure),)
        ]
        columns = ["practice", "child_id", "age_band", *measures]
        return select(columns, "judged LEFT JOIN not_counting USING (child_id)", COUNTED)

    def flags(self) -> str:
        """A row for each child and measure that is true of it (`results.CHILD_FLAGS`)."""
        return UNION_ALL.join(
            select(
                ["practice", "child_id", "age_band", named(text(measure), "measure")],
                "measured",
                column("is", measure),
            )
            for measure in self.plan.book.measures
        )

    def counts(self) -> str:
        """A row for each practice, measure and age band, and for all ages (`results.DIAGNOSIS`)."""
        bands = ", ".join(f"({text(str(band))})" for band in (*range(self.plan.bands), ALL_AGES))
        measures = ", ".join(f"({text(measure)})" for measure in self.plan.book.measures)
        tallies = []
        for band in ("CAST(age_band AS VARCHAR)", text(ALL_AGES)):
            for measure in self.plan.book.measures:
                condition = column("is", measure)
                columns = [
                    "practice",
                    named(text(measure), "measure"),
                    named(band, "age_band"),
                    named(self.sql.total(case([(condition, "1")], "0")), "children"),
                    named("count(*)", "of_all"),
                ]
                by_band = ", age_band" if band != text(ALL_AGES) else ""
                tallies.append(select(columns, "measured") + f"\nGROUP BY practice{by_band}")
        listed = (
            f"practices CROSS JOIN (VALUES {measures}) AS measures (measure)"
            f" CROSS JOIN (VALUES {bands}) AS bands (age_band)"
            " LEFT JOIN tallies USING (practice, measure, age_band)"
        )
        columns = [
            "practice",
            "measure",
            "age_band",
            named("coalesce(children, 0)", "children"),
            named("coalesce(of_all, 0)", "of"),
        ]
        united = UNION_ALL.join(tallies)
        return f"WITH tallies AS (\n{united}\n)\n{select(columns, listed)}"

    def _age_band(self) -> str:
        birthdays = (
            case([(f"{self.plan.at(age)} <= {self.today}", "1")], "0") for age in self.plan.birthdays
        )
        return f"CAST({' + '.join(birthdays) or '0'} AS BIGINT)"

    def _of_the_row(self) -> dict[str, str]:
        """By measure, the condition on the child's row."""
        return {
            measure.id: self._condition(measure)
            for measure in self.plan.book.measures.values()
            if measure.id not in OF_VERDICTS
        }

    def _condition(self, measure: Measure) -> str:
        rules = self.plan.rules
        known: Mapping[str, Callable[[], str]] = {
            "missed_opportunity": lambda: MISSED,
            "late": lambda: some(*map(self._late, rules)),
            "never": lambda: some(*map(overdue, rules)),
            "one_visit_away": self._one_visit_away,
        }
        of_courses = {"drop_out": self._dropped_out, "missed_for_good": self._missed_for_good}
        if measure.id in known:
            return known[measure.id]()
        if measure.id in of_courses:
            parts = [one for one in self.plan.book.measures.values() if one.parent == measure.id]
            return some(*map(of_courses[measure.id], parts))
        if measure.parent in of_courses:
            return of_courses[measure.parent](measure)
        raise ValueError(f"the diagnosis has no way to count “{measure.id}”; take it out of the rulebook")

    def _of_verdicts(self, measure: str) -> str:
        return some(*(f"coalesce({column(verdict)}, FALSE)" for verdict in OF_VERDICTS[measure]))

    def _late(self, rule: DoseRule) -> str:
        return f"coalesce({valid(rule.id)} > {grace_ends(due(rule.id), self.plan)}, FALSE)"

    def _dropped_out(self, measure: Measure) -> str:
        """Whether the course was begun by the line, and not ended by it, and the line has passed."""
        lasts = [self.plan.book.dose_rules[name] for name in measure.last_doses]
        line = grace_ends(
            case((f"{day} IS NOT NULL", day) for day in (recommended(one.id) for one in lasts)), self.plan
        )
        begun = [
            rule
            for series in dict.fromkeys(one.series for one in lasts)
            for rule in self.plan.rules_of[series]
        ]
        by_line = [(f"coalesce({valid(rule.id)} <= {line}, FALSE)", rule) for rule in begun]
        return every(
            f"coalesce({line} < {self.today}, FALSE)",
            some(*(condition for condition, _ in by_line)),
            *(negated(condition) for condition, rule in by_line if rule in lasts),
        )

    def _one_visit_away(self) -> str:
        lacking = {rule: self._lacking(rule) for rule in self.plan.rules}
        return every(
            some(*lacking.values()),
            *(negated(every(lacks, negated(due_now(rule)))) for rule, lacks in lacking.items()),
        )

    def _lacking(self, rule: DoseRule) -> str:
        return every(
            missing(rule),
            negated(gone(rule)),
            f"coalesce({recommended(rule.id)} <= {self.today}, FALSE)",
            negated(barred_by(self.plan.book.series[rule.series], BARS[0])),
        )

    def _missed_for_good(self, measure: Measure) -> str:
        return some(*(gone(self.plan.book.dose_rules[name]) for name in measure.last_doses))
