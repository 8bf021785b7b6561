"""Loading the rulebook: what is sound loads, and every fault is a sentence with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.engine.rules.ages import Age, parse_age
from commonground.engine.rules.files import RulebookError
from commonground.engine.rules.loader import RULEBOOK, load_rulebook
from commonground.engine.rules.model import Rulebook
from tests.rulebook.mistakes import Mistake, listed

HEAD = "source: RULES\nevidence: decided\n"
A_DOSE = """\
dose_rules:
  - id: mmr-3
    series: mmr
    dose: "3"
    minimum_age: 16 months
    minimum_interval: 28 days
    follows: mmr-2
    words: A third dose.
"""
A_COURSE = """\
courses:
  - id: mmr-2030
    series: mmr
    births_from: 2030-01-01
    words: Doses at 1 year, at 18 months and at 2 years.
    doses:
      - {rule: mmr-1, recommended: 12 months}
      - {rule: mmr-2, recommended: 18 months}
      - {rule: mmr-3, recommended: 24 months}
"""
A_VERSION = """\
schedule_versions:
  - id: version-2030
    births_from: 2030-01-01
    words: Children born from 2030.
    visits:
      - {age: 8 weeks, vaccines: [6in1, Rota, MenB]}
      - {age: 12 weeks, vaccines: [6in1, Rota, MenB]}
      - {age: 16 weeks, vaccines: [6in1, PCV]}
      - {age: 12 months, vaccines: [MMRV, PCV, MenB]}
      - {age: 18 months, vaccines: [6in1, MMRV]}
      - {age: 24 months, vaccines: [MMR]}
      - {age: 3 years 4 months, vaccines: [4in1]}
"""
SOUND = HEAD + A_DOSE + A_COURSE + A_VERSION


def faults(folder: Path, text: str, name: str = "later.yaml") -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError) as error:
        load_rulebook(RULEBOOK, folder)
    assert str(error.value) == "\n".join(str(fault) for fault in error.value.faults)
    return [str(fault) for fault in error.value.faults]


def test_the_package_holds_a_sound_rulebook(rulebook: Rulebook) -> None:
    assert rulebook.dose_rules["mmr-1"].minimum_age == Age(months=12)
    assert rulebook.places["mmr-1"].startswith("schedules/2010-01-base.yaml:")
    assert all(entry.source and entry.words for entry in rulebook.dose_rules.values())


def test_an_extra_folder_adds_to_the_rulebook_and_ends_what_it_follows(
    extra: Path, rulebook: Rulebook
) -> None:
    (extra / "later.yaml").write_text(SOUND, encoding="utf-8")
    book = load_rulebook(RULEBOOK, extra)
    assert str(book.courses["mmr-2024-07"].births_to) == "2029-12-31"
    assert str(book.versions["version-K"].births_to) == "2029-12-31"
    assert book.courses["mmr-2030"].births_to is None
    assert book.places["mmr-3"] == "later.yaml:4"
    assert book.version != rulebook.version


def test_one_changed_character_is_another_version(extra: Path) -> None:
    (extra / "later.yaml").write_text(SOUND, encoding="utf-8")
    other = extra.parent / "other"
    other.mkdir()
    (other / "later.yaml").write_text(SOUND.replace("A third dose.", "A third dose!"), encoding="utf-8")
    assert load_rulebook(RULEBOOK, extra).version != load_rulebook(RULEBOOK, other).version


MISTAKES = r"""
source: RULES\n => source: NOWHERE\n
    line 4: mmr-3: there is no source “NOWHERE”; check its spelling
source: RULES\n => source: []\n
    line 4: mmr-3: it names no source
source: RULES\n => title: No source\n
    line 4: source: this field is missing; add it
evidence: decided => evidence: sure
    line 4: evidence: input should be 'sourced', 'inferred'
    words: A third dose.\n => (nothing)
    line 4: words: this field is missing; add it
minimum_age: 16 months => minimum_aeg: 16 months
    line 7: minimum_aeg: there is no such field here
