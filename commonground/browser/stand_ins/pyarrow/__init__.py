"""Tables as plain lists, under the names of pyarrow that reading, counting and writing use.

pyarrow has no build for browsers that a package registry holds. A practice is small enough for lists, and the tests
hold every row equal to what pyarrow gives. Values are as pyarrow's `to_pylist` gives them; nothing is converted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


class ArrowException(Exception):  # noqa: N818 - as in pyarrow
    """What a reader of Arrow's own formats raises."""


@dataclass(frozen=True)
class DataType:
    """The type of a column, by its name in Arrow."""

    name: str


def string() -> DataType:
    """Text."""
    return DataType("string")


def date32() -> DataType:
    """A day."""
    return DataType("date32")


def int64() -> DataType:
    """A whole number."""
    return DataType("int64")


def int8() -> DataType:
    """A small whole number."""
    return DataType("int8")


def float64() -> DataType:
    """A number."""
    return DataType("float64")


def bool_() -> DataType:
    """Yes or no."""
    return DataType("bool")


def list_(inner: DataType) -> DataType:
    """A list of one type."""
    return DataType(f"list<{inner.name}>")


@dataclass(frozen=True)
class Field:
    """A column's name and type."""

    name: str
    type: DataType
    nullable: bool = True


field = Field


class Schema:
    """The columns of a table."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = {one.name: one for one in fields}
        self.names = list(self._fields)

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields.values())

    def field(self, name: str) -> Field:
        """The column of that name."""
        return self._fields[name]

    def empty_table(self) -> Table:
        """A table with these columns and no row."""
        return Table({one.name: Column((), one.type) for one in self})


def schema(fields: Iterable[Field | tuple[str, DataType]]) -> Schema:
    """A schema of fields, or of names with types."""
    return Schema(one if isinstance(one, Field) else Field(*one) for one in fields)


_PYTHON: Mapping[str, set[type]] = {
    "string": {str, type(None)},
    "date32": {date, type(None)},
    "int64": {int, type(None)},
    "bool": {bool, type(None)},
}
"""By type, what Python has for its values; a type that is not here is not looked at."""


class Column(list[Any]):
    """The values of a column, and their type."""

    def __init__(self, values: Iterable[Any], type: DataType) -> None:
        super().__init__(values)
        self.type = type

    def to_pylist(self) -> list[Any]:
        """The values, as a list."""
        return list(self)

    def chosen(self, places: Iterable[int]) -> Column:
        """The values at those places."""
        return Column((self[at] for at in places), self.type)


def array(values: Iterable[Any], type: DataType | None = None) -> Column:
    """A column of values; where no type is said, that of the first, which is text or yes and no.

    Raises ArrowException for a value of another type.
    """
    kept = list(values)
    kind = type or (bool_() if kept and isinstance(kept[0], bool) else string())
    allowed = _PYTHON.get(kind.name)
    if allowed and not {one.__class__ for one in kept} <= allowed:
        raise ArrowException(f"a value is no {kind.name}")
    return Column(kept, kind)


class Table:
    """Columns of one length."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = dict(columns)
        self.num_rows = len(next(iter(self._columns.values()), ()))

    @classmethod
    def from_pylist(cls, rows: Sequence[Mapping[str, Any]], schema: Schema) -> Table:
        """A table of rows; a name that a row lacks is empty there."""
        return cls({one.name: Column((row.get(one.name) for row in rows), one.type) for one in schema})

    @property
    def column_names(self) -> list[str]:
        """The names of the columns."""
        return list(self._columns)

    @property
    def columns(self) -> list[Column]:
        """The columns, in their order."""
        return list(self._columns.values())

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def column(self, name: str) -> Column:
        """The column of that name."""
        return self._columns[name]

    def append_column(self, name: str, values: Column) -> Table:
        """This table with one column more."""
        return Table({**self._columns, name: values})

    def filter(self, mask: Iterable[bool | None]) -> Table:
        """The rows for which the mask is true."""
        kept = [place for place, wanted in enumerate(mask) if wanted]
        return Table({name: values.chosen(kept) for name, values in self._columns.items()})

    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows."""
        names = self.column_names
        return [dict(zip(names, row, strict=True)) for row in zip(*self.columns, strict=True)]


def table(columns: Sequence[Column], names: Sequence[str] = (), schema: Schema | None = None) -> Table:
    """A table of columns in the order of their names; of the types of the schema, where there is one."""
    if schema is None:
        return Table(dict(zip(names, columns, strict=True)))
    return Table({one.name: Column(values, one.type) for one, values in zip(schema, columns, strict=True)})
