"""Finding the headings of a published table by what they say, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from commonground.engine.records.words import Cell, key, text
from commonground.engine.rules.published_book import Group, Label, load_published_book

WITHIN = 60
"""Rows from the top among which headings are looked for; titles and notes take no more."""

_MOST_ROWS = 3
_FEWEST = 2  # cells of a row of headings; a title has one

DENOMINATOR, NUMERATOR, PERCENTAGE = "denominator", "numerator", "percentage"
NAMES = (
    "practice_code",
    "practice_name",
    "la_name",
    "la_ons_code",
    "la_ods_code",
    "pct_name",
    "area_name",
    "team_name",
    "region_name",
    "sha_name",
    "place",
    "financial_year",
)
"""The columns that can say whom a row is about."""

_NOTE = re.compile(r"\[\s*(?:notes?\b[^\]]*|\d+(?:\s*,\s*\d+)*\s*)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^)]*\)")
_PHRASE = 9  # a measure's words that are longer than this may stand anywhere in a heading


@dataclass(frozen=True)
class Figure:
    """What a column of figures holds. `age` or `label` is empty where the heading does not say; label is a key."""

    measure: str
    age: str
    label: str


@dataclass(frozen=True)
class Header:
    """The headings of a table: its row (from 0), columns by field, and columns of figures by position.

    unknown: headings that name an age and a measure and a vaccine that nobody knows; others: headings of which nothing
    is known; unheaded: positions without a heading.
    """

    row: int
    fields: Mapping[str, tuple[int, ...]]
    figures: Mapping[int, Figure]
    unknown: tuple[tuple[int, str], ...]
    others: tuple[tuple[int, str], ...]
    unheaded: tuple[int, ...]

    def first(self, field: str) -> int | None:
        """The position of a field's first column."""
        found = self.fields.get(field)
        return found[0] if found else None


@dataclass(frozen=True)
class _Words:
    ages: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, str], ...]
    around: tuple[str, ...]
    before: tuple[str, ...]
    no_figure: tuple[str, ...]
    fields: Mapping[str, str]
    labels: frozenset[tuple[str, str]]
    any_age: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    book = load_published_book()

    def keys(entries: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
        found = {key(one): name for name, written in entries.items() for one in written}
        return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))

    def left_out(name: str) -> tuple[str, ...]:
        return tuple(word for word, _ in keys({name: book.left_out[name].written}))

    labels = frozenset((label.age, key(one)) for label in book.labels for one in label.written)
    return _Words(
        ages=keys({age.age: age.written for age in book.ages}),
        measures=keys({one.id: [word for word in one.written if word != "%"] for one in book.measures}),
        around=left_out("words-around-a-label"),
        before=left_out("before-a-label"),
        no_figure=left_out("no-figure"),
        fields=dict(keys({one.id: one.written for one in book.columns})),
        labels=labels,
        any_age=frozenset(label for _, label in labels),
    )


def find_header(rows: Sequence[Sequence[Cell]], start: int = 0) -> Header | None:
    """The headings of the first row, from `start` on, that names a place and a figure; None where no row does.

    Where headings run over two or three rows, the rows together have to say more than each alone.
    """
    for at in range(start, min(start + WITHIN, len(rows))):
        header = _header(at, rows[at])
        over_several = _of_several_rows(rows, at)
        if over_several is not None:
            alone = [_header(row, rows[row]) for row in range(at, over_several.row + 1)]
            if _said(over_several) > max((_said(one) for one in alone if one is not None), default=(0, 0)):
                return over_several
        if header is not None:
            return header
    return None


def _said(header: Header) -> tuple[int, int]:
    """How many different columns of figures say what they are of, and how many of these their age."""
    named = {one for one in header.figures.values() if one.label or one.measure == DENOMINATOR}
    return len(named), sum(bool(one.age) for one in named)


def _of_several_rows(rows: Sequence[Sequence[Cell]], at: int) -> Header | None:
    """Headings that run over two or three rows, none of which holds a number and the place is named in one."""
    best: Header | None = None
    above = [text(cell) for cell in rows[at]]
    if sum(map(bool, above)) < _FEWEST or _has_number(above):
        return None
    plain, filled = above, above
    for below in range(at + 1, min(at + _MOST_ROWS, len(rows))):
        said = [text(cell) for cell in rows[below]]
        if _has_number(said):
            break
        plain, filled = _joined(plain, said), _joined(_carried(filled, said), said)
        headers = [one for one in (_header(below, plain), _header(below, filled)) if one is not None]
        for header in headers:
            place = _place_of(header)
            named = sum(bool(_at([text(cell) for cell in row], place)) for row in rows[at : below + 1])
            if named == 1 and not _goes_on(rows, below + 1, place):
                best = header if best is None or _said(header) > _said(best) else best
    return best


def _has_number(row: Sequence[str]) -> bool:
    return any(one[:1].isdigit() and one.isdecimal() for one in row)


