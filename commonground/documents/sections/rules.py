"""The rules behind the numbers, their sources, and how to make the page again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from commonground.charts.table import Column, Table
from commonground.documents.content import Block, Command, Heading, Numbered, Paragraph, Section
from commonground.documents.report_input import ReportInput
from commonground.documents.report_words import small_numbers
from commonground.engine.rules.model import Provenance, Rulebook


def section(given: ReportInput) -> Section:
    """In the annex: every rule that a number on the page rests on, in its words, with its source."""
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
    used += [row.cause for row in given.shared.causes if row.children]
    used.append(small_numbers(given.rulebook).id)
    rules = [known[id_] for id_ in dict.fromkeys(used) if id_ in known]
    number = {
        tag: place for place, tag in enumerate(dict.fromkeys(t for rule in rules for t in rule.source), 1)
    }
    columns = (Column("Rule"), Column("In words"), Column("How sure"), Column("Sources"))
    told = tuple(
        (rule.id, rule.words, rule.evidence, ", ".join(str(number[tag]) for tag in rule.source))
        for rule in rules
    )
    yield Table("Rules used on this page", columns, told)
    yield Heading("Sources, by their numbers in the table")
    yield Numbered(tuple(given.rulebook.sources[tag].title for tag in number))


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
        rulebook.causes.values(),
        rulebook.small_numbers.values(),
    )
    return {entry.id: entry for kind in kinds for entry in kind}
