"""Visits as the pages show them."""
