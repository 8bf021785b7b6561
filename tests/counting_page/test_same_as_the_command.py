"""The page counts as the command line does: the same rows for every nurse's case, the same texts for every file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from commonground.documents.books import load_books
from commonground.documents.practice_outputs import AskedOf, practice_outputs
from commonground.engine.cases import check_cases, read_cases
from commonground.engine.counting import duckdb_engine
from commonground.engine.errors import UserError
from commonground.engine.figure_files import read_figures_csv, rows_text
from commonground.engine.figures import PublishedRow
from commonground.engine.records.read import given_file
from commonground.engine.rules.loader import load_rulebook
from commonground.synthetic.extracts import FORMS, write_form
from commonground.synthetic.population import make_practice
from tests.counting_page.conftest import InBrowser
from tests.generative.agreement import differences
from tests.generative.practices import Practice, practice_of_seed, practices

BOOK = load_rulebook()
BOOKS = load_books()
PRACTICE, AS_AT = "Z99001", date(2026, 10, 4)
BY_HAND = sorted((Path(__file__).parents[1] / "engine" / "records" / "files").iterdir(), key=str)


def both(
    in_browser: InBrowser,
    paths: list[Path],
    chis: Sequence[Path] = (),
    baseline: str | None = None,
    published: str = "",
    as_at: date = AS_AT,
) -> tuple[object, object]:
    """What the command line makes of some files, and what the page does: texts, or a sentence."""
    try:
        asked = AskedOf(
            tuple(map(given_file, paths)),
            PRACTICE,
            as_at,
            chis=tuple(map(given_file, chis)),
            baseline=baseline,
            keep_baseline=True,
            published=tuple(read_figures_csv(published.encode(), "published")) if published else (),
        )
        outputs = practice_outputs(asked, BOOKS, duckdb_engine.count)
        ours: object = {**outputs.stays_here, **outputs.may_leave, "baseline": outputs.baseline}
    except UserError as error:
        ours = str(error)
    given = {
        "practice": PRACTICE,
        "as_at": as_at.isoformat(),
        "date_order": "",
        "columns": [],
        "labels": [],
        "published": published,
        "chis_as_at": "",
    }
    files = {
        kind: [(path.name, path.read_bytes()) for path in of_kind]
        for kind, of_kind in (("extract", paths), ("chis", chis))
    }
    files["baseline"] = [("baseline.csv", baseline.encode())] if baseline else []
    answer = in_browser.ask("count", given, files)
    if "error" in answer:
        return ours, answer["error"]
    return ours, {**answer["stays_here"], **answer["may_leave"], "baseline": answer["baseline"]["text"]}


def published_from(figures: str) -> str:
    """A practice's own figures, as if somebody had published them."""
    rows = [
        PublishedRow(
            **{
                **vars(row),
                "origin": "published",
                "release": "cover-gp/2025-26/0123456789",
                "level": "practice",
            }
        )
        for row in read_figures_csv(figures.encode(), "figures.csv")
        if row.definition == "cover"
    ]
    return rows_text(PublishedRow, rows)


def one_form(in_browser: InBrowser, form: str, folder: Path) -> None:
    made = make_practice(PRACTICE, as_at=AS_AT, seed=3, rulebook=BOOK)
    ours, theirs = both(in_browser, write_form(made, form, folder))
    assert ours == theirs
    assert isinstance(ours, dict)
    assert len(ours) >= 9


@pytest.mark.long
def test_an_excel_file_gives_the_same_texts_to_the_letter(in_browser: InBrowser, tmp_path: Path) -> None:
    one_form(in_browser, "child-rows", tmp_path)


@pytest.mark.long
def test_what_is_compared_gives_the_same_texts_to_the_letter(in_browser: InBrowser, tmp_path: Path) -> None:
    earlier = make_practice(PRACTICE, as_at=date(2026, 6, 30), seed=3, rulebook=BOOK)
    later = make_practice(PRACTICE, as_at=AS_AT, seed=3, rulebook=BOOK)
    chis = write_form(earlier, "systmone", tmp_path / "chis")
    extract = write_form(later, "event-rows", tmp_path / "practice")
    asked = AskedOf(tuple(map(given_file, chis)), PRACTICE, date(2026, 6, 30), keep_baseline=True)
    then = practice_outputs(asked, BOOKS, duckdb_engine.count)
    published = published_from(then.may_leave["figures.csv"])
    ours, theirs = both(in_browser, extract, chis, then.baseline, published)
    assert ours == theirs
    assert isinstance(ours, dict)
    assert {"differences.csv", "settling.html"} <= set(ours)


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_texts_to_the_letter(
    in_browser: InBrowser, form: str, tmp_path: Path
) -> None:
    one_form(in_browser, form, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("path", BY_HAND, ids=lambda path: path.name)
def test_every_file_written_by_hand_ends_in_the_same_texts_or_the_same_sentence(
    in_browser: InBrowser, path: Path
) -> None:
    ours, theirs = both(in_browser, [path])
    assert ours == theirs


@pytest.mark.long
def test_every_nurses_case_has_the_same_rows(in_browser: InBrowser) -> None:
    cases = read_cases()
    differing = [
        f"{case}: {sentence}"
        for case, sentences in check_cases(cases, in_browser.count, BOOK).items()
        for sentence in sentences
    ]
    assert not differing, "\n".join(differing)


@pytest.mark.parametrize("seed", range(1))
def test_a_practice_on_every_boundary_has_the_same_rows(in_browser: InBrowser, seed: int) -> None:
    practice = practice_of_seed(BOOK, seed, 120)
    assert differences(practice, BOOK, duckdb_engine.count, in_browser.count) == []


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(practice=practices(BOOK))
def test_any_practice_has_the_same_rows(in_browser: InBrowser, practice: Practice) -> None:
    assert differences(practice, BOOK, duckdb_engine.count, in_browser.count) == []


@pytest.mark.long
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(practice=practices(BOOK))
def test_any_files_give_the_same_texts_or_the_same_sentence(
    in_browser: InBrowser, practice: Practice, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files")
    files = [folder / "children.csv", folder / "events.csv"]
    for path, table in zip(files, (practice.children, practice.events), strict=True):
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(table.column_names)
            writer.writerows(row.values() for row in table.to_pylist())
    ours, theirs = both(in_browser, files, as_at=practice.question.as_at)
    assert ours == theirs
