"""How far two records of the same children agree, in words; plainly not known where nobody compared them."""

from __future__ import annotations

from dataclasses import dataclass

from commonground.engine.rules.difference_book import load_difference_book
from commonground.engine.statistics.agreement import agreement, verification_factor
from commonground.figures.models import Agreement

NOT_COMPARED = (
    "The verification factor is not known: the practice has not compared its list with the child health service’s, "
    "child by child."
)
NOT_SHOWN = "The verification factor is not shown: a count that it rests on is small."
NO_DOSE = "There is no verification factor: one of the records has no dose of these children."


@dataclass(frozen=True)
class Verified:
    """The verification factor in a sentence; the children on both lists by whose record has them; agreement."""

    sentence: str
    rows: tuple[tuple[str, int, int], ...] = ()
    agreement: str = ""


def verified(found: Agreement | None) -> Verified:
    """What the comparing of two lists says of one figure."""
    if found is None:
        return Verified(NOT_COMPARED)
    counts = (found.both, found.chis_only, found.practice_only, found.neither)
    if any(one is None for one in counts):
        return Verified(NOT_SHOWN)
    both, chis, practice, neither = (one or 0 for one in counts)
    rows = (
        ("The practice’s record says vaccinated", both, practice),
        ("The practice’s record does not", chis, neither),
    )
    if not both + chis or not both + practice:
        return Verified(NO_DOSE, rows)
    factor, book = verification_factor(both, chis, practice), load_difference_book()
    low, high = book.number("verified-from"), book.number("verified-to")
    inside = low <= factor.value <= high
    agreed = agreement(both, chis, practice, neither)
    return Verified(
        f"Verification factor {factor.value:.2f} (95% range {factor.lower:.2f} to {factor.upper:.2f}): of the children "
        f"on both lists, the practice’s record has {both + practice:,} vaccinated and the child health service’s "
        f"{both + chis:,}. From {low:g} to {high:g} is taken as acceptable; this is "
        f"{'inside' if inside else 'outside'} it.",
        rows,
        f"The two records agree on {agreed.observed:.0%} of the children (Gwet’s AC1 {agreed.ac1:.2f}).",
    )
