"""The twelve made-up practices as files, and the command that ranks them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

from tests.cli.conftest import Run
from tests.figures_made import AREA, INDICATOR, directory, figures_file, published, table
from tests.twelve_practices import BY_ID, COUNTED, IDS, QUINTILES

CODES = {one: f"Z990{number:02d}" for number, one in enumerate(IDS, 1)}
IN_WORDS = {code: f"Surgery {one}" for one, code in CODES.items()}
OUTPUTS = ("choice.json", "funnel.svg", "map.svg", "priorities.csv", "report.html")
OUTLINE = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": '
    '"Polygon", "coordinates": [[[-0.6, 50.9], [-0.2, 50.9], [-0.2, 51.2], [-0.6, 51.2], [-0.6, 50.9]]]}}]}'
)

Row = dict[str, str]


@dataclass(frozen=True)
class Files:
    """Where the files of the twelve practices are, and how to type the command for them."""

    folder: Path
    run: Run

    def rank(self, *more: object, out: str = "out", figures: str = "cover.csv") -> Result:
        """Type the command; what is in `more` comes last, so it wins."""
        words = (
            "round",
            "prioritise",
            "--figures",
            self.folder / figures,
            "--practices",
            self.folder / "epraccur.csv",
        )
        usual = ("--indicator", INDICATOR, "--area", AREA, "--window", "2024-25", "--out", self.folder / out)
        return self.run(*words, *usual, *more)

    def ranked(self, *more: object, out: str = "out", figures: str = "cover.csv") -> list[Row]:
        """The rows of priorities.csv, once it was written."""
        result = self.rank(*more, out=out, figures=figures)
        assert result.exit_code == 0, result.output
        return self.rows(out)

    def rows(self, out: str = "out") -> list[Row]:
        """The rows of priorities.csv."""
        with (self.folder / out / "priorities.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def everything(self) -> tuple[object, ...]:
        """The options for every file there is."""
        return (
            *("--practice-counts", self.folder / "own.csv", "--deprivation", self.folder / "imd.csv"),
            *("--coordinates", self.folder / "places.csv", "--outlines", self.folder / "outline.geojson"),
        )


def make_files(folder: Path, run: Run) -> Files:
    """Write the twelve practices' files."""
    figures_file(folder / "cover.csv", [published(CODES[one], *BY_ID[one]) for one in IDS])
    figures_file(
        folder / "own.csv",
        [published(CODES[one], *COUNTED[one], release=f"own count of {one}") for one in IDS],
    )
    directory(folder / "epraccur.csv", IN_WORDS)
    fifths = [(CODES[one], fifth) for one, fifth in zip(IDS, QUINTILES, strict=True)]
    table(folder / "imd.csv", ("practice_code", "quintile"), fifths)
    spots = [(code, 51 + at / 100, -0.5 + at % 4 * 0.03) for at, code in enumerate(CODES.values())]
    table(folder / "places.csv", ("Practice code", "Latitude", "Longitude"), spots)
    (folder / "outline.geojson").write_text(OUTLINE)
    return Files(folder, run)
