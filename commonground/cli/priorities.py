"""From files to a list of practices: read, choose, draw, write. All is worked out before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from commonground.cli.writing import writing_to
from commonground.documents.priorities_report import PrioritiesInput, drawings, priorities_report
from commonground.engine.choosing.beside import read_places, read_quintiles, read_reasons, read_weights
from commonground.engine.choosing.candidates import Given
from commonground.engine.choosing.choose import choose
from commonground.engine.choosing.model import Asked
from commonground.engine.choosing.outlines import Outline, read_outlines
from commonground.engine.choosing.record import InputFile, choice_json, priorities_csv, versions_of
from commonground.engine.choosing.sentences import in_short
from commonground.engine.choosing.window import Window, read_window
from commonground.engine.figure_files import read_figures
from commonground.engine.figures import PublishedRow
from commonground.engine.published.ods import OdsPractice, read_practices
from commonground.engine.published.opening import PUBLISHED, unpacked_bytes
from commonground.engine.records.opening import read_bytes
from commonground.engine.rules.choosing_book import ChoosingBook, load_choosing_book
from commonground.engine.rules.loader import load_rulebook
from commonground.engine.rules.visit_book import load_visit_book

FILES = ("priorities.csv", "choice.json", "funnel.svg", "map.svg", "report.html")

Read = TypeVar("Read")


@dataclass(frozen=True)
class Wanted:
    """What was typed; None where the rulebook decides."""

    figures: tuple[Path, ...]
    practices: Path
    indicator: str
    area: str
    authorities: tuple[str, ...]
    window: str
    target: float | None
    practice_counts: tuple[Path, ...]
    deprivation: Path | None
    weights: Path | None
    coordinates: tuple[Path, ...]
    outlines: Path | None
    reasons: Path | None
    visits: int | None
    random_share: float | None
    seed: int
    as_at: date | None
    out: Path


class _Inputs:
    """Reads the files one by one, and keeps what choice.json says of each."""

    def __init__(self, book: ChoosingBook) -> None:
        self.read: list[InputFile] = []
        self._book = book

    def figures(self, role: str, paths: Sequence[Path], indicator: str, window: Window) -> list[PublishedRow]:
        """The rows of figure files; a file's releases are those of the indicator in the window."""
        rows: list[PublishedRow] = []
        for path in paths:
            digest = _digest(read_bytes(path, PUBLISHED))
            of_file = read_figures(path)
            used = {row.release for row in of_file if row.indicator == indicator and _in(row, window)}
            self.read.append(InputFile(role, path.name, digest, tuple(sorted(used))))
            rows += of_file
        return rows

    def beside(
        self, role: str, path: Path | None, reader: Callable[[bytes, str, ChoosingBook], Read], without: Read
    ) -> Read:
        """What a reader finds in a file, or `without` where none was given."""
        if path is None:
            return without
        return reader(*self.bytes_of(role, path), self._book)

    def bytes_of(self, role: str, path: Path) -> tuple[bytes, str]:
        """A file's bytes, unpacked where it is gzipped, and its name."""
        self.read.append(InputFile(role, path.name, _digest(read_bytes(path, PUBLISHED))))
        return unpacked_bytes(path), path.name


def prioritise_practices(wanted: Wanted) -> tuple[list[str], list[Path]]:
    """Make the list and write its files: what to say of it, and what was written. Raises UserError, one sentence."""
    book = load_choosing_book()
    window = read_window(wanted.window)
    inputs = _Inputs(book)
    directory, problems = read_practices(*inputs.bytes_of("practices", wanted.practices))
    given = Given(
        figures=inputs.figures("figures", wanted.figures, wanted.indicator, window),
        directory=directory,
        practice_counts=inputs.figures("practice counts", wanted.practice_counts, wanted.indicator, window),
        quintiles=inputs.beside("deprivation", wanted.deprivation, read_quintiles, {}),
        places=_places(inputs, wanted.coordinates, directory, book),
        reasons=inputs.beside("reasons", wanted.reasons, read_reasons, {}),
    )
    asked = Asked(
        indicator=wanted.indicator,
        area=wanted.area,
        window=window,
        target=book.number("target") if wanted.target is None else wanted.target,
        random_share=book.number("random-share") if wanted.random_share is None else wanted.random_share,
        seed=wanted.seed,
        visits=wanted.visits,
        weights=inputs.beside("weights", wanted.weights, read_weights, book.weights()),
        as_at=wanted.as_at,
        authorities=wanted.authorities,
    )
    nothing: list[Outline] = []
    outlines = inputs.beside(
        "outlines", wanted.outlines, lambda data, file, _: read_outlines(data, file), nothing
    )
    choice = choose(given, asked, book)
    report = PrioritiesInput(
        choice, given, book, load_visit_book(), load_rulebook(), tuple(outlines), tuple(inputs.read)
    )
    funnel, chart = drawings(report)
    texts = (
        priorities_csv(choice),
        choice_json(choice, inputs.read, versions_of(report.rulebook.version), book),
        funnel.svg,
        chart.svg,
        priorities_report(report),
    )
    written = [wanted.out / name for name in FILES]
    with writing_to(wanted.out):
        wanted.out.mkdir(parents=True, exist_ok=True)
        for path, text in zip(written, texts, strict=True):
            path.write_text(text, encoding="utf-8")
    unread = [f"{len(problems)} rows of {wanted.practices.name} could not be used."] if problems else []
    return [*in_short(choice), *unread], written


def _places(
    inputs: _Inputs, paths: Sequence[Path], directory: Sequence[OdsPractice], book: ChoosingBook
) -> dict[str, tuple[float, float]]:
    places: dict[str, tuple[float, float]] = {}
    for path in paths:
        places |= read_places(*inputs.bytes_of("coordinates", path), directory, book)
    return places


def _in(row: PublishedRow, window: Window) -> bool:
    return row.period_start is not None and window.first <= row.period_start and row.period_end <= window.last


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
