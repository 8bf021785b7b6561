"""The record of a visit as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from commonground.core.caller import Caller
from commonground.core.personal import shown
from commonground.engine.rules.visit_book import load_visit_book
from commonground.practices.models import Contact
from commonground.visits.models import Attendee, RecordEntry
from commonground.visits.record_keys import (
    CAME_VALUES,
    FACTOR_VALUES,
    IN_SHORT,
    OURS,
    PRESENT,
    PULSE_VALUES,
    THEIRS,
    answer_key,
    came_key,
    factor_key,
    note_key,
    pulse_key,
)


@dataclass(frozen=True)
class Typed:
    """What somebody typed for a key, and the version that they saw."""

    value: str = ""
    text: str = ""
    version: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came of saving: kind is saved, refused or clash; theirs is what somebody else saved."""

    kind: str
    sentence: str = ""
    theirs: RecordEntry | None = None
    theirs_shown: str = ""


@dataclass(frozen=True)
class EntryView:
    """One thing in the record: a text, a choice with a note, or a tick."""

    key: str
    kind: str
    label: str
    hint: str = ""
    prompts: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    value: str = ""
    text: str = ""
    version: int = 0
    saved_by: str = ""
    outcome: Outcome | None = None

    @property
    def dom(self) -> str:
        """The key as an id in a page."""
        return self.key.replace(":", "-")


@dataclass(frozen=True)
class Section:
    """A part of the page with its entries, under headings where there are groups."""

    id: str
    title: str
    about: str
    groups: tuple[tuple[str, tuple[EntryView, ...]], ...]


@dataclass
class RecordPage:
    """Builds the parts of the page from what is kept, or from what was typed where it could not be kept."""

    entries: Mapping[str, RecordEntry]
    attendees: Iterable[Attendee]
    sees_names: bool = True
    typed: Mapping[str, Typed] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    def sections(self) -> tuple[Section, ...]:
        """All parts, in the order of a visit."""
        return (
            Section("who", "Who came", "Tick everybody who was there.", (("", self._attendance()),)),
            Section(
                "talk",
                "The talk",
                "In order, but go where they lead. An empty answer is all right.",
                self._answers(),
            ),
            Section(
                "factors",
                "What helps and holds back",
                "“Asked, and absent” is not the same as “not asked”. A note says how you know.",
                self._factors(),
            ),
            Section("notes", "Pressures, views and families", "", (("", self._notes()),)),
            Section(
                "pulse",
                "How it went, for you",
                "The practice is asked the same three questions.",
                self._pulse(),
            ),
        )

    def entries_shown(self) -> list[EntryView]:
        """Every entry of the page."""
        groups = (group for section in self.sections() for _, group in section.groups)
        return [one for group in groups for one in group]

    def entry(self, key: str) -> EntryView | None:
        """One entry by its key."""
        return next((one for one in self.entries_shown() if one.key == key), None)

    def _view(self, key: str, kind: str, label: str, **more: object) -> EntryView:
        kept, typed = self.entries.get(key), self.typed.get(key)
        outcome = self.outcomes.get(key)
        shown = typed if typed and outcome and outcome.kind != "saved" else None
        values: dict[str, object] = {
            "value": shown.value if shown else (kept.value if kept else ""),
            "text": shown.text if shown else (kept.text if kept else ""),
            "version": shown.version if shown else (kept.version if kept else 0),
            "saved_by": kept.saved_by if kept else "",
            "outcome": outcome,
        }
        return EntryView(key=key, kind=kind, label=label, **{**values, **more})  # type: ignore[arg-type]

    def _attendance(self) -> tuple[EntryView, ...]:
        asked = list(self.attendees)
        named = [one for one in asked if one.contact_id is not None]
        found = [self._tick(one.role, one, self._name(one)) for one in named]
        roles = dict(Contact.Role.choices)
        besides = {one.role: one for one in asked if one.contact_id is None}
        called = {one.role for one in named}
        for role, label in roles.items():
            words = f"{label}, another" if role in called else label
            found.append(self._tick(role, besides.get(role), words, by_role=True))
        return tuple(found)

    def _tick(self, role: str, attendee: Attendee | None, label: str, *, by_role: bool = False) -> EntryView:
        key = came_key(role, None if by_role or attendee is None else attendee.pk)
        outcome = self.outcomes.get(key)
        more = (
            {}
            if outcome and outcome.kind != "saved"
            else {"value": "yes" if attendee and attendee.came else ""}
        )
        return self._view(key, "tick", label, options=CAME_VALUES, **more)

    def _name(self, attendee: Attendee) -> str:
        role = attendee.get_role_display()
        return f"{attendee.contact.name}, {role}" if attendee.contact and self.sees_names else role

    def _answers(self) -> tuple[tuple[str, tuple[EntryView, ...]], ...]:
        groups: dict[str, list[EntryView]] = {}
        for number, one in enumerate(load_visit_book().questions.values(), 1):
            label = f"{number}. {one.words}"
            view = self._view(answer_key(one.id), "text", label, prompts=one.prompts)
            groups.setdefault(one.topic, []).append(view)
        return tuple((title, tuple(group)) for title, group in groups.items())

    def _factors(self) -> tuple[tuple[str, tuple[EntryView, ...]], ...]:
        groups: dict[str, list[EntryView]] = {}
        for one in load_visit_book().factors.values():
            view = self._view(
                factor_key(one.id),
                "factor",
                one.title,
                hint=f"{one.words} Lens: {one.lens}.",
                options=FACTOR_VALUES,
            )
            groups.setdefault(one.group, []).append(view)
        return tuple((title, tuple(group)) for title, group in groups.items())

    def _notes(self) -> tuple[EntryView, ...]:
        return tuple(
            self._view(note_key(one.id), "text", one.title, hint=one.words)
            for one in load_visit_book().notes.values()
        )

    def _pulse(self) -> tuple[tuple[str, tuple[EntryView, ...]], ...]:
        ours = tuple(
            self._view(pulse_key(OURS, one.id), "scale", one.words, options=PULSE_VALUES)
            for one in load_visit_book().pulse.values()
        )
        return (("", ours),)


def shown_value(entry: RecordEntry) -> str:
    """What an entry says, in words."""
    words = {**FACTOR_VALUES, **PULSE_VALUES, **CAME_VALUES, "": ""}.get(entry.value, "")
    return ": ".join(part for part in (words, entry.text) if part) or "nothing"


def their_pulse(entries: Mapping[str, RecordEntry]) -> list[tuple[str, str, str]]:
    """Each question of the pulse with what we and what the practice answered."""
    found = []
    for one in load_visit_book().pulse.values():
        ours, theirs = entries.get(pulse_key(OURS, one.id)), entries.get(pulse_key(THEIRS, one.id))
        found.append((one.words, ours.value if ours else "", theirs.value if theirs else ""))
    return found


@dataclass(frozen=True)
class Heard:
    """What the summary says of the record: who came, in short, and the factors that are there."""

    roles: tuple[str, ...]
    in_short: str
    factors: tuple[str, ...]


def heard(caller: Caller, entries: Mapping[str, RecordEntry], attendees: Iterable[Attendee]) -> Heard:
    """What a practice may read of its record: no notes but the one that is for it."""
    in_short = entries.get(IN_SHORT)
    present = [
        factor.title
        for factor in load_visit_book().factors.values()
        if (entry := entries.get(factor_key(factor.id))) and entry.value == PRESENT
    ]
    roles = [one.get_role_display() for one in attendees if one.came]
    return Heard(tuple(dict.fromkeys(roles)), shown(caller, in_short, "text"), tuple(present))
