"""What a document says, free of how it looks: a page of sections, a section of blocks.

Every text is plain text; whoever renders it escapes it. A table or a chart is a block too.
"""

from __future__ import annotations

from dataclasses import dataclass

from commonground.charts.table import Table
from commonground.charts.values import Chart


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    words: str


@dataclass(frozen=True)
class Paragraph:
    """Plain sentences."""

    words: str


@dataclass(frozen=True)
class Bullets:
    """A list in no order."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Numbered:
    """A list whose numbers other words point to, from 1."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Short answers under their names."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Note:
    """A sentence to be read before the numbers after it."""

    words: str


@dataclass(frozen=True)
class Command:
    """A line to type."""

    words: str


@dataclass(frozen=True)
class Card:
    """One of several things to be compared: a large figure, what it is of, and facts about it."""

    heading: str
    figure: str
    under: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cards:
    """Cards side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Details:
    """What only some readers need: closed on a screen, open where it is printed."""

    summary: str
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Bullets | Numbered | Facts | Note | Command | Cards | Details | Table | Chart


@dataclass(frozen=True)
class Section:
    """A part of the page that its contents list points to. `key` is unique on the page."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """A whole document. `kicker` stands over the title, `footer` at the end of the page.

    The annex is closed until somebody opens it, and only an open annex is printed.
    """

    title: str
    kicker: str
    sections: tuple[Section, ...]
    annex: tuple[Section, ...]
    footer: tuple[str, ...]
