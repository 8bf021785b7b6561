"""From the rulebook's folder to a checked Rulebook.

Any file may hold any kind of entry, so that a change to the schedule is one new file. What a file
says once at its top (source, evidence, valid_from, valid_to) holds for each of its entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from commonground import rulebook as rulebook_package
from commonground.engine.rules import model
from commonground.engine.rules.cross_check import cross_check
from commonground.engine.rules.files import Fault, RulebookError, RulebookFile, read_file

RULEBOOK = Path(rulebook_package.__file__).parent

KINDS: Mapping[str, type] = {
    "sources": model.Source,
    "vaccines": model.Vaccine,
    "series": model.Series,
    "dose_rules": model.DoseRule,
    "courses": model.Course,
    "completed_by": model.CompletedBy,
    "bars": model.Bar,
    "give_as": model.GiveAs,
    "schedule_versions": model.ScheduleVersion,
    "cover": model.CoverIndicator,
    "qof": model.QofIndicator,
    "up_to_date": model.UpToDate,
    "measures": model.Measure,
    "payments": model.Payment,
    "small_numbers": model.SmallNumbers,
    "comparisons": model.Comparison,
    "causes": model.Cause,
}
FOR_EVERY_ENTRY = ("source", "evidence", "valid_from", "valid_to")
FOR_THE_READER = ("title", "about")
NAME_NEW_PRODUCTS = ("series", "dose_rules", "completed_by", "bars", "cover", "qof")
OWN_LOADER = ("labels", "extracts", "cases", "visits", "published", "choosing", "differences")
"""Folders whose files have a shape of their own; their digest is part of the version all the same."""
NOT_COUNTED_BY = ("visits", "published", "choosing", "differences")
"""Folders that no count rests on: a letter reworded or a heading learnt makes no new counting rules."""


@dataclass(frozen=True)
class Entry:
    """One entry of the rulebook with the place it was read from."""

    kind: str
    value: Any
    file: RulebookFile
    index: int

    @property
    def key(self) -> str:
        """What others call it: a source by its tag, everything else by its id."""
        return str(self.value.tag if self.kind == "sources" else self.value.id)

    def place(self, *field: str | int) -> Fault:
        """A fault without a sentence yet, at this entry or at one of its fields."""
        return Fault(self.file.name, self.file.line_of((self.kind, self.index, *field)), "")


@lru_cache(maxsize=4)
def load_rulebook(*folders: Path) -> model.Rulebook:
    """The rulebook of the package, or of the folders given (later folders add to earlier ones).

    Raises RulebookError with every fault found: unreadable files, wrong fields, unknown references,
    overlapping courses, schedule versions that disagree with the courses.
    """
    places = folders or (RULEBOOK,)
    entries, faults = read_entries(places)
    if faults:
        raise RulebookError(faults)
    faults = list(repeated_ids(entries))
    if faults:
        raise RulebookError(faults)
    book = _assemble(_with_new_products(entries), _version(places))
    faults = cross_check(book)
    if faults:
        raise RulebookError(faults)
    return book


def read_entries(
    folders: Sequence[Path], kinds: Mapping[str, type] = KINDS, leave_out: Sequence[str] = OWN_LOADER
) -> tuple[list[Entry], list[Fault]]:
    """Every entry of every file, and every fault in the shape of one."""
    entries: list[Entry] = []
    faults: list[Fault] = []
    for folder in folders:
        for path in _files(folder):
            name = path.relative_to(folder).as_posix()
            if name.split("/")[0] in leave_out or name == "version.yaml":
                continue
            try:
                file = read_file(path, name)
            except RulebookError as error:
                faults += error.faults
                continue
            found, wrong = _entries_of(file, kinds)
            entries += found
            faults += wrong
    return entries, faults


def read_own_part(folder: Path, part: str, kinds: Mapping[str, type]) -> tuple[list[Entry], list[Entry]]:
    """The entries of a folder with a shape of its own, and those with the rest of the rulebook that it may name.

    Raises RulebookError with every fault: in the shape of an entry, an id used twice, a source that nobody has.
    """
    entries, faults = read_entries([folder / part], kinds, ())
    known, more = read_entries([folder], {**KINDS, **kinds}, OWN_LOADER)
    everything = [*known, *entries]
    faults = [*faults, *more, *repeated_ids(entries)]
    if not faults:
        sources = set(of_kind(everything, "sources"))
        for entry in entries:
            for tag in getattr(entry.value, "source", ()):
                if tag not in sources:
                    faults.append(
                        replace(entry.place(), sentence=f"no source has the tag “{tag}”; add it to sources")
                    )
    if faults:
        raise RulebookError(faults)
    return entries, everything


def of_kind(entries: Sequence[Entry], kind: str) -> dict[str, Any]:
    """The entries of a kind, by what others call them."""
    return {entry.key: entry.value for entry in entries if entry.kind == kind}


def places_of(entries: Sequence[Entry], part: str) -> dict[str, str]:
    """File and line of each entry of a folder with a shape of its own."""
    return {entry.key: f"{part}/{place.file}:{place.line}" for entry in entries for place in (entry.place(),)}


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yaml"))


def _entries_of(file: RulebookFile, kinds: Mapping[str, type]) -> tuple[list[Entry], list[Fault]]:
    entries: list[Entry] = []
    faults: list[Fault] = []
    shared = {key: file.data[key] for key in FOR_EVERY_ENTRY if file.data.get(key) is not None}
    for kind, listed in file.data.items():
        if kind in FOR_EVERY_ENTRY or kind in FOR_THE_READER:
            continue
        wrong = _not_a_part(kind, listed, kinds)
        if wrong:
            faults.append(Fault(file.name, file.line_of((kind,)), wrong))
            continue
        for index, raw in enumerate(listed or []):
            usual = {} if kind == "sources" else shared
            value = _entry(file, kind, index, raw, usual, kinds[kind], faults)
            if value is not None:
                entries.append(Entry(kind, value, file, index))
    return entries, faults


def _not_a_part(kind: str, listed: Any, kinds: Mapping[str, type]) -> str:
    if kind not in kinds:
        return f"“{kind}” is no part of a rulebook; use one of {', '.join(kinds)}"
    if not isinstance(listed, list | None):
        return f"“{kind}” is a list of entries; begin each with a dash"
    return ""


def _entry(
    file: RulebookFile,
    kind: str,
    index: int,
    raw: Any,
    shared: Mapping[str, Any],
    shape: type,
    faults: list[Fault],
) -> Any:
    if not isinstance(raw, dict):
        faults.append(Fault(file.name, file.line_of((kind, index)), f"an entry of “{kind}” has named fields"))
        return None
    fields = {**shared, **{key: value for key, value in raw.items() if value is not None}}
    if isinstance(fields.get("source"), str):
        fields["source"] = [fields["source"]]
    if kind == "schedule_versions":
        fields = {"births_from": None, "births_to": None, **fields}
    try:
        return _adapter(shape).validate_python(fields)
    except ValidationError as error:
        for detail in error.errors():
            where = tuple(part for part in detail["loc"] if isinstance(part, str | int))
            name = ".".join(str(part) for part in where)
            faults.append(
                Fault(file.name, file.line_of((kind, index, *where)), f"{name}: {_plain(detail['msg'])}")
            )
        return None


@lru_cache(maxsize=64)
def _adapter(shape: type) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def _plain(message: str) -> str:
    said = message.removeprefix("Value error, ")
    if said == "Field required":
        return "this field is missing; add it"
    if said in ("Unexpected keyword argument", "Extra inputs are not permitted"):
        return "there is no such field here; check its spelling"
    return said[0].lower() + said[1:]


def repeated_ids(entries: Sequence[Entry]) -> Iterator[Fault]:
    first: dict[str, Entry] = {}
    for entry in entries:
        earlier = first.setdefault(entry.key, entry)
        if earlier is not entry:
            here, there = entry.place(), earlier.place()
            yield replace(
                here,
                sentence=f"“{entry.key}” is already at {there.file}, line {there.line}; ids are used once",
            )


def _version(folders: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    named = ""
    for folder in folders:
        for path in _files(folder):
            if path.relative_to(folder).parts[0] in NOT_COUNTED_BY:
                continue
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        stated = folder / "version.yaml"
        if stated.exists():
            named = str(read_file(stated, "version.yaml").data["version"])
    return f"{named}+{digest.hexdigest()[:10]}"


def _assemble(entries: Sequence[Entry], version: str) -> model.Rulebook:
    def of(kind: str) -> dict[str, Any]:
        return of_kind(entries, kind)

    def by_name(kind: str) -> dict[str, Any]:
        return {entry.value.name: entry.value for entry in entries if entry.kind == kind}

    up_to_date = list(of("up_to_date").values())
    if len(up_to_date) != 1:
        raise RulebookError(
            [Fault("the rulebook", 1, "it needs one entry “up_to_date”, no more and no fewer")]
        )
    return model.Rulebook(
        version=version,
        sources=of("sources"),
        vaccines=by_name("vaccines"),
        series=by_name("series"),
        dose_rules=of("dose_rules"),
        courses=_end_where_the_next_begins(of("courses")),
        completed_by=tuple(of("completed_by").values()),
        bars=tuple(of("bars").values()),
        give_as=tuple(sorted(of("give_as").values(), key=lambda entry: entry.order)),
        versions=_end_where_the_next_begins(of("schedule_versions")),
        cover=of("cover"),
        qof=of("qof"),
        up_to_date=up_to_date[0],
        measures=_with_later_rules(of("measures"), of("dose_rules")),
        payments=of("payments"),
        small_numbers=of("small_numbers"),
        comparisons=of("comparisons"),
        causes=of("causes"),
        places={entry.key: f"{fault.file}:{fault.line}" for entry in entries for fault in (entry.place(),)},
    )


def _with_new_products(entries: Sequence[Entry]) -> list[Entry]:
    """Each vaccine that counts like another is named wherever the other is, and bars what the other bars."""
    vaccines = {entry.value.name: entry.value for entry in entries if entry.kind == "vaccines"}
    products = {name: vaccine.counts_like for name, vaccine in vaccines.items() if vaccine.counts_like}
    return [replace(entry, value=_with_products(entry, vaccines, products)) for entry in entries]


def _with_products(entry: Entry, vaccines: Mapping[str, model.Vaccine], products: Mapping[str, str]) -> Any:
    if entry.kind in NAME_NEW_PRODUCTS:
        return _naming(entry.value, products)
    other = vaccines.get(entry.value.counts_like or "") if entry.kind == "vaccines" else None
    return replace(entry.value, bars=entry.value.bars or other.bars) if other else entry.value


def _naming(value: Any, products: Mapping[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_naming(item, products) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {field.name: _naming(getattr(value, field.name), products) for field in fields(value)}
    if "vaccines" in changed:
        changed["vaccines"] += tuple(new for new, other in products.items() if other in changed["vaccines"])
    return replace(value, **changed)


def _with_later_rules(
    measures: Mapping[str, model.Measure], rules: Mapping[str, model.DoseRule]
) -> dict[str, model.Measure]:
    """A measure's last dose is that dose of the series by whatever rule, so that a later rule needs no edit."""

    def dose(rule: str) -> tuple[str, str] | str:
        return (rules[rule].series, rules[rule].dose) if rule in rules else rule

    def all_rules(measure: model.Measure) -> tuple[str, ...]:
        last = {dose(rule) for rule in measure.last_doses}
        return (*measure.last_doses, *(r for r in rules if dose(r) in last and r not in measure.last_doses))

    return {name: replace(measure, last_doses=all_rules(measure)) for name, measure in measures.items()}


_Spanned = TypeVar("_Spanned", model.Course, model.ScheduleVersion)


def _end_where_the_next_begins(entries: Mapping[str, _Spanned]) -> dict[str, _Spanned]:
    """Of a series (or of the versions) each entry ends the day before the next begins."""
    ended: dict[str, _Spanned] = {}
    ordered: list[_Spanned] = sorted(
        entries.values(), key=lambda entry: (_line_of(entry), entry.births_from or date.min)
    )
    for place, entry in enumerate(ordered):
        following = ordered[place + 1] if place + 1 < len(ordered) else None
        births_to = entry.births_to
        if following is not None and _line_of(following) == _line_of(entry) and following.births_from:
            last = following.births_from - timedelta(days=1)
            births_to = last if births_to is None else min(births_to, last)
        ended[entry.id] = replace(entry, births_to=births_to)
    return ended


def _line_of(entry: model.Course | model.ScheduleVersion) -> str:
    """Entries of one line follow one another: the courses of a series, the versions of the schedule."""
    return entry.series if isinstance(entry, model.Course) else ""
