"""Back up, change, restore: the same rows. A file that is wrong or newer is refused, and nothing is changed."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connections

from commonground.accounts.models import User
from commonground.cli.main import main
from commonground.practices.models import Contact, Practice
from tests.world import called, make_world, manager, practice

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, [*arguments])


def everything() -> list[object]:
    return [list(model._default_manager.order_by("pk").values()) for model in (User, Practice, Contact)]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A backup of a small world."""
    world = make_world()
    manager(called(world.commissioner), practice(world.ealing))
    file = tmp_path / "saved.backup"
    answer = run("backup", str(file))
    assert answer.exit_code == 0, answer.output
    return file


def changed(file: Path, **about: Any) -> None:
    """The same backup, saying something else of itself."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["about.json"] = json.dumps({**json.loads(parts["about.json"]), **about}).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_after_a_change_everything_is_as_it_was(saved: Path) -> None:
    before = everything()
    Contact.objects.all().delete()
    Practice.objects.update(name="Somebody changed it")
    assert everything() != before
    answer = run("restore", str(saved), "--yes")
    assert answer.exit_code == 0, answer.output
    assert "Everything is as it was on " in answer.output
    assert everything() == before


def test_a_backup_of_what_was_restored_can_be_restored(saved: Path, tmp_path: Path) -> None:
    before, again = everything(), tmp_path / "again.backup"
    for arguments in (
        ["restore", str(saved), "--yes"],
        ["backup", str(again)],
        ["restore", str(again), "--yes"],
    ):
        answer = run(*arguments)
        assert answer.exit_code == 0, answer.output
    assert everything() == before


def test_what_a_later_version_added_does_not_stay_behind(saved: Path) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE of_next_year (number integer)")
    assert run("restore", str(saved), "--yes").exit_code == 0
    assert "of_next_year" not in connections["default"].introspection.table_names()


def test_nobody_else_can_read_it(saved: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_a_backup_is_not_written_over_another(saved: Path) -> None:
    answer = run("backup", str(saved))
    assert answer.exit_code == 2
    assert "is there already" in answer.output


def test_it_asks_before_everything_is_replaced(saved: Path) -> None:
    Practice.objects.update(name="Somebody changed it")
    answer = CliRunner().invoke(main, ["restore", str(saved)], input="n\n")
    assert answer.exit_code == 1
    assert Practice.objects.get().name == "Somebody changed it"


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"sha256": "0" * 64}, "its checksum does not fit"),
        ({"kind": "a photo album"}, "is not a backup of Common Ground"),
        ({"vendor": "oracle"}, "is a backup of oracle"),
        ({"schema": {"visits": "0999_of_next_year"}}, "made by a newer version"),
        ({"more": 1}, "is not a backup of Common Ground"),
    ],
)
def test_a_wrong_or_newer_file_is_refused_in_a_sentence(
    about: dict[str, Any], sentence: str, saved: Path
) -> None:
    before = everything()
    changed(saved, **about)
    answer = run("restore", str(saved), "--yes")
    assert answer.exit_code == 2
    assert sentence in answer.output
    assert "Nothing was changed" in answer.output
    assert everything() == before


@pytest.mark.parametrize("content", [b"", b"not a backup", b"PK\x03\x04 half of one"])
def test_what_is_no_backup_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_bytes(content)
    answer = run("restore", str(file), "--yes")
    assert answer.exit_code == 2
    assert "is not a backup of Common Ground" in answer.output
    assert run("restore", str(tmp_path / "none"), "--yes").exit_code == 2


def test_without_the_programs_of_postgresql_it_says_what_to_install(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections["default"], "vendor", "postgresql")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pg_dump is needed" in run("backup", str(tmp_path / "new.backup")).output
    changed(saved, vendor="postgresql")
    assert "psql is needed" in run("restore", str(saved), "--yes").output
