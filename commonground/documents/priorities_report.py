"""The page of a list of practices to visit: report.html of `round prioritise`, and its two drawings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commonground.charts.values import Chart
from commonground.documents.content import Block, Bullets, Facts, Heading, Note, Page, Paragraph, Section
from commonground.documents.html import html_page
from commonground.documents.priorities_charts import (
    area_over_time,
    every_practice,
    funnel,
    gap_table,
    inputs_table,
    map_of_practices,
    numbers_table,
    spread_in_words,
    to_visit,
    weights_table,
)
from commonground.documents.report_words import day
from commonground.engine.choosing.candidates import Given
from commonground.engine.choosing.model import Choice
from commonground.engine.choosing.outlines import Outline
from commonground.engine.choosing.record import InputFile
from commonground.engine.choosing.sentences import in_short, percent
from commonground.engine.rules.choosing_book import ChoosingBook
from commonground.engine.rules.model import Rulebook
from commonground.engine.rules.visit_book import VisitBook


@dataclass(frozen=True)
class PrioritiesInput:
    """A choice and what it was made from."""

    choice: Choice
    given: Given
    book: ChoosingBook
    visits: VisitBook
    rulebook: Rulebook
    outlines: tuple[Outline, ...]
    inputs: tuple[InputFile, ...]

    @property
    def indicator(self) -> str:
        """The indicator in words where the rulebook has it, else as it is written."""
        known = {**self.rulebook.cover, **self.rulebook.qof}.get(self.choice.asked.indicator)
        return getattr(known, "title", "") or self.choice.asked.indicator


def drawings(given: PrioritiesInput) -> tuple[Chart, Chart]:
    """The funnel and the map, each finished."""
    choice = given.choice
    return (
        funnel(choice, given.indicator),
        map_of_practices(choice, given.outlines, given.book, given.visits),
    )


def priorities_report(given: PrioritiesInput) -> str:
    """The whole page as HTML."""
    return html_page(_page(given))


def about_the_list(given: PrioritiesInput) -> tuple[Section, ...]:
    """The parts of the page beside the list itself: in short, funnel, map, gap, time and rule."""
    crossing = _tie_at_the_cut(given.choice)
    short = _short(given)
    return (
        Section(short.key, short.heading, (*short.blocks, *([Note(crossing)] if crossing else []))),
        *_drawn_and_ruled(given),
    )


def _drawn_and_ruled(given: PrioritiesInput) -> Iterable[Section]:
    drawn, places = drawings(given)
    yield Section("funnel", "Coverage and chance", (*_about_chance(given.choice), drawn))
    yield Section("map", "Where a day’s travel would reach most children", (Paragraph(_MAP), places))
    yield from _gap(given)
    yield from _time(given)
    yield _rule(given)


def _page(given: PrioritiesInput) -> Page:
    asked = given.choice.asked
    return Page(
        title="Whom to visit",
        kicker=f"{asked.area}: {given.indicator}, {day(asked.window.first)} to {day(asked.window.last)}",
        sections=(
            _short(given),
            _chosen(given.choice),
            *_drawn_and_ruled(given),
        ),
        annex=(_everybody(given.choice), _inputs(given)),
        footer=(
            f"Made from the files named in the annex with seed {asked.seed}; choice.json remakes it.",
            f"Rulebook version {given.rulebook.version}, rule of choosing {given.book.version}.",
            "Contains public sector information licensed under the Open Government Licence v3.0.",
        ),
    )


_NAMED = 8
_FUNNEL = (
    "Small practices lie far apart by chance alone. Within the limits a practice can't be told from the others, "
    "however low its percentage. The wider limits allow for what practices differ beside chance."
)
_MAP = "The larger a circle, the more children are short of the target there. Travel is distance at a stated speed."
_OPENS = (
    "Published coverage opens the conversation. It is not a direct reflection of what is on a practice’s own system, "
    "and it never chooses alone: settle it with the practice first. This list supports practices and "
    "does not inspect them."
)


def _about_chance(choice: Choice) -> Iterable[Block]:
    yield Paragraph(_FUNNEL)
    spread = spread_in_words(choice)
    if spread:
        yield Paragraph(spread)


def _short(given: PrioritiesInput) -> Section:
    return Section("short", "The list in short", (Note(_OPENS), Bullets(tuple(in_short(given.choice)))))


def _chosen(choice: Choice) -> Section:
    chosen = [line for line in choice.lines if line.chosen_by]
    blocks: list[Block] = [to_visit(chosen, choice)] if chosen else [Paragraph("No practice was chosen.")]
    crossing = _tie_at_the_cut(choice)
    if crossing:
        blocks.append(Note(crossing))
    if chosen:
        blocks += [Heading("Why each was chosen"), Bullets(tuple(line.sentence for line in chosen))]
    return Section("chosen", "Whom to visit", tuple(blocks))


def _tie_at_the_cut(choice: Choice) -> str:
    """A sentence where the last chosen by rank is tied with one that was not."""
    for line in choice.ranked:
        ranked = line.ranked
        if ranked and ranked.tie and ranked.tie[0] <= choice.by_rank < ranked.tie[1]:
            tied = [
                one.candidate.name for one in choice.ranked if one.ranked and one.ranked.tie == ranked.tie
            ]
            named = ", ".join(tied[:_NAMED]) + (
                f" and {len(tied) - _NAMED} more" if len(tied) > _NAMED else ""
            )
            return (
                f"The list is cut within a tie: among {named} (places {ranked.tie[0]} to {ranked.tie[1]}) "
                "chance decides. Choose among them on what you know, and say why, or draw lots."
            )
    return ""


def _gap(given: PrioritiesInput) -> Iterable[Section]:
    table, sentences = gap_table(given.choice)
    if table is not None:
        yield Section("gap", "The gap between poorer and richer places", (Bullets(tuple(sentences)), table))


def _time(given: PrioritiesInput) -> Iterable[Section]:
    chart = area_over_time(given.given.figures, given.choice, given.book, given.rulebook)
    if chart is not None:
        yield Section("time", "These practices over time", (chart,))


def _rule(given: PrioritiesInput) -> Section:
    choice = given.choice
    asked = choice.asked
    prior = choice.prior
    facts = [
        ("Target", percent(asked.target)),
        ("Window", f"{day(asked.window.first)} to {day(asked.window.last)}"),
        ("Drawn at random", f"{percent(asked.random_share)} of all visits, rounded up"),
        ("Ranks", f"{choice.draws:,} draws, seed {asked.seed}"),
    ]
    if prior is not None:
        facts.append(
            (
                "Practices like them",
                f"{percent(prior.mean)} on average, worth {prior.size:.0f} children beside a practice’s own "
                f"({prior.method}, on {choice.fitted_on})",
            )
        )
    blocks: list[Block] = [Paragraph(_OURS), Facts(tuple(facts)), weights_table(choice)]
    return Section("rule", "How the list was made", tuple(blocks))


_OURS = (
    "Priority is the weight of the practice’s deprivation fifth times the children expected to be short of the target: "
    "the mean of the published figure and of the practice’s own count where there is one. Weights and thresholds are "
    "ours, not findings; other weights make another list. What is known beside the figures leaves a practice out or "
    "brings it in, with its reason, and is never turned into points."
)


def _everybody(choice: Choice) -> Section:
    sentences = Bullets(tuple(line.sentence for line in choice.lines if not line.chosen_by and line.ranked))
    blocks: list[Block] = [every_practice(choice)]
    if sentences.items:
        blocks += [Heading("Ranked and not chosen"), sentences]
    return Section("everybody", "Every practice", tuple(blocks))


def _inputs(given: PrioritiesInput) -> Section:
    return Section("inputs", "Files and numbers", (inputs_table(given.inputs), numbers_table(given.book)))
