"""The user's own maps: headings for `--map`, labels for `--label-map`.

Both are lists of two or three columns that anyone can write in Excel: CSV, XLSX, XLS or ODS; or a
YAML or JSON mapping. docs/reference/extract-forms.md shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from commonground.engine.records.columns import NOT_NEEDED
from commonground.engine.records.labels import LabelBook, Meaning
from commonground.engine.records.layout import DOSE, Words
from commonground.engine.records.opening import GivenFile, cut_text, in_memory, sniff
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.tables import KINDS
from commonground.engine.records.words import Cell, key, text
from commonground.engine.records.workbooks import read_workbook

WRITTEN_WORDS = frozenset(
    [
        "heading",
        "headings",
        "column",
        "columns",
        "columnheading",
        "columninextract",
        "columnname",
        "yourheading",
        "ourheading",
        "header",
        "label",
        "labels",
        "locallabel",
        "yourlabel",
        "ourlabel",
        "labelinextract",
        "localname",
        "localcode",
        "localterm",
        "code",
        "snomedcode",
        "snomed",
        "term",
        "description",
        "extract",
        "from",
    ]
)
MEANING_WORDS = frozenset(
    [
        "meaning",
        "means",
        "meaningofthecolumn",
        "field",
        "fieldname",
        "standardfield",
        "standardheading",
        "vaccine",
        "vaccinename",
        "vaccinemeant",
        "mapsto",
        "mapto",
        "mappedto",
        "isvaccine",
        "to",
        "target",
    ]
)
KIND_WORDS = frozenset({"kind", "status", "outcome", "whathappened"})
"""How the columns of a map may be named in its first line; a map without such a line is read in this order."""

IGNORE = frozenset({"notneeded", "ignore", "notavaccine", "none"})
"""What a line may say of a heading or a label that is to be left out."""


@dataclass(frozen=True)
class MapLine:
    """One line of a map: what is written in the extract, what it means, what it says happened, and where."""

    written: str
    meaning: str
    kind: str
    where: str


@dataclass(frozen=True)
class UserMap:
    """A map as read, not yet held against the rulebook."""

    lines: tuple[MapLine, ...]

    @classmethod
    def of(cls, meanings: Mapping[str, str], name: str) -> UserMap:
        """A map from plain words, as tests and other code hold it."""
        return cls(tuple(MapLine(written, meaning, "", name) for written, meaning in meanings.items()))


ColumnMap = UserMap
LabelMap = UserMap


def read_column_map(file: Path | GivenFile) -> ColumnMap:
    """A `--map` file: heading, meaning. Raises ExtractError naming the file, and the line where it can."""
    return _read(in_memory(file), "heading,meaning")


def read_label_map(file: Path | GivenFile) -> LabelMap:
    """A `--label-map` file: label, vaccine and perhaps kind. Raises ExtractError as read_column_map."""
    return _read(in_memory(file), "label,vaccine")


def words_with(
    book: LabelBook,
    column_map: ColumnMap | Mapping[str, str] | None,
    label_map: LabelMap | Mapping[str, str] | None,
) -> Words:
    """The label book with the user's maps. Raises ExtractError for a meaning or vaccine nobody knows."""
    columns = column_map if isinstance(column_map, UserMap) else UserMap.of(column_map or {}, "the map")
    labels = label_map if isinstance(label_map, UserMap) else UserMap.of(label_map or {}, "the label map")
    return Words(
        book,
        {key(line.written): _column_meaning(line, book) for line in columns.lines},
        {key(line.written): _label_meaning(line, book) for line in labels.lines},
    )


def _column_meaning(line: MapLine, book: LabelBook) -> str:
    name = key(line.meaning)
    if name in IGNORE:
        return NOT_NEEDED
    for field in book.columns.fields.values():
        if name in (key(field.field), key(field.words)):
            return field.field
    if name in book.columns.headings:
        return book.columns.headings[name][0]
    label = book.read_label(line.meaning)
    if label is not None and label.vaccine is not None:
        return DOSE + line.meaning
    known = ", ".join(field.words for field in book.columns.fields.values())
    raise ExtractError(
        f"{line.where}: “{line.meaning}” is no meaning of a column; use one of {known}, a vaccine such as "
        "MMR, or not needed."
    )


