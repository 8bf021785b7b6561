"""What a heading means, and which form a table of headings is.

The headings are in `rulebook/extracts/`; a `--map` file adds to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

FormKind = Literal["events", "doses", "children", "fhir"]
NOT_NEEDED = "not needed"
CHILD_FIELDS = ("nhs_number", "child_id", "forename", "surname", "name")
_LATER = 1000  # a heading with words around it comes after every heading that is known as it stands
VACCINE_FIELDS = ("vaccine", "programme", "product_term", "product_code", "code", "term")


@dataclass(frozen=True)
class Field:
    """One meaning a column can have, and whether its values identify a child."""

    field: str
    words: str
    headings: tuple[str, ...]
    personal: bool = False


@dataclass(frozen=True)
class Form:
    """One of the forms an extract can have, as `rulebook/extracts/forms.yaml` describes it."""

    form: str
    words: str
    lists_children: bool
    headings: tuple[str, ...] = ()  # as words.key writes them
    meanings: Mapping[str, str] | None = None
    kind: FormKind = "events"
    with_birth: bool = True


@dataclass(frozen=True)
class ColumnBook:
    """Every heading that is known: its meaning and how early it stands among the headings of that meaning."""

    fields: Mapping[str, Field]
    headings: Mapping[str, tuple[str, int]]
    not_needed: frozenset[str]
    personal: frozenset[str]
    forms: tuple[Form, ...]
    openings: tuple[tuple[str, frozenset[str]], ...] = ()  # words before a heading, and for which meanings
    endings: tuple[str, ...] = ()
    outcomes: frozenset[str] = frozenset()  # behind the heading of a dose: what happened with it

    def find(self, name: str) -> tuple[str, int] | None:
        """The meaning of a heading (as words.key writes it) and its rank; with words around it, a later one."""
        if name in self.headings:
            return self.headings[name]
        for bare in (name, *(name.removesuffix(ending) for ending in self.endings if name.endswith(ending))):
            if bare in self.headings:
                return self.headings[bare][0], self.headings[bare][1] + _LATER
            for opening, fields in self.openings:
                found = self.headings.get(bare.removeprefix(opening)) if bare.startswith(opening) else None
                if found is not None and found[0] in fields:
                    return found[0], found[1] + _LATER
        return None

    def form(self, name: str) -> Form:
        """The form of that name."""
        return next(form for form in self.forms if form.form == name)


def fits(form: Form, headings: frozenset[str], meanings: Sequence[str], doses: int) -> bool:
    """Whether a table with these headings, meanings and columns for doses has this form."""
    if form.kind == "fhir":
        return False
    if form.headings:
        return headings.issuperset(form.headings)
    has_child = any(field in meanings for field in CHILD_FIELDS)
    if not has_child or ("date_of_birth" in meanings) != form.with_birth:
        return False
    dated = "event_date" in meanings
    named = any(field in meanings for field in VACCINE_FIELDS)
    if form.kind == "events":
        return dated and named
    # Half of an event is a column that was not recognised: never a list of children without doses.
    return doses > 0 if form.kind == "doses" else not (dated or named)
