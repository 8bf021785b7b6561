"""The words of a case: dates, entries and expectations as a nurse writes them.

Every function raises ValueError in a sentence that says what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonground.engine.cases.model import (
    DiagnosisExpected,
    Entry,
    Expected,
    FigureExpected,
    MembershipExpected,
    StateExpected,
    VerdictExpected,
)
from commonground.engine.counting.results import STATUSES
from commonground.engine.records.tables import Kind
from commonground.engine.rules.model import Rulebook

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = r"\d{1,2} [A-Za-z]+ \d{4}"
_DATES = re.compile(rf"({_DATE}(?:\s*,\s*{_DATE})*)\s*:?\s*(.*)")
_ORDINALS = ("first", "second", "third", "fourth")
_VERDICT = re.compile(
    r"(counts as|too early for|too soon for|too late for|repeat in|not needed in|not in) (\w+)(?: (.+))?"
)
_OF_A_DOSE = {
    "counts as": "counts",
    "too early for": "too early",
    "too soon for": "too soon",
    "too late for": "too late",
}
_OF_A_SERIES = {"repeat in": "repeat", "not needed in": "not needed", "not in": None}
_LIMIT_WORDS = {"not before": "limit_on", "not after": "limit_on", "after": "after_on"}


@dataclass(frozen=True)
class Vocabulary:
    """The names a case may use, taken from the rulebook."""

    vaccines: Mapping[str, str]  # by lower case
    doses: Mapping[str, frozenset[str]]  # of each series; empty: any number
    cover: frozenset[str]
    qof: frozenset[str]
    measures: frozenset[str]
    up_to_date: str
    rules: frozenset[str]


def vocabulary_of(book: Rulebook) -> Vocabulary:
    """The words of a rulebook."""
    return Vocabulary(
        vaccines={name.lower(): name for name in book.vaccines},
        doses={
            name: frozenset(rule.dose for rule in book.dose_rules.values() if rule.series == name)
            for name in book.series
        },
        cover=frozenset(book.cover),
        qof=frozenset(book.qof),
        measures=frozenset(book.measures),
        up_to_date=book.up_to_date.id,
        rules=frozenset(book.places),
    )


def parse_date(text: str) -> date:
    """`9 January 2025` or `9 Jan 2025`."""
    parts = text.split()
    months = [number for number, name in enumerate(_MONTHS, 1) if len(parts) == 3 and _is(parts[1], name)]
    if not months or not (parts[0].isdecimal() and parts[2].isdecimal()):
        raise ValueError(f"“{text}” is not a date; write it like 9 January 2025")
    try:
        return date(int(parts[2]), months[0], int(parts[0]))
    except ValueError as error:
        raise ValueError(f"“{text}” is not a day of the calendar; check the day and the month") from error


def _is(word: str, short_name: str) -> bool:
    full = date(2000, _MONTHS.index(short_name) + 1, 1).strftime("%B")
    return word.lower() in (short_name.lower(), full.lower())


def parse_entries(kind: Kind, text: str, words: Vocabulary) -> list[Entry]:
    """`6 March 2024, 3 April 2024: 6in1, MenB` -> an entry for each day and vaccine, in that order."""
    found = _DATES.fullmatch(text.strip())
    if found is None or not found[2]:
        raise ValueError(f"“{text}” is no entry; write the day and the vaccine, like 9 January 2025 MMR")
    days = [parse_date(day.strip()) for day in found[1].split(",")]
    vaccines = [_vaccine(name.strip(), words) for name in found[2].split(",")]
    return [Entry(kind, day, vaccine) for day in days for vaccine in vaccines]


def _vaccine(name: str, words: Vocabulary) -> str:
    if len(name) > 2 and name[0] == name[-1] == '"':
        return name[1:-1]
    if name.lower() not in words.vaccines:
        raise ValueError(
            f"“{name}” is no vaccine of the rulebook; write one of {', '.join(words.vaccines.values())}, "
            "or put a label that should not be known in quotes"
        )
    return words.vaccines[name.lower()]


def parse_expectation(text: str, entries: Sequence[Entry], words: Vocabulary) -> list[Expected]:
    """One line under `expect:`, such as `mmr 1: overdue, due 10 January 2025`."""
    subject, colon, answer = (part.strip() for part in text.partition(":"))
    if not colon or not answer:
        raise ValueError(f"“{text}” expects nothing; write what it is about, a colon and the answer")
    if subject[0].isdecimal():
        return list(_verdicts(text, subject, answer, entries, words))
    first = subject.split()[0]
    readers: Mapping[str, Callable[[str, str, str, Vocabulary], Expected]] = {
        "up": _up_to_date,
        "cover": _cover,
        "qof": _qof,
        "figure": _figure,
        "diagnosis": _diagnosis,
    }
    return [readers.get(first, _state)(text, subject, answer, words)]


def _verdicts(
    said: str, subject: str, answer: str, entries: Sequence[Entry], words: Vocabulary
) -> Iterable[VerdictExpected]:
    entry = _entry_meant(subject, entries, words)
    for part in answer.split(" and "):
        verdict, *limits = (piece.strip() for piece in part.split(","))
        yield _verdict(said, entry, verdict, _limits(limits), words)


def _entry_meant(subject: str, entries: Sequence[Entry], words: Vocabulary) -> int:
    day_and_vaccine, _, which = subject.partition(",")
    ordinal = which.strip().removesuffix(" entry") or _ORDINALS[0]
    if ordinal not in _ORDINALS:
        raise ValueError(f"“{which.strip()}” names no entry; write first entry, second entry …")
    wanted = parse_entries("given", day_and_vaccine, words)[0]
    places = [place for place, entry in enumerate(entries) if entry == wanted]
    if len(places) <= _ORDINALS.index(ordinal):
        raise ValueError(f"the child has no such entry given: {subject}; check its day and vaccine")
    return places[_ORDINALS.index(ordinal)]


def _limits(pieces: Sequence[str]) -> tuple[tuple[str, date], ...]:
    return tuple((_LIMIT_WORDS[word], day) for word, day in (_word_and_date(p, _LIMIT_WORDS) for p in pieces))


def _word_and_date(piece: str, known: Mapping[str, str]) -> tuple[str, date]:
    for word in known:
        if piece.startswith(f"{word} "):
            return word, parse_date(piece.removeprefix(f"{word} "))
    raise ValueError(f"“{piece}” is not understood; write {', '.join(f'{word} DATE' for word in known)}")


def _verdict(
    said: str, entry: int, verdict: str, columns: tuple[tuple[str, date], ...], words: Vocabulary
) -> VerdictExpected:
    if verdict == "not recognised":
        return VerdictExpected(said, entry, verdict, None)
    found = _VERDICT.fullmatch(verdict)
    if found is None:
        raise ValueError(
            f"“{verdict}” is no verdict; write counts as, too early for, too soon for or too late for "
            "and the dose (mmr 1), repeat in, not needed in or not in and the series (mmr), or not recognised"
        )
    phrase, series, dose = found[1], found[2], found[3]
    if phrase in _OF_A_SERIES:
        if dose:
            raise ValueError(f"“{verdict}”: after “{phrase}” comes a series alone, such as mmr")
        return VerdictExpected(said, entry, _OF_A_SERIES[phrase], _series(series, words), None, columns)
    return VerdictExpected(
        said, entry, _OF_A_DOSE[phrase], _series(series, words), _dose(series, dose, words), columns
    )


def _series(name: str, words: Vocabulary) -> str:
    if name not in words.doses:
        raise ValueError(f"“{name}” is no series; write one of {', '.join(words.doses)}")
    return name


def _dose(series: str, dose: str | None, words: Vocabulary) -> str:
    known = words.doses[_series(series, words)]
    if not dose or (dose not in known if known else not dose.isdecimal()):
        example = ", ".join(sorted(known)) or "a number"
        raise ValueError(f"“{series} {dose or ''}” is no dose; after {series} write {example}")
    return dose


def _state(said: str, subject: str, answer: str, words: Vocabulary) -> StateExpected:
    series, _, dose = subject.partition(" ")
    if series not in words.doses:
        raise ValueError(
            f"“{subject}” is nothing a case can expect; write an entry (9 January 2025 MMR), a dose (mmr 1), "
            "cover, qof, figure, up to date, diagnosis or diagnosis not"
        )
    if answer == "not listed":
        return StateExpected(said, series, _dose(series, dose, words) if dose else None, listed=False)
    columns = tuple(_state_column(piece.strip(), words) for piece in answer.split(","))
    return StateExpected(said, series, _dose(series, dose, words), True, columns)


def _state_column(piece: str, words: Vocabulary) -> tuple[str, date | str | int | None]:
    if piece in STATUSES:
        return "status", piece
    nothing = {
        "no due date": "due_on",
        "no last day": "offer_until",
        "give nothing": "give_as",
        "no valid day": "valid_on",
        "no wait": "wait_from",
    }
    if piece in nothing:
        return nothing[piece], None
    overdue = re.fullmatch(r"(\d+) days? overdue", piece)
    if overdue:
        return "days_overdue", int(overdue[1])
    if piece.startswith("give "):
        return "give_as", _vaccine(piece.removeprefix("give "), words)
    dated = {"given": "valid_on", "due": "due_on", "until": "offer_until", "waits from": "wait_from"}
    for word, column in dated.items():
        if piece.startswith(f"{word} "):
            return column, parse_date(piece.removeprefix(f"{word} "))
    raise ValueError(
        f"“{piece}” says nothing known of a dose; write its status ({', '.join(STATUSES)}), "
        f"given DATE, due DATE, until DATE, waits from DATE, 30 days overdue, give MMR, "
        f"{', '.join(nothing)} or not listed"
    )


def _named(name: str, known: Iterable[str], what: str) -> str:
    names = sorted(known)
    if name not in names:
        raise ValueError(f"“{name}” is no {what}; write one of {', '.join(names)}")
    return name


def _cover(said: str, subject: str, answer: str, words: Vocabulary) -> MembershipExpected:
    _, name, period = (*subject.split(" ", 2), "", "")[:3]
    values = {"1": 1, "0": 0, "not in cohort": None}
    value = values[_named(answer, values, "COVER answer")]
    return MembershipExpected(
        said,
        "cover",
        _named(name, words.cover, "COVER indicator"),
        _period(period, r"\d{4}-\d\d Q[1-4]") if period else None,
        value,
    )


def _qof(said: str, subject: str, answer: str, words: Vocabulary) -> MembershipExpected:
    _, name, period = (*subject.split(" ", 2), "", "")[:3]
    values: Mapping[str, tuple[int | None, int | str | None]] = {
        "1": (1, None),
        "0": (0, None),
        "excluded": (None, 1),
        "not in cohort": (None, 0),
        "0, exclusions not known": (0, "not known"),
        "1, exclusions not known": (1, "not known"),
    }
    value, excluded = values[_named(answer, values, "QOF answer")]
    indicator = _named(name, words.qof, "QOF indicator")
    return MembershipExpected(said, "qof", indicator, _period(period, r"\d{4}/\d\d"), value, excluded)


def _period(text: str, pattern: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValueError(
            f"“{text}” is no period; write 2025-26 Q4 or year to 2025-26 Q4 for COVER, 2025/26 for QOF"
        )
    return text


def _up_to_date(said: str, subject: str, answer: str, words: Vocabulary) -> MembershipExpected:
    if subject != "up to date":
        raise ValueError(f"“{subject}” is not understood; write up to date")
    values = {"yes": 1, "no": 0, "not counted": None}
    value = values[_named(answer, values, "answer to up to date")]
    return MembershipExpected(said, "up_to_date", words.up_to_date, None, value)


def _figure(said: str, subject: str, answer: str, words: Vocabulary) -> FigureExpected:
    _, definition, name, period = (*subject.split(" ", 3), "", "", "")[:4]
    if definition == "cover":
        indicator = _named(name, words.cover, "COVER indicator")
        period = _period(period, r"(year to )?\d{4}-\d\d Q[1-4]")
    else:
        _named(definition, ("cover", "qof"), "definition of a figure")
        indicator = _named(name, words.qof, "QOF indicator")
        period = _period(period, r"\d{4}/\d\d")
    if answer == "no row":
        return FigureExpected(said, definition, indicator, period, listed=False)
    columns = tuple(column for piece in answer.split(",") for column in _figure_columns(piece.strip()))
    return FigureExpected(said, definition, indicator, period, True, columns)


def _figure_columns(piece: str) -> list[tuple[str, date | str | int]]:
    if piece in ("ok", "mixed cohort", "no children"):
        return [("status", piece)]
    births = re.fullmatch(rf"births ({_DATE}) to ({_DATE})", piece)
    if births:
        return [("cohort_from", parse_date(births[1])), ("cohort_to", parse_date(births[2]))]
    part = re.fullmatch(r"(denominator|numerator|excluded) (\d+)", piece)
    if part:
        return [(part[1], int(part[2]))]
    raise ValueError(
        f"“{piece}” says nothing known of a figure; write ok, mixed cohort or no children, "
        "births DATE to DATE, denominator 1, numerator 1, excluded 0, or no row"
    )


def _diagnosis(said: str, subject: str, answer: str, words: Vocabulary) -> DiagnosisExpected:
    if subject not in ("diagnosis", "diagnosis not"):
        raise ValueError(f"“{subject}” is not understood; write diagnosis or diagnosis not")
    if (subject, answer) == ("diagnosis", "none"):
        return DiagnosisExpected(said, nothing=True)
    measures = tuple(
        _named(name.strip(), words.measures, "measure of the diagnosis") for name in answer.split(",")
    )
    if subject == "diagnosis":
        return DiagnosisExpected(said, true=measures)
    return DiagnosisExpected(said, not_true=measures)
