"""The rules behind the numbers, their sources, and how to make the page again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from commonground.charts.table import Column, Table
from commonground.documents.content import Block, Command, Details, Heading, Paragraph, Section
from commonground.documents.report_input import ReportInput
from commonground.documents.report_words import small_numbers
from commonground.engine.rules.model import Provenance, Rulebook


def section(given: ReportInput) -> Section:
    """Section 7: every rule that a number on the page rests on, in its words, with its source."""
    command = (
        f"commonground practice check EXTRACT --practice {given.org_code} --as-at {given.as_at} --out DIR"
    )
    return Section(
        "rules",
        "Rules and sources",
        (
            Paragraph(
                f"Every number here follows a written rule, in rulebook version {given.rulebook.version}. "
                "“Decided” means that no source settles the point and we chose."
            ),
            *_rules(given),
            Heading("How to make this page again"),
            Paragraph(
                "With the same file, the same date and the same rulebook version, the numbers are the same. "
                "Put your file for EXTRACT and a folder for DIR."
            ),
            Command(command),
        ),
    )


def _rules(given: ReportInput) -> Iterable[Block]:
    known = _by_id(given.rulebook)
    used = [*(id_ for row in given.shared.figures for id_ in row.rule_ids)]
    used += [row.measure for row in given.shared.diagnosis]
    used.append(small_numbers(given.rulebook).id)
    rules = [known[id_] for id_ in dict.fromkeys(used) if id_ in known]
    columns = (Column("Rule"), Column("In words"), Column("How sure"), Column("Source"))
    told = tuple((rule.id, rule.words, rule.evidence, _sources(given.rulebook, rule)) for rule in rules)
    yield Details("The rules used, with their sources", (Table("Rules used on this page", columns, told),))


def _by_id(rulebook: Rulebook) -> Mapping[str, Provenance]:
    kinds: tuple[Iterable[Provenance], ...] = (
        rulebook.cover.values(),
        rulebook.qof.values(),
        (rulebook.up_to_date,),
        rulebook.dose_rules.values(),
        rulebook.courses.values(),
        rulebook.series.values(),
        rulebook.completed_by,
        rulebook.measures.values(),
        rulebook.small_numbers.values(),
    )
    return {entry.id: entry for kind in kinds for entry in kind}


def _sources(rulebook: Rulebook, rule: Provenance) -> str:
    return "; ".join(rulebook.sources[tag].title for tag in rule.source)
