"""Loading `rulebook/labels/` and `rulebook/extracts/` into a LabelBook; every fault names file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from commonground import rulebook as rulebook_package
from commonground.engine.records.columns import NOT_NEEDED, ColumnBook, Field, Form
from commonground.engine.records.combined import Components, Parts
from commonground.engine.records.labels import LabelBook, Meaning, Says
from commonground.engine.records.tables import Kind
from commonground.engine.records.words import key, tokens
from commonground.engine.rules.files import Fault, RulebookError, RulebookFile, read_file

_FILES = {
    "vaccines": "labels/vaccines.yaml",
    "codes": "labels/codes.yaml",
    "diseases": "labels/diseases.yaml",
    "components": "labels/components.yaml",
    "words": "labels/words.yaml",
    "headings": "extracts/headings.yaml",
    "forms": "extracts/forms.yaml",
}
_STRICT = ConfigDict(extra="forbid")
T = TypeVar("T")


@dataclass(frozen=True)
class _Vaccine:
    __pydantic_config__ = _STRICT
    vaccine: str
    labels: list[str]
    products: list[str] = field(default_factory=list)
    counted: bool = True


@dataclass(frozen=True)
class _Parts:
    __pydantic_config__ = _STRICT
    vaccine: str
    parts: list[str]


@dataclass(frozen=True)
class _Code:
    __pydantic_config__ = _STRICT
    code: str
    vaccine: str
    term: str
    confidence: Literal["A", "S", "B", "C", "G"]
    source: str
    kind: Kind = "given"


@dataclass(frozen=True)
class _Diseases:
    __pydantic_config__ = _STRICT
    vaccine: str
    codes: list[str]


@dataclass(frozen=True)
class _Component:
    __pydantic_config__ = _STRICT
    contains: list[str]
    words: list[str]


@dataclass(frozen=True)
class _Set:
    __pydantic_config__ = _STRICT
    vaccine: str
    contains: list[str]


@dataclass(frozen=True)
class _Words:
    __pydantic_config__ = _STRICT
    says: Says
    words: list[str]


@dataclass(frozen=True)
class _Field:
    __pydantic_config__ = _STRICT
    field: str
    words: str
    headings: list[str]
    personal: bool = False


@dataclass(frozen=True)
class _Opening:
    __pydantic_config__ = _STRICT
    words: list[str]
    fields: list[str]


@dataclass(frozen=True)
class _Form:
    __pydantic_config__ = _STRICT
    form: str
    words: str
    lists_children: bool
    headings: list[str] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)
    kind: Literal["events", "doses", "children", "fhir"] = "events"
    with_birth: bool = True


class _Part:
    """One list of entries of a file, checked against its shape, with the line of each entry."""

    def __init__(self, file: RulebookFile, name: str) -> None:
        self.file, self.name = file, name

    def of(self, shape: type[T]) -> list[tuple[T, int]]:
        """The entries and their lines. Raises RulebookError naming the first field that is wrong."""
        listed = self.file.data.get(self.name)
        if not isinstance(listed, list):
            raise self.fault((), f"“{self.name}” is a list that this file must have")
        adapter, found = TypeAdapter(shape), list[tuple[T, int]]()
        for index, raw in enumerate(listed):
            try:
                entry = adapter.validate_python(raw)
            except ValidationError as error:
                detail = error.errors()[0]
                where = tuple(part for part in detail["loc"] if isinstance(part, str | int))
                said = f"{'.'.join(map(str, where))}: {detail['msg'].lower()}"
                raise self.fault((index, *where), said) from error
            found.append((entry, self.file.line_of((self.name, index))))
        return found

    def fault(self, path: Sequence[str | int], sentence: str) -> RulebookError:
        return RulebookError([Fault(self.file.name, self.file.line_of((self.name, *path)), sentence)])


def load_label_book(folder: Path | None = None) -> LabelBook:
    """The labels and headings of the package's rulebook, or of a folder with the same files.

    Raises RulebookError, each fault with file and line: a missing or unreadable file, a field that is
    wrong, a vaccine not named, a label, code or heading that means two things.
    """
    return _load(folder or Path(rulebook_package.__file__).parent)


@lru_cache(maxsize=4)
def _load(folder: Path) -> LabelBook:
    files = {name: _read(folder, path) for name, path in _FILES.items()}
    vaccines = _Part(files["vaccines"], "vaccines").of(_Vaccine)
    counted = {entry.vaccine: entry.counted for entry, _ in vaccines}
    words = files["words"]
    return LabelBook(
        counted=counted,
        labels=_labels(files["vaccines"], vaccines),
        codes=_codes(files["codes"], counted),
        diseases=_diseases(files["diseases"], counted),
        parts=_parts(files["vaccines"], counted),
        dose_words=_listed(words, "dose_words"),
        dose_numbers=_listed(words, "dose_numbers"),
        age_units=_listed(words, "age_units"),
        phrases=_phrases(words),
        kinds=_kinds(words),
        blank=_listed(words, "blank"),
        no_dose=_listed(words, "no_dose"),
        totals=tuple(tokens(total) for total in words.data.get("totals", ())),
        number_words=_listed(words, "number_words"),
        product_forms=_listed(words, "product_forms"),
        components=_components(files["components"], counted),
        columns=_columns(files["headings"], files["forms"]),
    )


def _read(folder: Path, name: str) -> RulebookFile:
    try:
        return read_file(folder / name, name)
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookError([Fault(name, 1, "this file is missing or can't be read; put it back")]) from error


def _once(file: RulebookFile, entries: Iterator[tuple[str, T, int]]) -> dict[str, T]:
    """Each key with its one meaning. Raises RulebookError where a key has two."""
    found: dict[str, T] = {}
    for written, meaning, line in entries:
        name = key(written)
        if found.setdefault(name, meaning) != meaning:
            raise RulebookError(
                [Fault(file.name, line, f"“{written}” already means something else; keep one of the two")]
            )
    return found


def _known(file: RulebookFile, vaccine: str, line: int, counted: Mapping[str, bool]) -> str:
    if vaccine not in counted:
        names = ", ".join(counted)
        raise RulebookError([Fault(file.name, line, f"“{vaccine}” is no vaccine here; use one of {names}")])
    return vaccine


def _labels(file: RulebookFile, vaccines: Sequence[tuple[_Vaccine, int]]) -> dict[str, str]:
    return _once(
        file,
        (
            (label, entry.vaccine, line)
            for entry, line in vaccines
            for label in (entry.vaccine, *entry.labels, *entry.products)
        ),
    )


def _parts(file: RulebookFile, counted: Mapping[str, bool]) -> dict[str, str]:
    entries = _Part(file, "parts_of_a_vaccine").of(_Parts)
    return _once(
        file,
        (
            (part, _known(file, entry.vaccine, line, counted), line)
            for entry, line in entries
            for part in entry.parts
        ),
    )


def _codes(file: RulebookFile, counted: Mapping[str, bool]) -> dict[str, Meaning]:
    return _once(
        file,
        (
            (entry.code, Meaning(_known(file, entry.vaccine, line, counted), entry.kind), line)
            for entry, line in _Part(file, "codes").of(_Code)
        ),
    )


def _diseases(file: RulebookFile, counted: Mapping[str, bool]) -> dict[frozenset[str], str]:
    return {
        frozenset(entry.codes): _known(file, entry.vaccine, line, counted)
        for entry, line in _Part(file, "diseases").of(_Diseases)
    }


def _components(file: RulebookFile, counted: Mapping[str, bool]) -> Components:
    words: dict[str, Parts] = _once(
        file,
        (
            (word, frozenset(entry.contains), line)
            for entry, line in _Part(file, "components").of(_Component)
            for word in entry.words
        ),
    )
    sets = {
        frozenset(entry.contains): _known(file, entry.vaccine, line, counted)
        for entry, line in _Part(file, "sets").of(_Set)
    }
    return Components(words, sets, _listed(file, "fillers"))


def _phrases(file: RulebookFile) -> tuple[tuple[tuple[str, ...], Says], ...]:
    entries = _Part(file, "phrases").of(_Words)
    phrases = [(tokens(words), entry.says) for entry, _ in entries for words in entry.words]
    return tuple(sorted(phrases, key=lambda phrase: -len(phrase[0])))


def _kinds(file: RulebookFile) -> dict[str, Says]:
    entries = _Part(file, "kinds").of(_Words)
    return _once(file, ((word, entry.says, line) for entry, line in entries for word in entry.words))


def _listed(file: RulebookFile, name: str) -> frozenset[str]:
    words = file.data.get(name)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise _Part(file, name).fault((), f"“{name}” is a list of words; put numbers and yes or no in quotes")
    return frozenset(key(word) for word in words)


def _columns(headings: RulebookFile, forms: RulebookFile) -> ColumnBook:
    fields = _Part(headings, "fields").of(_Field)
    meanings = _once(
        headings,
        (
            (heading, (entry.field, rank), line)
            for entry, line in fields
            for rank, heading in enumerate(dict.fromkeys(key(written) for written in entry.headings))
        ),
    )
    names = {entry.field for entry, _ in fields}
    return ColumnBook(
        fields={
            entry.field: Field(entry.field, entry.words, tuple(entry.headings), entry.personal)
            for entry, _ in fields
        },
        headings=meanings,
        not_needed=_listed(headings, "not_needed"),
        personal=_listed(headings, "personal"),
        forms=tuple(_form(forms, entry, line, names) for entry, line in _Part(forms, "forms").of(_Form)),
        openings=tuple(_openings(headings, names)),
        endings=tuple(sorted(_listed(headings, "endings"))),
        outcomes=_listed(headings, "outcome_of_a_dose"),
    )


def _openings(file: RulebookFile, fields: set[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for entry, line in _Part(file, "openings").of(_Opening):
        for meaning in entry.fields:
            if meaning not in fields:
                raise RulebookError([Fault(file.name, line, f"“{meaning}” is no meaning of a column")])
        yield from ((key(word), frozenset(entry.fields)) for word in entry.words)


def _form(file: RulebookFile, entry: _Form, line: int, fields: set[str]) -> Form:
    for meaning in entry.meanings.values():
        if meaning not in fields and meaning != NOT_NEEDED:
            raise RulebookError([Fault(file.name, line, f"“{meaning}” is no meaning of a column")])
    return Form(
        form=entry.form,
        words=entry.words,
        lists_children=entry.lists_children,
        headings=tuple(key(heading) for heading in entry.headings),
        meanings={key(heading): meaning for heading, meaning in entry.meanings.items()},
        kind=entry.kind,
        with_birth=entry.with_birth,
    )
