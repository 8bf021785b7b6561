"""Gate 1 against a reader who has this program: which cells are hidden must not tell a small count."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

from tests.engine.test_disclosure_diagnosis import SMALL, a_diagnosis, after_the_gate, shown

Line = tuple[int, ...]


def test_replaying_the_rule_on_every_table_tells_no_small_count() -> None:
    """Every measure of up to 11 children in three ages, by what is shown of it (decision 5)."""
    looks: dict[tuple[int | str | None, ...], list[Line]] = defaultdict(list)
    for ages in product(range(12), repeat=3):
        if sum(ages) < 12:
            line = (*ages, 0, 0, 0)
            looks[tuple(shown(after_the_gate(a_diagnosis({"late": line})), "late"))].append(line)
    judged = 0
    for lines in looks.values():
        for line in lines:
            for age, children in enumerate(line):
                if children in SMALL:
                    judged += 1
                    assert len({other[age] for other in lines}) > 1, f"age {age} of {line} is told"
    assert judged > 300
