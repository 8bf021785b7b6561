"""The page `docs/reference/visit-states.md`, written from the table of states: `make visit-states`."""

from __future__ import annotations

from commonground.visits.models import Visit
from commonground.visits.states import MOVES

HEAD = """# The states of a visit

Made from `commonground/visits/states.py` by `make visit-states`. A change there without a new page fails a test.

"""


def page() -> str:
    """The whole page: the diagram, and the same as a table."""
    labels = dict(Visit.State.choices)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state}: {labels[state]}" for state in MOVES]
    lines += [f"    [*] --> {Visit.State.CANDIDATE.value}"]
    lines += [f"    {state} --> {to}" for state in MOVES for to in _in_order(state)]
    lines += [f"    {state} --> [*]" for state in MOVES if not MOVES[state]]
    lines += ["```", "", "| from | to |", "| --- | --- |"]
    lines += [
        f"| {labels[state]} | {', '.join(labels[to] for to in _in_order(state)) or 'nothing: it ends here'} |"
        for state in MOVES
    ]
    return HEAD + "\n".join(lines) + "\n"


def _in_order(state: str) -> list[str]:
    return [to for to in Visit.State.values if to in MOVES[state]]
