"""The plain reference engine: one child at a time, in the order of rules.md.

It shares nothing with the SQL generator but the rulebook and the shape of the results, so that
tests can hold the two against each other.
"""

from commonground.engine.counting.reference.practice import count

__all__ = ["count"]
