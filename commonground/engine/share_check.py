"""Checks a share.json before it leaves a practice, and again where it arrives.

Each fault is one sentence with its place. None repeats a value of the file, since a value that
should not be there may be an identifier.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from commonground.engine.figures import ALL_AGES, HIDDEN, NO_CHILDREN, SMALL, UP_TO_DATE
from commonground.engine.rules.model import Rulebook
from commonground.engine.share_causes import cause_faults
from commonground.engine.share_identifiers import identifier_in, identifiers_in
from commonground.engine.share_rows import rows_that_differ
from commonground.engine.share_settling import settling_faults
from commonground.engine.share_sums import sums_that_differ
from commonground.engine.statistics.intervals import percentages

SCHEMA_FILE = Path(__file__).with_name("share.schema.json")
LARGEST_FILE = 5_000_000
"""Bytes. A practice's file has some hundred rows and is a tenth of this."""

MOST_FAULTS = 50
MOST_ERRORS = 1000
"""So many places where the schema is broken are looked at: a file made to break it everywhere takes no longer."""

AGAIN = "make the file again with `commonground practice check`."

Row = Mapping[str, Any]


def check_share(path: Path, rulebook: Rulebook | None = None) -> list[str]:
    """What is wrong with a share.json, one sentence a fault; empty where it is good.

    With a rulebook, the indicators, measures, series and rules it names must be known to it, and with
    the one that the file was counted with, no row may be missing.
    """
    try:
        data = _bytes_of(path)
    except _NotAShareError as error:
        return [str(error)]
    document, faults = read_share(data, path.name, rulebook)
    if not faults:
        faults = faults_of_content(document, rulebook)
    if len(faults) > MOST_FAULTS:
        more = len(faults) - MOST_FAULTS
        return [*faults[:MOST_FAULTS], f"{more} more faults are not listed; make the file again."]
    return faults


def read_share(data: bytes, name: str, rulebook: Rulebook | None) -> tuple[Any, list[str]]:
    """What a share.json holds, and what is wrong with its form; where nothing is, it fits the schema.

    `name` is what the sentences call the file.
    """
    try:
        document = _read(data, name)
        faults = [*_schema_faults(document), *_identifier_faults(document, rulebook)]
    except _NotAShareError as error:
        return None, [str(error)]
    except RecursionError:
        return None, [f"{name} holds what no share file holds; {AGAIN}"]
    return document, faults


def faults_of_content(document: Row, rulebook: Rulebook | None) -> list[str]:
    """What is wrong with a document that fits the schema: names, counts, sums, rows that are missing."""
    names = _unknown_names(document, rulebook) if rulebook else ()
    rows = rows_that_differ(document, rulebook) if rulebook else ()
    sums = sums_that_differ(document)
    held = [*_figure_faults(document), *_diagnosis_faults(document), *_cause_faults(document)]
    held += [f"{place(document, [table, at])}: {said}" for table, at, said in settling_faults(document)]
    return [*names, *held, *sums, *rows]


class _NotAShareError(ValueError):
    """The file cannot be read as one JSON document."""


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _NotAShareError(_too_large(path.name))
        return path.read_bytes()
    except OSError as error:
        raise _NotAShareError(f"{path.name} could not be opened; check its name and folder.") from error


def _too_large(name: str) -> str:
    return f"{name} is larger than {LARGEST_FILE:,} bytes, so it is no share file; {AGAIN}"


