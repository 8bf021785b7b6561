"""`commonground round prioritise`: whom to visit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from commonground.cli.options import IsoDate
from commonground.cli.priorities import Wanted, prioritise_practices

ANY = click.Path(path_type=Path)  # whether it can be read is said by the reader, in one sentence
SHARE = click.FloatRange(0, 1)


@click.command()
@click.option("--figures", multiple=True, required=True, type=ANY, help="Figures made by `published read`.")
@click.argument("more", metavar="[MORE FIGURES]...", nargs=-1, type=ANY)
@click.option("--practices", required=True, type=ANY, help="The directory of practices (ODS epraccur).")
@click.option("--indicator", required=True, help="What is ranked, such as mmr1_24m.")
@click.option("--area", required=True, help="The code of the sub-ICB, ICB, region, authority or PCN.")
@click.option("--authority", multiple=True, help="A code whose COVER caveats hold for the area: E10000032.")
@click.option("--window", required=True, help="A year or more, such as 2019-20 or 2019-04-01..2020-03-31.")
@click.option("--target", type=click.FloatRange(0, 1, min_open=True, max_open=True), help="As a share: 0.95.")
@click.option("--practice-counts", multiple=True, type=ANY, help="The practices' own figures.csv.")
@click.option("--deprivation", type=ANY, help="Practice and quintile, decile or score.")
@click.option("--weights", type=ANY, help="Quintile and weight, in place of the rulebook's.")
@click.option("--coordinates", multiple=True, type=ANY, help="Places of practices or postcodes, for the map.")
@click.option("--outlines", type=ANY, help="GeoJSON (WGS84) of the places to draw under the map.")
@click.option("--reasons", type=ANY, help="Visitors' reasons: practice, reason, until, note.")
@click.option("--visits", type=click.IntRange(min=1), help="How many visits, those at random included.")
@click.option("--random-share", type=SHARE, help="The share of visits drawn at random.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same list."
)
@click.option("--as-at", type=IsoDate(), help="The day on which visitors' reasons are read; else all hold.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write."
)
def prioritise(
    figures: tuple[Path, ...],
    more: tuple[Path, ...],
    practices: Path,
    indicator: str,
    area: str,
    authority: tuple[str, ...],
    window: str,
    target: float | None,
    practice_counts: tuple[Path, ...],
    deprivation: Path | None,
    weights: Path | None,
    coordinates: tuple[Path, ...],
    outlines: Path | None,
    reasons: Path | None,
    visits: int | None,
    random_share: float | None,
    seed: int,
    as_at: date | None,
    out: Path,
) -> None:
    """Rank the practices of an area by the children at stake, and choose whom to visit.

    Writes priorities.csv, choice.json, funnel.svg, map.svg and report.html to OUT.
    """
    wanted = Wanted(
        figures=(*figures, *more),
        practices=practices,
        indicator=indicator,
        area=area,
        authorities=authority,
        window=window,
        target=target,
        practice_counts=practice_counts,
        deprivation=deprivation,
        weights=weights,
        coordinates=coordinates,
        outlines=outlines,
        reasons=reasons,
        visits=visits,
        random_share=random_share,
        seed=seed,
        as_at=as_at,
        out=out,
    )
    said, written = prioritise_practices(wanted)
    for line in said:
        click.echo(line)
    click.echo("")
    for path in written:
        click.echo(f"Wrote {path}")
