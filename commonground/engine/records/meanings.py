"""Which vaccine an entry is of and what happened, from all that its row says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from commonground.engine.records.codes import split_code
from commonground.engine.records.labels import NO_ENTRY, Meaning, Says
from commonground.engine.records.layout import Words
from commonground.engine.records.words import key


class Said(NamedTuple):
    """What a row says of a vaccine, cell by cell, as written; empty where there is no such cell."""

    code: str = ""
    product_code: str = ""
    product_term: str = ""
    vaccine: str = ""
    term: str = ""
    programme: str = ""
    diseases: str = ""

    @property
    def label(self) -> str:
        """The words by which an unknown vaccine is reported: its label, or its code where it has none."""
        return (
            self.vaccine
            or self.term
            or self.product_term
            or self.programme
            or self.code
            or self.product_code
            or self.diseases
        )


class Named(NamedTuple):
    """The vaccine (its label as written where unknown), whether it is known, what the label or code says
    happened, and the vaccines that other cells of the row name instead."""

    vaccine: str
    known: bool
    says: Says
    others: tuple[str, ...] = ()


class Happened(NamedTuple):
    """What happened; or why the row is no entry (`fault`), in words, with what to do about it."""

    says: Says
    fault: str = ""
    what_to_do: str = ""


@dataclass
class Resolver:
    """Looks up each distinct way of saying something once.

    Where cells disagree the procedure code goes first, then the product, then the label and term, then
    the target diseases; a programme only stands in. The user's own labels go before all of them.
    """

    words: Words
    named: dict[Said, Named] = field(default_factory=dict)
    happened: dict[tuple[str, str, str, Says], Happened] = field(default_factory=dict)

    def name(self, said: Said) -> Named:
        """The vaccine of an entry."""
        found = self.named.get(said)
        if found is None:
            found = self.named[said] = self._name(said)
        return found

    def what_happened(self, kind: str, vaccinated: str, reason: str, label_says: Says) -> Happened:
        """What the cells on the outcome and the label say together."""
        asked = (kind, vaccinated, reason, label_says)
        found = self.happened.get(asked)
        if found is None:
            found = self.happened[asked] = self._what_happened(*asked)
        return found

    def _name(self, said: Said) -> Named:
        readings = list(self._readings(said))
        vaccines = list(dict.fromkeys(vaccine for vaccine, _ in readings if vaccine))
        says: Says = next((happened for _, happened in readings if happened != "given"), "given")
        if vaccines:
            return Named(vaccines[0], True, says, tuple(vaccines[1:]))
        programme = self.words.book.read_label(said.programme, self.words.labels) if said.programme else None
        if programme is not None and programme.vaccine is not None:
            return Named(programme.vaccine, True, says if says != "given" else programme.says)
        return Named(said.label, False, says)

    def _readings(self, said: Said) -> Iterator[tuple[str | None, Says]]:
        book, own = self.words.book, self.words.labels
        written = [cell for cell in (said.vaccine, said.term, said.product_term) if cell]
        coded = [split_code(cell) for cell in (said.code, said.product_code)]
        for cell in (*written, said.code, said.product_code, *(code for code, _ in coded)):
            if cell and key(cell) in own:
                yield own[key(cell)]
                return
        for cell, (code, _) in zip((said.code, said.product_code), coded, strict=True):
            yield from self._coded(code or cell)
        for label in (said.product_term, said.vaccine, said.term, *(words for code, words in coded if code)):
            if label:
                yield from self._labelled(label)
        disease = book.diseases.get(frozenset(said.diseases.split())) if said.diseases else None
        if disease is not None:
            yield disease, "given"

    def _coded(self, code: str) -> Iterator[Meaning]:
        if code and key(code) in self.words.book.codes:
            yield self.words.book.codes[key(code)]

    def _labelled(self, label: str) -> Iterator[Meaning]:
        """What a label says; where it is not known as it stands, the code and the words it is made of."""
        meaning = self.words.book.read_label(label, self.words.labels)
        code, words = split_code(label)
        if meaning is None or (meaning.vaccine is None and code):
            yield from self._coded(code)
            meaning = self.words.book.read_label(words, self.words.labels) if code else None
        if meaning is not None:
            yield meaning

    def _what_happened(self, kind: str, vaccinated: str, reason: str, label_says: Says) -> Happened:
        kinds = self.words.book.kinds
        for word in (kind, vaccinated):
            if word and key(word) not in kinds:
                return Happened(
                    "nothing",
                    f"“{word}” does not say whether the vaccine was given",
                    "write given, declined, contraindicated or not attended",
                )
        said = {_of(kinds.get(key(word))) for word in (kind, vaccinated) if word} - {None}
        because = _of(kinds.get(key(reason))) if reason else None
        if "nothing given" in said and because is None:
            said -= {"nothing given"} if len(said) > 1 else set()
            if "nothing given" in said:
                return Happened(
                    "nothing",
                    "the row says that no vaccine was given, and no reason that is known",
                    "give the reason: refused, contraindicated or did not attend",
                )
        elif because is not None:
            said = (said - {"nothing given"}) | {because}
        if label_says != "given":
            said |= {label_says}
        return _settled(said)


def _of(says: Says | None) -> Says | None:
    return None if says == "nothing" else says


def _settled(said: set[Says | None]) -> Happened:
    if len(said) > 1:
        return Happened(
            "nothing",
            f"the row says both “{'” and “'.join(sorted(str(word) for word in said))}”",
            "correct one of the two",
        )
    says = next(iter(said), None) or "given"
    if says == "had elsewhere":
        return Happened(
            says,
            "the vaccine was had elsewhere, on a day the row does not tell",
            "enter the dose with its own date",
        )
    if says in NO_ENTRY:
        return Happened(says, "the row says that no vaccine was given", "nothing, if the record is right")
    return Happened(says)
