"""Reading a rulebook file so that every complaint can name the line it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# The parser in C where PyYAML was built with it: a rulebook loads in a tenth of the time.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Fault:
    """Something wrong in a rulebook file, in one sentence, and where."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        """`schedules/2010-01-base.yaml, line 12: …`."""
        return f"{self.file}, line {self.line}: {self.sentence}"


class RulebookError(Exception):
    """The rulebook can't be used; `faults` says why, one by one."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults, and say them all as the message."""
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class RulebookFile:
    """A parsed file: its plain data, and the syntax tree that knows the lines."""

    name: str
    data: dict[str, Any]
    node: yaml.MappingNode

    def line_of(self, path: Sequence[str | int]) -> int:
        """The line (from 1) of the entry or field at a path such as ("dose_rules", 0, "follows")."""
        node: yaml.Node = self.node
        line = node.start_mark.line
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return int(line) + 1


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    """The line (from 0) where a part of a node begins, its name included, and the part."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child: yaml.Node = node.value[step]
        return child.start_mark.line, child
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line, value
    return None


def read_file(path: Path, name: str) -> RulebookFile:
    """Parse one YAML file. Raises RulebookError where it is no YAML mapping or names a key twice."""
    text = path.read_text(encoding="utf-8")
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        data: dict[str, Any] = loader.construct_document(node) if node else {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "it can't be read as YAML"
        raise RulebookError(
            [Fault(name, line, f"{problem}; check the indentation and the quotes")]
        ) from error
    if not isinstance(node, yaml.MappingNode):
        raise RulebookError([Fault(name, 1, "a rulebook file is a list of named parts, such as “courses:”")])
    repeated = _repeated_keys(node)
    if repeated:
        raise RulebookError(
            [Fault(name, line, f"“{key}” is written twice; keep one") for key, line in repeated]
        )
    return RulebookFile(name, data, node)


def _repeated_keys(node: yaml.Node) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                found.append((key.value, key.start_mark.line + 1))
            seen.add(key.value)
            found += _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            found += _repeated_keys(child)
    return found
