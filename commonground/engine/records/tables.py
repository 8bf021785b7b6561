"""The two tables every extract becomes, and what was read beside them.

Every reader ends here and every counting engine begins here, so this is the one place that
says what a child and an event are to the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

Kind = Literal["given", "declined", "contraindicated", "not attended"]
KINDS: tuple[Kind, ...] = ("given", "declined", "contraindicated", "not attended")

CHILDREN = pa.schema(
    [
        pa.field("child_id", pa.string(), nullable=False),
        pa.field("date_of_birth", pa.date32(), nullable=False),
        pa.field("practice_code", pa.string()),
        pa.field("registered_on", pa.date32()),
        pa.field("deregistered_on", pa.date32()),
    ]
)
"""One row a child. An empty registered_on means since birth; an empty deregistered_on, still there."""

EVENTS = pa.schema(
    [
        pa.field("child_id", pa.string(), nullable=False),
        pa.field("event_date", pa.date32(), nullable=False),
        pa.field("vaccine", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("place", pa.string()),
        pa.field("recorded_on", pa.date32()),
        pa.field("code", pa.string()),
        pa.field("term", pa.string()),
    ]
)
"""One row an entry, in the order of the file. `vaccine` is a name the rulebook knows, or the
label as written where it knows none; `kind` is one of KINDS. Every event_date lies between the
child's birth and the as-at date, both included."""


@dataclass(frozen=True)
class Problem:
    """Something in a file that could not be used, said so that its owner can mend it.

    `row` is the row's number as a spreadsheet shows it (1 is the first line of the file), `value`
    is what stood there, and is empty wherever it could identify a child.
    """

    file: str
    sheet: str
    row: int | None
    column: str
    value: str
    reason: str
    what_to_do: str


@dataclass(frozen=True)
class Tally:
    """What became of every row read: used + without_event + set_aside = rows.

    rows: data rows read (a column-per-dose file counts each filled dose cell and each child without one);
    used: entries that became events; without_event: rows that say a child exists and no more;
    set_aside: rows in problems; children: children kept; children_set_aside: children left out whole.
    """

    rows: int
    used: int
    without_event: int
    set_aside: int
    children: int
    children_set_aside: int


@dataclass(frozen=True)
class SecondKey:
    """By what a child is found on another list where the NHS number does not serve; it never leaves memory.

    Texts are without spaces, marks and capitals. `surname` may be a whole name; `forename` is empty where unknown.
    """

    surname: str
    postcode: str
    forename: str = ""


@dataclass(frozen=True)
class Extract:
    """A practice's own child-level file, read.

    `lists_children` is false where the file names only children with an entry (events alone):
    there is then no denominator, and coverage is never counted from it (rules.md 1).
    `registration_known` is false where no child has a registration date: past quarters are then
    `today's list only` and QOF exclusions `not known`.
    `unknown_labels` counts each label or code the rulebook does not know; `set_aside_by_name` counts
    each vaccine it knows and does not count (HPV, flu). `second_keys`: of the children whose rows carry a name and a
    postcode.
    """

    children: pa.Table
    events: pa.Table
    problems: tuple[Problem, ...]
    tally: Tally
    form: str
    lists_children: bool
    registration_known: bool
    unknown_labels: Mapping[str, int] = field(default_factory=dict)
    set_aside_by_name: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    second_keys: Mapping[str, SecondKey] = field(default_factory=dict, repr=False)