minimum_age: 16 months => minimum_age: 16 moons
    line 7: “16 moons” is not an age; write it like 42 days
minimum_age: 16 months => minimum_age: 1 year 2 days
    line 7: “1 year 2 days” mixes months with days
minimum_age: 16 months => minimum_age: 16
    line 7: minimum_age: “16” is not an age; write it like 42 days
births_from: 2030-01-01\n    words: D => births_from: soon\n    words: D
    line 14: births_from: input should
dose_rules: => dose_rulez:
    line 3: “dose_rulez” is no part of a rulebook; use one of sources, vaccines
id: mmr-3\n => id: mmr-2\n
    line 4: “mmr-2” is already at schedules/2010-01-base.yaml, line
    follows: mmr-2\n =>     follows: mmr-2\n    follows: mmr-1\n
    line 10: “follows” is written twice
series: mmr\n    dose => series: measles\n    dose
    line 4: mmr-3: there is no series “measles”
follows: mmr-2 => follows: mmr-0
    line 4: mmr-3: there is no dose rule “mmr-0”
    follows: mmr-2\n => (nothing)
    line 4: mmr-3: it has a minimum_interval, so say from which dose
    minimum_interval: 28 days\n => (nothing)
    line 4: mmr-3: it follows another dose, so it needs a minimum_interv
    words: A =>     vaccines: [MRV]\n    words: A
    line 4: mmr-3: there is no vaccine “MRV”
    words: A =>     before_age: 5 years\n    last_age: 5 years\n    words: A
    line 4: mmr-3: give before_age or last_age, not both
    words: A =>     valid_from: 2031-01-01\n    valid_to: 2030-01-01\n    words: A
    line 4: mmr-3: valid_from (2031-01-01) is after valid_to (2030-01-01)
    births_from: 2030-01-01\n    words: D =>     births_from: 2030-01-01\n    births_to: 2029-01-01\n    words: D
    line 12: mmr-2030: births_from (2030-01-01) is after births_to (2029-01-01)
rule: mmr-1, rec => rule: mmr-4, rec
    line 12: mmr-2030: there is no dose rule “mmr-4”
rule: mmr-1, rec => rule: pcv-1, rec
    line 12: mmr-2030: pcv-1 is a dose of pcv, not of mmr
rule: mmr-2, recommended: 18 months => rule: mmr-2
    line 12: mmr-2 needs either recommended, or offered
      - {rule: mmr-2, recommended: 18 months}\n => (nothing)
    line 12: mmr-2030: mmr-3 follows mmr-2, which must come before it in the course