def _label_meaning(line: MapLine, book: LabelBook) -> Meaning:
    if key(line.meaning) in IGNORE:
        return Meaning(None, "nothing given")
    label = book.read_label(line.meaning)
    if label is None or label.vaccine is None:
        raise ExtractError(
            f"{line.where}: “{line.meaning}” is no vaccine here; use one of {', '.join(book.counted)}, "
            "or ignore."
        )
    if not line.kind:
        return label
    kind = next((kind for kind in KINDS if kind == line.kind), None)
    if kind is None:
        raise ExtractError(f"{line.where}: “{line.kind}” is no kind of entry; use one of {', '.join(KINDS)}.")
    return Meaning(label.vaccine, kind)


def _read(file: GivenFile, example: str) -> UserMap:
    data = file.data
    if Path(file.name).suffix.lower() in (".yaml", ".yml", ".json"):
        return UserMap(tuple(_from_yaml(data, file.name)))
    kind = sniff(data, file.name)
    if kind == "workbook":
        sheets = read_workbook(data, file.name)
        rows: Sequence[Sequence[Cell]] = sheets[0].rows if sheets else []
    elif kind == "text":
        rows = cut_text(data, file.name)
    else:
        raise ExtractError(
            f"{file.name} is no map; write it as a CSV or Excel file with two columns: {example}."
        )
    return UserMap(tuple(_from_rows(rows, file.name, example)))


def _from_rows(rows: Sequence[Sequence[Cell]], file: str, example: str) -> Iterator[MapLine]:
    order: tuple[int, int, int] | None = None
    for number, row in enumerate(rows, start=1):
        cells = [text(cell) for cell in row]
        if not any(cells):
            continue
        if order is None:
            named = _order(cells)
            order = named or (0, 1, 2)
            if named is not None:
                continue
        written, meaning, kind = (cells[at] if 0 <= at < len(cells) else "" for at in order)
        if not written or not meaning:
            raise ExtractError(f"{file}, row {number} needs two filled columns, like {example}.")
        yield MapLine(written, meaning, kind.casefold(), f"{file}, row {number}")


def _order(titles: Sequence[str]) -> tuple[int, int, int] | None:
    """Where the label, its meaning and the kind stand, by the first line; None where it names no columns.

    `Vaccine,vaccine` is a line of a map, so the first line names columns only where one is for what is
    written and another for its meaning, or where its first cell can be nothing else.
    """
    names = [key(title) for title in titles]
    written = next((at for at, name in enumerate(names) if name in WRITTEN_WORDS), None)
    meaning = next((at for at, name in enumerate(names) if name in MEANING_WORDS), None)
    kind = next(
        (at for at, name in enumerate(names) if name in KIND_WORDS and at not in (written, meaning)), -1
    )
    if written is None or meaning is None:
        return (0, 1, 2) if names[0] in _ONLY_TITLES else None
    return written, meaning, kind


_ONLY_TITLES = frozenset({"heading", "headings", "column", "columnheading", "label", "labels"})


def _from_yaml(data: bytes, file: str) -> Iterator[MapLine]:
    try:
        node = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}, line {mark.line + 1}" if mark else file
        raise ExtractError(f"{where} can't be read; check the quotes and the colons.") from error
    pairs = node.value if isinstance(node, yaml.MappingNode) else None
    if not pairs:
        raise ExtractError(f"{file} is no map; write one line for each, like “what the file says”: meaning.")
    for written, meaning in pairs:
        where = f"{file}, line {written.start_mark.line + 1}"
        if not isinstance(written, yaml.ScalarNode) or not isinstance(meaning, yaml.ScalarNode):
            raise ExtractError(f"{where} is no pair of words; write “what the file says”: meaning.")
        yield MapLine(written.value, meaning.value, "", where)
