"""Rounds of visits: which practices, by what rule, visited by whom."""
