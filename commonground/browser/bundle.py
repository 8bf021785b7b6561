"""`python -m commonground.browser.bundle WHEELS NODE_MODULES FOLDER`: what the counting page loads, put together.

bundle.zip holds our own modules, the rulebook ready to use, the stand-ins and the libraries that reading and writing
use; beside it stand Pyodide and DuckDB-WASM as npm gave them. Made by `make`, never committed.
"""

from __future__ import annotations

import importlib.metadata
import pickle
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import commonground
from commonground.documents.books import load_books

PACKAGE = Path(commonground.__file__).parent
OURS = ("__init__.py", "browser/*.py", "charts", "documents", "engine", "rulebook/__init__.py")
LEFT_OUT = (
    "engine/share_check.py",
    "engine/published",
    "engine/choosing",
    "engine/timetable",
    "engine/cases",
)
LIBRARIES = (
    "annotated-types",
    "Jinja2",
    "MarkupSafe",
    "nhs-number",
    "pydantic",
    "PyYAML",
    "typing-extensions",
    "typing-inspection",
)
"""Installed here as plain Python, or with a compiled part that they do without."""
NOT_PYTHON = (".so", ".pyc", ".pyd", ".pyi", ".c", ".pyx")
PYODIDE = ("pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip")
DUCKDB = ("duckdb-eh.wasm",)
ONE_DAY = (2020, 1, 1, 0, 0, 0)
"""The date of every member, so that the same sources make the same archive."""


def make(wheels: Path, node_modules: Path, folder: Path) -> None:
    """Writes what the page loads into the folder: the wheels for browsers come from `wheels`."""
    (folder / "pyodide").mkdir(parents=True, exist_ok=True)
    for name in PYODIDE:
        shutil.copyfile(node_modules / "pyodide" / name, folder / "pyodide" / name)
    for name in DUCKDB:
        shutil.copyfile(node_modules / "@duckdb" / "duckdb-wasm" / "dist" / name, folder / name)
    with zipfile.ZipFile(folder / "bundle.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        members = {**dict(_ours()), **dict(_baked()), **dict(_libraries()), **dict(_wheels(wheels))}
        for name, data in sorted(members.items()):
            archive.writestr(zipfile.ZipInfo(name, ONE_DAY), data, zipfile.ZIP_DEFLATED)


def _ours() -> Iterator[tuple[str, bytes]]:
    for wanted in OURS:
        for path in sorted(PACKAGE.glob(wanted if "." in wanted else f"{wanted}/**/*")):
            name = path.relative_to(PACKAGE).as_posix()
            if path.is_file() and not path.name.endswith(NOT_PYTHON) and not name.startswith(LEFT_OUT):
                yield f"commonground/{name}", path.read_bytes()
    for path in sorted((PACKAGE / "browser" / "stand_ins").glob("*/*.py")):
        yield path.relative_to(PACKAGE / "browser" / "stand_ins").as_posix(), path.read_bytes()


def _baked() -> Iterator[tuple[str, bytes]]:
    yield "commonground/browser/books.pickle", pickle.dumps(load_books())


def _libraries() -> Iterator[tuple[str, bytes]]:
    for library in LIBRARIES:
        for file in importlib.metadata.files(library) or ():
            name = file.as_posix()
            if not name.endswith(NOT_PYTHON) and ".dist-info" not in name and not name.startswith(".."):
                yield name, Path(str(file.locate())).read_bytes()


def _wheels(folder: Path) -> Iterator[tuple[str, bytes]]:
    for wheel in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if ".dist-info" not in name and not name.endswith("/"):
                    yield name, archive.read(name)


if __name__ == "__main__":
    make(*map(Path, sys.argv[1:4]))
