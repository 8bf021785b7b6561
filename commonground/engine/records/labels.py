"""What a label, a code or a word in a cell says: looked up whole, never guessed.

The words themselves are in `rulebook/labels/`; here is only how they are matched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from commonground.engine.records.columns import ColumnBook
from commonground.engine.records.combined import Components, same_vaccine
from commonground.engine.records.words import key, tokens

Says = Literal[
    "given", "declined", "contraindicated", "not attended", "nothing given", "had elsewhere", "nothing"
]
"""What a cell or a label says happened: one of the kinds of an entry, or why it is no entry at all."""

NO_ENTRY: frozenset[str] = frozenset({"nothing given", "had elsewhere"})
_AGE_PART = re.compile(r"\d+([a-z]+)")
LARGEST_DOSE_NUMBER = 6  # a 7 in a label is part of a name (PCV7), not a dose


class Meaning(NamedTuple):
    """The vaccine a label or code names (none where unknown), and what it says happened."""

    vaccine: str | None
    says: Says = "given"


@dataclass(frozen=True)
class LabelBook:
    """Every label, code and word that is known, keyed as `words.key` writes them.

    counted: vaccine name -> whether any figure counts it; labels, codes: what each names; diseases: a
    whole set of target disease codes -> vaccine; parts: a part of a vaccine -> the vaccine, for entries
    that are not doses; phrases: words at an end of a label, longest first; kinds: whole cells;
    blank, no_dose: cells that hold nothing; totals: how a line of totals begins; number_words: words before
    the number of a dose; product_forms: where the name of a dm+d product ends; components: vaccines written
    by what they hold; columns: headings and forms.
    """

    counted: Mapping[str, bool]
    labels: Mapping[str, str]
    codes: Mapping[str, Meaning]
    diseases: Mapping[frozenset[str], str]
    parts: Mapping[str, str]
    dose_words: frozenset[str]
    dose_numbers: frozenset[str]
    age_units: frozenset[str]
    phrases: tuple[tuple[tuple[str, ...], Says], ...]
    kinds: Mapping[str, Says]
    blank: frozenset[str]
    no_dose: frozenset[str]
    totals: tuple[tuple[str, ...], ...]
    number_words: frozenset[str]
    product_forms: frozenset[str]
    components: Components
    columns: ColumnBook

    def is_blank(self, text: str) -> bool:
        """Whether a cell holds nothing, or a word for nothing."""
        return not text or key(text) in self.blank

    def read_label(self, label: str, own: Mapping[str, Meaning] | None = None) -> Meaning | None:
        """What a label names and says; None where it is not known. `own` is asked first, by `words.key`.

        A label that says "declined" of a vaccine nobody knows is Meaning(None, "declined").
        """
        words = tokens(label)
        found = self._named(words, own or {})
        if found is not None:
            return found
        for rest, says in self._without_phrase(words):
            named = self._named(rest, own or {})
            vaccine = self._part(rest) or (named.vaccine if named else None)
            if vaccine is not None:
                return Meaning(vaccine, says)
        unnamed = next(self._without_phrase(words), None)
        return Meaning(None, unnamed[1]) if unnamed else None

    def has_dose_word(self, heading: str) -> bool:
        """Whether a heading ends or begins as a dose does, and names something besides: `Yellow fever 1`."""
        words = tokens(heading)
        ends = (words[0], words[-1]) if len(words) > 1 else ()
        return any(word in self.dose_numbers or _is_dose_number(word) for word in ends)

    def is_total(self, text: str) -> bool:
        """Whether a line that begins so is a total or a note below the table."""
        words = tokens(text)
        return any(words[: len(total)] == total for total in self.totals)

    def is_only_total(self, text: str) -> bool:
        """Whether a text is a word for a total and no more."""
        return tokens(text) in self.totals

    def _named(self, words: tuple[str, ...], own: Mapping[str, Meaning]) -> Meaning | None:
        for part in self._trimmed(words):
            joined = "".join(part)
            for candidate in _without_glued_number(joined):
                if candidate in own:
                    return own[candidate]
                if candidate in self.labels:
                    return Meaning(self.labels[candidate])
        vaccine = self._put_together(words)
        return Meaning(vaccine) if vaccine else None

    def _put_together(self, words: tuple[str, ...]) -> str | None:
        """The vaccine of a label of several parts: its components, a name and its product, or a dm+d term."""
        fillers = self.dose_words | {word for word in words if _is_dose_number(word) or self._is_age(word)}
        vaccine = self.components.vaccine_of(words, fillers) or same_vaccine(words, self.labels, fillers)
        if vaccine is not None:
            return vaccine
        end = next((at for at, word in enumerate(words) if word in self.product_forms), 0)
        name = ("".join(part) for part in self._trimmed(words[:end]))
        return next((self.labels[part] for part in name if part in self.labels), None)

    def _part(self, words: tuple[str, ...]) -> str | None:
        joined = ("".join(part) for part in self._trimmed(words))
        return next((self.parts[word] for word in joined if word in self.parts), None)

    def _without_phrase(self, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Says]]:
        spans = list(self._trimmed(words))
        for phrase, says in self.phrases:
            size = len(phrase)
            for span in spans:
                if span[:size] == phrase:
                    yield span[size:], says
                elif span[-size:] == phrase:
                    yield span[:-size], says

    def _trimmed(self, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The label, then the label without the dose words at its ends, the longest first."""
        starts = self._ends(words)
        stops = [len(words) - cut for cut in self._ends(words[::-1], backwards=True)]
        spans = {(start, stop) for start in starts for stop in stops if start < stop}
        for start, stop in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
            yield words[start:stop]

    def _ends(self, words: Sequence[str], *, backwards: bool = False) -> list[int]:
        """How many words may be left out at the front: 0, then each point where a dose word ends."""
        cuts, at = [0], 0
        while at < len(words):
            pair = words[at : at + 2][::-1] if backwards else words[at : at + 2]
            if self._is_pair(pair, numbered=backwards):
                at += 2
            elif words[at] in self.dose_words or _is_dose_number(words[at]) or self._is_age(words[at]):
                at += 1
            else:
                break
            cuts.append(at)
        return cuts

    def _is_pair(self, pair: Sequence[str], *, numbered: bool) -> bool:
        """`8 weeks`; and where numbered is asked for, `no 2`."""
        if len(pair) != 2:
            return False
        if pair[0].isdigit() and pair[1] in self.age_units:
            return True
        return numbered and pair[0] in self.number_words and _is_dose_number(pair[1])

    def _is_age(self, word: str) -> bool:
        parts = _AGE_PART.findall(word)
        return bool(parts) and all(unit in self.age_units for unit in parts) and not _AGE_PART.sub("", word)


def _is_dose_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and 1 <= int(word) <= LARGEST_DOSE_NUMBER


def _without_glued_number(joined: str) -> Iterator[str]:
    """`mmr2` is asked for as it stands, then as `mmr`; `6in1` is found before it is cut."""
    yield joined
    if _is_dose_number(joined[-1:]) and not joined[-2:-1].isdigit():
        yield joined[:-1]
