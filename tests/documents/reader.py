"""Reads a finished page back with the standard library, as plain tables, ids and tags."""

from __future__ import annotations

from html.parser import HTMLParser

EMPTY = {"meta", "br", "hr", "img", "link", "input", "line", "circle", "rect"}

HEADINGS = {"h1", "h2", "h3", "h4"}


class PageReader(HTMLParser):
    """The tags of a page in order, its tables by caption, and its text outside style and drawing."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.open: list[str] = []
        self.words: list[str] = []
        self._rows: list[list[str]] = []
        self._caption = ""
        self._heading = ""
        self._lists: dict[str, list[str]] = {}
        self.feed(page)
        self.close()
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in EMPTY:
            self.open.append(tag)
        if tag == "table":
            self._rows, self._caption = [], ""
        elif tag in HEADINGS:
            self._heading = ""
        elif tag == "li":
            self._lists.setdefault(self._heading, []).append("")
        elif tag == "tr":
            self._rows.append([])
        elif tag in {"td", "th"}:
            self._rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "table":
            assert self._caption not in self.tables, f"two tables are called {self._caption}"
            self.tables[self._caption] = self._rows

    def handle_data(self, data: str) -> None:
        if "style" in self.open or "svg" in self.open:
            return
        self.words.append(data)
        if self.open and self.open[-1] in HEADINGS:
            self._heading += data.strip()
        if self.open and self.open[-1] == "li":
            self._lists[self._heading][-1] += data.strip()
        if "caption" in self.open:
            self._caption += data.strip()
        elif self.open and self.open[-1] in {"td", "th"}:
            self._rows[-1][-1] += data.strip()

    def items_after(self, heading: str) -> list[str]:
        """The items of the lists under a heading."""
        return self._lists[heading]

    @property
    def text(self) -> str:
        """All words a reader sees, single spaced."""
        return " ".join(" ".join(self.words).split())

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]

    def named(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]
