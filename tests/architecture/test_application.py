"""The application's house: who asks comes first, views read and write through others, one service a change."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = ("core", "accounts", "practices", "figures", "rounds", "plans", "advice", "visits", "desk")
FILES = [path for app in APPS for path in sorted((ROOT / "commonground" / app).rglob("*.py"))]
FILES = [path for path in FILES if "migrations" not in path.parts]
WHAT_MAKES_A_CALLER = ("User", "Link")
MANAGERS = ("objects", "_default_manager", "_base_manager")


def room(path: Path, name: str) -> bool:
    """Whether a file is in a room of its app: `queries.py`, `plan_queries.py`, `queries/…`."""
    inside = path.relative_to(ROOT / "commonground").with_suffix("").parts[1:]
    return any(part == name or part.endswith(f"_{name}") for part in inside)


def of(name: str) -> list[Path]:
    return [path for path in FILES if room(path, name)]


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The public functions that a module offers."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def first(node: ast.FunctionDef) -> ast.arg | None:
    every = [*node.args.posonlyargs, *node.args.args]
    return every[0] if every else None


def is_service(node: ast.FunctionDef) -> bool:
    calls = [one.func for one in node.decorator_list if isinstance(one, ast.Call)]
    return any(isinstance(one, ast.Name) and one.id == "service" for one in calls)


def writes(node: ast.FunctionDef) -> bool:
    """Whether a function saves or deletes rows itself."""
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    named = {one.id for one in calls if isinstance(one, ast.Name)}
    reached = {one.attr for one in calls if isinstance(one, ast.Attribute)}
    return bool(
        {"save"} & named or {"save", "delete", "create", "bulk_create", "bulk_update", "update"} & reached
    )


def reaches_rows(node: ast.FunctionDef) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr in MANAGERS for one in ast.walk(node))


@pytest.mark.parametrize("path", of("queries"), ids=label)
def test_a_query_that_reaches_rows_takes_its_caller_first(path: Path) -> None:
    """Or the user, link or token of which a caller is made; what only works on given rows needs none."""
    without = []
    for node in functions(path):
        argument = first(node)
        made_of = ast.unparse(argument.annotation) if argument and argument.annotation else ""
        known = argument is not None and (
            argument.arg in ("caller", "token") or made_of in WHAT_MAKES_A_CALLER
        )
        if not known and reaches_rows(node):
            without.append(node.name)
    assert without == []


@pytest.mark.parametrize("path", of("views"), ids=label)
def test_a_view_touches_no_manager_of_a_model(path: Path) -> None:
    touched = [
        f"{ast.unparse(node)} on line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    ]
    assert touched == []


@pytest.mark.parametrize("path", of("views"), ids=label)
def test_a_view_saves_nothing_itself(path: Path) -> None:
    saved = [
        f"{ast.unparse(node)} on line {node.lineno}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("save", "delete", "bulk_create", "bulk_update")
        and not any(word.arg == "commit" for word in node.keywords)
    ]
    assert saved == []


@pytest.mark.parametrize("path", FILES, ids=label)
def test_every_service_takes_its_caller_first(path: Path) -> None:
    services = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    without = [
        node.name
        for node in services
        if is_service(node) and ((argument := first(node)) is None or argument.arg != "caller")
    ]
    assert without == []


@pytest.mark.parametrize("path", [path for path in of("services") if path.parent.name != "core"], ids=label)
def test_what_a_services_module_offers_are_services(path: Path) -> None:
    """Or calls of services one after another, for the same caller; what writes nothing by itself needs none."""
    others = [node for node in functions(path) if not is_service(node)]
    assert [node.name for node in others if writes(node)] == []


WRITTEN_BY_US = {
    "core": "event actor_kind actor_id actor_name subject_type subject_id practice_code object_id token_hash kind"
    " calendar_method last_error from_name to reply_to",
    "figures": "key source period origin file_name sha256 taken_in_by org_code org_name level parent_code definition"
    " indicator age excluded status sheet cell kind kept step given_by rulebook_version against against_release cause"
    " only_in counts_in",
    "plans": "factor intervention why name",
    "practices": "loaded_by",
    "visits": "quorum_group key value saved_by token_hash step accepted_by",
}
"""Lines that nobody types: codes and kinds of ours, what is published, and what was typed into another field, which
looked at it."""


@pytest.mark.parametrize("path", [path for path in FILES if path.name == "models.py"], ids=label)
def test_a_line_that_is_typed_refuses_nhs_numbers(path: Path) -> None:
    """Telephone numbers, e-mail addresses and codes too: it has a field of `core.free_text`, or choices."""
    plain = [
        node.targets[0].id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) in ("models.CharField", "models.EmailField", "models.SlugField")
        and not any(word.arg == "choices" for word in node.value.keywords)
    ]
    known = {*WRITTEN_BY_US.get(path.parent.name, "").split()}
    assert [name for name in plain if name not in known] == []


@pytest.mark.parametrize("path", [path for path in FILES if path.name == "models.py"], ids=label)
def test_a_text_field_of_any_length_refuses_nhs_numbers(path: Path) -> None:
    """Saving a plain TextField would let one in; a calendar file is written by us alone."""
    plain = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign) and "models.TextField(" in ast.unparse(node)
    ]
    assert [line for line in plain if not line.startswith("calendar =")] == []
