"""What must hold between the entries of a rulebook: every name leads somewhere, and nothing contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from commonground.engine.rules.files import Fault
from commonground.engine.rules.model import CAUSES, Course, DoseRule, Provenance, Rulebook


def cross_check(book: Rulebook) -> list[Fault]:
    """Every broken reference or contradiction, each as a sentence at the entry's file and line."""
    checks = (
        _sources,
        _spans,
        _vaccines_and_series,
        _dose_rules,
        _courses,
        _links_to_series_and_vaccines,
        _indicators,
        _measures_and_payments,
        _comparisons_and_causes,
        _versions,
    )
    found = [fault for check in checks for fault in check(book)]
    return sorted(found, key=lambda fault: (fault.file, fault.line))


def _entries(book: Rulebook) -> Iterator[Provenance]:
    for group in (
        book.vaccines,
        book.series,
        book.dose_rules,
        book.courses,
        book.versions,
        book.cover,
        book.qof,
        book.measures,
        book.payments,
        book.small_numbers,
        book.comparisons,
        book.causes,
    ):
        yield from group.values()
    yield from book.completed_by
    yield from book.bars
    yield from book.give_as
    yield book.up_to_date


def _at(book: Rulebook, entry_id: str, sentence: str) -> Fault:
    file, _, line = book.places[entry_id].rpartition(":")
    return Fault(file, int(line), f"{entry_id}: {sentence}")


def _unknown(
    book: Rulebook, entry_id: str, names: Iterable[str], known: Iterable[str], what: str
) -> Iterator[Fault]:
    allowed = set(known)
    for name in names:
        if name not in allowed:
            yield _at(book, entry_id, f"there is no {what} “{name}”; check its spelling or add it")


def _sources(book: Rulebook) -> Iterator[Fault]:
    for entry in _entries(book):
        yield from _unknown(book, entry.id, entry.source, book.sources, "source")
        if not entry.source:
            yield _at(book, entry.id, "it names no source")


def _spans(book: Rulebook) -> Iterator[Fault]:
    for entry in _entries(book):
        for first, last in (
            ("valid_from", "valid_to"),
            ("births_from", "births_to"),
            ("as_at_from", "as_at_to"),
        ):
            start, end = getattr(entry, first, None), getattr(entry, last, None)
            if start and end and start > end:
                yield _at(book, entry.id, f"{first} ({start}) is after {last} ({end})")


def _vaccines_and_series(book: Rulebook) -> Iterator[Fault]:
    for vaccine in book.vaccines.values():
        yield from _unknown(book, vaccine.id, vaccine.bars, book.series, "series")
        other = [vaccine.counts_like] if vaccine.counts_like else []
        yield from _unknown(book, vaccine.id, other, book.vaccines, "vaccine")
    for series in book.series.values():
        yield from _unknown(book, series.id, series.vaccines, book.vaccines, "vaccine")
        if series.kind == "course" and not book.courses_of(series.name):
            yield _at(book, series.id, "it is counted by courses and has none; add a course")


def _dose_rules(book: Rulebook) -> Iterator[Fault]:
    for rule in book.dose_rules.values():
        yield from _unknown(book, rule.id, [rule.series], book.series, "series")
        yield from _unknown(book, rule.id, rule.vaccines, book.vaccines, "vaccine")
        yield from _unknown(book, rule.id, _named_rules(rule), book.dose_rules, "dose rule")
        if rule.before_age and rule.last_age:
            yield _at(book, rule.id, "give before_age or last_age, not both")
        if (rule.follows or rule.spaced_from) and not rule.minimum_interval:
            yield _at(book, rule.id, "it follows another dose, so it needs a minimum_interval")
        if rule.minimum_interval and not (rule.follows or rule.spaced_from):
            yield _at(
                book, rule.id, "it has a minimum_interval, so say from which dose (follows or spaced_from)"
            )
        if not any(rule.id == dose.rule for course in book.courses.values() for dose in course.doses):
            yield _at(book, rule.id, "no course uses it; add it to one or take it out")


def _named_rules(rule: DoseRule) -> list[str]:
    conditions = [condition.rule for condition in (rule.only_if, rule.unless) if condition]
    return [name for name in (rule.follows, *rule.spaced_from, *conditions) if name]


def _courses(book: Rulebook) -> Iterator[Fault]:
    for course in book.courses.values():
        yield from _unknown(book, course.id, [course.series], book.series, "series")
        yield from _unknown(
            book, course.id, [dose.rule for dose in course.doses], book.dose_rules, "dose rule"
        )
        yield from _doses_in_order(book, course)
    for series in book.series:
        yield from _course_spans(book, series)


def _doses_in_order(book: Rulebook, course: Course) -> Iterator[Fault]:
    earlier: set[str] = set()
    for dose in course.doses:
        rule = book.dose_rules.get(dose.rule)
        if rule is None:
            continue
        if rule.series != course.series:
            yield _at(book, course.id, f"{rule.id} is a dose of {rule.series}, not of {course.series}")
        if rule.follows and rule.follows not in earlier:
            yield _at(
                book, course.id, f"{rule.id} follows {rule.follows}, which must come before it in the course"
            )
        offered = (dose.offered_from, dose.offered_to)
        if (dose.recommended is None) == (None in offered):
            yield _at(book, course.id, f"{rule.id} needs either recommended, or offered_from and offered_to")
        earlier.add(rule.id)


