"""The house held by a machine: direction, size, purity, and no numbers of the world in code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "commonground"
CODE = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
LONGEST_FILE = 400
LONGEST_FUNCTION = 60

OUTSIDE_THE_ENGINE = ("django", "click", "rich", "jinja2", "commonground.cli", "commonground.documents")
CLOCKS = ("today", "now", "utcnow", "time", "monotonic", "localtime")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_imports_point_one_way_with_no_exemptions() -> None:
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert found.returncode == 0, found.stdout
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_file_has_one_meaning(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    long = [
        f"{node.name} ({(node.end_lineno or 0) - node.lineno + 1} lines)"
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "engine").rglob("*.py")), ids=name_of)
def test_the_engine_reads_no_clock_and_knows_no_framework(path: Path) -> None:
    tree = ast.parse(path.read_text())
    imported = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
    ]
    assert [name for name in imported if name.startswith(OUTSIDE_THE_ENGINE)] == []
    clocks = [
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]
    assert clocks == []


def test_the_reference_shares_nothing_with_the_generator() -> None:
    """Two engines, one meaning: a mistake made in one must not be able to hide in the other."""
    counting = PACKAGE / "engine" / "counting"
    for path in (counting / "reference").rglob("*.py"):
        assert not re.search(r"counting\.(sql|duckdb_engine)|import duckdb", path.read_text()), name_of(path)
    for path in [*(counting / "sql").rglob("*.py"), counting / "duckdb_engine.py"]:
        assert "counting.reference" not in path.read_text(), name_of(path)


@pytest.mark.parametrize("path", sorted((PACKAGE / "engine" / "counting").rglob("*.py")), ids=name_of)
def test_no_age_interval_or_threshold_is_a_number_in_the_counting_code(path: Path) -> None:
    """Days, months and years of the schedule live in the rulebook; what else is a number has a name."""
    tree = ast.parse(path.read_text())
    named = {
        id(part)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if ast.unparse(target).isupper()
        for part in ast.walk(node.value)
    }
    small = {*range(-1, 13), 31, 100}  # counting, the months of a year, 31 March, the century
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and id(node) not in named:
            assert node.value in small, f"{node.value!r} on line {node.lineno}"


def test_every_decision_is_numbered_and_dated() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert re.search(r"^Date: \d{4}-\d{2}-\d{2}\. Status: ", page.read_text(), re.M), page.name
