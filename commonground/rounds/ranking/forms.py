"""What is chosen when practices are ranked: the rulebook's numbers are shown, and can be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile

from commonground.core.caller import Caller
from commonground.core.offering import offer
from commonground.engine.choosing.beside import read_quintiles, read_reasons
from commonground.engine.choosing.model import Reason
from commonground.engine.choosing.outlines import read_outlines
from commonground.engine.choosing.record import InputFile
from commonground.engine.choosing.sentences import FIFTHS
from commonground.engine.errors import UserError
from commonground.engine.figure_files import read_figures_csv
from commonground.engine.figures import PublishedRow
from commonground.engine.identifiers import holds_nhs_number
from commonground.engine.rules.choosing_book import ChoosingBook
from commonground.figures.titles import titles
from commonground.rounds.models import Ranking
from commonground.rounds.ranking import queries
from commonground.rounds.ranking.asking import NOTHING_BESIDE, Beside, beside_of, in_months, kept_beside

LARGEST_FILE = 5_000_000
DEPRIVATION, COUNTS, REASONS, OUTLINES = "deprivation", "practice counts", "reasons", "outlines"
ROLES = (
    ("deprivation", DEPRIVATION),
    ("counts", COUNTS),
    ("reasons", REASONS),
    ("outlines", OUTLINES),
)
"""The fields for files, each with what its files are to the record."""
OURS = "Ours, not a finding. Change it if you have a reason."
Read = TypeVar("Read")


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, none of them large."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The files as a list. Raises ValidationError where one is empty or far too large."""
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given]
        if any(one and one.size > LARGEST_FILE for one in files):
            raise forms.ValidationError("This file is larger than 5 MB. Give one of figures alone.")
        return [one for one in files if one]


class Percent(forms.FloatField):
    """A share as people type it: in percent."""

    def clean(self, value: Any) -> Any:
        """The share from 0 to 1."""
        percent = super().clean(value)
        return None if percent is None else round(percent / 100, 6)


