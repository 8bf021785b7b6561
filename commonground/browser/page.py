"""What the page asks of Python, each with plain values as JSON: `answer` is its only door.

Nothing here writes, logs or sends: what is read from a file goes back to the page that gave it, and nowhere else.
"""

from __future__ import annotations

import csv
import io
import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files as resources
from typing import Any

import pyarrow as pa

from commonground.browser.database import BrowserDatabase, Wasm, columns_from, columns_out
from commonground.browser.nesting import refuse_deep
from commonground.documents.practice_outputs import AskedOf, Books, Outputs, practice_outputs
from commonground.engine.comparing.baseline import FILE as BASELINE
from commonground.engine.counting.in_database import TABLES, count_in
from commonground.engine.counting.results import Count, Question
from commonground.engine.errors import UserError
from commonground.engine.figure_files import read_figures_csv
from commonground.engine.figures import COVER, QOF, UP_TO_DATE, PublishedRow
from commonground.engine.identifiers import without_nhs_numbers
from commonground.engine.records.headings import headings_of, meanings
from commonground.engine.records.maps import words_with
from commonground.engine.records.problems import ExtractError
from commonground.engine.records.read import UNSHOWN, GivenFile
from commonground.engine.records.tables import CHILDREN, EVENTS
from commonground.engine.rules.model import Rulebook

Given = Mapping[str, Any]
Say = Callable[[str], None]
Files = Mapping[str, Sequence[Mapping[str, Any]]]
"""Files by what they are (`extract`, `chis`), each with its name and its bytes."""


@dataclass(frozen=True)
class Asking:
    """One thing that the page asks."""

    given: Given
    files: Files
    open_database: Callable[[], Wasm]
    say: Say

    def counted(self, children: pa.Table, events: pa.Table, question: Question, rulebook: Rulebook) -> Count:
        """An engine (`results.Engine`): a database of its own for each count."""
        wasm = self.open_database()
        try:
            return count_in(BrowserDatabase(wasm), children, events, question, rulebook)
        finally:
            wasm.close()

    def given_files(self, kind: str) -> tuple[GivenFile, ...]:
        """The files of a kind, in memory."""
        given = [GivenFile(one["name"], bytes(one["data"]), one["name"]) for one in self.files.get(kind, ())]
        for file in given:
            refuse_deep(file)
        return tuple(given)


@cache
def books() -> Books:
    """The rulebook, labels and causes that this page came with: made by bundle.py from our own rulebook."""
    found: Books = pickle.loads(resources("commonground.browser").joinpath("books.pickle").read_bytes())  # noqa: S301
    return found


def answer(ask: str, given: str, files: Files, open_database: Callable[[], Wasm], say: Say) -> str:
    """The answer to one of ASKED, as JSON; or `error`, one sentence, and what to `ask` the person then."""
    try:
        found = ASKED[ask](Asking(json.loads(given), files, open_database, say))
    except ExtractError as error:
        about = without_nhs_numbers(error.about)
        found = {
            "error": without_nhs_numbers(str(error)),
            "ask": error.ask,
            "about": about,
            "file": error.file,
        }
    except UserError as error:
        found = {"error": without_nhs_numbers(str(error)), "ask": ""}
    return json.dumps(found)


def start(_: Asking) -> dict[str, Any]:
    """What the page may offer: the meanings of a column and the vaccines, by the name that a map uses; and words."""
    return {
        "meanings": meanings(words_with(books().labels, None, None)),
        "vaccines": [vaccine for vaccine, counted in books().labels.counted.items() if counted],
        "rulebook": books().rulebook.version,
        "words": _words(books().rulebook),
    }


def columns(asking: Asking) -> dict[str, Any]:
    """What each column of the file that is asked about is taken to mean."""
    words = words_with(books().labels, dict(asking.given["columns"]), None)
    files = [*asking.given_files("extract"), *asking.given_files("chis")]
    about = [file for file in files if file.name == asking.given["file"]]
    found = [one for file in about for one in headings_of(file, words)]
    return {
        "columns": [
            {"file": one.file, "sheet": one.sheet, "heading": one.heading, "meaning": one.in_words(words)}
            for one in found
        ]
    }


