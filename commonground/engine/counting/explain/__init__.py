"""The sentences that explain: why a dose counts or does not, why one is due, why a child is not counted.

Each is one plain sentence with the child's age to the day, the limit and the rule with its source, so
that a nurse can check it against the record without asking anybody. No name and no NHS number is in any.
"""

from commonground.engine.counting.explain.doses import Beside, explain_dose
from commonground.engine.counting.explain.due import explain_due
from commonground.engine.counting.explain.not_counted import (
    Period,
    Registration,
    explain_left_out,
    explain_not_counted,
    explain_not_up_to_date,
)

__all__ = [
    "Beside",
    "Period",
    "Registration",
    "explain_dose",
    "explain_due",
    "explain_left_out",
    "explain_not_counted",
    "explain_not_up_to_date",
]