class RankForm(forms.Form):
    """How the practices of a round are ranked, and how many are chosen."""

    indicator = forms.ChoiceField(label="What to look at")
    window = forms.ChoiceField(
        label="Which time",
        help_text="A year or two, never one quarter: in that a practice has too few children to tell it from chance",
    )
    target = Percent(label="Target, in percent", min_value=1, max_value=99.9, help_text=OURS)
    visits = forms.IntegerField(
        label="How many visits",
        required=False,
        min_value=1,
        max_value=10_000,
        help_text="Those drawn at random included. Leave it empty, and a third of the ranked practices are chosen",
    )
    random_share = Percent(
        label="Share drawn at random, in percent",
        min_value=0,
        max_value=100,
        help_text="A share of the visits goes to practices that the ranking did not choose, to show what it misses",
    )
    seed = forms.IntegerField(
        label="Seed of the draw",
        min_value=0,
        max_value=2**31 - 1,
        help_text="Any whole number. The same number draws the same practices",
    )
    deprivation = FilesField(
        label="Deprivation of practices (you may leave this out)",
        required=False,
        help_text="A table with practice code and quintile, decile or score. Without it every child counts the same",
    )
    own_counts = forms.BooleanField(label="Use the counts that practices sent", required=False)
    counts = FilesField(
        label="Practices’ own counts in files (you may leave this out)",
        required=False,
        help_text="The figures.csv that practices made from their own systems; several files at once if you like. "
        "Of a practice that sent a count and is in a file, the file holds. "
        "A practice without a count of its own is provisional",
    )

    reasons = FilesField(
        label="Visitors’ reasons (you may leave this out)",
        required=False,
        help_text="A table with practice, reason, until and note: a new manager, an outbreak, few staff. "
        "A reason brings a practice in or leaves it out; it gives no points",
    )
    outlines = FilesField(
        label="Outlines of places (you may leave this out)",
        required=False,
        help_text="A GeoJSON file in degrees, such as the boroughs. They are drawn under the map",
    )

    def __init__(
        self, caller: Caller, book: ChoosingBook, before: Ranking | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._book = book
        self._before = beside_of(before.beside) if before else NOTHING_BESIDE
        known = titles()
        there = queries.indicators(caller)
        in_order = [key for key in known if key in there] + [key for key in there if key not in known]
        offer(self, "indicator", [(key, known.get(key, key)) for key in in_order])
        offer(self, "window", [(str(one), in_months(one)) for one in queries.windows(caller)])
        for fifth in sorted(book.weights()):
            self.fields[f"weight_{fifth}"] = forms.FloatField(
                label=f"A child of the {_in_a_sentence(FIFTHS[fifth])} counts", min_value=0.01, max_value=100
            )
        self.initial = {
            **_from_the_rulebook(book),
            "own_counts": True,
            **(_typed_before(before) if before else {}),
            **self.initial,
        }
        for name, role in ROLES:
            given = ", ".join(one.file for one in self._before.files if one.role == role)
            if given:
                field = self.fields[name]
                field.help_text = (
                    f"Given before: {given}. It is used again unless you choose another. {field.help_text}"
                )

    @property
    def weights(self) -> list[forms.BoundField]:
        """The fields of the weights, the most deprived fifth first."""
        return [self[name] for name in self.fields if name.startswith("weight_")]

    @property
    def others(self) -> list[forms.BoundField]:
        """Every other field."""
        return [self[name] for name in self.fields if not name.startswith("weight_")]

    def clean(self) -> dict[str, Any]:
        """The files are read at once, so that what is wrong in one is said beside it."""
        values: dict[str, Any] = super().clean() or {}
        quintiles, fifths_from = self._read(values, "deprivation", DEPRIVATION, self._quintiles)
        counts, counts_from = self._read(values, "counts", COUNTS, read_figures_csv)
        reasons, reasons_from = self._read(values, "reasons", REASONS, self._reasons)
        outlines, outlines_from = self._read(values, "outlines", OUTLINES, read_outlines)
        said: dict[str, tuple[Reason, ...]] = {}
        for of_reasons in reasons:
            said |= {code: (*said.get(code, ()), *more) for code, more in of_reasons.items()}
        merged: dict[str, int] = {}
        for one in quintiles:
            merged |= one
        rows = [row for of_file in counts for row in of_file]
        values["beside"] = Beside(
            quintiles=merged if fifths_from else self._before.quintiles,
            counts=tuple(rows) if counts_from else self._before.counts,
            files=(
                *(fifths_from or self._kept(DEPRIVATION)),
                *(counts_from or self._kept(COUNTS)),
                *(reasons_from or self._kept(REASONS)),
                *(outlines_from or self._kept(OUTLINES)),
            ),
            reasons=said if reasons_from else self._before.reasons,
            outlines=tuple(one for of_file in outlines for one in of_file)
            if outlines_from
            else self._before.outlines,
        )
        return values

    def asked(self) -> dict[str, Any]:
        """What was chosen, as it is kept."""
        chosen = self.cleaned_data
        names = ("indicator", "window", "target", "visits", "random_share", "seed", "own_counts")
        weights = {str(fifth): chosen[f"weight_{fifth}"] for fifth in self._book.weights()}
        return {**{name: chosen[name] for name in names}, "weights": weights}

    def beside(self) -> dict[str, Any]:
        """What was read of the files, as it is kept."""
        return kept_beside(self.cleaned_data["beside"])

    def _kept(self, role: str) -> list[InputFile]:
        return [one for one in self._before.files if one.role == role]

    def _quintiles(self, data: bytes, file: str) -> dict[str, int]:
        return read_quintiles(data, file, self._book)

    def _reasons(self, data: bytes, file: str) -> dict[str, tuple[Reason, ...]]:
        found = read_reasons(data, file, self._book)
        if any(holds_nhs_number(one.note) for reasons in found.values() for one in reasons):
            raise UserError(
                f"{file}: a note holds an NHS number. Take it out: nothing about a child is kept here."
            )
        return found

    def _read(
        self, values: Mapping[str, Any], field: str, role: str, reader: Callable[[bytes, str], Read]
    ) -> tuple[list[Read], list[InputFile]]:
        found: list[Read] = []
        files: list[InputFile] = []
        for file in _files(values.get(field)):
            data, name = file.read(), file.name or "the file"
            try:
                read = reader(data, name)
            except UserError as error:
                self.add_error(field, str(error))
                continue
            found.append(read)
            files.append(InputFile(role, name, sha256(data).hexdigest(), tuple(sorted(_releases(read)))))
        return found, files


def _files(given: Any) -> Iterator[UploadedFile[Any]]:
    yield from given or ()


def _releases(read: object) -> Iterable[str]:
    return {row.release for row in read if isinstance(row, PublishedRow)} if isinstance(read, list) else ()


def _from_the_rulebook(book: ChoosingBook) -> dict[str, Any]:
    return {
        "target": _percent(book.number("target")),
        "random_share": _percent(book.number("random-share")),
        "seed": 1,
        **{f"weight_{fifth}": weight for fifth, weight in book.weights().items()},
    }


def _typed_before(before: Ranking) -> dict[str, Any]:
    asked = before.asked
    shares = {name: _percent(asked[name]) for name in ("target", "random_share")}
    weights = {f"weight_{fifth}": weight for fifth, weight in asked["weights"].items()}
    chosen = {name: asked[name] for name in ("indicator", "window", "visits", "seed")}
    return {**chosen, "own_counts": asked.get("own_counts", False), **shares, **weights}


def _percent(share: float) -> str:
    return f"{round(100 * share, 4):g}"


def _in_a_sentence(words: str) -> str:
    return words[0].lower() + words[1:]