def count(asking: Asking) -> dict[str, Any]:
    """All outputs of a practice's check, and its tables as rows."""
    asking.say("Reading your file")

    def with_wasm(children: pa.Table, events: pa.Table, question: Question, rulebook: Rulebook) -> Count:
        asking.say(f"Counting {children.num_rows:,} children and {events.num_rows:,} vaccinations")
        counted = asking.counted(children, events, question, rulebook)
        asking.say("Writing down what was found")
        return counted

    given = asking.given
    asked = AskedOf(
        files=asking.given_files("extract"),
        practice_code=given["practice"],
        as_at=date.fromisoformat(given["as_at"]),
        column_map=_map("the columns chosen here", given["columns"]),
        label_map=_map("the labels chosen here", given["labels"]),
        date_order=given["date_order"] or None,
        chis=asking.given_files("chis"),
        chis_as_at=date.fromisoformat(given["chis_as_at"]) if given["chis_as_at"] else None,
        published=_published(given["published"]),
        baseline=_baseline(asking.given_files("baseline")),
        keep_baseline=True,
    )
    return _plain(practice_outputs(asked, books(), with_wasm))


def tables(asking: Asking) -> dict[str, Any]:
    """The tables of a count as columns, to be held against those of the command line."""
    given = asking.given
    question = Question(
        given["practice"],
        date.fromisoformat(given["as_at"]),
        given["registration_known"],
        given["lists_children"],
    )
    children = columns_from(given["children"], CHILDREN)
    events = columns_from(given["events"], EVENTS)
    counted = asking.counted(children, events, question, books().rulebook)
    return {name: columns_out(getattr(counted, name)) for name in TABLES}


ASKED: Mapping[str, Callable[[Asking], dict[str, Any]]] = {
    "start": start,
    "columns": columns,
    "count": count,
    "tables": tables,
}


def _words(rulebook: Rulebook) -> dict[str, str]:
    """How people say what the files name by an id."""
    causes = books().differences.causes
    titled = (rulebook.series, rulebook.cover, rulebook.qof, rulebook.measures, rulebook.causes, causes)
    titles = {key: one.title for of_kind in titled for key, one in of_kind.items()}
    return titles | {COVER: "COVER", QOF: "QOF", UP_TO_DATE: "Up to date"}


def _map(name: str, chosen: Sequence[tuple[str, str]]) -> GivenFile | None:
    """What was chosen on the page, as the file that a command would be given."""
    if not chosen:
        return None
    text = io.StringIO()
    csv.writer(text).writerows([("heading", "meaning"), *chosen])
    return GivenFile(name, text.getvalue().encode("utf-8"))


def _published(text: str) -> tuple[PublishedRow, ...]:
    """The published figures that the page came with, of this practice."""
    return tuple(read_figures_csv(text.encode("utf-8"), "the published figures")) if text else ()


def _baseline(files: Sequence[GivenFile]) -> str | None:
    """The text of the baseline that the practice saved. Raises UserError where the file is none."""
    if not files:
        return None
    try:
        return files[0].data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{files[0].name} is no baseline that this page saved; choose that file.") from error


def _plain(outputs: Outputs) -> dict[str, Any]:
    return {
        "stays_here": dict(outputs.stays_here),
        "may_leave": dict(outputs.may_leave),
        "summary": [without_nhs_numbers(line) for line in outputs.summary],
        "unknown": [pair for pair in outputs.unknown_labels.items() if pair[0] != UNSHOWN],
        "baseline": {"name": BASELINE, "text": outputs.baseline},
        "rows": {
            name: list(csv.reader(io.StringIO(content)))
            for name, content in {**outputs.stays_here, **outputs.may_leave}.items()
            if name.endswith(".csv")
        },
    }