births_from: 2030-01-01\n    words: Doses => births_from: 2024-07-01\n    words: Doses
    line 12: it begins on the same day as
      - {age: 24 months, vaccines: [MMR]}\n => (nothing)
    line 21: version-2030: births of 2030-01-01 have a mmr dose at 2 years by their course, and this
{age: 24 months, vaccines: [MMR]} => {age: 24 months, vaccines: [MMR, PCV]}
    line 21: version-2030: it shows PCV at 2 years, and no course for births of 2030-01-01 has it then
{age: 24 months, vaccines: [MMR]} => {age: 24 months, vaccines: [MMRX]}
    line 21: no vaccine “MMRX”
{age: 24 months, vac => {age: 24 moths, vac
    line 30: visits.5.age: “24 moths” is not an age
"""


@pytest.mark.parametrize("mistake", listed(MISTAKES), ids=lambda mistake: mistake.said)
def test_a_fault_is_named_with_its_file_and_line(extra: Path, mistake: Mistake) -> None:
    found = faults(extra, mistake.made_in(SOUND))
    assert mistake.told("later.yaml", found), found


def test_a_dose_rule_that_no_course_uses_is_a_fault(extra: Path) -> None:
    assert faults(extra, HEAD + A_DOSE) == [
        "later.yaml, line 4: mmr-3: no course uses it; add it to one or take it out"
    ]


def test_a_change_of_course_within_a_version_of_the_schedule_is_a_fault(extra: Path) -> None:
    found = faults(extra, HEAD + A_DOSE + A_COURSE)
    assert any(
        fault.startswith("schedules/versions.yaml, line ")
        and "version-K: births of 2030-01-01 have a mmr dose at 2 years by their course" in fault
        for fault in found
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("just words", "line 1: a rulebook file is a list of named parts, such as “courses:”"),
        ("", "line 1: a rulebook file is a list of named parts"),
        ("courses:\n  - id: [\n", "line 3: "),
        ("title: one\ntitle: two\n", "line 2: “title” is written twice; keep one"),
        ("bars:\n  - only words\n", "line 2: an entry of “bars” has named fields"),
        ("bars: only words\n", "line 1: “bars” is a list of entries"),
        ("sources:\n  - {tag: RULES, title: Again}\n", "line 2: “RULES” is already at sources.yaml, line "),
    ],
)
def test_a_file_of_the_wrong_shape_is_named(extra: Path, text: str, said: str) -> None:
    (fault,) = faults(extra, text)
    assert fault.startswith(f"later.yaml, {said}")


ENTRIES = {
    "bars": "id: b, vaccines: [6in1], series: {series}, as_at_from: 2030-01-01, words: w",
    "completed_by": "id: c, rule: {rule}, vaccines: [Hib], from_age: 1 day, as_at_from: 2030-01-01, words: w",
    "give_as": "id: g, order: 1, series: {series}, vaccine: {vaccine}, words: w",
    "measures": "id: m, title: t, parent: {measure}, last_doses: [{rule}], words: w",
    "payments": "id: p, kind: qof points, title: t, indicator: {indicator}, words: w",
    "vaccines": "id: v, name: 7in1, components: [x], bars: [{series}], counts_like: {vaccine}, words: w",
    "series": "id: s, name: new, title: t, vaccines: [{vaccine}], kind: each date, words: w",
    "cover": "id: c, title: t, cohort_age: 1 year, words: w, counts: {{vaccines: [{vaccine}], at_least: 1}}",
}
KNOWN = {"series": "mmr", "rule": "mmr-1", "vaccine": "MMR", "measure": "late", "indicator": "VI001"}
SAID = {"rule": "dose rule", "indicator": "QOF indicator"}


def entry(kind: str, **names: str) -> str:
    return f"{HEAD}{kind}:\n  - {{{ENTRIES[kind].format(**{**KNOWN, **names})}}}\n"


@pytest.mark.parametrize("kind", ENTRIES)
def test_an_entry_of_each_kind_loads_from_a_later_file(extra: Path, kind: str) -> None:
    (extra / "later.yaml").write_text(entry(kind), encoding="utf-8")
    load_rulebook(RULEBOOK, extra)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind, text in ENTRIES.items() for name in KNOWN if f"{{{name}}}" in text],
)
def test_a_name_that_leads_nowhere_is_a_fault(extra: Path, kind: str, name: str) -> None:
    (fault,) = faults(extra, entry(kind, **{name: "nothing"}))
    assert fault.startswith("later.yaml, line 4: ")
    assert f"there is no {SAID.get(name, name)} “nothing”" in fault


def test_a_series_counted_by_courses_needs_one(extra: Path) -> None:
    (fault,) = faults(extra, entry("series").replace("each date", "course"))
    assert "it is counted by courses and has none; add a course" in fault


QOF = (
    "qof:\n  - {id: q, title: t, first_year: 2030, late_registration_first_year: 2030, words: w, "
    "parts: [{vaccines: [MMR], at_least: 1}], %s}\n"
)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("late_registration: []", "give either reaches, or aged_from and aged_under"),
        (
            "late_registration: [], reaches: 5 years, aged_from: 8 months, aged_under: 20 months",
            "give either reaches, or aged_from and aged_under",
        ),
        (
            "reaches: 5 years, late_registration: [{missing_at_least: 1}]",
            "a late registration has either from_age or after_age",
        ),
    ],
)
def test_a_qof_indicator_says_its_cohort_and_its_late_registrations(
    extra: Path, fields: str, said: str
) -> None:
    (fault,) = faults(extra, HEAD + QOF % fields)
    assert fault == f"later.yaml, line 4: q: {said}"


def test_there_is_one_definition_of_up_to_date(extra: Path) -> None:
    text = "up_to_date:\n  - {id: u, title: t, overdue_after: 28 days, under_age: 6 years, words: w}\n"
    (fault,) = faults(extra, HEAD + text)
    assert "it needs one entry “up_to_date”, no more and no fewer" in fault


def test_a_new_product_is_named_wherever_the_product_it_counts_like_is(extra: Path) -> None:
    (extra / "later.yaml").write_text(
        entry("vaccines", vaccine="6in1").replace("bars: [mmr], ", ""), encoding="utf-8"
    )
    book = load_rulebook(RULEBOOK, extra)
    assert book.vaccines["7in1"].bars == ("dtp",)
    assert book.series["dtp"].vaccines == ("6in1", "5in1", "4in1", "7in1")
    assert "7in1" in book.dose_rules["dtp-4"].vaccines
    assert "7in1" in book.cover["dtap_ipv_hib_hepb_12m"].counts.vaccines
    assert "7in1" in book.qof["VI001"].parts[0].vaccines
    assert "7in1" not in book.series["mmr"].vaccines


def test_every_fault_of_every_file_is_named_at_once(extra: Path) -> None:
    (extra / "first.yaml").write_text("nonsense: []\n", encoding="utf-8")
    found = faults(extra, SOUND.replace("16 months", "16 moons").replace("24 months, vac", "24 moths, vac"))
    assert [fault.split(":")[0] for fault in found] == [
        "first.yaml, line 1",
        "later.yaml, line 7",
        "later.yaml, line 30",
    ]


@pytest.mark.parametrize(
    ("text", "age", "said"),
    [
        ("42 days", Age(days=42), "42 days"),
        ("1 day", Age(days=1), "1 day"),
        ("8 weeks", Age(days=56), "56 days"),
        ("12 months", Age(months=12), "1 year"),
        ("18 months", Age(months=18), "18 months"),
        ("3 years 4 months", Age(months=40), "3 years 4 months"),
        ("2 years 1 month", Age(months=25), "2 years 1 month"),
    ],
)
def test_an_age_is_read_and_said(text: str, age: Age, said: str) -> None:
    assert parse_age(text) == age
    assert str(age) == said
    assert parse_age(said) == age


def test_a_cause_that_no_engine_can_tell_and_a_comparison_of_nothing_are_faults(tmp_path: Path) -> None:
    text = (
        "causes:\n  - {id: full_moon, of: [cover], asked: true, title: the moon, words: The moon was full.}\n"
        "comparisons:\n  - {id: third-mmr, title: A third MMR, cover: mmr3_9y, qof: VI009, words: None yet.}\n"
    )
    found = faults(tmp_path, HEAD + text)
    assert found == [
        "later.yaml, line 4: full_moon: there is no cause that the engine can tell, “full_moon”; "
        "check its spelling or add it",
        "later.yaml, line 6: third-mmr: there is no COVER indicator “mmr3_9y”; check its spelling or add it",
        "later.yaml, line 6: third-mmr: there is no QOF indicator “VI009”; check its spelling or add it",
    ]


LONGEST_NAME = 24


def test_every_source_has_a_short_name_of_its_own() -> None:
    sources = load_rulebook().sources.values()
    names = [source.short for source in sources]
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= LONGEST_NAME for name in names)


def test_a_source_without_a_short_name_is_called_by_its_title(tmp_path: Path) -> None:
    (tmp_path / "later.yaml").write_text('sources:\n  - {tag: NEW, title: "A new page"}\n', encoding="utf-8")
    assert load_rulebook(RULEBOOK, tmp_path).sources["NEW"].name == "A new page"