def _place_of(header: Header) -> int:
    """The first column that says whom a row is about."""
    return min(header.fields[name][0] for name in NAMES if name in header.fields)


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Two rows of headings as one."""
    width = max(len(above), len(below))
    return [f"{_at(above, column)} {_at(below, column)}".strip() for column in range(width)]


def _carried(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """A row of headings in which one stands over every column up to the next, as a merged cell does."""
    carried, held = [], ""
    for column in range(max(len(above), len(below))):
        held = _at(above, column) or ("" if field_of(held) else held)
        carried.append(held if _at(above, column) or _at(below, column) else "")
    return carried


def _goes_on(rows: Sequence[Sequence[Cell]], at: int, place: int) -> bool:
    """Whether another row of the headings follows: its place is empty, and something else is not."""
    return at < len(rows) and len(rows[at]) > place and not rows[at][place] and any(rows[at])


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _header(at: int, row: Sequence[Cell]) -> Header | None:
    fields: dict[str, tuple[int, ...]] = {}
    figures: dict[int, Figure] = {}
    unknown: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    blank: list[int] = []
    for position, value in enumerate(row):
        heading = " ".join(text(value).split())
        name = key(clean(heading))
        if not name:
            blank.append(position)
        elif (field := field_of(heading)) is not None:
            fields[field] = (*fields.get(field, ()), position)
        else:
            figure = read_figure(heading)
            if isinstance(figure, Figure):
                figures[position] = figure
            elif figure:
                unknown.append((position, heading))
            elif not any(word in name for word in _words().no_figure):
                others.append((position, heading))
    if not figures or not any(name in fields for name in NAMES):
        return None
    if not any(figure.label or figure.measure == DENOMINATOR for figure in figures.values()):
        return None
    return Header(at, fields, figures, tuple(unknown), tuple(others), tuple(blank))


def clean(heading: str) -> str:
    """A heading, a name or a code without the numbers of notes."""
    return _NOTE.sub(" ", heading).strip(" *†")


@lru_cache(maxsize=4096)
def field_of(heading: str) -> str | None:
    """The field a heading names, such as `la_name`; None where it names none."""
    words, name = _words(), key(clean(heading))
    if name in words.fields:
        return words.fields[name]
    return words.fields.get(key(_BRACKETS.sub(" ", clean(heading))))


@lru_cache(maxsize=4096)
def read_figure(heading: str) -> Figure | bool:
    """What a heading of figures says. True: it is of figures, and of no vaccine that is known; else False."""
    plain = clean(heading)
    words, whole = _words(), key(plain)
    if any(word in whole for word in words.no_figure):
        return False
    age, rest = take_age(whole)
    measure, label = _take_measure(rest, "%" in plain)
    before = next((word for word in words.before if label.startswith(word)), "")
    for attempt in (label, _without_brackets(plain), label.removeprefix(before)):
        if not attempt and measure:
            return Figure(measure, age, "")
        known = (age, attempt) in words.labels or (not age and attempt in words.any_age)
        if known and (age or measure):  # `24m_MMR1` is a percentage; `Primary` may stand over several columns
            return Figure(measure or PERCENTAGE, age, attempt)
    return bool(measure and (age or "%" in plain))


def take_age(name: str) -> tuple[str, str]:
    """The age that a key names, and the key without it; an empty age where it names none."""
    for word, age in _words().ages:
        if word in name:
            return age, name.replace(word, "", 1)
    return "", name


def _take_measure(name: str, per_cent: bool) -> tuple[str, str]:
    words = _words()
    found = PERCENTAGE if per_cent else ""
    for word, measure in words.measures:
        inside = word in name if len(word) >= _PHRASE else name.startswith(word) or name.endswith(word)
        if inside and (not found or found == measure):
            found, name = measure, name.replace(word, "", 1)
    for word in words.around:
        name = name.replace(word, "", 1)
    return found, name


def _without_brackets(plain: str) -> str:
    _, rest = take_age(key(_BRACKETS.sub(" ", plain)))
    return _take_measure(rest, "%" in plain)[1]


@lru_cache(maxsize=512)
def label_of(label: str, age: str, born_from: date) -> Label | None:
    """What a label (a key) means at an age for children born from a day on; None where nothing is known."""
    for one in load_published_book().labels:
        if one.age != age or label not in {key(word) for word in one.written}:
            continue
        if (one.births_from is None or one.births_from <= born_from) and (
            one.births_to is None or born_from <= one.births_to
        ):
            return one
    return None


@lru_cache(maxsize=512)
def indicators_of(label: str, age: str) -> frozenset[str]:
    """The indicators that a label (a key) can mean at an age; empty where it is none."""
    labels = load_published_book().labels
    return frozenset(
        one.indicator for one in labels if one.age == age and label in {key(word) for word in one.written}
    )


@lru_cache(maxsize=64)
def group_of(label: str) -> Group:
    """The group of the indicators that a label can mean; the marks in a cell rest on it."""
    groups = {
        one.group for one in load_published_book().labels if label in {key(word) for word in one.written}
    }
    return groups.pop() if len(groups) == 1 else ""


def label_in(title: str) -> str:
    """The longest label that a title names as words of its own; empty where it names none."""
    words = _words()
    name = key(title)
    return max((label for label in words.any_age if label in name and len(label) > 2), key=len, default="")
