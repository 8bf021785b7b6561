"""The first administrator and the national directory come by the command line."""

from __future__ import annotations

from pathlib import Path

from commonground.accounts.models import User
from commonground.practices.models import Practice
from tests.cli.conftest import Run
from tests.practices.test_loading_the_directory import file_of, line
from tests.world import World, practice


def test_nothing_is_changed_until_it_is_confirmed(world: World, run: Run, tmp_path: Path) -> None:
    practice(world.ealing, "Old Name", code="Z99901", address="1 The Street", postcode="ZZ1 1AA")
    file = tmp_path / "epraccur.csv"
    file.write_bytes(
        file_of(line("Z99901", "NEW NAME"), line("Z99902", "NEW ONE"), line("Z99903", "BAD", opened="x"))
    )
    said = run("practices", "load", file)
    assert said.exit_code == 0
    assert "Z99901  Old Name: is now called New Name" in said.output
    assert "epraccur.csv, row 3" in said.output
    assert "Nothing was changed" in said.output
    assert not Practice.objects.filter(code="Z99902").exists()
    said = run("practices", "load", file, "--confirm")
    assert "2 changes made." in said.output
    assert Practice.objects.get(code="Z99901").name == "New Name"
    said = run("practices", "load", file, "--confirm")
    assert said.exit_code == 2


def test_another_file_is_one_sentence(world: World, run: Run, tmp_path: Path) -> None:  # noqa: ARG001
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    said = run("practices", "load", file)
    assert said.exit_code == 2
    assert "is not an epraccur file" in said.output


def test_the_first_administrator_is_let_in(db: None, run: Run) -> None:  # noqa: ARG001
    words = (
        "administrator",
        "first@nhs.example",
        "First Person",
        "--region",
        "Y99",
        "--region-name",
        "North",
    )
    said = run(*words)
    assert said.exit_code == 0, said.output
    assert "/welcome/" in said.output
    assert User.objects.get().role == "administrator"
    assert run(*words).exit_code == 2
    assert run("administrator", "no address", "X", "--region", "Y99").exit_code == 2
