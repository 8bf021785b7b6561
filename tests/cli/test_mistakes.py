"""Given a mistake in what was typed, when it is run, then one sentence says what to do, with exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

HERE = ("--practice", "Z99001", "--as-at", "2026-10-04", "--out")


@pytest.fixture
def typed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Type a command in a folder that holds one file, `taken`, which is no extract."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("no headings here\n")
    return run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("practice", "check", "taken", *HERE[:2], "--as-at", "4/10/2026", "--out", "o"), "like 2026-10-04"),
        (("practice", "check", "taken", *HERE[:2], "--as-at", "2026-02-30", "--out", "o"), "2026-02-30"),
        (("practice", "check", "taken", "--as-at", "2026-10-04", "--out", "o"), "--practice"),
        (("practice", "check", "taken", "--practice", "London", *HERE[2:], "o"), "like Z99001"),
        (("practice", "check", "missing.csv", *HERE, "o"), "missing.csv"),
        (("practice", "check", *HERE, "o"), "EXTRACT"),
        (("practice", "check", "taken", *HERE, "taken"), "taken"),
        (("practice", "check", "taken", *HERE, "o", "--engine", "spark"), "duckdb"),
        (("practice", "check", "taken", *HERE, "o", "--date-order", "ydm"), "dmy"),
        (("practice", "check", "taken", *HERE, "o", "--map", "missing.csv"), "missing.csv"),
        (("practice", "check", "taken", *HERE, "o", "--colour", "red"), "--colour"),
        (("practice", "share-check", "missing.json"), "missing.json"),
        (("practice", "share-check", "taken"), "taken"),
        (("practice", "chekc"), "chekc"),
        (("rulebook", "show"), "RULE"),
        (("rulebook", "show", "mmr2"), "mmr-2"),
        (("rulebook", "check", "--with", "nowhere"), "nowhere"),
        (("synth", "practice", "--seed", "-1", "--out", "o"), "--seed"),
        (("synth", "practice", "--out", "taken/inside"), "choose another --out"),
        (("synth", "population", "--practices", "1", "--out", "taken/inside"), "choose another --out"),
        (("synth", "population", "--practices", "0", "--out", "o"), "--practices"),
        (("demo", "--out", "taken"), "taken"),
        (("wat",), "wat"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_it_is_answered_in_one_sentence(typed: Run, words: tuple[str, ...], said: str) -> None:
    result = typed(*words)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert not Path("o").exists()


def test_where_nothing_can_be_written_it_says_so_and_leaves_nothing(typed: Run) -> None:
    Path("extract.csv").write_text(
        "child_id,date_of_birth,event_date,vaccine\nA1,2024-01-01,2025-02-01,MMR\n"
    )
    result = typed("practice", "check", "extract.csv", *HERE, "taken/inside", "--engine", "reference")
    assert result.exit_code == 2
    assert (
        result.stderr == "taken/inside/may-leave can't be written (Not a directory); choose another --out.\n"
    )


def test_a_command_with_nothing_after_it_shows_its_help(typed: Run) -> None:
    for words in ((), ("practice",), ("rulebook",), ("synth",)):
        assert "Commands:" in typed(*words).output


def test_a_file_named_after_a_child_is_not_named_in_a_message(run: Run, tmp_path: Path) -> None:
    extract = tmp_path / "9990000018.csv"
    extract.write_text("nothing of use\n")
    result = run(
        "practice",
        "check",
        extract,
        "--practice",
        "Z99001",
        "--as-at",
        "2026-10-04",
        "--out",
        tmp_path / "out",
    )
    assert result.exit_code == 2
    assert "9990000018" not in result.output
    assert "….csv" in result.output
