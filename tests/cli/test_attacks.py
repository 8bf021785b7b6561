"""Attacks on what a practice gives on the command line: each does nothing, or is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.engine.comparing.lists_made import Dose, child, csv_of, vaccinated

PLACES = (
    "../../secret.txt",
    "/etc/passwd",
    "file:///etc/passwd",
    "\\\\server\\share",
    "http://evil.example/x",
)
TOO_LARGE = 500 * 1024 * 1024


@pytest.mark.parametrize("place", PLACES)
def test_a_path_or_an_address_in_a_cell_opens_nothing_and_names_nothing(
    check: Run, tmp_path: Path, place: str
) -> None:
    # Given a list whose cells name other places, in what is read, in what is compared and in what stays
    one = child(1)
    odd = one.given(Dose(one.due, vaccine=place, place=place))
    mine, theirs = tmp_path / "practice.csv", tmp_path / "chis.csv"
    mine.write_text(csv_of([vaccinated(0), odd]), encoding="utf-8")
    theirs.write_text(csv_of([vaccinated(0), vaccinated(1)]), encoding="utf-8")
    out = tmp_path / "out"
    # When it is counted and compared
    result = check(mine, out=out, more=("--chis", theirs))
    # Then what is written is what is always written, where it was asked for, and the cell leaves in none of it
    assert result.exit_code == 0, result.output
    assert {one.name for one in tmp_path.iterdir()} == {"practice.csv", "chis.csv", "out"}
    assert {one.parent.parent for one in out.rglob("*.*")} == {out}
    for path in (out / "may-leave").iterdir():
        assert place not in path.read_text(encoding="utf-8"), path.name
    for page in (out / "stays-here").glob("*.html"):
        assert f'="{place}' not in page.read_text(encoding="utf-8"), page.name


@pytest.mark.parametrize(
    ("option", "said"),
    [("", "far larger than"), ("--chis", "far larger than"), ("--published", "can't be read as figures")],
)
def test_a_file_of_half_a_gigabyte_is_refused_in_a_sentence(
    check: Run, tmp_path: Path, option: str, said: str
) -> None:
    small, large = tmp_path / "practice.csv", tmp_path / "huge.csv"
    small.write_text(csv_of([vaccinated(0), child(1)]), encoding="utf-8")
    with large.open("wb") as file:
        file.truncate(TOO_LARGE)
    files, more = ((small,), (option, large)) if option else ((large,), ())
    result = check(*files, out=tmp_path / "out", more=more)
    assert result.exit_code == 2, result.output
    assert len(result.stderr.strip().splitlines()) == 1
    assert said in result.stderr
    assert not (tmp_path / "out").exists()