def _read(data: bytes, name: str) -> Any:
    if len(data) > LARGEST_FILE:
        raise _NotAShareError(_too_large(name))
    try:
        text = data.decode("utf-8")
        return json.loads(text, object_pairs_hook=_each_name_once, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise _NotAShareError(f"{name} is not UTF-8 text, so it is no share file; {AGAIN}") from error
    except _NotAShareError as error:
        raise _NotAShareError(f"{name} {error}; {AGAIN}") from error
    except json.JSONDecodeError as error:
        raise _NotAShareError(f"{name} is not JSON from line {error.lineno} on; {AGAIN}") from error
    except (RecursionError, ValueError) as error:
        raise _NotAShareError(f"{name} holds what no share file holds; {AGAIN}") from error


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # A repeated name would be dropped on reading, and its value would leave unchecked.
    if len({name for name, _ in pairs}) < len(pairs):
        raise _NotAShareError("has the same name twice in one object")
    return dict(pairs)


def _no_constant(_: str) -> None:
    raise _NotAShareError("has a value that is no number")


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return loaded


def _schema_faults(document: Any) -> Iterator[str]:
    errors = sorted(
        islice(Draft202012Validator(_schema()).iter_errors(document), MOST_ERRORS),
        key=lambda error: [str(part) for part in error.path],
    )
    for error in errors:
        where = place(document, list(error.path))
        if error.validator == "required":
            yield f"{where}: a field is missing; the fields are {', '.join(error.validator_value)}."
        elif error.validator == "additionalProperties":
            yield f"{where}: it has a field that a share file does not have; take it out."
        else:
            yield f"{where}: the value is not one that this field may have."


def place(document: Any, path: Sequence[str | int]) -> str:
    """Where a value stands, as `figures row 12 (mmr1_24m, 2025-26 Q2), coverage`.

    Names are said only where they are the schema's own, or such as it allows and like no identifier.
    """
    known = _field_names()
    path = [part if isinstance(part, int) or part in known else "a field of its own" for part in path]
    if not path:
        return "the whole file"
    if len(path) == 1 or not isinstance(path[1], int):
        return ", ".join(str(part) for part in path)
    table, index = str(path[0]), path[1]
    row = document[table][index]
    names = ", ".join(_names_of(table, row)) if isinstance(row, dict) else ""
    said = f"{table} row {index + 1}" + (f" ({names})" if names else "")
    return ", ".join([said, *(str(part) for part in path[2:3])])


def _names_of(table: str, row: Row) -> Iterator[str]:
    columns = {
        "figures": {"indicator": "indicator", "period": "period"},
        "diagnosis": {"measure": "measure", "age_band": "age_band"},
        "due": {"series": "series"},
        "causes": {"first": "indicator", "second": "indicator", "cause": "name"},
        "differences": {"indicator": "indicator", "period": "period", "cause": "name"},
        "agreement": {"indicator": "indicator", "period": "period"},
        "changes": {"indicator": "indicator", "period": "period"},
    }
    for column, kind in columns.get(table, {}).items():
        allowed = Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": _schema()["$defs"]})
        if allowed.is_valid(row.get(column)) and not identifier_in(str(row[column])):
            yield str(row[column])


@lru_cache(maxsize=1)
def _field_names() -> frozenset[str]:
    schema = _schema()
    objects = [schema, schema["properties"]["read"], *schema["$defs"].values()]
    return frozenset(name for one in objects for name in one.get("properties", ()))


def _identifier_faults(document: Any, rulebook: Rulebook | None) -> Iterator[str]:
    for path, words in identifiers_in(document, rulebook):
        yield f"{place(document, path)}: it holds {words}, which may not leave the practice."


def _figure_faults(document: Row) -> Iterator[str]:
    rows: list[Row] = document["figures"]
    repeated = Counter((row["definition"], row["indicator"], row["period"]) for row in rows)
    for index, row in enumerate(rows):
        where = place(document, ["figures", index])
        if repeated[row["definition"], row["indicator"], row["period"]] > 1:
            yield f"{where}: the figure is there more than once."
        for name in ("org_code", "rulebook_version", "release"):
            if row[name] != document[name]:
                yield f"{where}: its {name} is not the one of the file."
        if row["definition"] == UP_TO_DATE and row["period"] != document["as_at"]:
            yield f"{where}: its period is not the as-at date."
        yield from (f"{where}: {fault}" for fault in _count_faults(row))
    if document["release"] != f"practice-count/{document['org_code']}/{document['as_at']}":
        yield "release: it does not name the practice and the as-at date of the file."


def _count_faults(row: Row) -> Iterator[str]:
    counts = ("denominator", "numerator", "coverage", "lower95", "upper95", "excluded")
    if row["status"] == HIDDEN:
        if any(row[name] is not None for name in counts):
            yield "its status is hidden and a count is shown."
        return
    denominator, numerator = row["denominator"], row["numerator"]
    if denominator is None or numerator is None:
        yield "a count is missing and its status is not hidden."
    elif numerator > denominator:
        yield "the numerator is above the denominator."
    elif (denominator == 0) != (row["status"] == NO_CHILDREN):
        yield "the status “no children” and a denominator of 0 go together."
    else:
        expected = percentages(numerator, denominator) if denominator else (None, None, None)
        if (row["coverage"], row["lower95"], row["upper95"]) != expected:
            yield "coverage and its limits are not those of the counts."


def _diagnosis_faults(document: Row) -> Iterator[str]:
    rows: list[Row] = document["diagnosis"]
    repeated = Counter((row["measure"], row["age_band"]) for row in rows)
    for index, row in enumerate(rows):
        where = place(document, ["diagnosis", index])
        children, of, status = row["children"], row["of"], row["status"]
        if repeated[row["measure"], row["age_band"]] > 1:
            yield f"{where}: the row is there more than once."
        if (children is None) != (status == HIDDEN):
            yield f"{where}: a blank count and the status hidden go together."
        if isinstance(children, str) != (status == SMALL):
            yield f"{where}: a count in words and the status small go together."
        if isinstance(children, int) and of is None:
            yield f"{where}: the number of children it is out of is missing."
        if isinstance(children, int) and of is not None and children > of:
            yield f"{where}: more children than there are of that age."
    figure = next((row for row in document["figures"] if row["definition"] == UP_TO_DATE), None)
    everybody = {row["of"] for row in rows if row["age_band"] == ALL_AGES} - {None}
    if figure and figure["denominator"] is not None and everybody - {figure["denominator"]}:
        yield "diagnosis: the children of all ages are not those of the up_to_date figure."


def _cause_faults(document: Row) -> Iterator[str]:
    for index, fault in cause_faults(document):
        yield fault if index is None else f"{place(document, ['causes', index])}: {fault}"


def _unknown_names(document: Row, rulebook: Rulebook) -> Iterator[str]:
    indicators = {*rulebook.cover, *rulebook.qof, rulebook.up_to_date.id}
    rules = {*indicators, *rulebook.dose_rules, *rulebook.courses, *rulebook.places}
    known = {
        "figures": ("indicator", indicators),
        "diagnosis": ("measure", set(rulebook.measures)),
        "due": ("series", set(rulebook.series)),
        "causes": ("cause", {"", *rulebook.causes}),
        "differences": ("indicator", indicators),
        "agreement": ("indicator", indicators),
        "changes": ("indicator", indicators),
    }
    for table, (column, names) in known.items():
        for index, row in enumerate(document[table]):
            if row[column] not in names:
                yield f"{place(document, [table, index])}: the rulebook has no such {column}."
            if set(row.get("rule_ids", ())) - rules:
                yield f"{place(document, [table, index])}: the rulebook has no such rule."