def _course_spans(book: Rulebook, series: str) -> Iterator[Fault]:
    courses = book.courses_of(series)
    for course, following in pairwise(courses):
        if following.births_from is None or following.births_from == course.births_from:
            yield _at(
                book, following.id, f"it begins on the same day as {course.id}; give it a later births_from"
            )


def _links_to_series_and_vaccines(book: Rulebook) -> Iterator[Fault]:
    for completed in book.completed_by:
        yield from _unknown(book, completed.id, [completed.rule], book.dose_rules, "dose rule")
        yield from _unknown(book, completed.id, completed.vaccines, book.vaccines, "vaccine")
    for bar in book.bars:
        yield from _unknown(book, bar.id, [bar.series], book.series, "series")
        yield from _unknown(book, bar.id, bar.vaccines, book.vaccines, "vaccine")
    for answer in book.give_as:
        series = [answer.series, *([answer.unless_series_given] if answer.unless_series_given else [])]
        yield from _unknown(book, answer.id, series, book.series, "series")
        yield from _unknown(book, answer.id, [answer.vaccine], book.vaccines, "vaccine")


def _indicators(book: Rulebook) -> Iterator[Fault]:
    for cover in book.cover.values():
        yield from _unknown(book, cover.id, cover.counts.vaccines, book.vaccines, "vaccine")
    for qof in book.qof.values():
        for part in qof.parts:
            yield from _unknown(book, qof.id, part.vaccines, book.vaccines, "vaccine")
        if (qof.reaches is None) == (qof.aged_from is None or qof.aged_under is None):
            yield _at(book, qof.id, "give either reaches, or aged_from and aged_under")
        for late in qof.late_registration:
            if (late.from_age is None) == (late.after_age is None):
                yield _at(book, qof.id, "a late registration has either from_age or after_age")


def _measures_and_payments(book: Rulebook) -> Iterator[Fault]:
    for measure in book.measures.values():
        parents = [measure.parent] if measure.parent else []
        yield from _unknown(book, measure.id, parents, book.measures, "measure")
        yield from _unknown(book, measure.id, measure.last_doses, book.dose_rules, "dose rule")
    for payment in book.payments.values():
        indicators = [payment.indicator] if payment.indicator else []
        yield from _unknown(book, payment.id, indicators, book.qof, "QOF indicator")


def _comparisons_and_causes(book: Rulebook) -> Iterator[Fault]:
    """Each cause is one that the engine can tell, and none of those is missing."""
    for comparison in book.comparisons.values():
        yield from _unknown(book, comparison.id, [comparison.cover], book.cover, "COVER indicator")
        yield from _unknown(book, comparison.id, [comparison.qof], book.qof, "QOF indicator")
        for missing in [cause for cause in CAUSES if cause not in book.causes]:
            yield _at(book, comparison.id, f"there is no cause “{missing}” to explain it by; add it")
    for cause in book.causes.values():
        yield from _unknown(book, cause.id, [cause.id], CAUSES, "cause that the engine can tell,")


def _versions(book: Rulebook) -> Iterator[Fault]:
    """A poster of the schedule must say what the courses say, from its first birth to its last."""
    for version in book.versions.values():
        for visit in version.visits:
            yield from _unknown(book, version.id, visit.vaccines, book.vaccines, "vaccine")
        first, last = version.births_from or date.min, version.births_to or date.max
        begun = (course.births_from for course in book.courses.values())
        days = {version.births_from, version.births_to, *begun}
        for born in sorted(day for day in days if day and first <= day <= last):
            yield from _version_on(book, version.id, born)


def _version_on(book: Rulebook, version_id: str, born: date) -> Iterator[Fault]:
    visits = book.versions[version_id].visits
    recommended: set[tuple[str, str]] = set()
    for series in book.series.values():
        for course in book.courses_of(series.name):
            if (course.births_from or date.min) <= born <= (course.births_to or date.max):
                recommended |= {
                    (str(dose.recommended), series.name)
                    for dose in course.doses
                    if dose.recommended is not None
                }
    shown = {
        (str(visit.age), series.name)
        for visit in visits
        for vaccine in visit.vaccines
        for series in book.series.values()
        if vaccine in series.vaccines and series.kind == "course"
    }
    for age, name in sorted(recommended - shown):
        yield _at(
            book,
            version_id,
            f"births of {born} have a {name} dose at {age} by their course, and this version has none",
        )
    for visit in visits:
        for vaccine in visit.vaccines:
            serving = {s.name for s in book.series.values() if vaccine in s.vaccines and s.kind == "course"}
            if serving and not any((str(visit.age), name) in recommended for name in serving):
                yield _at(
                    book,
                    version_id,
                    f"it shows {vaccine} at {visit.age}, and no course for births of {born} has it then",
                )
