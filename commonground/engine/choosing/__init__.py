"""Whom to visit: practices ranked by the children at stake, with the uncertainty, and the choice that is stored."""
