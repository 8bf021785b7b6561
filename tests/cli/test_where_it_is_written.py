"""Given a folder that is not empty, when a practice is checked, then nothing old can be taken for new."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Checked, Run

STRANGERS = "Not of this count"
NOT_YET = "has not come yet"
A_CHILD = "child_id,date_of_birth,event_date,vaccine\nA1,2024-01-01,2025-02-01,MMR\n"
EVENTS_ALONE = (
    "NHS_NUMBER|PERSON_DOB|DATE_AND_TIME|ACTION_FLAG|VACCINATION_PROCEDURE_TERM\n"
    "9990000018|20240101|20250201|new|MMR\n"
)


@pytest.fixture
def one_child(tmp_path: Path) -> Path:
    path = tmp_path / "extract.csv"
    path.write_text(A_CHILD)
    return path


@pytest.fixture
def plain(check: Run, one_child: Path) -> Run:
    """Check a child on the engine that starts at once."""
    return lambda *files, **asked: check(*(files or [one_child]), more=("--engine", "reference"), **asked)


def strangers(said: str) -> list[str]:
    return [line for line in said.splitlines() if STRANGERS in line]


def test_what_is_not_ours_in_may_leave_is_named_in_one_line(plain: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "may-leave/older").mkdir(parents=True)
    for name in ("letters.docx", "older/figures.csv", "9990000018.csv"):
        (out / "may-leave" / name).write_text("x")
    result = plain(out=out)
    assert result.exit_code == 0
    (line,) = strangers(result.output)
    assert "a file whose name may tell of a child, letters.docx, older/figures.csv in " in line
    assert "9990000018" not in result.output
    assert (out / "may-leave/letters.docx").read_text() == "x"


def test_many_of_them_are_counted(plain: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "may-leave").mkdir(parents=True)
    for number in range(8):
        (out / f"may-leave/note {number}.txt").touch()
    (line,) = strangers(plain(out=out).output)
    assert "note 4.txt and 3 more in " in line


def test_a_folder_that_holds_only_what_we_wrote_needs_no_warning(plain: Run, tmp_path: Path) -> None:
    assert not strangers(plain(out=tmp_path / "out").output)
    assert not strangers(plain(out=tmp_path / "out").output)


def test_nothing_of_an_earlier_run_is_left(check: Run, checked: Checked, tmp_path: Path) -> None:
    """Of events alone there are no figures: those of the run before must not stand beside them."""
    out = tmp_path / "out"
    shutil.copytree(checked.out, out)
    events = tmp_path / "events.csv"
    events.write_text(EVENTS_ALONE)
    result = check(events, out=out)
    assert result.exit_code == 0
    for old in (path for path in checked.out.rglob("*") if path.is_file()):
        path = out / old.relative_to(checked.out)
        assert f"Wrote {path}" in result.output
        assert path.read_bytes() != old.read_bytes(), path.name


def test_where_it_can_not_write_no_half_of_an_earlier_run_is_left(plain: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    plain(out=out)
    (out / "may-leave/share.json").unlink()
    (out / "may-leave/share.json").mkdir()
    result = plain(out=out)
    assert result.exit_code == 2
    assert "share.json can't be written" in result.stderr
    assert not (out / "may-leave/figures.csv").exists()


def test_a_refused_extract_leaves_what_was_there(plain: Run, tmp_path: Path) -> None:
    out, empty = tmp_path / "out", tmp_path / "empty.csv"
    plain(out=out)
    before = (out / "may-leave/figures.csv").read_bytes()
    empty.touch()
    assert plain(empty, out=out).exit_code == 2
    assert (out / "may-leave/figures.csv").read_bytes() == before


def test_a_file_given_twice_is_refused_in_one_sentence(plain: Run, one_child: Path, tmp_path: Path) -> None:
    result = plain(one_child, one_child, out=tmp_path / "out")
    assert result.exit_code == 2
    assert result.stderr == ("extract.csv was given twice, so its entries would count twice; give it once.\n")
    assert not (tmp_path / "out").exists()


def test_a_day_that_has_not_come_is_counted_with_one_plain_warning(plain: Run, tmp_path: Path) -> None:
    result = plain(out=tmp_path / "out", as_at="2050-01-01")
    assert result.exit_code == 0
    (line,) = (line for line in result.output.splitlines() if NOT_YET in line)
    assert line.startswith("1 January 2050 has not come yet: ")
    assert NOT_YET not in plain(out=tmp_path / "out", as_at="2025-03-01").output
